import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowances,
  grantedBy,
  type Rates,
  unaskedOf,
  WINDOW,
} from '../../functions/app/limits/allowances.ts';
import type { Asking, RequestWeight } from '../../functions/app/limits/ports.ts';
import { allowanceRecords } from '../../functions/data/allowance-records.ts';
import type { Table } from '../../functions/data/table.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import { fakeTable } from '../support/fake-table.ts';

/** Two minutes past a window's beginning. */
const START = 1000 * WINDOW;

/** Processes that serve the same tenants on one table. */
const processes = (count: number, rates: Rates, table: Pick<Table, 'raise'> = fakeTable()) => {
  let now = START;
  const unreachable: unknown[] = [];
  const admits = Array.from({ length: count }, () =>
    allowances({
      rates,
      take: allowanceRecords(table).take,
      clock: { now: () => now },
      log: { unreachable: (entry) => void unreachable.push(entry) },
    }),
  );
  /** `undefined` where it is admitted, else the error. */
  const ask = async (n: number, who: string | Asking = 'acme', weight: RequestWeight = 'usual') => {
    try {
      await admits[n % count]?.(typeof who === 'string' ? { tenant: who } : who, weight);
      return undefined;
    } catch (error) {
      return error instanceof LedgerError ? error.error : error;
    }
  };
  const admitted = async (requests: readonly Promise<unknown>[]): Promise<number> =>
    (await Promise.all(requests)).filter((error) => error === undefined).length;
  return {
    ask,
    admitted,
    unreachable,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

const LOW = { usual: 1, heavy: 0.2 };

describe('the limit of a tenant', () => {
  it('is exact where it is low, tells when to come again, and is whole again in the next window', async () => {
    const { ask, pass } = processes(1, LOW);
    for (let n = 0; n < 10; n += 1) expect(await ask(0)).toBeUndefined();
    expect(await ask(0)).toEqual({ code: 'too-many-requests', weight: 'usual', retryAfter: 10 });
    pass(7_500);
    expect(await ask(0)).toMatchObject({ retryAfter: 3 });
    pass(2_500);
    expect(await ask(0)).toBeUndefined();
  });

  it('is not used up by its suppliers, each of which has a tenth of it', async () => {
    const { ask, admitted } = processes(2, { usual: 100, heavy: 1 });
    const supplies = { tenant: 'acme', partner: 'supplies' };
    const all = Array.from({ length: 300 }, (_, n) => n);
    const taken = await admitted(all.map((n) => ask(n, supplies)));
    expect(taken).toBeGreaterThanOrEqual(100);
    expect(taken).toBeLessThanOrEqual(100 + 2 * unaskedOf(100));
    expect(await ask(0, { ...supplies, partner: 'others' })).toBeUndefined();
    expect(await admitted(all.map((n) => ask(n)))).toBe(300);
  });

  it('is of that tenant and of requests of that weight alone', async () => {
    const { ask } = processes(1, LOW);
    for (let n = 0; n < 2; n += 1) expect(await ask(0, 'acme', 'heavy')).toBeUndefined();
    expect(await ask(0, 'acme', 'heavy')).toMatchObject({ weight: 'heavy' });
    expect(await ask(0, 'acme', 'usual')).toBeUndefined();
    expect(await ask(0, 'globex', 'heavy')).toBeUndefined();
  });

  it('costs those who ask little no write, and others one for many requests', async () => {
    const table = fakeTable();
    const { ask, pass } = processes(1, { usual: 1000, heavy: 1000 }, table);
    for (let n = 0; n < 10; n += 1) await ask(0);
    expect(table.calls().raise).toBe(0);
    for (let n = 0; n < 500; n += 1) await ask(0);
    expect(table.calls().raise).toBe(10);
    pass(WINDOW);
    await ask(0);
    expect(table.calls().raise).toBe(10);
  });

  it('asks no more once the window is spent, however often it is asked', async () => {
    const table = fakeTable();
    const { ask } = processes(1, LOW, table);
    for (let n = 0; n < 100; n += 1) await ask(0);
    expect(table.calls().raise).toBe(11);
  });

  it('is not kept where the table cannot be reached, and that is logged', async () => {
    let isAway = true;
    const table = fakeTable();
    const raise: Table['raise'] = async (given) => {
      if (isAway) throw new Error('away');
      return table.raise(given);
    };
    const { ask, unreachable } = processes(1, LOW, { raise });
    for (let n = 0; n < 15; n += 1) expect(await ask(0)).toBeUndefined();
    expect(unreachable[0]).toEqual({ tenant: 'acme', weight: 'usual', error: new Error('away') });
    isAway = false;
    for (let n = 0; n < 10; n += 1) await ask(0);
    expect(await ask(0)).toMatchObject({ code: 'too-many-requests' });
  });

  it('is kept in a record that the engine removes', async () => {
    const table = fakeTable();
    const { ask } = processes(1, LOW, table);
    await ask(0);
    expect(table.snapshot()).toEqual([
      {
        pk: 'acme#~requests',
        sk: 'usual#1000#',
        v: 1,
        type: 'allowance',
        taken: 1,
        expiresAt: (START + WINDOW) / 1000 + 3600,
      },
    ]);
  });

  it('is never passed by more than each process lets through unasked, and always reached', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat(11), { minLength: 1, maxLength: 700 }),
        async (rate, count, requests) => {
          const { ask, admitted, pass } = processes(count, { usual: rate, heavy: rate });
          const limit = grantedBy(rate);
          const slack = count * unaskedOf(limit);
          for (let window = 0; window < 2; window += 1) {
            const taken = await admitted(requests.map((n) => ask(n)));
            expect(taken).toBeLessThanOrEqual(limit + slack);
            // Another tenant has all of its own.
            expect(await admitted([ask(0, 'globex')])).toBe(1);
            pass(WINDOW);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lets one process alone have all of it, asked one by one or all at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.boolean(), async (rate, atOnce) => {
        const { ask, admitted } = processes(1, { usual: rate, heavy: rate });
        const limit = grantedBy(rate);
        let taken = 0;
        if (atOnce) taken = await admitted(Array.from({ length: limit * 2 }, () => ask(0)));
        else for (let n = 0; n < limit * 2; n += 1) taken += (await ask(0)) === undefined ? 1 : 0;
        expect(taken).toBeGreaterThanOrEqual(atOnce ? 1 : limit);
        expect(taken).toBeLessThanOrEqual(limit + unaskedOf(limit));
      }),
      { numRuns: 30 },
    );
  });
});
