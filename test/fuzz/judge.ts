import type { Description, Operation } from './description.ts';
import { type Answered, isQuiet, type Sent } from './wire.ts';

/** Whether an answer is one that a client was promised. */

/** What may be answered with a 5xx: nothing has been done, come again. */
const PASSING: ReadonlySet<string> = new Set(['busy', 'still-running', 'serial-busy']);
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 404, 413]);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const has = (value: unknown, [step, ...rest]: readonly string[]): boolean => {
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
  return has(Reflect.get(value, step), rest);
};

/** What is missing is pointed at where it would stand; so is what a file or a pasted text holds, by its position. */
const resolves = (
  pointer: string,
  place: { body: unknown; names: ReadonlySet<string>; isText: boolean },
): boolean => {
  if (pointer === '') return true;
  if (!pointer.startsWith('/')) return false;
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (steps.length === 1 && place.names.has(steps[0]!)) return true;
  if (place.isText) return true;
  return has(place.body, steps.slice(0, -1));
};

const typeOf = ({ headers }: Answered): string => `${headers['content-type'] ?? ''}`.split(';')[0]!.trim();

const problemFaults = (
  { body, sent, operation }: { body: unknown; sent: Sent; operation: Operation | undefined },
  { status }: Answered,
  description: Description,
): string[] => {
  // Where the operation tells of this status its own schema has been looked at, which may be more than a problem's.
  const isTold = operation?.responses[status] !== undefined;
  const fault = isTold ? undefined : description.problemFault(body);
  if (fault !== undefined) return [`the problem is not of its schema: ${fault}`];
  const {
    status: said,
    code,
    requestId,
    violations,
  } = body as {
    status: number;
    code: string;
    requestId: string;
    violations?: { pointer: string; code: string }[];
  };
  const faults = [
    ...(said === status ? [] : [`the problem says ${said}`]),
    ...(/^[a-z][a-z0-9-]+$/.test(code) ? [] : [`the code is ${code}`]),
    ...(requestId === '' ? ['there is no requestId'] : []),
    ...(code === 'invalid-request' && violations?.length === 0 ? ['no violation says what is wrong'] : []),
  ];
  const at = sent.target.indexOf('?');
  const asked = new URLSearchParams(at < 0 ? '' : sent.target.slice(at + 1));
  const params = [...(operation?.parameters ?? [])].map(({ name }) => name);
  const names = new Set([...params, ...asked.keys()]);
  const json = parsed(sent.body?.toString() ?? '');
  const place = { body: json ?? {}, names, isText: json === undefined };
  const lost = (violations ?? []).filter(({ pointer }) => !resolves(pointer, place));
  return [
    ...faults,
    ...lost.slice(0, 3).map(({ pointer, code: of }) => `${of} points at ${pointer}, which is not there`),
  ];
};

const headerFaults = (answered: Answered, body: unknown, operation: Operation | undefined): string[] => {
  const { status, headers } = answered;
  const code = isRecord(body) ? body.code : undefined;
  const later = status === 429 || status === 503 || code === 'in-flight' || code === 'serial-busy';
  const { etag, link, location } = headers;
  const next = isRecord(body) && status === 200 && 'nextCursor' in body;
  return [
    ...(later && !/^\d+$/.test(`${headers['retry-after']}`) ? ['Retry-After is missing'] : []),
    ...(etag !== undefined && !/^"[^"]*"$/.test(etag as string) ? [`the ETag is ${etag}`] : []),
    ...(next && !/^<\/v1\/[^>]*>; rel="next"$/.test(`${link}`) ? [`Link is ${link}`] : []),
    ...(status === 201 && operation?.id === 'createDocument' && location === undefined
      ? ['there is no Location']
      : []),
  ];
};

const isOnGateway = (body: unknown): boolean =>
  isRecord(body) && typeof body.message === 'string' && Object.keys(body).length === 1;

/** Everything that is wrong with an answer. */
export const faultsOf = (
  { sent, answered, operation }: { sent: Sent; answered: Answered; operation: Operation | undefined },
  description: Description,
): string[] => {
  const { status, text } = answered;
  if (isQuiet(sent))
    return text === '' && status < 500 ? [] : [`HEAD was answered ${status} with ${text.length} bytes`];
  const type = typeOf(answered);
  const isJson = /json$/.test(type);
  const body = isJson ? parsed(text) : text;
  if (isJson && body === undefined) return ['the answer is not JSON'];
  const faults = headerFaults(answered, body, operation);
  if (status >= 500 && !(isRecord(body) && PASSING.has(`${body.code}`)))
    return [...faults, `status ${status}`];
  if (isOnGateway(body)) {
    const isKnown =
      GATEWAY_STATUSES.has(status) && (operation === undefined || operation.responses[status] !== undefined);
    return isKnown ? faults : [...faults, `the gateway answered ${status}, which is not documented`];
  }
  if (operation === undefined) {
    const fine = status === 404 && type === 'application/problem+json';
    return fine
      ? [...faults, ...problemFaults({ body, sent, operation }, answered, description)]
      : [...faults, `status ${status} as ${type} of no path of ours`];
  }
  if (operation.responses[status] === undefined) faults.push(`status ${status} is not documented`);
  else {
    const fault = description.answerFault(operation, { status, type, body });
    if (fault !== undefined) faults.push(`the answer is not of its schema: ${fault}`);
  }
  if (status >= 400) {
    if (type !== 'application/problem+json') faults.push(`a ${status} came as ${type}`);
    else faults.push(...problemFaults({ body, sent, operation }, answered, description));
    return faults;
  }
  const given = parsed(sent.body?.toString() ?? '');
  const wrong =
    given === undefined || typeof text !== 'string' ? undefined : description.bodyFault(operation, given);
  const isText = sent.headers['content-type'] === 'text/plain';
  if (wrong !== undefined && !isText) faults.push(`it took a body that is not of its schema: ${wrong}`);
  return faults;
};
