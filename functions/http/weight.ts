import type { RequestWeight } from '../app/allowance-ports.ts';
import type { HttpEvent } from './request.ts';
import type { Route } from './route.ts';

/** Characters; documents, lists and pasted texts of more than about two thousand numbers. */
const HEAVY_BODY = 32_000;
/** A few bytes of it stand for a thousand numbers. */
const RANGE = '"serialRange"';

/** By which of a tenant's limits a request is judged; told before its body is parsed. */
export const weightOf = (route: Route, { body = '' }: Pick<HttpEvent, 'body'>): RequestWeight =>
  route.heavy === true || body.length > HEAVY_BODY || body.includes(RANGE) ? 'heavy' : 'usual';
