import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createFunction, type FunctionSettings, type LocalFunction } from '../../local/function-pool.ts';

const file = fileURLToPath(new URL('./fixture/behaviours.mjs', import.meta.url));
const open: LocalFunction[] = [];
const make = (more: Partial<FunctionSettings> = {}) => {
  const logged: string[] = [];
  const made = createFunction({
    allowed: undefined,
    asked: () => {},
    file,
    handler: 'handler',
    functionName: 'f',
    functionArn: 'arn:f',
    memoryMb: 128,
    env: { OWN: 'yes' },
    timeoutMs: 10_000,
    maxWorkers: 1,
    log: (_, text) => void logged.push(text),
    ...more,
  });
  open.push(made);
  return { invoke: made.invoke, kill: made.kill, logged };
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

describe('a function', () => {
  it('has its own environment and a Lambda context', async () => {
    process.env.FOREIGN = 'leaks';
    const outcome = await make().invoke({ does: 'tell', value: 7 });
    expect(outcome).toMatchObject({
      ok: true,
      answer: {
        env: { OWN: 'yes' },
        value: 7,
        functionName: 'f',
        memoryLimitInMB: '128',
        remaining: expect.any(Number),
      },
    });
    expect(outcome).not.toHaveProperty('answer.env.FOREIGN');
  });

  it('stays loaded between invocations', async () => {
    const { invoke } = make();
    await invoke({ does: 'count' });
    expect(await invoke({ does: 'count' })).toEqual({ ok: true, answer: 2 });
  });

  it('is ended at its timeout and replaced', async () => {
    const { invoke } = make({ timeoutMs: 300 });
    expect(await invoke({ does: 'hang' })).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect(await invoke({ does: 'count' })).toEqual({ ok: true, answer: 1 });
  });

  it('is killed in the middle of its work, and replaced', async () => {
    const { invoke, kill } = make();
    expect(kill()).toBe(false);
    await invoke({ does: 'count' });
    const broken = invoke({ does: 'hang' });
    expect(kill()).toBe(true);
    expect(await broken).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await invoke({ does: 'count' })).toEqual({ ok: true, answer: 1 });
  });

  it('is ended at its timeout even in an endless loop', async () => {
    const { invoke } = make({ timeoutMs: 300 });
    expect(await invoke({ does: 'spin' })).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
  });

  it.each([
    ['throw', 'TypeError', 'wanted'],
    ['crash', 'Runtime.ExitError', 'crash'],
    ['reject', 'Runtime.ExitError', 'reject'],
    ['exit', 'Runtime.ExitError', 'exit code 3'],
  ])('that does "%s" fails that invocation only', async (does, errorType, message) => {
    const { invoke } = make();
    const [failed, next] = await Promise.all([invoke({ does }), invoke({ does: 'tell', value: 1 })]);
    expect(failed).toMatchObject({ ok: false, errorType, errorMessage: expect.stringContaining(message) });
    expect(next).toMatchObject({ ok: true });
  });

  it('runs one invocation at a time per thread, and as many threads as it may', async () => {
    const { invoke } = make({ maxWorkers: 2 });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => invoke({ does: 'overlap' })));
    expect(outcomes).toEqual(outcomes.map(() => ({ ok: true, answer: 1 })));
  });

  it('that can not be loaded fails the invocation, with the reason', async () => {
    const { invoke, logged } = make({ handler: 'missing' });
    expect(await invoke({})).toMatchObject({ ok: false, errorMessage: expect.stringContaining('"missing"') });
    expect(logged.join('')).toContain('"missing"');
    expect(await invoke({})).toMatchObject({ ok: false });
  });

  it('gives undefined back as null', async () => {
    expect(await make().invoke({ does: 'nothing' })).toEqual({ ok: true, answer: null });
  });

  it('refuses an event and an answer over 6 MB', async () => {
    const { invoke } = make();
    const large = 'x'.repeat(6_300_000);
    expect(await invoke({ large })).toMatchObject({ ok: false, errorType: 'RequestTooLargeException' });
    expect(await invoke({ does: 'large' })).toMatchObject({
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
    });
  });

  it('prints into the log', async () => {
    const { invoke, logged } = make();
    await invoke({ does: 'print' });
    await expect.poll(() => logged.join('')).toContain('printed');
  });
});
