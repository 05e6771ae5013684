import { describe, expect, it } from 'vitest';
import type { UnitChange } from '../../../functions/domain/document/context.ts';
import { withRecalls } from '../../../functions/domain/recall/effects.ts';
import type { RecallUnit } from '../../../functions/domain/recall/recall.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aUnit } from '../builders.ts';
import { aRecall, heldBy, knownAs, moving, partOf, type RecallGiven, recalled } from './recalled.ts';

const BAD = aUnit('A1', { batch: 'B1' });
const GOOD = aUnit('A2', { batch: 'B2' });
const bike = (serial: string, given: Partial<Unit> = {}): Unit =>
  aUnit(serial, { itemId: 'bike', batch: undefined, ...given });
const B1 = bike('W1');
const B2 = bike('W2');

const into = (part: Unit, whole: Unit): UnitChange => ({
  before: part,
  after: { ...part, status: 'consumed', parent: partOf(whole) },
});
/** What is known after a posting, in the order of the numbers. */
const knownAfter = (units: readonly UnitChange[], given: RecallGiven = {}): RecallUnit[] =>
  recalled({ units, movements: [moving('consume', units, { to: undefined })] }, given).units.toSorted(
    (a, b) => (a.serial < b.serial ? -1 : 1),
  );
const known = (whole: Unit, part: Unit, given: Partial<RecallUnit> = {}): RecallUnit => ({
  ...knownAs(whole, given),
  via: partOf(part),
});

describe('a product that parts go into', () => {
  it('is affected by a part that fits, and by no other', () => {
    expect(knownAfter([into(BAD, B1), into(GOOD, B2)])).toEqual([known(B1, BAD)]);
  });

  it('is affected by a part that is known to be affected by what is in it, not by one that is known not to be', () => {
    const given = { known: [knownAs(GOOD, { via: partOf(BAD) })] };
    expect(knownAfter([into(GOOD, B1)], given)).toEqual([known(B1, GOOD)]);
    const not = { known: [knownAs(GOOD, { unaffected: true })] };
    expect(knownAfter([into(GOOD, B1)], not)).toEqual([known(B1, GOOD, { unaffected: true })]);
  });

  it('is told by the part that affects it, in whatever order they go in', () => {
    const given = { known: [knownAs(GOOD, { unaffected: true })] };
    expect(knownAfter([into(GOOD, B1), into(BAD, B1)], given)).toEqual([known(B1, BAD)]);
    expect(knownAfter([into(BAD, B1), into(GOOD, B1)], given)).toEqual([known(B1, BAD)]);
    const other = aUnit('A3', { batch: 'B1' });
    expect(knownAfter([into(BAD, B1), into(other, B1)])).toEqual([known(B1, BAD)]);
  });

  it('is none where the part was in it before, is in nothing, or in what nothing tells the id of', () => {
    const inside = into(BAD, B1).after;
    expect(knownAfter([{ before: inside, after: inside }])).toEqual([]);
    expect(knownAfter([{ before: BAD, after: { ...BAD, status: 'consumed' } }])).toEqual([]);
    const parent = { itemId: 'bike', serial: 'W1' };
    expect(knownAfter([{ before: BAD, after: { ...BAD, status: 'consumed', parent } }])).toEqual([]);
    expect(knownAfter([{ before: inside }])).toEqual([]);
    expect(knownAfter([{ before: BAD, after: { ...BAD, parent: partOf(B1) } }])).toEqual([]);
  });

  it('is affected by the component, and by no other part', () => {
    const recall = aRecall({ component: { itemId: 'phone', serial: 'A1' } }, { componentIds: [BAD.id] });
    expect(knownAfter([into(BAD, B1), into(GOOD, B2)], { recalls: [recall] })).toEqual([known(B1, BAD)]);
  });

  it('is affected by a part that nobody has seen before', () => {
    const { after } = into(BAD, B1);
    expect(knownAfter([{ after }])).toEqual([knownAs(BAD), known(B1, BAD)]);
  });
});

