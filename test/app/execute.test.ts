import { beforeEach, describe, expect, it } from 'vitest';
import { aWorld, list, refusal, violations, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});

const key = { scope: 'acme ann POST /v1/documents key-1', bodyHash: 'body' };
const WEEK = 7 * 24 * 60 * 60 * 1000;
const transactions = (): number => world.table.calls().transact;

describe('a request that is repeated', () => {
  it('has one effect and gets the same answer', async () => {
    const first = await world.receive(['A1'], {}, key);
    const before = world.table.snapshot();
    expect(await world.receive(['A1'], {}, key)).toEqual(first);
    expect(world.table.snapshot()).toEqual(before);
  });

  it('gets its answer even where it would be refused by now', async () => {
    await world.receive(['A1']);
    const sold = await world.sell(['A1'], {}, key);
    expect(await refusal(world.sell(['A1']))).toContain('serial-not-in-stock');
    expect(await world.sell(['A1'], {}, key)).toEqual(sold);
  });

  it('with another body is refused and changes nothing', async () => {
    await world.receive(['A1'], {}, key);
    const before = world.table.snapshot();
    expect(await refusal(world.receive(['A2'], {}, { ...key, bodyHash: 'other' }))).toEqual([
      'idempotency-key-reused',
    ]);
    expect(world.table.snapshot()).toEqual(before);
  });

  it('under another scope is another request', async () => {
    await world.receive(['A1'], {}, key);
    expect(await refusal(world.receive(['A1'], {}, { ...key, scope: 'other' }))).toEqual(['serial-exists']);
  });

  it('was refused and is not remembered: mended meanwhile, it is done', async () => {
    expect(await refusal(world.sell(['A1'], {}, key))).toContain('serial-unknown');
    await world.receive(['A1']);
    expect(await world.sell(['A1'], {}, key)).toMatchObject({ status: 'posted' });
  });

  it('after seven days counts as new', async () => {
    await world.receive(['A1'], {}, key);
    world.pass(WEEK - 1_000);
    expect(await refusal(world.receive(['A1'], {}, key))).toEqual([]);
    world.pass(1_000);
    expect(await refusal(world.receive(['A1'], {}, key))).toEqual(['serial-exists']);
    await world.receive(['A2'], {}, { ...key, bodyHash: 'other' });
  });

  it('while its twin is under way gets the answer of the twin', async () => {
    let twin: unknown;
    world.table.beforeNext(async () => {
      twin = await world.receive(['A1'], {}, key);
    });
    expect(await world.receive(['A1'], {}, key)).toEqual(twin);
    expect((await world.balance())?.serials).toBe(1);
  });

  it('whose answer was lost on the way has been done once', async () => {
    world.table.failNext('lost-answer');
    await world.receive(['A1'], {}, key);
    expect((await world.balance())?.serials).toBe(1);
  });
});

describe('a request without a key', () => {
  it('whose answer was lost fails, though it was done', async () => {
    world.table.failNext('lost-answer');
    await expect(world.receive(['A1'])).rejects.toThrow('the connection broke');
    expect(await world.unit('A1')).toMatchObject({ status: 'in-stock' });
  });

  it('that does not reach the engine fails and has done nothing', async () => {
    const before = world.table.snapshot();
    world.table.failNext('unreachable');
    await expect(world.receive(['A1'])).rejects.toThrow('cannot be reached');
    expect(world.table.snapshot()).toEqual(before);
  });
});

describe('a race', () => {
  it('for one number is won once; the loser is decided again and refused by the rule it breaks', async () => {
    world.table.beforeNext(() => world.receive(['A1'], { number: 'first' }));
    const [fault] = await violations(world.receive(['a1'], { number: 'second' }));
    expect(fault).toMatchObject({ code: 'serial-exists', documentNumber: 'first', status: 'in-stock' });
    expect((await world.balance())?.serials).toBe(1);
  });

  it('for one unit sells it once', async () => {
    await world.receive(['A1', 'A2']);
    world.table.beforeNext(() => world.sell(['A1'], { number: 'INV-1' }));
    const [fault] = await violations(world.sell(['A1', 'A2']));
    expect(fault).toMatchObject({ code: 'serial-not-in-stock', serial: 'A1', documentNumber: 'INV-1' });
    expect(await world.unit('A2')).toMatchObject({ status: 'in-stock' });
  });

  it('with a rename, after which another unit bears the number, leaves both units what they are', async () => {
    await world.receive(['A1']);
    const { id = '' } = (await world.unit('A1')) ?? {};
    world.table.beforeNext(async () => {
      await world.rename({ itemId: 'phone', id, serial: 'C1', reason: 'misread' });
      await world.receive(['A1'], { number: 'R-2' });
    });
    await world.sell(['A1']);
    expect(await world.unit('C1')).toMatchObject({ id, status: 'in-stock' });
    const other = await world.unit('A1');
    expect(other).toMatchObject({ status: 'sold' });
    expect(other?.id).not.toBe(id);
    expect((await world.balance())?.serials).toBe(1);
  });

  it('for the last of the stock is won once', async () => {
    await world.receive([], { itemId: 'bolt', quantity: 5 });
    const take = (quantity: number) => world.sell([], { itemId: 'bolt', quantity });
    world.table.beforeNext(() => take(3));
    expect(await violations(take(3))).toMatchObject([{ code: 'stock-insufficient', expected: 3, actual: 2 }]);
    world.table.beforeNext(() => take(1));
    expect(await take(1)).toMatchObject({ status: 'posted' });
    expect((await world.balance('bolt'))?.quantity).toBe(0);
  });

  it('about one document lets both do what still fits', async () => {
    const { documentId } = await world.order([], { quantity: 2 });
    const add = (text: string) => world.number({ documentId, line: 1, mode: 'add', serials: list(text) });
    world.table.beforeNext(() => add('A1'));
    await add('A2');
    expect((await world.document(documentId))?.lines[0]?.assigned.map(({ text }) => text)).toEqual([
      'A1',
      'A2',
    ]);
    world.table.beforeNext(() => world.post({ documentId }));
    expect(await refusal(world.post({ documentId }))).toEqual(['document-closed']);
  });

  it('of many at once leaves one winner and no trace of the others', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => world.receive(['A1', `B${i}`], { number: `R-${i}` })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(world.truth().filter(({ type }) => type === 'unit')).toHaveLength(2);
    expect((await world.balance())?.serials).toBe(2);
  });
});

describe('a transaction that meets another', () => {
  it('is sent again after a pause that grows', async () => {
    const before = transactions();
    world.table.failNext('contended', 'contended', 'contended');
    expect(await world.receive(['A1'])).toMatchObject({ status: 'posted' });
    expect(transactions() - before).toBe(4);
    expect(world.slept).toEqual([...world.slept].sort((a, b) => a - b));
    expect(new Set(world.slept).size).toBe(3);
  });

  it('for longer than three seconds is given up as busy, and nothing has been done', async () => {
    const before = world.table.snapshot();
    world.table.failNext(...Array.from({ length: 100 }, () => 'contended' as const));
    expect(await refusal(world.receive(['A1'], {}, key))).toEqual(['busy']);
    expect(world.table.snapshot()).toEqual(before);
    const waited = world.slept.reduce((sum, one) => sum + one, 0);
    expect(waited).toBeGreaterThanOrEqual(3_000);
    expect(waited).toBeLessThan(3_500);
  });
});
