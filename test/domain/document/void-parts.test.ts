import { describe, expect, it } from 'vitest';
import {
  backInNothing,
  keptWithin,
  madeBy,
  type Since,
  type Within,
} from '../../../functions/domain/document/void-parts.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aMovement, aUnit, wholesOf } from '../builders.ts';

const bike = aUnit('B1', { itemId: 'bike', asOf: { movementId: 'p5.1', at: '' } });
const made = { id: bike.id, itemId: 'bike', key: 'B1', serial: 'B1' };
const parent = { itemId: 'bike', serial: 'B1', id: bike.id };
const part = aUnit('A1', { status: 'consumed', parent, documentId: 'wo-1', documentNumber: undefined });

describe('by the void of what moved it, a unit is no more', () => {
  const named = { id: 'B1.x', key: 'B1', serial: 'b1' };
  it.each([
    ['that was made by it', undefined, true],
    ['that was none before', { voided: true, status: 'written-off' }, true],
    ['that was expected before', { status: 'expected' }, true],
    ['that was there before', { status: 'in-stock', voided: null }, false],
    ['of which the place alone was changed', { locationId: 'main' }, false],
  ] as const)('%s', (_, before, isMade) => {
    const movement = aMovement('produce', { itemId: 'bike', units: [{ ...named, before }] });
    expect(madeBy([movement])).toEqual(isMade ? [{ ...named, itemId: 'bike' }] : []);
  });

  it('each of its item, in the order of what moved them', () => {
    const movements = [
      aMovement('produce', { itemId: 'bike', units: [named, { ...named, id: 'B2.x' }] }),
      aMovement('produce', { itemId: 'wheel', units: [{ ...named, id: 'W1.x' }] }),
    ];
    expect(madeBy(movements).map(({ itemId, id }) => `${itemId} ${id}`)).toEqual([
      'bike B1.x',
      'bike B2.x',
      'wheel W1.x',
    ]);
  });
});

describe('what stays in a unit that is to be no more', () => {
  const inBike = (unit: Unit): Within => ({ made, movementId: 'p2.1', part: { unit, parentId: bike.id } });
  const told = {
    pointer: '/movementIds',
    code: 'void-superseded',
    movementId: 'p2.1',
    itemId: 'phone',
  };

  it('is a numbered part, told with the document that put it there', () => {
    const detail = '"A1" of item phone is in "B1" of item bike; take movement p2.1 back as well.';
    expect(keptWithin([inBike(part)])).toStrictEqual([{ ...told, serial: 'A1', documentId: 'wo-1', detail }]);
    expect(keptWithin([inBike({ ...part, documentNumber: 'WO-1' })])).toEqual([
      { ...told, serial: 'A1', documentId: 'wo-1', documentNumber: 'WO-1', detail },
    ]);
    expect(keptWithin([inBike({ ...part, documentId: undefined })])).toStrictEqual([
      { ...told, serial: 'A1', detail },
    ]);
  });

  it('is so many of an item', () => {
    const within = { made, movementId: 'p2.1', part: { itemId: 'glue', quantity: pieces(2.5) } };
    expect(keptWithin([within])).toEqual([
      {
        ...told,
        itemId: 'glue',
        detail: '2.5 of item glue went into it: in "B1" of item bike; take movement p2.1 back as well.',
      },
    ]);
  });

  it('has to come out before, where it is the number of what is to be made that goes', () => {
    const asked = { pointer: '/lines/0/serials', code: 'number-has-parts' } as const;
    expect(keptWithin([inBike(part)], undefined, asked)).toMatchObject([
      {
        ...asked,
        serial: 'A1',
        detail: '"A1" of item phone is in "B1" of item bike; take it out, or movement p2.1 back, before.',
      },
    ]);
  });

  it.each<[string, Partial<Unit>]>([
    ['is out again', { status: 'in-stock' }],
    ['is in another unit', { parent: { ...parent, id: 'B2.x' } }],
    ['is in none', { parent: undefined }],
    ['was taken back itself', { voided: true }],
  ])('is nothing that %s, by then or by the same void', (_, now) => {
    const after = { ...part, ...now };
    expect(keptWithin([inBike(after)])).toEqual([]);
    expect(keptWithin([inBike(part)], new Map([[part.id, { first: part, now: after }]]))).toEqual([]);
  });

  it('is what no one takes out of it, whatever else is taken back', () => {
    const other = aUnit('A2');
    expect(keptWithin([inBike(part)], new Map([[other.id, { first: other, now: other }]]))).toHaveLength(1);
  });
});