describe('a product that goes into another by the very posting that puts a part into it', () => {
  it.each([
    ['first', [into(BAD, B1), into(B1, B2)]],
    ['last', [into(B1, B2), into(BAD, B1)]],
  ] as const)('hands on what it is affected by, also where the part is told %s', (_, units) => {
    expect(knownAfter(units)).toEqual([known(B1, BAD), known(B2, B1)]);
  });

  it('is looked at as often as it has parts, however deep it lies and in whatever order they are told', () => {
    const deep = Array.from({ length: 200 }, (_, i) => bike(`W${i}`));
    const units = deep.flatMap((one, i) => into(i === 0 ? BAD : deep[i - 1]!, one)).reverse();
    let looks = 0;
    const { units: affected } = withRecalls(
      { units, movements: [], balances: [] },
      aContext({ recalls: [aRecall({ batch: 'B1' })] }),
      {
        of: () => {
          looks += 1;
          return undefined;
        },
        came: () => false,
        before: [],
      },
    );
    expect(affected).toHaveLength(200);
    expect(looks).toBeLessThan(5 * units.length);
  });

  it('hands on that it contains the component, and is affected where all else fits', () => {
    const recall = aRecall({ component: { itemId: 'phone', serial: 'A1' } }, { componentIds: [BAD.id] });
    const bikes = { ...recall, criteria: { ...recall.criteria, itemId: 'bike' } };
    expect(knownAfter([into(B1, B2), into(BAD, B1)], { recalls: [bikes] })).toEqual([
      known(B1, BAD),
      known(B2, B1),
    ]);
    const others = { ...recall, criteria: { ...recall.criteria, itemId: 'car' } };
    expect(knownAfter([into(B1, B2), into(BAD, B1)], { recalls: [others] })).toEqual([
      known(B1, BAD, { unaffected: true }),
      known(B2, B1, { unaffected: true }),
    ]);
  });

  it('makes that come in held, where it is made by then', () => {
    const made: UnitChange = { after: B2 };
    const joined = [into(B1, B2), into(BAD, B1)];
    const movements = [moving('consume', joined), moving('produce', [made], { movementId: 'p.2' })];
    const { decision, units } = recalled({ units: [...joined, made], movements });
    expect(decision.units.map(({ after }) => [after?.serial, after?.heldBy])).toEqual([
      ['W1', undefined],
      ['A1', undefined],
      ['W2', [heldBy('p.2')]],
    ]);
    expect(units).toEqual(expect.arrayContaining([known(B2, B1)]));
  });
});

describe('a product that is known to be affected', () => {
  const affected = knownAs(B1, { via: { itemId: 'frame', serial: 'F1', id: 'F1.x' } });
  const carrying = { known: [affected, knownAs(GOOD, { unaffected: true })] };

  it('stays so, whatever else goes into it', () => {
    expect(knownAfter([into(GOOD, B1)], carrying)).toEqual([]);
    const given = { known: [{ ...affected, unaffected: true as const }, knownAs(BAD)] };
    expect(knownAfter([into(BAD, B1)], given)).toEqual([known(B1, BAD)]);
  });

  it('comes in held when it is made with a part that does not affect it', () => {
    const made: UnitChange = { after: B1 };
    const joined = into(GOOD, B1);
    const movements = [moving('consume', [joined]), moving('produce', [made], { movementId: 'p.2' })];
    const { decision, units } = recalled({ units: [joined, made], movements }, carrying);
    expect(units).toEqual([affected]);
    expect(decision.units[1]?.after?.heldBy).toEqual([heldBy('p.2')]);
  });

  it('is judged anew where it was taken back and is made again', () => {
    const made: UnitChange = { before: { ...B1, voided: true }, after: B1 };
    const joined = into(GOOD, B1);
    const movements = [moving('consume', [joined]), moving('produce', [made], { movementId: 'p.2' })];
    const { decision, units } = recalled({ units: [joined, made], movements }, carrying);
    expect(units).toEqual([known(B1, GOOD, { unaffected: true })]);
    expect(decision.units[1]?.after?.heldBy).toBeUndefined();
  });
});
