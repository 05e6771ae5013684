import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** The OpenAPI document as the fuzzer reads it: what may be sent to each route, and what it may answer. */

export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
};

type Media = Readonly<Record<string, { readonly schema: Schema }>>;
export type Parameter = {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
};

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Media | undefined;
  readonly responses: Readonly<Record<string, { readonly content?: Media }>>;
};

export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const operationsIn = ({ paths }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]): Operation => {
      const { operationId, parameters, requestBody, responses } = given as {
        operationId: string;
        parameters?: Parameter[];
        requestBody?: { content: Media };
        responses: Operation['responses'];
      };
      return {
        id: operationId,
        method: method.toUpperCase(),
        path,
        parameters: parameters ?? [],
        body: requestBody?.content,
        responses,
      };
    }),
  );

const NAME = 'openapi.json';
/** What a part of the document is called in references. */
const pointer = (...steps: readonly string[]): string =>
  `${NAME}#/${steps.map((one) => encodeURIComponent(one.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

export const descriptionOf = (document: Document) => {
  // `example` and the like say nothing about what is valid.
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema(document as object, NAME);
  const operations = operationsIn(document);
  const known = new Map<string, ValidateFunction>();
  const validator = (at: string): ValidateFunction => {
    const found = known.get(at) ?? ajv.compile({ $ref: at });
    known.set(at, found);
    return found;
  };
  const faultIn = (at: string, value: unknown): string | undefined => {
    const validate = validator(at);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
  const methodOf = ({ method }: Operation): string => method.toLowerCase();
  const templates = operations.map((operation) => ({
    operation,
    fits: new RegExp(`^${operation.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`),
    // Where several fit, the gateway takes the most literal one.
    rank: operation.path.split('{').length,
  }));
  return {
    operations,
    resolve: (schema: Schema): Schema => {
      const name = schema.$ref?.split('/').at(-1);
      return name === undefined ? schema : (document.components.schemas[name] ?? schema);
    },
    /** Which operation a request reaches; none where the path is none of ours. */
    reached: (method: string, path: string): Operation | undefined =>
      templates
        .filter(({ operation, fits }) => operation.method === method && fits.test(path))
        .sort((a, b) => a.rank - b.rank)[0]?.operation,
    /** What is wrong with a body that was sent as JSON, by its schema. */
    bodyFault: (operation: Operation, body: unknown): string | undefined =>
      operation.body?.['application/json'] === undefined
        ? undefined
        : faultIn(
            pointer(
              'paths',
              operation.path,
              methodOf(operation),
              'requestBody',
              'content',
              'application/json',
              'schema',
            ),
            body,
          ),
    /** What is wrong with a body that was answered, by its schema. */
    answerFault: (
      operation: Operation,
      { status, type, body }: { status: number; type: string; body: unknown },
    ) => {
      const content = operation.responses[status]?.content ?? {};
      if (content[type] === undefined) return `${type} is not documented for ${status}`;
      return faultIn(
        pointer(
          'paths',
          operation.path,
          methodOf(operation),
          'responses',
          `${status}`,
          'content',
          type,
          'schema',
        ),
        body,
      );
    },
    problemFault: (body: unknown) => faultIn(pointer('components', 'schemas', 'Problem'), body),
  };
};

export type Description = ReturnType<typeof descriptionOf>;
