import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type * as z from 'zod';
import { LedgerError, type RequestFault } from '../domain/errors.ts';
import { pointerOf } from '../domain/violations.ts';
import type { Contract } from './contract/shared.ts';
import { fileText } from './file-text.ts';

/** From the gateway's event to what an operation takes; nothing unparsed goes further. */

export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer;

/** A body as it came: JSON, pasted text where the operation takes it, or none. */
export type RawBody = { readonly json: unknown } | { readonly text: string };

const decoded = ({ body, isBase64Encoded }: HttpEvent): string =>
  isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');

/** A name by which objects reach what they are made from; schemas would pass over it without a word. */
const PROTOTYPE = '__proto__';

/** What stands for bytes that are no UTF-8, wherever they were decoded. */
const REPLACEMENT = '\uFFFD';

const parseJson = (text: string): unknown => {
  if (text.includes(REPLACEMENT)) {
    throw new LedgerError({ code: 'malformed-json', detail: 'The body is not UTF-8.' });
  }
  let reaches = false;
  const told = (name: string, value: unknown): unknown => {
    reaches ||= name === PROTOTYPE;
    return value;
  };
  const parsed = parsedBy(text, text.includes(PROTOTYPE) ? told : undefined);
  if (!reaches) return parsed;
  const detail = `${PROTOTYPE} is not known here.`;
  throw new LedgerError({
    code: 'invalid-request',
    violations: [{ pointer: pointerOf([PROTOTYPE]), code: 'unknown-field', detail }],
  });
};

const parsedBy = (
  text: string,
  reviver: ((name: string, value: unknown) => unknown) | undefined,
): unknown => {
  try {
    return JSON.parse(text, reviver);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be parsed';
    throw new LedgerError({ code: 'malformed-json', detail: `The body is not JSON: ${why}.` });
  }
};

const typeOf = (event: HttpEvent, otherwise: string): string =>
  (event.headers['content-type'] ?? otherwise).split(';')[0]?.trim().toLowerCase() ?? '';

/** As programs call them; what is no text for the gateway comes in base64, byte for byte. */
const CSV_TYPES: ReadonlySet<string> = new Set([
  'text/csv',
  'application/csv',
  'text/tab-separated-values',
  'application/vnd.ms-excel',
  'application/octet-stream',
]);

