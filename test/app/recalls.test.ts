import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewDocument } from '../../functions/app/documents/create.ts';
import { hasEnded, type Job } from '../../functions/app/jobs/ports.ts';
import { workOn } from '../../functions/app/jobs/work.ts';
import {
  closeRecall,
  holdRecall,
  type RecallChange,
  recallState,
} from '../../functions/app/recalls/change.ts';
import { findRecalled } from '../../functions/app/recalls/find.ts';
import { RECALL_STEPS, searchStatus } from '../../functions/app/recalls/jobs.ts';
import { openNewRecall } from '../../functions/app/recalls/open.ts';
import type { StoredRecord, Table } from '../../functions/data/table.ts';
import { unitFrom } from '../../functions/data/unit-from.ts';
import type { OpenRecall, RecallCriteria } from '../../functions/domain/recall/recall.ts';
import { naturalOrder } from '../../functions/domain/serial/natural-order.ts';
import { isInStock, type Unit } from '../../functions/domain/unit/unit.ts';
import { storesOn } from '../../functions/runtime/container.ts';
import { FAULTS, type Fault, faultAt, faultyTable } from '../chaos/faults.ts';
import { fakeTable } from '../support/fake-table.ts';
import { aWorld, CALLER, list, refusal, type World } from './world.ts';

const { tenant } = CALLER;

const asked = (world: World, make: (deps: World['deps']) => Promise<RecallChange>): Promise<string> =>
  world.run(async (deps) => {
    const { parts, postingId, recall } = await make(deps);
    return { parts, postingId, answer: recall.recallId };
  });

const open = (world: World, criteria: RecallCriteria, hold?: { readonly reason: string }) =>
  asked(world, (deps) => openNewRecall(deps, CALLER, { name: 'cracked', criteria, hold }));

const jobOf = async (world: World, recallId: string): Promise<string> =>
  (await world.store.recalls.read(tenant, recallId))?.jobId ?? '';

const isSettling = ({ checkpoint }: Job): boolean =>
  typeof checkpoint === 'object' &&
  checkpoint !== null &&
  'phase' in checkpoint &&
  checkpoint.phase === 'settle';

/** Works on a job until it waits for a time or has ended; crashed steps are begun again when their lease is over. */
const work = async (world: World, jobId: string, on: Table = world.table): Promise<void> => {
  for (let n = 0; n < 60; n += 1) {
    const now = await world.store.jobs.read(tenant, jobId);
    if (now === undefined || hasEnded(now)) return;
    const deps = { ...world.deps, ...storesOn(on) };
    const worked = await workOn({ deps, steps: RECALL_STEPS }, { tenant, jobId }).catch(() => undefined);
    if (worked === undefined || worked.outcome === 'put-off') world.pass(91_000);
    // The lists have come by what was written before.
    else if (isSettling(worked.job)) await world.settle();
    else if (worked.outcome === 'completed' || worked.job.notBefore !== undefined) return;
  }
  throw new Error('the job has no end');
};

const unitsIn = (world: World): Unit[] =>
  world
    .truth()
    .filter(({ type }) => type === 'unit')
    .map(unitFrom);

const affectedIn = async (world: World, recallId: string): Promise<string[]> => {
  const known = await world.store.recalls.listUnits(tenant, recallId, { limit: 10_000 });
  const units = new Map(unitsIn(world).map((unit) => [unit.id, unit]));
  return known.items
    .filter(({ id, unaffected }) => unaffected !== true && units.get(id)?.voided === undefined)
    .flatMap(({ id }) => units.get(id)?.serial ?? [])
    .sort();
};

const heldIn = (world: World, recallId: string): string[] =>
  unitsIn(world)
    .filter(({ heldBy }) => heldBy?.some((hold) => hold.recallId === recallId))
    .map(({ serial }) => serial)
    .sort();

