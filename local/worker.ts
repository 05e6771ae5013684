/**
 * One execution environment of a function, as a thread: loads the bundled handler and runs one invocation at
 * a time. Kept free of imports that the function didn't bring itself, so that its load time is the function's.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { guardActions } from './used-actions.ts';
import type { FailedWith, Invoke, WorkerMessage, WorkerSettings } from './worker-messages.ts';

const settings: WorkerSettings = workerData;
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const failure = (error: unknown): FailedWith =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const contextOf = ({ requestId, deadline }: Invoke) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: settings.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: settings.functionArn,
  memoryLimitInMB: String(settings.memoryMb),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${settings.functionName}`,
  logStreamName: 'local',
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

guardActions({
  allowed: settings.allowed,
  role: `The role of ${settings.functionName}`,
  told: (action, isAllowed) => port.postMessage({ type: 'asked', action, isAllowed } satisfies WorkerMessage),
});

/** As Lambda loads it: required, but for what can only be imported. */
const load = async (file: string): Promise<Record<string, unknown>> =>
  file.endsWith('.mjs') ? import(pathToFileURL(file).href) : createRequire(file)(file);

try {
  const module = await load(settings.file);
  const handler: unknown = module[settings.handler];
  if (typeof handler !== 'function') {
    throw new TypeError(`${settings.file} exports no function "${settings.handler}"`);
  }
  port.on('message', async (invoke: Invoke) => {
    try {
      const result: unknown = await handler(JSON.parse(invoke.payload), contextOf(invoke));
      port.postMessage({ type: 'done', payload: JSON.stringify(result) ?? 'null' });
    } catch (error) {
      port.postMessage({ type: 'failed', ...failure(error) });
    }
  });
  port.postMessage({ type: 'ready' });
} catch (error) {
  port.postMessage({ type: 'init-failed', ...failure(error) });
}
