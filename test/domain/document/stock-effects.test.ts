import { describe, expect, it } from 'vitest';
import { changeBy, sumChanges } from '../../../functions/domain/balance.ts';
import type { UnitChange } from '../../../functions/domain/document/context.ts';
import { type FlowName, flowOf } from '../../../functions/domain/document/flows.ts';
import {
  balanceChanges,
  type Moved,
  movedBalances,
  serialChanges,
  splitBatch,
  untrackedPlaces,
} from '../../../functions/domain/document/stock-effects.ts';
import type { StepResult } from '../../../functions/domain/document/unit-step.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { anItem, aUnit } from '../builders.ts';

const PLACES = { locationId: 'main', toLocationId: 'shop' };
const BOLT = anItem({ itemId: 'bolt', tracking: 'none' });

const moved = (flow: FlowName, given: Partial<Moved> = {}): Moved => ({
  flow: flowOf(flow),
  document: PLACES,
  item: anItem(),
  quantity: pieces(1),
  batch: undefined,
  steps: [],
  numbered: given.steps?.length ?? 0,
  ...given,
});
const step = (
  before: Unit | undefined,
  after: Unit | undefined,
  more: Partial<StepResult> = {},
): StepResult => ({
  change: { before, after },
  violations: [],
  ...more,
});

/** What is changed at each place, by the counts that change; quantities in pieces. */
const changed = (flow: FlowName, given: Partial<Moved> = {}) =>
  Object.fromEntries(
    sumChanges(balanceChanges(moved(flow, given))).map(({ itemId: _, locationId, batch, ...counts }) => [
      batch === undefined ? locationId : `${locationId} ${batch}`,
      Object.fromEntries(
        Object.entries(counts)
          .filter(([, n]) => n !== 0 && n !== undefined)
          .map(([name, n = 0]) => [name, name === 'quantity' || name === 'inTransit' ? n / pieces(1) : n]),
      ),
    ]),
  );

const HERE = aUnit('A1');
const SENT = aUnit('A1', { status: 'in-transit' });
const SOLD = aUnit('A1', { status: 'sold' });
const THERE = aUnit('A1', { locationId: 'shop' });
const LOST = aUnit('A1', { status: 'written-off' });

describe('a quantity', () => {
  it.each<[FlowName, object]>([
    ['receive', { main: { quantity: 2.5 } }],
    ['write-off', { main: { quantity: -2.5 } }],
    ['move', { main: { quantity: -2.5 }, shop: { quantity: 2.5 } }],
    ['dispatch', { main: { quantity: -2.5, inTransit: 2.5 } }],
    ['arrive', { main: { inTransit: -2.5 }, shop: { quantity: 2.5 } }],
    ['bring-back', { main: { quantity: 2.5, inTransit: -2.5 } }],
    ['discard', {}],
  ])('to %s changes the places that it goes through', (flow, places) => {
    expect(changed(flow, { item: BOLT, quantity: pieces(2.5) })).toEqual(places);
  });

  it('of a batch is that of the batch, at both ends', () => {
    const milk = anItem({ itemId: 'milk', tracking: 'batch' });
    expect(changed('move', { item: milk, batch: 'L1' })).toEqual({
      'main L1': { quantity: -1 },
      'shop L1': { quantity: 1 },
    });
    expect([splitBatch(milk, 'L1'), splitBatch(anItem(), 'L1'), splitBatch(BOLT, undefined)]).toEqual([
      'L1',
      undefined,
      undefined,
    ]);
  });

  it('stays at its place where the document names no other', () => {
    const document = { locationId: 'main' };
    expect(changed('move', { item: BOLT, document })).toEqual({});
    expect(changed('arrive', { item: BOLT, document })).toEqual({ main: { quantity: 1, inTransit: -1 } });
    expect(untrackedPlaces(moved('move', { document }))).toEqual([{ itemId: 'phone', locationId: 'main' }]);
  });
});

