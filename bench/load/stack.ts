import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { freePort } from '../../local/free-port.ts';

/** The local stack as a process of its own, as `npm start` runs it, in memory. */

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const START = 120_000;

const processes = z.object({
  stack: z.object({ pid: z.number(), memory: z.object({ rss: z.number(), heapUsed: z.number() }) }),
  engine: z.object({ pid: z.number().optional() }),
});

export type Memory = {
  /** Of the process that is gateway, consumers and all functions. */
  readonly stackRss: number;
  readonly stackHeap: number;
  /** What the engine's heap holds; nothing where that can't be told. The whole table is in it. */
  readonly engineHeap: number | undefined;
};

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Bytes that the engine's heap holds, by the JDK's own tool where there is one. */
const heapOf = async (pid: number | undefined): Promise<number | undefined> => {
  if (pid === undefined) return undefined;
  try {
    const { stdout } = await run('jstat', ['-gc', `${pid}`], { timeout: 5_000 });
    const [head = '', row = ''] = stdout.trim().split('\n');
    const numbers = row.trim().split(/\s+/).map(Number);
    const used = head
      .trim()
      .split(/\s+/)
      .flatMap((name, i) => (/^(S0U|S1U|EU|OU)$/.test(name) ? [numbers[i] ?? 0] : []));
    return used.length === 0 ? undefined : used.reduce((sum, kb) => sum + kb, 0) * 1024;
  } catch {
    return undefined;
  }
};

export const startStack = async (progress: (line: string) => void) => {
  const port = await freePort();
  const child = spawn(process.execPath, ['local/main.ts', '--port', `${port}`, '--memory', '--no-demo'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-4_000);
    for (const line of chunk.toString().split('\n')) if (line.startsWith('!')) progress(line);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const baseUrl = `http://127.0.0.1:${port}`;
  const admin = async (path: string, body?: object): Promise<Response> =>
    fetch(`${baseUrl}/_local/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const asked = async (path: string, body?: object): Promise<unknown> => {
    const answer = await admin(path, body);
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const isUp = async (): Promise<boolean> => (await admin('health').catch(() => undefined))?.ok === true;
  for (const deadline = performance.now() + START; !(await isUp()); await delay(200)) {
    if (!ended(child) && performance.now() < deadline) continue;
    child.kill();
    throw new Error(`the stack does not start: ${said}`);
  }
  const pids = async () => processes.parse(await asked('processes'));
  const { engine } = await pids();
  return {
    baseUrl,
    asked,
    enginePid: engine.pid,
    isRunning: () => !ended(child),
    memory: async (): Promise<Memory> => {
      const now = await pids();
      return {
        stackRss: now.stack.memory.rss,
        stackHeap: now.stack.memory.heapUsed,
        engineHeap: await heapOf(now.engine.pid),
      };
    },
    /** Until lists and search have caught up; other work may go on. */
    settled: async (): Promise<void> => {
      for (let n = 1; ; n += 1) {
        const answer = await admin('streams/settle?function=ProjectFunction', {});
        if (answer.ok) return;
        if (n === 8) throw new Error(`the streams do not settle: ${await answer.text()}`);
      }
    },
    stop: async (): Promise<void> => {
      if (ended(child)) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
};

export type Stack = Awaited<ReturnType<typeof startStack>>;
