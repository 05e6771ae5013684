import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeEntity, saveEntity } from '../../functions/app/entities/save.ts';
import { sweepPostings } from '../../functions/app/posting/sweep.ts';
import type { ItemInput } from '../../functions/app/registry/save-item.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { FAULTS, faultAt, faultyTable } from '../chaos/faults.ts';
import { type FakeTable, fakeTable } from '../support/fake-table.ts';
import { aWorld, CALLER, list, refusal, violations, type World } from './world.ts';

const { tenant } = CALLER;

const A6: ItemInput = {
  itemId: 'a6',
  name: 'A6',
  kind: 'stocked',
  tracking: 'serial',
  serialType: 'fully-tracked',
  entity: { modelId: 'audi-a6', create: true, createOnSave: true, createOnStockUpdate: true },
};

/** A dealer of cars; postings of more than four actions are large. */
const dealer = async (table: FakeTable = fakeTable(), actions = 4): Promise<World> => {
  await aWorld({ items: [] }, table);
  const world = await aWorld({ idsFrom: 1_000, limits: { actions, concurrency: 2 } }, table);
  const { store } = world;
  await store.unitOfWork.write([
    store.models.save(tenant, { modelId: 'audi-a6', brand: 'Audi', model: 'A6', version: 1 }),
  ]);
  const { saveItem } = await import('../../functions/app/registry/save-item.ts');
  const { parts } = await saveItem(world.deps, CALLER, { input: A6, ifMatch: undefined });
  await store.unitOfWork.write(parts);
  return world;
};

const NUMBERS = Array.from({ length: 12 }, (_, n) => `N${n + 10}`);
const KEY = { scope: 'acme ann POST /v1/documents key-1', bodyHash: 'body' };
const unitsOf = (world: World, keys: readonly string[]): Promise<readonly Unit[]> =>
  world.store.units.readMany(
    tenant,
    keys.map((key) => ({ itemId: 'a6', key })),
  );
const numbersOf = (units: readonly Unit[]): (string | undefined)[] =>
  units.map(({ entity }) => entity?.projectNumber);
const lastDrawn = (table: FakeTable): unknown =>
  table.snapshot().find(({ type }) => type === 'counter')?.last;

it('an entity is made of a unit on record however its number is written, of no other by what is none', async () => {
  const world = await dealer();
  await world.receive(['old-1'], { itemId: 'a6' });
  const { saveItem } = await import('../../functions/app/registry/save-item.ts');
  const input = { ...A6, pattern: 'N##' };
  await world.store.unitOfWork.write(
    (await saveItem(world.deps, CALLER, { input, ifMatch: undefined })).parts,
  );
  const make = (serial: string, more = {}) =>
    saveEntity(world.deps, CALLER, {
      entityId: 'e-1',
      input: { modelId: 'audi-a6', serial, ...more },
      ifMatch: undefined,
    });
  expect(await refusal(make('old-1'))).toEqual(['entity-exists']);
  const parameters = { colour: 'red', Colour: 'blue' };
  expect(await violations(make('new-1', { parameters }))).toMatchObject([
    { pointer: '/serial', code: 'serial-pattern', serial: 'new-1' },
    { pointer: '/parameters/Colour', code: 'parameter-repeated' },
  ]);
  expect(await refusal(make('n/a'))).toEqual(['serial-placeholder']);
  expect(await refusal(make('N10'))).toEqual([]);
});

describe('project numbers', () => {
  it('are those of the posting, also where another request goes on with it', async () => {
    const table = fakeTable();
    const world = await dealer(table);
    table.beforeNext(async () => {});
    table.beforeNext(async () => world.pass(30_000));
    expect(await refusal(world.receive(NUMBERS, { itemId: 'a6' }, KEY))).toEqual(['still-running']);
    expect(await unitsOf(world, NUMBERS)).toEqual([]);
    await world.receive(NUMBERS, { itemId: 'a6' }, KEY);
    const numbers = numbersOf(await unitsOf(world, NUMBERS));
    expect(numbers.toSorted()).toEqual(NUMBERS.map((_, n) => `P${`${n + 1}`.padStart(6, '0')}`));
    // Neither a repeated request draws any, nor one about what are entities already.
    const last = lastDrawn(table);
    await world.receive(NUMBERS, { itemId: 'a6' }, KEY);
    await world.sell(NUMBERS, { itemId: 'a6' });
    expect([numbersOf(await unitsOf(world, NUMBERS)), lastDrawn(table)]).toEqual([numbers, last]);
  });

  it('are never given twice, whatever fails while a large posting makes entities', async () => {
    let strikes = 0;
    for (const fault of FAULTS) {
      for (let n = 1; ; n += 1) {
        const table = fakeTable();
        const world = await dealer(table);
        await world.receive(['N0'], { itemId: 'a6' });
        const faults = faultAt(n, fault, async () => world.pass(61_000));
        const struck = await aWorld(
          { idsFrom: 2_000, limits: { actions: 4, concurrency: 1 } },
          faultyTable(table, faults),
        );
        await struck.receive(NUMBERS, { itemId: 'a6' }, KEY).catch(() => undefined);
        if (!faults.struck()) break;
        strikes += 1;
        const later = await aWorld({ idsFrom: 3_000, limits: { actions: 4, concurrency: 2 } }, table);
        later.pass(130_000);
        await sweepPostings(later.deps, { until: Number.POSITIVE_INFINITY });
        await later.receive(NUMBERS, { itemId: 'a6' }, KEY);
        const numbers = numbersOf(await unitsOf(later, ['N0', ...NUMBERS]));
        expect(numbers).not.toContain(undefined);
        expect(new Set(numbers).size).toBe(13);
      }
    }
    expect(strikes).toBeGreaterThan(40);
  }, 60_000);
});

