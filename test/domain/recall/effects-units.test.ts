import { describe, expect, it } from 'vitest';
import type { UnitChange } from '../../../functions/domain/document/context.ts';
import type { RecallCriteria } from '../../../functions/domain/recall/recall.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aUnit } from '../builders.ts';
import { aRecall, heldBy, knownAs, moving, recalled } from './recalled.ts';

const BAD = aUnit('A1', { batch: 'B1' });
const GOOD = aUnit('A2', { batch: 'B2' });
const SOLD: Unit = { ...BAD, status: 'sold', partnerId: 'jane' };
const OTHER = { holdId: 'm9', reason: 'scratched', at: '2026-03-01T09:00:00.000Z', user: 'bob' };

describe('a unit that comes in', () => {
  it('comes in held where it fits, and is known from then on', () => {
    const units = [{ after: BAD }, { after: GOOD }];
    const movements = [moving('receive', units)];
    const { decision, units: known } = recalled({ units, movements });
    expect(decision.units).toEqual([{ after: { ...BAD, heldBy: [heldBy('p.1')] } }, { after: GOOD }]);
    expect(known).toEqual([knownAs(BAD)]);
    // Nobody has seen it before, so that nothing changed that would have to be told.
    expect(decision.movements).toEqual(movements);
  });

  it('leaves a posting as it is where no recall means anything of it', () => {
    const given = {
      units: [{ after: GOOD }],
      movements: [moving('receive', [{ after: GOOD }])],
      balances: [],
    };
    expect(recalled(given)).toEqual({ decision: given, units: [] });
    expect(recalled(given, { recalls: [] })).toEqual({ decision: given, units: [] });
  });

  it('keeps other holds beside, and its movement tells what held it before', () => {
    const back: UnitChange = { before: { ...SOLD, heldBy: [OTHER] }, after: { ...BAD, heldBy: [OTHER] } };
    const free: UnitChange = { before: { ...SOLD, id: 'A3.x' }, after: { ...BAD, id: 'A3.x' } };
    const moved = moving('return', [back, free]);
    const told = moved.units.map((one) => ({ ...one, before: { status: 'sold' as const } }));
    const { decision } = recalled({ units: [back, free], movements: [{ ...moved, units: told }] });
    expect(decision.units.map(({ after }) => after?.heldBy)).toEqual([
      [OTHER, heldBy('p.1')],
      [heldBy('p.1')],
    ]);
    expect(decision.movements[0]?.units.map(({ before }) => before)).toEqual([
      { status: 'sold', heldBy: [OTHER] },
      { status: 'sold', heldBy: null },
    ]);
  });

  it('was not held before by what a posting says of it last, where that makes and moves it', () => {
    const change = { after: BAD };
    const last = moving('transfer', [change], { movementId: 'p.2', from: 'shop' });
    const units = last.units.map((one) => ({ ...one, before: { locationId: 'shop' } }));
    const { decision } = recalled({
      units: [change],
      movements: [moving('receive', [change]), { ...last, units }],
    });
    expect(decision.movements.map((one) => one.units.map(({ before }) => before))).toEqual([
      [undefined],
      [{ locationId: 'shop', heldBy: null }],
    ]);
    expect(decision.units[0]?.after?.heldBy).toEqual([heldBy('p.2')]);
  });

  it('is held once by each recall that means it, and not again by one that holds it already', () => {
    const recalls = [
      aRecall({ batch: 'B1' }),
      aRecall({ itemId: 'phone' }, { recallId: 'r2', name: 'burns' }),
      aRecall({ itemId: 'watch' }, { recallId: 'r3' }),
    ];
    const { decision, units } = recalled(
      { units: [{ after: BAD }, { after: GOOD }], movements: [moving('receive', [{ after: BAD }])] },
      { recalls },
    );
    const second = heldBy('p.1', recalls[1]);
    expect(decision.units.map(({ after }) => after?.heldBy)).toEqual([
      [heldBy('p.1'), second],
      // By what it is as of, where no movement of the posting is about it.
      [{ ...second, cameWith: GOOD.asOf.movementId }],
    ]);
    expect(units).toEqual([
      knownAs(BAD),
      knownAs(BAD, { recallId: 'r2' }),
      knownAs(GOOD, { recallId: 'r2' }),
    ]);
    const held = { ...BAD, heldBy: [heldBy('p.0')] };
    const again = recalled({ units: [{ before: { ...SOLD, heldBy: held.heldBy }, after: held }] });
    expect(again.decision.units[0]?.after).toEqual(held);
  });

  it.each<[string, UnitChange, boolean]>([
    ['comes back from a customer', { before: SOLD, after: BAD }, true],
    ['comes back on its way', { before: SOLD, after: { ...BAD, status: 'in-transit' } }, true],
    ['stands again', { before: { ...BAD, voided: true }, after: BAD }, true],
    ['is told its batch only now', { before: { ...BAD, batch: undefined }, after: BAD }, true],
    ['stays', { before: BAD, after: { ...BAD, locationId: 'shop' } }, false],
    ['is sold', { before: BAD, after: SOLD }, false],
    ['is told its batch after it was sold', { before: { ...SOLD, batch: undefined }, after: SOLD }, false],
    ['is seen for the first time as it goes', { after: SOLD }, false],
    ['is only expected', { after: { ...BAD, status: 'expected', origin: undefined } }, false],
    ['is taken back', { before: BAD, after: { ...BAD, status: 'written-off', voided: true } }, false],
    ['disappears', { before: BAD }, false],
  ])('is held, or not, where it %s', (_, change, isHeld) => {
    const { decision } = recalled({ units: [change] });
    expect(decision.units[0]?.after?.heldBy).toEqual(isHeld ? [heldBy(BAD.asOf.movementId)] : undefined);
  });

  it.each<[string, UnitChange]>([
    ['was sold when its batch is told', { before: { ...SOLD, batch: undefined }, after: SOLD }],
    ['goes as soon as it is seen', { after: SOLD }],
  ])('is known where it %s, though it is not held', (_, change) => {
    expect(recalled({ units: [change] }).units).toEqual([knownAs(BAD)]);
  });
});