describe('numbered units', () => {
  it.each<[FlowName, StepResult, object]>([
    ['receive', step(undefined, HERE), { main: { quantity: 1, serials: 1, bought: 1 } }],
    ['sell', step(HERE, SOLD), { main: { quantity: -1, serials: -1, sold: 1 } }],
    ['write-off', step(HERE, LOST), { main: { quantity: -1, serials: -1 } }],
    ['find', step(LOST, HERE), { main: { quantity: 1, serials: 1 } }],
    ['move', step(HERE, THERE), { main: { quantity: -1, serials: -1 }, shop: { quantity: 1, serials: 1 } }],
    ['dispatch', step(HERE, SENT), { main: { quantity: -1, serials: -1, inTransit: 1, sentSerials: 1 } }],
    [
      'arrive',
      step(SENT, THERE),
      { main: { inTransit: -1, sentSerials: -1 }, shop: { quantity: 1, serials: 1 } },
    ],
    ['bring-back', step(SENT, HERE), { main: { quantity: 1, serials: 1, inTransit: -1, sentSerials: -1 } }],
    // It is counted where the record has it, quantity where the document says.
    ['sell', step(THERE, SOLD), { main: { quantity: -1, sold: 1 }, shop: { serials: -1 } }],
  ])('to %s are counted with it', (flow, one, places) => {
    expect(changed(flow, { steps: [one] })).toEqual(places);
  });

  it('that are lost on their way leave what is on its way, from where it set off, beside what leaves the shelf', () => {
    const far = aUnit('A2', { status: 'in-transit', locationId: 'port' });
    const steps = [step(SENT, LOST), step(far, { ...far, status: 'written-off' }), step(HERE, LOST)];
    expect(changed('write-off', { steps, quantity: pieces(3) })).toEqual({
      main: { quantity: -1, inTransit: -1, serials: -1, sentSerials: -1 },
      port: { inTransit: -1, sentSerials: -1 },
    });
  });

  it('that are counted in at the same moment come in at the place that they leave', () => {
    const unknown = step(undefined, SOLD, { provisional: true });
    const steps = [unknown, unknown, step(HERE, SOLD)];
    expect(changed('sell', { steps, quantity: pieces(3) })).toEqual({
      main: { quantity: -1, serials: -1, sold: 3 },
    });
  });

  it('whose receipt comes after the fact cancel what was counted in, where it was', () => {
    const owed = aUnit('A1', { status: 'sold', provisionalAt: 'shop' });
    const plain = step(SOLD, SOLD, { retrospective: true });
    const steps = [step(owed, { ...owed, provisionalAt: undefined }, { retrospective: true }), plain];
    expect(changed('receive', { steps, quantity: pieces(2) })).toEqual({
      main: { quantity: 2, bought: 2 },
      shop: { quantity: -1 },
    });
    // What is counted in keeps that through any other step.
    expect(changed('return', { steps: [step(owed, { ...HERE, provisionalAt: 'shop' })] })).toEqual({
      main: { quantity: 1, serials: 1 },
    });
  });

  it('that a step leaves as they are count for nothing', () => {
    expect(changed('bring-back', { steps: [{ violations: [] }], item: BOLT })).toEqual({
      main: { quantity: 1, inTransit: -1 },
    });
  });
});

describe('what is counted of a record', () => {
  const counts = (before: Unit | undefined, after: Unit | undefined) =>
    serialChanges([{ before, after } satisfies UnitChange], undefined);

  it.each<[string, Unit | undefined]>([
    ['there is none', undefined],
    ['it was taken back', aUnit('A1', { voided: true })],
    ['it is not in stock', SOLD],
    ['it is expected', aUnit('A1', { status: 'expected', locationId: undefined })],
    ['its place is not known', aUnit('A1', { locationId: undefined })],
  ])('is nothing where %s', (_, unit) => {
    expect(counts(unit, undefined)).toEqual([]);
    expect(counts(undefined, unit)).toEqual([]);
  });

  it('is one at its place, with its batch', () => {
    expect(serialChanges([{ before: HERE, after: THERE }], 'L1')).toEqual([
      changeBy({ itemId: 'phone', locationId: 'main', batch: 'L1' }, { serials: -1 }),
      changeBy({ itemId: 'phone', locationId: 'shop', batch: 'L1' }, { serials: 1 }),
    ]);
  });
});

describe('units without numbers', () => {
  it.each<[FlowName, readonly string[]]>([
    ['receive', ['main']],
    ['sell', ['main']],
    ['move', ['main', 'shop']],
    ['dispatch', ['main']],
    ['arrive', ['main', 'shop']],
    ['bring-back', ['main']],
    ['discard', []],
  ])('to %s are noted wherever they go through', (flow, places) => {
    const one = moved(flow, { quantity: pieces(2), steps: [step(HERE, HERE)] });
    expect(untrackedPlaces(one)).toEqual(places.map((locationId) => ({ itemId: 'phone', locationId })));
    expect(balanceChanges(one).filter(({ untracked }) => untracked !== 0)).toEqual(
      places.map((locationId) => changeBy({ itemId: 'phone', locationId }, { untracked: 1 })),
    );
  });

  it('are noted only where some have none, of items whose units have numbers', () => {
    expect(untrackedPlaces(moved('receive', { numbered: 1 }))).toEqual([]);
    expect(untrackedPlaces(moved('receive', { numbered: 2 }))).toEqual([]);
    expect(untrackedPlaces(moved('receive', { item: BOLT }))).toEqual([]);
  });

  it('are neither bought nor sold by number', () => {
    expect(balanceChanges(moved('receive', { item: BOLT }))).toEqual([
      changeBy({ itemId: 'bolt', locationId: 'main' }, { quantity: pieces(1) }),
    ]);
    expect(balanceChanges(moved('sell', { item: BOLT }))).toEqual([
      changeBy({ itemId: 'bolt', locationId: 'main' }, { quantity: -pieces(1) }),
    ]);
  });
});

describe('what a movement tells of its balances', () => {
  const at = { locationId: 'main', batch: undefined, quantity: 0, serials: 0, inTransit: 0, sentSerials: 0 };
  const place = { itemId: 'phone', locationId: 'main' };

  it.each(['quantity', 'serials', 'inTransit', 'sentSerials'] as const)(
    'is %s alone where only that changes',
    (name) => {
      expect(movedBalances([changeBy(place, { [name]: -2 })])).toEqual([{ ...at, [name]: -2 }]);
    },
  );

  it('is one sum for each, and nothing of those that only count', () => {
    const changes = [
      changeBy(place, { quantity: 3, bought: 1 }),
      changeBy(place, { quantity: -1 }),
      changeBy({ ...place, batch: 'L1' }, { quantity: 5 }),
      changeBy({ ...place, locationId: 'shop' }, { untracked: 1, sold: 1 }),
    ];
    expect(movedBalances(changes)).toEqual([
      { ...at, quantity: 2 },
      { ...at, batch: 'L1', quantity: 5 },
    ]);
  });
});
