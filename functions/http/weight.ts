import type { RequestWeight } from '../app/limits/ports.ts';
import type { HttpEvent } from './request.ts';
import type { Route } from './route.ts';

/** Characters; documents, lists and pasted texts of more than about two thousand numbers. */
const HEAVY_BODY = 32_000;
/** A few bytes of it stand for a thousand numbers. */
const RANGE = '"serialRange"';

/** JSON may write any letter of a name as `\u` and its number. */
const unescaped = (body: string): string =>
  body.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** What is no text for the gateway comes in base64. */
type Sent = Pick<HttpEvent, 'body'> & Partial<Pick<HttpEvent, 'isBase64Encoded'>>;
const textOf = ({ body = '', isBase64Encoded = false }: Sent): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('latin1') : body;

/** By which of a tenant's limits a request is judged; told before its body is parsed. */
export const weightOf = (route: Route, sent: Sent): RequestWeight => {
  if (route.heavy === true) return 'heavy';
  const text = textOf(sent);
  return text.length > HEAVY_BODY || unescaped(text).includes(RANGE) ? 'heavy' : 'usual';
};
