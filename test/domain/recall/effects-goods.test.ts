import { describe, expect, it } from 'vitest';
import type { UnitChange } from '../../../functions/domain/document/context.ts';
import type { Movement } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { areMeant } from '../../../functions/domain/recall/effects.ts';
import type { RecallCriteria } from '../../../functions/domain/recall/recall.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aMovement, aUnit } from '../builders.ts';
import { aRecall, heldBy, knownAs, moving, type RecallGiven, recalled } from './recalled.ts';

const bike = (serial: string): Unit => aUnit(serial, { itemId: 'bike', batch: undefined });
const B1 = bike('W1');
const B2 = bike('W2');
const VIA = { itemId: 'glue', batch: 'B1' };

/** Glue, put into a unit that is named, or into whatever the order makes. */
const put = (into: Unit | undefined, given: Partial<Movement> = {}): Movement =>
  aMovement('consume', {
    batch: 'B1',
    quantity: pieces(2),
    documentId: 'doc-1',
    documentKind: 'works-order',
    ...(into === undefined ? {} : { parent: { itemId: into.itemId, serial: into.serial, id: into.id } }),
    ...given,
  });
const making = (...changes: readonly UnitChange[]): Movement =>
  moving('produce', changes, { movementId: 'p.9', documentId: 'doc-1', documentKind: 'works-order' });

describe('goods without numbers are meant', () => {
  const meant = (criteria: RecallCriteria, batch: string | undefined, came: boolean): boolean =>
    areMeant(put(undefined, { batch }), { recall: aRecall(criteria), known: { came: () => came } });

  it.each<[string, RecallCriteria, string | undefined, boolean, boolean]>([
    ['by their batch', { batch: 'B1' }, 'B1', false, true],
    ['by their item', { itemId: 'glue' }, undefined, false, true],
    ['by another batch', { batch: 'B2' }, 'B1', true, false],
    ['by where their batch came from', { partnerId: 'maker' }, 'B1', true, true],
    ['by where another batch came from', { partnerId: 'maker' }, 'B1', false, false],
    ['by where no batch tells that they came from', { partnerId: 'maker' }, undefined, true, false],
    ['by where they came from, of another item', { partnerId: 'maker', itemId: 'paint' }, 'B1', true, false],
  ])('or not, %s', (_, criteria, batch, came, expected) => {
    expect(meant(criteria, batch, came)).toBe(expected);
  });

  it('where their batch came as this very recall asks', () => {
    const asked: string[] = [];
    const came = (recallId: string, { itemId, batch }: { itemId: string; batch: string }): boolean => {
      asked.push(`${recallId} ${itemId} ${batch}`);
      return true;
    };
    areMeant(put(undefined), { recall: aRecall({ from: '2026-03-01' }), known: { came } });
    expect(asked).toEqual(['r1 glue B1']);
  });
});

describe('a unit that goods without numbers are put into', () => {
  it('is affected by those that are meant', () => {
    const movements = [put(B1), put(B2, { batch: 'B2' }), put(B2, { itemId: 'paint', batch: undefined })];
    expect(recalled({ units: [], movements }).units).toEqual([knownAs(B1, { via: VIA })]);
    const recalls = [aRecall({ partnerId: 'maker' })];
    expect(recalled({ units: [], movements }, { recalls, came: ['r1 glue B2'] }).units).toEqual([
      knownAs(B2, { via: { itemId: 'glue', batch: 'B2' } }),
    ]);
  });

  it('is none where they only come out of it again', () => {
    expect(recalled({ units: [], movements: [put(B1, { kind: 'take-out' })] }).units).toEqual([]);
  });

  it('hands that on to what it goes into by the same posting', () => {
    const parent = { itemId: 'bike', serial: 'W2', id: B2.id };
    const change: UnitChange = { before: B1, after: { ...B1, status: 'consumed', parent } };
    const movements = [put(B1), moving('consume', [change])];
    expect(recalled({ units: [change], movements }).units).toEqual(
      expect.arrayContaining([
        knownAs(B1, { via: VIA }),
        knownAs(B2, { via: { itemId: 'bike', serial: 'W1', id: B1.id } }),
      ]),
    );
  });

  it('tells by its goods, also where an affected part goes into it with them', () => {
    const part = aUnit('A1', { batch: 'B1' });
    const parent = { itemId: 'bike', serial: 'W1', id: B1.id };
    const change: UnitChange = { before: part, after: { ...part, status: 'consumed', parent } };
    expect(recalled({ units: [change], movements: [put(B1)] }).units).toEqual([knownAs(B1, { via: VIA })]);
  });
});

describe('goods without numbers that go into no unit in particular', () => {
  const made = [{ after: B1 }, { after: B2 }];
  const posted = (movements: readonly Movement[], given: RecallGiven = {}) => {
    const { decision, units } = recalled({ units: made, movements }, given);
    return { units, holds: decision.units.map((change) => change.after?.heldBy) };
  };

  it('may be in all that the posting makes', () => {
    expect(posted([put(undefined), making(...made)])).toEqual({
      units: [knownAs(B1, { via: VIA }), knownAs(B2, { via: VIA })],
      holds: [[heldBy('p.9')], [heldBy('p.9')]],
    });
  });

  it('may be in it where an earlier posting of the order put them in', () => {
    expect(posted([making(...made)], { before: [put(undefined)] }).units).toHaveLength(2);
    expect(posted([making(...made)], { before: [put(undefined, { batch: 'B2' })] }).units).toEqual([]);
  });

  it('are told by those that are meant', () => {
    const both = [put(undefined, { batch: 'B2' }), put(undefined), making(...made)];
    expect(posted(both).units.map(({ via }) => via)).toEqual([VIA, VIA]);
  });

  it('are in nothing that merely comes in with it', () => {
    const received = moving('receive', [{ after: B2 }], { documentKind: 'product-receipt' });
    const { units } = posted([put(undefined), making({ after: B1 }), received]);
    expect(units).toEqual([knownAs(B1, { via: VIA })]);
    expect(posted([put(undefined)]).units).toEqual([]);
  });

  it('are not there where all that goes in has numbers, or is meant by none', () => {
    expect(posted([put(undefined, { serialCount: 2 }), making(...made)]).units).toEqual([]);
    expect(posted([put(undefined, { batch: 'B2' }), making(...made)]).units).toEqual([]);
    expect(posted([making(...made)]).units).toEqual([]);
  });

  it('are in nothing that disappears', () => {
    const gone = [{ before: B1 }, { after: B2 }];
    const movements = [put(undefined), making({ after: B1 }, { after: B2 })];
    expect(recalled({ units: gone, movements }).units).toEqual([knownAs(B2, { via: VIA })]);
  });
});