describe('a component that comes in', () => {
  const component = { itemId: 'phone', serial: 'A1' };
  const asked = (criteria: RecallCriteria) => {
    const recalls = [aRecall({ component, ...criteria }, { componentIds: [BAD.id] })];
    const { decision, units } = recalled({ units: [{ after: BAD }, { after: GOOD }] }, { recalls });
    return { units, holds: decision.units.map((change) => change.after?.heldBy?.length) };
  };

  it('is affected, and nothing else', () => {
    expect(asked({})).toEqual({ units: [knownAs(BAD)], holds: [1, undefined] });
  });

  it('is known not to be affected where all else does not fit', () => {
    expect(asked({ itemId: 'watch' })).toEqual({
      units: [knownAs(BAD, { unaffected: true })],
      holds: [undefined, undefined],
    });
  });
});

describe('a unit that a recall knows', () => {
  const back = (given: Partial<Unit> = {}): UnitChange => ({
    before: { ...GOOD, status: 'sold' },
    after: { ...GOOD, ...given },
  });
  const via = { itemId: 'watch', serial: 'W1', id: 'W1.x' };

  it('is held when it comes back, also where its record does not tell why', () => {
    const known = [knownAs(GOOD, { via })];
    const { decision, units } = recalled({ units: [back()] }, { known });
    expect(decision.units[0]?.after?.heldBy).toEqual([heldBy(GOOD.asOf.movementId)]);
    expect(units).toEqual(known);
    expect(recalled({ units: [back()] }, { known: [knownAs(GOOD)] }).units).toEqual([knownAs(GOOD)]);
  });

  it('is not held where it is known not to be affected', () => {
    const known = [knownAs(GOOD, { unaffected: true })];
    const { decision, units } = recalled({ units: [back()] }, { known });
    expect([decision.units[0]?.after?.heldBy, units]).toEqual([undefined, known]);
  });

  it('is affected from when on it fits', () => {
    const known = [knownAs(BAD, { unaffected: true })];
    const { decision, units } = recalled({ units: [{ before: SOLD, after: BAD }] }, { known });
    expect(units).toEqual([knownAs(BAD)]);
    expect(decision.units[0]?.after?.heldBy).toHaveLength(1);
  });

  it('is judged anew where it bears its right number now, but for what is in it', () => {
    const renamed: UnitChange = { before: { ...GOOD, key: 'X9', serial: 'X9' }, after: GOOD };
    const { units } = recalled({ units: [renamed] }, { known: [knownAs(GOOD)] });
    expect(units).toEqual([knownAs(GOOD, { unaffected: true })]);
    const known = [knownAs({ ...GOOD, key: 'X9', serial: 'X9' }, { via })];
    expect(recalled({ units: [renamed] }, { known }).units).toEqual([knownAs(GOOD, { via })]);
  });

  it('is judged anew where it was taken back and comes in again', () => {
    const again: UnitChange = { before: { ...GOOD, voided: true }, after: GOOD };
    const { decision, units } = recalled({ units: [again] }, { known: [knownAs(GOOD, { via })] });
    expect(units).toEqual([knownAs(GOOD, { unaffected: true })]);
    expect(decision.units[0]?.after?.heldBy).toBeUndefined();
  });

  it('is known by what is in it before it is made, and by nothing else', () => {
    const made = recalled({ units: [{ after: GOOD }] }, { known: [knownAs(GOOD, { via })] });
    expect(made.units).toEqual([knownAs(GOOD, { via })]);
    expect(made.decision.units[0]?.after?.heldBy).toHaveLength(1);
    const other = recalled({ units: [{ after: GOOD }] }, { known: [knownAs(GOOD)] });
    expect(other.units).toEqual([knownAs(GOOD, { unaffected: true })]);
  });
});

describe('a unit whose receipt is what a recall asks for', () => {
  const asked: RecallCriteria = { documentId: 'doc-9' };
  const change: UnitChange = { before: { ...SOLD, batch: undefined }, after: BAD };
  const by = (kind: 'receive' | 'void') =>
    recalled(
      {
        units: [change],
        movements: [moving(kind, [change], { documentId: 'doc-9', partnerId: 'maker', from: undefined })],
      },
      { recalls: [aRecall(asked)] },
    );

  it('is held when it comes by it, wherever it came from first', () => {
    const { decision, units } = by('receive');
    expect(units).toEqual([knownAs(BAD)]);
    expect(decision.units[0]?.after?.heldBy).toEqual([heldBy('p.1')]);
  });

  it('is none by a void, which leads in without being a receipt', () => {
    expect(by('void').units).toEqual([]);
  });

  it('is judged by the last movement of a posting that moves it twice', () => {
    const first = moving('receive', [change], { documentId: 'doc-9' });
    const last = moving('transfer', [change], { movementId: 'p.2', documentId: 'doc-9', from: 'main' });
    const recalls = [aRecall(asked)];
    expect(recalled({ units: [change], movements: [first, last] }, { recalls }).units).toEqual([]);
    expect(recalled({ units: [change], movements: [last, first] }, { recalls }).units).toEqual([
      knownAs(BAD),
    ]);
  });
});
