import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** A client that repeats what was not answered, with the same key, until it is. */

export type Answer = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the day reads what it has just asked for
  readonly body: any;
};

export type Watch = {
  readonly took: (kind: string, milliseconds: number) => void;
  readonly failed: (told: string) => void;
  readonly repeated: () => void;
};

const REPEATABLE: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
/** Codes of 409 that say nothing about state: it is under way, or in the way of another. */
const WAITING: ReadonlySet<unknown> = new Set(['in-flight', 'serial-busy', 'idempotency-in-flight']);
const PATIENCE = 240_000;

type Call = {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
};

export const clientAs = (
  { baseUrl, token, chaos }: { baseUrl: string; token: string; chaos: boolean },
  watch: Watch,
) => {
  const once = async (
    { method, path, body, type = 'application/json' }: Call,
    key: string,
  ): Promise<Answer> => {
    const isText = typeof body === 'string';
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
  const isTransient = ({ status, body }: Answer): boolean =>
    REPEATABLE.has(status) || (status === 409 && WAITING.has(body?.code));
  /** @throws Error where it is refused, or never answered */
  return async (call: Call): Promise<Answer> => {
    const key = randomUUID();
    const begun = performance.now();
    for (let tries = 0; ; tries += 1) {
      const at = performance.now();
      const answer = await once(call, key).catch((error: unknown) => ({ status: 0, body: `${error}` }));
      if (answer.status >= 200 && answer.status < 300) {
        watch.took(call.kind, performance.now() - at);
        return answer;
      }
      const told = `${call.kind}: ${call.method} ${call.path} answers ${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`;
      const isForeseen = answer.status === 503 || answer.status === 409 || answer.status === 429 || chaos;
      const mayRepeat = (answer.status === 0 || isTransient(answer)) && performance.now() - begun < PATIENCE;
      if (!mayRepeat || !isForeseen) {
        watch.failed(told);
        throw new Error(told);
      }
      watch.repeated();
      await delay(Math.min(200 * 2 ** tries, 3_000) * (0.5 + Math.random()));
    }
  };
};

export type Send = ReturnType<typeof clientAs>;
