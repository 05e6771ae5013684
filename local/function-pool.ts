import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FailedWith, Invoke, WorkerMessage, WorkerSettings } from './worker-messages.ts';

/** Lambda's limit for the event and the answer of a synchronous invocation, in bytes. */
const maxPayloadBytes = 6_291_556;

/** The error type of an invocation refused for the size of its event. */
export const eventTooLarge = 'RequestTooLargeException';

export type FunctionSettings = WorkerSettings & {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Invocations at the same time; the rest waits. */
  readonly maxWorkers: number;
  readonly log: (functionName: string, text: string) => void;
  /** Told of each action that an environment of the function asks of AWS, the first time. */
  readonly asked: (functionName: string, action: string, isAllowed: boolean) => void;
};

/** What an invocation came to: the handler's answer, parsed, or how it failed. */
export type Outcome = { readonly ok: true; readonly answer: unknown } | ({ readonly ok: false } & FailedWith);

export type LocalFunction = {
  readonly name: string;
  readonly arn: string;
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /** Ends one of its threads, a busy one first, as if it had crashed; false where it has none. */
  readonly kill: () => boolean;
  readonly close: () => Promise<void>;
};

type Job = { readonly invoke: Omit<Invoke, 'deadline'>; readonly settle: (outcome: Outcome) => void };
type Environment = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined };

const failed = (errorType: string, errorMessage: string): Outcome => ({
  ok: false,
  errorType,
  errorMessage,
  trace: [],
});

/** Runs one function in threads, one invocation per thread at a time, each ended at the function's timeout. */
export const createFunction = (settings: FunctionSettings): LocalFunction => {
  const { functionName, timeoutMs, log } = settings;
  const waiting: Job[] = [];
  const idle: Environment[] = [];
  const all = new Set<Environment>();
  let starting = 0;
  let closed = false;

  const remove = (environment: Environment): void => {
    if (!all.delete(environment)) return;
    const at = idle.indexOf(environment);
    if (at >= 0) idle.splice(at, 1);
  };
  const finish = (environment: Environment, outcome: Outcome): void => {
    clearTimeout(environment.timer);
    const { job } = environment;
    environment.job = undefined;
    if (!outcome.ok) log(functionName, `${outcome.errorType}: ${outcome.errorMessage}\n`);
    job?.settle(outcome);
  };
  const retire = (environment: Environment, outcome: Outcome): void => {
    if (!all.has(environment)) return;
    remove(environment);
    finish(environment, outcome);
    void environment.worker.terminate();
    dispatch();
  };
  const run = (environment: Environment, job: Job): void => {
    environment.job = job;
    environment.timer = setTimeout(() => {
      retire(
        environment,
        failed('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`),
      );
    }, timeoutMs);
    environment.worker.postMessage({ ...job.invoke, deadline: Date.now() + timeoutMs } satisfies Invoke);
  };
  const release = (environment: Environment): void => {
    idle.push(environment);
    dispatch();
  };

  const start = (): void => {
    starting += 1;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: {
        file: settings.file,
        handler: settings.handler,
        functionName,
        functionArn: settings.functionArn,
        memoryMb: settings.memoryMb,
        allowed: settings.allowed,
      } satisfies WorkerSettings,
      env: { ...settings.env },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
    });
    const environment: Environment = { worker, job: undefined, timer: undefined };
    all.add(environment);
    let ready = false;
    const started = (): void => {
      if (!ready) starting -= 1;
      ready = true;
    };
    const died = (errorType: string, message: string): void => {
      const wasReady = ready;
      started();
      if (!all.has(environment)) return;
      const outcome = failed(errorType, message);
      // Nothing runs yet when the module fails to load: the invocation it was started for fails with it.
      if (!wasReady) waiting.shift()?.settle(outcome);
      if (!wasReady) log(functionName, `${errorType}: ${message}\n`);
      retire(environment, outcome);
    };
    worker.stdout.on('data', (chunk: Buffer) => log(functionName, chunk.toString()));
    worker.stderr.on('data', (chunk: Buffer) => log(functionName, chunk.toString()));
    worker.on('message', (message: WorkerMessage) => {
      // What it still had to say when it was ended.
      if (!all.has(environment)) return;
      if (message.type === 'ready') {
        started();
        release(environment);
      } else if (message.type === 'asked') {
        settings.asked(functionName, message.action, message.isAllowed);
      } else if (message.type === 'init-failed') {
        died(message.errorType, `${message.errorMessage}\n${message.trace.join('\n')}`);
      } else {
        finish(environment, toOutcome(message));
        release(environment);
      }
    });
    worker.on('error', (error) =>
      died('Runtime.ExitError', error instanceof Error ? error.message : String(error)),
    );
    worker.on('exit', (code) => died('Runtime.ExitError', `The function ended with exit code ${code}`));
  };

  const dispatch = (): void => {
    while (waiting.length > 0) {
      const environment = idle.pop();
      if (environment === undefined) break;
      const job = waiting.shift();
      if (job !== undefined) run(environment, job);
    }
    while (!closed && starting < waiting.length && all.size < settings.maxWorkers) start();
  };

  return {
    name: functionName,
    arn: settings.functionArn,
    invoke: (event) =>
      new Promise((settle) => {
        if (closed) return settle(failed('Stopped', 'The local stack is being stopped'));
        const payload = JSON.stringify(event);
        if (Buffer.byteLength(payload) > maxPayloadBytes) {
          return settle(failed(eventTooLarge, `The event is larger than ${maxPayloadBytes} bytes`));
        }
        waiting.push({ invoke: { requestId: randomUUID(), payload }, settle });
        dispatch();
      }),
    kill: () => {
      const ready = [...all].filter((one) => one.job !== undefined || idle.includes(one));
      const victim = ready.find((one) => one.job !== undefined) ?? ready[0];
      if (victim === undefined) return false;
      retire(victim, failed('Runtime.ExitError', 'The function was killed'));
      return true;
    },
    close: async () => {
      closed = true;
      const stopped = failed('Stopped', 'The local stack is being stopped');
      for (const job of waiting.splice(0)) job.settle(stopped);
      const environments = [...all];
      for (const environment of environments) {
        all.delete(environment);
        clearTimeout(environment.timer);
        environment.job?.settle(stopped);
      }
      await Promise.all(environments.map(({ worker }) => worker.terminate()));
    },
  };
};

const toOutcome = (message: Extract<WorkerMessage, { type: 'done' | 'failed' | 'init-failed' }>): Outcome => {
  if (message.type !== 'done') {
    const { errorType, errorMessage, trace } = message;
    return { ok: false, errorType, errorMessage, trace };
  }
  if (Buffer.byteLength(message.payload) > maxPayloadBytes) {
    return failed(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
    );
  }
  return { ok: true, answer: JSON.parse(message.payload) };
};