const numbers = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${100 + n}`);

describe('a recall of more units than one posting holds', () => {
  const SMALL = { limits: { actions: 10, held: 12, heldOfMore: 5 } };

  const aFull = async (): Promise<{ world: World; recallId: string }> => {
    const world = await aWorld(SMALL);
    await world.receive(numbers('A', 17));
    await world.sell(['A100', 'A101']);
    await world.settle();
    world.pass(1_000);
    const recallId = await open(world, { itemId: 'phone' });
    await work(world, await jobOf(world, recallId));
    return { world, recallId };
  };
  const holdJobOf = async (world: World, recallId: string): Promise<string> => {
    await asked(world, (deps) => holdRecall(deps, CALLER, { recallId }));
    return (await world.store.recalls.read(tenant, recallId))?.hold?.jobId ?? '';
  };

  it('holds them in several postings, each whole', async () => {
    const { world, recallId } = await aFull();
    const jobId = await holdJobOf(world, recallId);
    expect(heldIn(world, recallId)).toEqual([]);
    await work(world, jobId);
    expect(heldIn(world, recallId)).toEqual(numbers('A', 17).slice(2));
    const { summary, holding } = await recallState(world.deps, CALLER, recallId);
    expect([summary.counts.inStock, summary.counts.held, holding?.status]).toEqual([15, 15, 'completed']);
    const holds = world.truth().filter(({ type, kind }) => type === 'movement' && kind === 'hold');
    expect(holds.map(({ serialCount }) => serialCount)).toEqual([5, 10]);
  });

  it('releases them alike when it is closed, and no hold is left', async () => {
    const { world, recallId } = await aFull();
    await work(world, await holdJobOf(world, recallId));
    await asked(world, (deps) => closeRecall(deps, CALLER, { recallId, release: true }));
    const [job] = await world.store.jobs
      .waiting()
      .then(({ found }) => found.filter(({ kind }) => kind === 'recall-hold'));
    await work(world, job?.jobId ?? '');
    expect(heldIn(world, recallId)).toEqual([]);
  });

  it('stops holding once it is closed', async () => {
    const { world, recallId } = await aFull();
    const jobId = await holdJobOf(world, recallId);
    await asked(world, (deps) => closeRecall(deps, CALLER, { recallId }));
    await work(world, jobId);
    expect(heldIn(world, recallId)).toEqual([]);
  });

  it.each(FAULTS)('is found and held whatever call its worker breaks off at: %s', async (fault: Fault) => {
    const { world: first, recallId } = await aFull();
    const jobId = await holdJobOf(first, recallId);
    const truth = first.table.snapshot();
    for (let n = 1; ; n += 3) {
      const world = await aWorld({ ...SMALL, idsFrom: 50_000 }, fakeTable(truth));
      world.pass(10_000);
      const faults = faultAt(n, fault, async () => undefined);
      await work(world, jobId, faultyTable(world.table, faults)).catch(() => undefined);
      await work(world, jobId);
      expect([n, heldIn(world, recallId)]).toEqual([n, numbers('A', 17).slice(2)]);
      if (!faults.struck()) break;
    }
  });
});

describe('the search of a recall', () => {
  it('is not completed while the lists lag, however often it is tried', async () => {
    const world = await aWorld();
    await world.receive(['A1', 'A2']);
    const recallId = await open(world, { itemId: 'phone' }, { reason: 'unsafe' });
    const jobId = await jobOf(world, recallId);
    const statusNow = async () => searchStatus(await world.store.jobs.read(tenant, jobId));
    for (let n = 0; n < 4; n += 1) {
      await workOn({ deps: world.deps, steps: RECALL_STEPS }, { tenant, jobId });
      world.pass(91_000);
      expect([await statusNow(), await affectedIn(world, recallId)]).toEqual(['running', []]);
    }
    await world.settle();
    await work(world, jobId);
    expect([await statusNow(), heldIn(world, recallId)]).toEqual(['completed', ['A1', 'A2']]);
  });
});

describe('a recall of a range of numbers', () => {
  it('finds each of them, with however many zeros it is written', async () => {
    const world = await aWorld();
    await world.receive(['SN-7-1', 'SN-07-2', 'SN-007-03', 'SN-7-4', 'SN-08-1']);
    await world.settle();
    const recallId = await open(world, { itemId: 'phone', serialFrom: 'SN-7-1', serialTo: 'SN-7-3' });
    await work(world, await jobOf(world, recallId));
    expect(await affectedIn(world, recallId)).toEqual(['SN-007-03', 'SN-07-2', 'SN-7-1']);
  });

  it('looks only where such numbers are on the list of their item, page by page', async () => {
    const world = await aWorld();
    const numbers = Array.from({ length: 400 }, (_, i) => `SN${`${i + 1}`.padStart(4, '0')}`);
    await world.receive(numbers);
    await world.receive(['SN150', 'SN00160']);
    await world.settle();
    const { store } = world.deps;
    const proposed = new Set<string>();
    const propose: typeof store.indexes.propose = async (...asked) => {
      const found = await store.indexes.propose(...asked);
      for (const { sort } of found.items) proposed.add(sort);
      return found;
    };
    const deps = { ...world.deps, store: { ...store, indexes: { ...store.indexes, propose } } };
    const criteria = { itemId: 'phone', serialFrom: 'SN0101', serialTo: 'SN199' };
    const recall = { recallId: 'r1', name: 'cracked', criteria, status: 'open' } as unknown as OpenRecall;
    const found: string[] = [];
    for (let after: string | undefined, n = 0; n < 20; n += 1) {
      const page = await findRecalled(deps, CALLER, { recall, after });
      found.push(...page.items.map(({ serial }) => serial));
      after = page.next;
      if (after === undefined) break;
    }
    expect(found.sort()).toEqual([...numbers.slice(100, 199), 'SN00160', 'SN150'].sort());
    // And what only begins alike: SN0100, SN0001, SN0010 to SN0019.
    expect(proposed.size).toBe(101 + 12);
  });
});

describe('a posting that was decided before a recall was opened', () => {
  it('and committed after is found by its second pass, and held with the others', async () => {
    const world = await aWorld();
    await world.receive(['A1']);
    await world.settle();
    let recallId = '';
    const late = fakeTableDelaying(world, async () => {
      recallId = await open(world, { itemId: 'phone' }, { reason: 'unsafe' });
    });
    const slow = await aWorld({ idsFrom: 70_000 }, late);
    await slow.receive(['A2']);
    expect(heldIn(world, recallId)).toEqual(['A1']);
    const jobId = await jobOf(world, recallId);
    await work(world, jobId);
    world.pass(70_000);
    await world.settle();
    await work(world, jobId);
    expect(heldIn(world, recallId)).toEqual(['A1', 'A2']);
    expect(await affectedIn(world, recallId)).toEqual(['A1', 'A2']);
  });
});

describe('a product that goes into another by the very posting that puts an affected part into it', () => {
  it.each([
    ['before', [0, 1]],
    ['after', [1, 0]],
  ] as const)('hands that on, with the part on a line %s it', async (_, order) => {
    const world = await aWorld();
    const recallId = await open(world, { batch: 'B1' });
    await world.receive(['P1'], { batch: 'b1' });
    await world.receive(['S1', 'W1'], { itemId: 'watch' });
    const [part] = unitsIn(world).filter(({ serial }) => serial === 'P1');
    await world.release({ itemId: 'phone', id: part?.id ?? '', holdId: recallId });
    const into = { quantity: 1, role: 'consume', parentItemId: 'watch' } as const;
    const lines = [
      { ...into, itemId: 'phone', serials: list('P1'), parentSerial: 'S1' },
      { ...into, itemId: 'watch', serials: list('S1'), parentSerial: 'W1' },
    ];
    const told = order.flatMap((n) => lines[n] ?? []);
    await world.create({ kind: 'works-order', locationId: 'main', post: true, lines: told });
    expect(await affectedIn(world, recallId)).toEqual(['P1', 'S1', 'W1']);
  });
});

/** The same table, on which something happens just before the first transaction. */
const fakeTableDelaying = (world: World, meanwhile: () => Promise<unknown>) => {
  let isFirst = true;
  return {
    ...world.table,
    transact: async (parts: Parameters<Table['transact']>[0]) => {
      if (isFirst) {
        isFirst = false;
        await meanwhile();
      }
      return world.table.transact(parts);
    },
  };
};

type Step =
  | {
      readonly do: 'receive';
      readonly item: number;
      readonly n: number;
      readonly by: number;
      readonly batch: number;
      readonly day: number;
    }
  | {
      readonly do: 'sell' | 'return' | 'move' | 'send back' | 'write off' | 'find' | 'take out';
      readonly at: number;
    }
  | { readonly do: 'make'; readonly part: number; readonly into: number }
  | { readonly do: 'fit'; readonly part: number; readonly at: number }
  | { readonly do: 'void'; readonly doc: number }
  | { readonly do: 'rename'; readonly at: number; readonly to: number };

const at = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      item: fc.nat({ max: 1 }),
      n: fc.nat({ max: 11 }),
      by: fc.nat({ max: 1 }),
      batch: fc.nat({ max: 2 }),
      day: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('sell', 'return', 'move', 'send back', 'write off', 'find', 'take out', 'take out'),
      at,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('make' as const), part: at, into: fc.nat({ max: 11 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fit' as const), part: at, at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const), doc: at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), at, to: fc.nat({ max: 11 }) }) },
);

const ITEMS = ['phone', 'watch'] as const;
const PARTNERS = ['maker', 'other'] as const;
const BATCHES = [undefined, 'b1', 'b2'] as const;
const dayOf = (n: number): string => `2026-03-0${n}`;

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const criteria: fc.Arbitrary<RecallCriteria> = fc
  .record({
    itemId: maybe(fc.constantFrom(...ITEMS)),
    partnerId: maybe(fc.constantFrom(...PARTNERS)),
    batch: maybe(fc.constantFrom('B1', 'B2')),
    from: maybe(fc.integer({ min: 1, max: 9 }).map(dayOf)),
    serialFrom: maybe(fc.constantFrom('N3', 'N05')),
  })
  .map((given) => (given.itemId === undefined ? { ...given, serialFrom: undefined } : given))
  .filter((given) => Object.values(given).some((one) => one !== undefined));

const SUPPLIER = { partnerId: 'other', name: 'Other', role: 'both', version: 1 } as const;

/** What a step asks for, on the units there are. */
const actOf = (
  world: World,
  made: readonly string[],
  step: Step,
): (() => Promise<{ documentId?: string }>) => {
  const units = unitsIn(world);
  const document =
    (kind: NewDocument['kind'], unit: Unit | undefined, more: object = {}, line: object = {}) =>
    () =>
      world.create({
        kind,
        locationId: unit?.locationId ?? 'main',
        post: true,
        reason: kind === 'write-off' || kind === 'adjustment' ? 'x' : undefined,
        ...more,
        lines: [
          { itemId: unit?.itemId ?? 'phone', quantity: 1, serials: list(unit?.serial ?? 'N0'), ...line },
        ],
      } as NewDocument);
  const chosen = 'at' in step ? units[step.at % Math.max(1, units.length)] : undefined;
  switch (step.do) {
    case 'receive':
      return () =>
        world.receive([`N${step.n}`], {
          itemId: ITEMS[step.item] ?? 'phone',
          partnerId: PARTNERS[step.by],
          ...(BATCHES[step.batch] === undefined ? {} : { batch: BATCHES[step.batch] ?? '' }),
          effectiveDate: dayOf(step.day),
        });
    case 'sell':
      return document('customer-invoice', chosen, { partnerId: 'jane' });
    case 'return':
      return document('customer-return', chosen, { partnerId: 'jane' });
    case 'move':
      return document('transfer', chosen, { toLocationId: chosen?.locationId === 'main' ? 'shop' : 'main' });
    case 'send back':
      return document('supplier-return', chosen, { partnerId: chosen?.supplierId ?? 'maker' });
    case 'write off':
      return document('write-off', chosen);
    case 'find':
      return document('adjustment', chosen, {}, { direction: 'in' });
    case 'take out':
      return document('works-order', chosen, {}, { role: 'take-out' });
    case 'fit': {
      const part = units[step.part % Math.max(1, units.length)];
      const into = { role: 'consume', parentItemId: chosen?.itemId, parentSerial: chosen?.serial };
      // Whatever a recall once knew by a part it keeps, also where that is taken back.
      return async () => {
        await document('works-order', part, {}, into)();
        return {};
      };
    }
    case 'rename':
      return async () => {
        await world.rename({
          itemId: chosen?.itemId ?? '',
          id: chosen?.id ?? '',
          serial: `N${step.to}`,
          reason: 'x',
        });
        return {};
      };
    case 'make': {
      const part = units[step.part % Math.max(1, units.length)];
      return () =>
        world.create({
          kind: 'works-order',
          locationId: part?.locationId ?? 'main',
          post: true,
          lines: [
            {
              itemId: part?.itemId ?? 'phone',
              quantity: 1,
              role: 'consume',
              serials: list(part?.serial ?? 'N0'),
            },
            { itemId: 'phone', quantity: 1, role: 'produce', serials: list(`N${step.into}`) },
          ],
        });
    }
    case 'void':
      return async () => {
        await world.void({ documentId: made[step.doc % Math.max(1, made.length)] ?? 'none', reason: 'x' });
        return {};
      };
  }
};

/** Which units are affected, by a look at every record. */
const naively = (world: World, asked: RecallCriteria): string[] => {
  const units = unitsIn(world);
  const receipts = world
    .truth()
    .filter(
      ({ type, kind, voidedBy }) => type === 'movement' && kind === 'receive' && voidedBy === undefined,
    );
  const came = (unit: Unit): boolean => {
    const ways = receipts
      .filter(({ units: moved }) => (moved as { id: string }[]).some(({ id }) => id === unit.id))
      .map(({ partnerId, effectiveDate }) => ({ by: [partnerId], on: String(effectiveDate) }));
    const { origin, supplierId } = unit;
    if (origin?.known === true) ways.push({ by: [origin.partnerId, supplierId], on: origin.date });
    return ways.some(
      ({ by, on }) =>
        (asked.partnerId === undefined || by.includes(asked.partnerId)) &&
        (asked.from === undefined || on >= asked.from),
    );
  };
  const fitting = units.filter(
    (unit) =>
      unit.voided !== true &&
      (asked.itemId === undefined || asked.itemId === unit.itemId) &&
      (asked.batch === undefined || asked.batch === unit.batch) &&
      (asked.serialFrom === undefined || naturalOrder(asked.serialFrom, unit.key) <= 0) &&
      ((asked.partnerId === undefined && asked.from === undefined) || came(unit)),
  );
  // From when on what they were in is affected, too: all that they were in then or later.
  const found = new Map(fitting.map(({ id }) => [id, '']));
  const isMove = ({ type, quantity, voids, voidedBy }: StoredRecord): boolean =>
    type === 'movement' && quantity !== 0 && voids === undefined && voidedBy === undefined;
  const moves = world.truth().filter(isMove);
  const ofUnit = (id: string) =>
    moves
      .filter(({ units: moved }) => (moved as { id: string }[]).some((one) => one.id === id))
      .sort((a, b) => (String(a.movementId) < String(b.movementId) ? -1 : 1));
  for (let grown = true; grown; ) {
    grown = false;
    for (const [id, since] of found) {
      for (const [i, { kind, parent, recordedAt: from }] of ofUnit(id).entries()) {
        const until = ofUnit(id)[i + 1]?.recordedAt;
        const whole = (parent as { id?: string } | undefined)?.id;
        if (kind !== 'consume' || whole === undefined || (until !== undefined && String(until) < since))
          continue;
        const now = since < String(from) ? String(from) : since;
        if ((found.get(whole) ?? '~') <= now) continue;
        found.set(whole, now);
        grown = true;
      }
    }
  }
  return units.filter(({ id, voided }) => found.has(id) && voided !== true).map(({ id }) => id);
};

describe('a recall', () => {
  it('opened first or last knows the units that a look at every record tells, and holds what comes in', async () => {
    await fc.assert(
      fc.asyncProperty(criteria, fc.array(step, { minLength: 4, maxLength: 22 }), async (asks, steps) => {
        const world = await aWorld();
        await world.store.unitOfWork.write([world.store.partners.save(tenant, SUPPLIER)]);
        const live = await open(world, asks);
        const made: string[] = [];
        for (const one of steps) {
          const before = new Map(unitsIn(world).map((unit) => [unit.id, unit]));
          const act = actOf(world, made, one);
          const isTaken =
            (await refusal(act().then(({ documentId }) => documentId && made.push(documentId)))).length === 0;
          if (!isTaken) continue;
          world.pass(1_000);
          const { found: waiting } = await world.store.jobs.waiting();
          if (waiting.length > 1) {
            await world.settle();
            const own = await jobOf(world, live);
            for (const { jobId } of waiting) if (jobId !== own) await work(world, jobId);
          }
          const affected = new Set(naively(world, asks));
          for (const unit of unitsIn(world)) {
            const was = before.get(unit.id);
            const isHere = unit.voided !== true && isInStock(unit);
            if (!isHere || (was !== undefined && was.voided !== true && isInStock(was))) continue;
            // A hold stays until it is released, also where its unit turns out to be no matter of the recall.
            if (was?.heldBy?.some(({ recallId }) => recallId === live)) continue;
            const isHeld = unit.heldBy?.some(({ recallId }) => recallId === live) === true;
            expect([unit.serial, unit.itemId, isHeld]).toEqual([
              unit.serial,
              unit.itemId,
              affected.has(unit.id),
            ]);
            // So that it goes on its way again.
            if (isHeld) await world.release({ itemId: unit.itemId, id: unit.id, holdId: live });
          }
        }
        await world.settle();
        const late = await open(world, asks);
        await work(world, await jobOf(world, late));
        const expected = new Set(naively(world, asks));
        const serials = unitsIn(world)
          .filter(({ id }) => expected.has(id))
          .map(({ serial }) => serial)
          .sort();
        expect(await affectedIn(world, late)).toEqual(serials);
        expect(await affectedIn(world, live)).toEqual(expect.arrayContaining(serials));
      }),
      { numRuns: Number(process.env.RECALL_RUNS ?? 60) },
    );
  });
});
