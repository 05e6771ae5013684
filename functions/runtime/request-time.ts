import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const answered = new AsyncLocalStorage<AbortSignal>();

/** Carries out a request until the signal tells that it was answered without waiting for its end. */
export const untilAnswered = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  answered.run(signal, work);

/**
 * What is left of a request that was answered asks nothing more of the engine, nor tries again what was under way. Its
 * process may be frozen for minutes and go on beside another request, when whoever asked has long looked and asked again.
 */
export const endingWithRequest = (client: DynamoDBClient): DynamoDBClient => {
  client.middlewareStack.add(
    (next) => (args) => {
      answered.getStore()?.throwIfAborted();
      return next(args);
    },
    // Behind the SDK's own: met by each attempt of a call.
    { name: 'endWithRequest', step: 'finalizeRequest', priority: 'low' },
  );
  return client;
};
