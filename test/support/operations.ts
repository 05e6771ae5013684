/** The operations of a served OpenAPI document, for tests that are made from it. */

export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
};

type Described = {
  readonly operationId: string;
  readonly security: readonly { readonly oauth: readonly string[] }[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
};

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  readonly query: readonly string[];
  /** Of a JSON body, with references resolved. */
  readonly body: JsonSchema | undefined;
};

export const operationsOf = ({ paths, components }: Document): Operation[] => {
  const resolved = (schema: JsonSchema): JsonSchema => {
    const { $ref, properties, items, ...rest } = schema;
    const named = $ref === undefined ? undefined : components.schemas[$ref.split('/').at(-1)!];
    if (named !== undefined) return resolved({ ...named, ...rest });
    return {
      ...rest,
      ...(properties && {
        properties: Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, resolved(v)])),
      }),
      ...(items && { items: resolved(items) }),
      ...Object.fromEntries(
        (['anyOf', 'oneOf', 'allOf'] as const).flatMap((of) =>
          schema[of] === undefined ? [] : [[of, schema[of].map(resolved)]],
        ),
      ),
    };
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => {
      const json = one.requestBody?.content['application/json']?.schema;
      return {
        id: one.operationId,
        method: method.toUpperCase(),
        path,
        scopes: one.security.flatMap(({ oauth }) => oauth),
        query: (one.parameters ?? []).flatMap((p) => (p.in === 'query' ? [p.name] : [])),
        body: json && resolved(json),
      };
    }),
  );
};

/** The names in a path's braces. */
export const paramsOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** A path with these ids, and others that nothing bears. */
export const pathOf = (path: string, ids: Readonly<Record<string, string>>): string =>
  path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => ids[name] ?? (name === 'line' ? '1' : 'nothing-bears-this'),
  );
