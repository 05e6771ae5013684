import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EventBus } from './event-bus.ts';
import type { Handle } from './front.ts';
import { parseJson } from './json.ts';
import { type FindFunction, lambdaInvoke } from './lambda-protocol.ts';
import type { Queue } from './queues.ts';
import { ServiceError, sqsActions } from './sqs-protocol.ts';

const answer = (status: number, body: object, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID(), ...headers },
  body: Buffer.from(JSON.stringify(body)),
});

const failure = (code: string, message: string, legacyCode?: string) =>
  answer(
    400,
    { __type: code, message },
    legacyCode === undefined ? {} : { 'x-amzn-query-error': `${legacyCode};Sender` },
  );

type ServiceParts = {
  readonly queues: readonly Queue[];
  readonly bus: EventBus;
  readonly findFunction: FindFunction;
};

/**
 * Answers SQS and EventBridge calls (AWS JSON protocol), as the functions make them, and Lambda's Invoke, as the command
 * lines do; any other service isn't here.
 */
export const createServices = ({ queues, bus, findFunction }: ServiceParts): Handle => {
  const invoke = lambdaInvoke(findFunction);
  const sqs = sqsActions(queues);
  const actions = new Map<string, (input: unknown) => Promise<object>>([
    ...Object.entries(sqs).map(([name, run]) => [`AmazonSQS.${name}`, run] as const),
    ['AWSEvents.PutEvents', bus.putEvents] as const,
  ]);
  return async (request) => {
    const invoked = await invoke(request);
    if (invoked !== undefined) return invoked;
    const target = request.headers['x-amz-target']?.[0] ?? '';
    const run = actions.get(target);
    if (run === undefined) {
      const what = target === '' ? 'This AWS service' : target;
      return failure('UnsupportedOperation', `${what} isn't answered by the local stack.`);
    }
    try {
      return answer(200, await run(parseJson(request.body.toString()) ?? {}));
    } catch (error) {
      if (error instanceof ServiceError) return failure(error.code, error.message, error.legacyCode);
      if (error instanceof z.ZodError) {
        return failure('com.amazonaws.sqs#InvalidParameterValue', z.prettifyError(error));
      }
      throw error;
    }
  };
};
