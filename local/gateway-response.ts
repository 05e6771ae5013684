import * as z from 'zod';
import { isObject } from './json.ts';

/** What goes back over HTTP. */
export type GatewayResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
};

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const answerSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** An answer API Gateway makes itself: `{"message": …}`. */
export const ownAnswer = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message })),
});

export const internalServerError = (): GatewayResponse => ownAnswer(500, 'Internal Server Error');

export const entityTooLarge = (): GatewayResponse => ownAnswer(413, 'Request Entity Too Large');

/** Reads a handler's answer by the rules of payload format 2.0; one it doesn't understand is a 500. */
export const gatewayResponse = (answer: unknown): GatewayResponse => {
  if (!isObject(answer) || answer.statusCode === undefined) {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return internalServerError();
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(lower),
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
};