describe('what a void puts back', () => {
  const out = aUnit('A1', { status: 'in-stock' });
  const NOTHING: Since = { planned: new Set(), remade: new Set() };
  const loose = aMovement('take-out', { parent, quantity: pieces(3) });
  const back = { changes: [{ before: out, after: part }], movements: [] };
  const into = (
    byId: readonly Unit[],
    since: Partial<Since> = {},
    given: Parameters<typeof backInNothing>[0] = back,
  ) => backInNothing(given, wholesOf({ byId }), { ...NOTHING, ...since });
  const told = { pointer: '/movementIds', code: 'void-superseded', itemId: 'phone', serial: 'A1' };

  it('may not be back in what was taken back since', () => {
    expect(into([{ ...bike, voided: true }])).toEqual([
      {
        ...told,
        movementId: 'p5.1',
        detail: '"A1" of item phone would be back in "B1" of item bike, which was taken back since.',
      },
    ]);
  });

  it('may not be back in what was made anew since, told by the number that it bears now', () => {
    expect(into([{ ...bike, serial: 'B9' }], { remade: new Set([bike.id]) })).toEqual([
      {
        ...told,
        movementId: 'p5.1',
        detail:
          '"A1" of item phone would be back in "B9" of item bike, which was taken back and made anew since.',
      },
    ]);
  });

  it('may be back in what is still to be made, and not in what isn’t any more', () => {
    expect(into([], { planned: new Set([bike.id]) })).toEqual([]);
    expect(into([])).toEqual([
      {
        ...told,
        detail: '"A1" of item phone would be back in "B1" of item bike, which is not to be made any more.',
      },
    ]);
  });

  it('may be back in what is there, or in what nobody can name', () => {
    expect(into([bike], { remade: new Set(['B2.x']) })).toEqual([]);
    const nameless = { ...part, parent: { itemId: 'bike', serial: 'B1' } };
    expect(into([], {}, { ...back, changes: [{ before: out, after: nameless }] })).toEqual([]);
    const movements = [{ ...loose, parent: { itemId: 'bike', serial: 'B1' } }];
    expect(into([], {}, { changes: [], movements })).toEqual([]);
  });

  it.each([
    ['was in it before', { before: part, after: part }],
    ['is in nothing', { before: part, after: out }],
    ['is no more', { before: part }],
  ])('is no part that %s', (_, change) => {
    expect(into([], {}, { ...back, changes: [change] })).toEqual([]);
  });

  it('is a part that is in another unit now, or had no record', () => {
    const elsewhere = { ...part, parent: { ...parent, id: 'B2.x' } };
    expect(into([], {}, { ...back, changes: [{ before: elsewhere, after: part }] })).toHaveLength(1);
    expect(into([], {}, { ...back, changes: [{ after: part }] })).toHaveLength(1);
  });

  it('is what came out without a number, to where that is no more', () => {
    expect(into([], {}, { changes: [], movements: [loose] })).toEqual([
      {
        pointer: '/movementIds',
        code: 'void-superseded',
        itemId: 'glue',
        detail: '3 of item glue would be back in "B1" of item bike, which is not to be made any more.',
      },
    ]);
    expect(into([bike], {}, { changes: [], movements: [loose] })).toEqual([]);
  });

  it.each([
    ['went in', { ...loose, kind: 'consume' as const }],
    ['came out of nothing in particular', { ...loose, parent: undefined }],
    ['all bore numbers', { ...loose, serialCount: 3 }],
  ])('is nothing of a movement by which units %s', (_, movement) => {
    expect(into([], {}, { changes: [], movements: [movement] })).toEqual([]);
  });
});