const KEYS = ['A1', 'A2', 'A3'];
type Act = {
  readonly act:
    | 'register'
    | 'withdraw'
    | 'order'
    | 'unorder'
    | 'reserve'
    | 'unreserve'
    | 'receive'
    | 'sell'
    | 'return'
    | 'void';
  readonly keys: readonly string[];
  readonly pick: number;
};
const act: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(
    'register',
    'withdraw',
    'order',
    'unorder',
    'reserve',
    'unreserve',
    'receive',
    'sell',
    'return',
    'void',
  ),
  keys: fc.subarray(KEYS, { minLength: 1 }),
  pick: fc.nat(5),
});

describe('entities through any life', () => {
  it('are one for each unit, keep their names, and vanish only with the row that made them or by hand', async () => {
    let met = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
        const table = fakeTable();
        const world = await dealer(table, 100);
        const documents: string[] = [];
        const orders: string[] = [];
        const make = async (kind: Parameters<World['create']>[0]['kind'], keys: readonly string[]) => {
          const partnerId = ['purchase-order', 'product-receipt'].includes(kind) ? 'maker' : 'jane';
          const isOrder = kind === 'purchase-order' || kind === 'sales-order';
          const lines = [{ itemId: 'a6', quantity: keys.length, serials: list(...keys) }];
          const head = { kind, partnerId, locationId: 'main', post: !isOrder } as const;
          const { documentId } = await world.create({ ...head, lines });
          (isOrder ? orders : documents).push(documentId);
        };
        const unnumber = async (pick: number, keys: readonly string[]) => {
          const documentId = orders[pick % Math.max(1, orders.length)];
          if (documentId === undefined) return;
          await world.number({ documentId, line: 1, mode: 'remove', serials: list(...keys) });
        };
        const one = async ({ act: what, keys, pick }: Act): Promise<unknown> => {
          const [serial = ''] = keys;
          switch (what) {
            case 'register':
              return world.run(async (deps) => {
                const input = { modelId: 'audi-a6', serial, projectNumber: `G-${serial}` };
                const given = { entityId: `e-${serial}`, input, ifMatch: undefined };
                const { parts, postingId } = await saveEntity(deps, CALLER, given);
                return { parts, postingId, answer: {} };
              });
            case 'withdraw':
              return world.run(async (deps) => {
                const { parts, postingId } = await removeEntity(deps, CALLER, { entityId: `e-${serial}` });
                return { parts, postingId, answer: {} };
              });
            case 'order':
              return make('purchase-order', keys);
            case 'reserve':
              return make('sales-order', keys);
            case 'unorder':
            case 'unreserve':
              return unnumber(pick, keys);
            case 'receive':
              return make('product-receipt', keys);
            case 'sell':
              return make('customer-invoice', keys);
            case 'return':
              return make('customer-return', keys);
            case 'void': {
              const documentId = documents[pick % Math.max(1, documents.length)];
              return documentId === undefined ? undefined : world.void({ documentId, reason: 'x' });
            }
          }
        };
        let before: readonly Unit[] = [];
        const drawn = new Set<string>();
        for (const step of acts) {
          const refused = await refusal(one(step).catch((error) => Promise.reject(error)));
          const units = await unitsOf(world, KEYS);
          const named = units.filter(({ voided }) => voided !== true);
          met += named.length;
          for (const unit of named) expect(unit.entity?.projectNumber).toBeDefined();
          const numbers = numbersOf(units).filter((one) => one !== undefined);
          expect(new Set(numbers).size).toBe(numbers.length);
          for (const was of before) {
            const is = units.find(({ key }) => key === was.key);
            if (is === undefined) {
              // Only what was expected and stood for nothing else.
              expect(['unorder', 'unreserve', 'withdraw']).toContain(step.act);
              expect([was.status, was.lastEffectiveDate]).toEqual(['expected', undefined]);
              if (step.act !== 'withdraw') expect(was.entity?.advance).toBeUndefined();
              drawn.add(was.entity?.projectNumber ?? '');
            } else if (
              is.id === was.id &&
              was.entity !== undefined &&
              !['withdraw', 'register'].includes(step.act)
            ) {
              expect(is.entity?.projectNumber).toBe(was.entity.projectNumber);
            }
          }
          if (refused.length > 0) expect(units).toEqual(before);
          // A number that was drawn and went is never drawn again.
          for (const number of numbers) if (number?.startsWith('P')) expect(drawn.has(number)).toBe(false);
          // Names that were given lead to who has them, and to nobody else.
          for (const key of KEYS) {
            const place = await world.store.entityNames.find(tenant, { of: 'entity', name: `e-${key}` });
            const bearer = units.find(({ entity }) => entity?.entityId === `e-${key}`);
            expect(place?.id).toBe(bearer?.id);
            const name = { of: 'project-number', name: `G-${key}` } as const;
            const numbered = await world.store.entityNames.find(tenant, name);
            expect(numbered?.id).toBe(units.find(({ entity }) => entity?.projectNumber === `G-${key}`)?.id);
          }
          before = units;
        }
      }),
      { numRuns: Number(process.env.ENTITY_RUNS ?? 60) },
    );
    expect(met).toBeGreaterThan(100);
  }, 120_000);
});