/** A file is taken as it comes: nothing is unpacked here, and no other encoding translated. */
const codingFault = (event: HttpEvent): string | undefined => {
  const coding = (event.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (coding !== '' && coding !== 'identity') {
    return `The content-encoding ${coding} is not taken here; send the file as it is.`;
  }
  const [, charset] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(event.headers['content-type'] ?? '') ?? [];
  return charset === undefined || /^utf-?8$/i.test(charset)
    ? undefined
    : `The charset ${charset} is not taken here; send the file in UTF-8.`;
};

/** @throws LedgerError `unsupported-media-type`; `refused` where it is no file of text */
const readCsv = (event: HttpEvent): RawBody => {
  const fault = codingFault(event);
  if (fault !== undefined) throw new LedgerError({ code: 'unsupported-media-type', detail: fault });
  const type = typeOf(event, 'text/csv');
  const body = event.body ?? '';
  if (CSV_TYPES.has(type))
    return { text: fileText(event.isBase64Encoded ? Buffer.from(body, 'base64') : body) };
  const detail = `${type} is not taken here; send the file as text/csv.`;
  throw new LedgerError({ code: 'unsupported-media-type', detail });
};

/** @throws LedgerError `malformed-json`, `unsupported-media-type` */
export const readBody = (event: HttpEvent, takesText: boolean): RawBody => {
  const text = decoded(event);
  const type = typeOf(event, 'application/json');
  if (text === '') return { json: undefined };
  if (type === 'text/plain' && takesText) return { text };
  if (type === 'application/json' || type.endsWith('+json')) return { json: parseJson(text) };
  const taken = takesText ? 'application/json or text/plain' : 'application/json';
  throw new LedgerError({
    code: 'unsupported-media-type',
    detail: `${type} is not taken here; send ${taken}.`,
  });
};

const FAULT_CODES: Readonly<Record<string, string>> = {
  invalid_type: 'wrong-type',
  unrecognized_keys: 'unknown-field',
  too_big: 'too-big',
  too_small: 'too-small',
  invalid_value: 'unknown-value',
  invalid_format: 'wrong-format',
};

type Place = 'body' | 'query' | 'path';
const NOUN = { body: '', query: 'Query parameter ', path: 'Path parameter ' } as const;

/** Of what is one of some words, nothing is told as another word. */
const isMissing = ({ code, input }: z.core.$ZodIssue): boolean =>
  input === undefined && (code === 'invalid_type' || code === 'invalid_value');

const faultsOf = (issue: z.core.$ZodIssue, place: Place): RequestFault[] => {
  const at = (path: readonly PropertyKey[], code: string, message: string): RequestFault => {
    const name = place === 'body' ? pointerOf(path) || 'The body' : path.join('.');
    return { pointer: pointerOf(path), code, detail: `${NOUN[place]}${name}: ${message}.` };
  };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => at([...issue.path, key], 'unknown-field', 'is not known here'));
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors
      .flat()
      .flatMap((i) => faultsOf({ ...i, path: [...issue.path, ...i.path] }, place));
    return inner.length > 0
      ? inner.slice(0, 1)
      : [at(issue.path, 'wrong-type', 'is of none of the forms taken')];
  }
  const missing = isMissing(issue);
  return [
    at(
      issue.path,
      missing ? 'missing' : (FAULT_CODES[issue.code] ?? 'invalid'),
      missing ? 'is missing' : issue.message,
    ),
  ];
};

/** The gateway joins what stands twice with a comma; which commas are its own is told by the raw text alone. */
const repeatedFaults = ({ rawQueryString }: HttpEvent): RequestFault[] => {
  const names = [...new URLSearchParams(rawQueryString).keys()];
  const repeated = new Set(names.filter((name, i) => names.indexOf(name) < i));
  return [...repeated].map((name) => ({
    pointer: pointerOf([name]),
    code: 'repeated',
    detail: `${NOUN.query}${name}: stands ${names.filter((one) => one === name).length} times; give it once.`,
  }));
};

const judge = <S extends z.ZodType>(schema: S, value: unknown, place: Place) => {
  const parsed = schema.safeParse(value, { reportInput: true });
  return parsed.success
    ? { value: parsed.data, faults: [] }
    : { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, place)) };
};

export type Parsed<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  /** The parsed JSON, or the pasted text. */
  readonly body: { readonly json: z.output<B> } | { readonly text: string };
};

/** @throws LedgerError `invalid-request` with everything that is of the wrong shape, in path, query and body */
export const parseRequest = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  event: HttpEvent,
  contract: Contract<P, Q, B, R>,
): Parsed<P, Q, B> => {
  const raw = contract.csv === undefined ? readBody(event, contract.text === true) : readCsv(event);
  const params = judge(contract.params, event.pathParameters ?? {}, 'path');
  const query = judge(contract.query, event.queryStringParameters ?? {}, 'query');
  const body = 'text' in raw ? { faults: [] } : judge(contract.body, raw.json, 'body');
  const repeated = repeatedFaults(event);
  const joined = new Set(repeated.map(({ pointer }) => pointer));
  const rest = query.faults.filter(({ pointer }) => !joined.has(pointer));
  const faults = [...params.faults, ...repeated, ...rest, ...body.faults];
  if (faults.length > 0 || !('value' in params) || !('value' in query)) {
    throw new LedgerError({ code: 'invalid-request', violations: faults });
  }
  if ('text' in raw) return { params: params.value, query: query.value, body: raw };
  if (!('value' in body)) throw new LedgerError({ code: 'invalid-request', violations: faults });
  return { params: params.value, query: query.value, body: { json: body.value } };
};
