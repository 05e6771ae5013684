import type { LocalFunction } from './function-pool.ts';
import type { GatewayRequest } from './gateway-event.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { parseJson } from './json.ts';

export type FindFunction = (target: string) => LocalFunction | undefined;

const invocation = /\/2015-03-31\/functions\/([^/]+)\/invocations(?:\?.*)?$/;

const answer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body ?? null)),
});

const refusal = (status: number, type: string, message: string): GatewayResponse =>
  answer(status, { Type: 'User', Message: message }, { 'x-amzn-errortype': type });

/** Answers Lambda's Invoke, waiting for the function; nothing where the request is another. */
export const lambdaInvoke =
  (findFunction: FindFunction) =>
  async ({ method, target, headers, body }: GatewayRequest): Promise<GatewayResponse | undefined> => {
    const encoded = method === 'POST' ? invocation.exec(target)?.[1] : undefined;
    if (encoded === undefined) return undefined;
    const name = decodeURIComponent(encoded);
    const type = headers['x-amz-invocation-type']?.[0] ?? 'RequestResponse';
    if (type !== 'RequestResponse') {
      const message = `The local stack waits for what it invokes; the invocation type ${type} isn't here.`;
      return refusal(400, 'InvalidParameterValueException', message);
    }
    const found = findFunction(name);
    if (found === undefined) {
      return refusal(404, 'ResourceNotFoundException', `The local stack has no function "${name}".`);
    }
    const text = body.toString();
    const event = text === '' ? {} : parseJson(text);
    if (event === undefined) {
      return refusal(400, 'InvalidRequestContentException', 'The payload is not JSON.');
    }
    const outcome = await found.invoke(event);
    if (outcome.ok) return answer(200, outcome.answer);
    const { errorType, errorMessage, trace } = outcome;
    return answer(200, { errorType, errorMessage, trace }, { 'x-amz-function-error': 'Unhandled' });
  };
