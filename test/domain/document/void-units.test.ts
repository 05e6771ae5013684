import { describe, expect, it } from 'vitest';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid, type Void } from '../../../functions/domain/document/void.ts';
import type { MovedUnit, Movement } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Hold, Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, aMovement, aUnit, codes, RECORDED_AT } from '../builders.ts';

const AT = '2026-03-05T08:00:00.000Z';
const ORIGIN = {
  known: true,
  documentId: 'doc-1',
  movementId: 'p1.1',
  partnerId: 'maker',
  date: '2026-03-05',
} as const satisfies Unit['origin'];

/** As a movement p1.1 of doc-1 has left it. */
const left = (given: Partial<Unit> = {}): Unit =>
  aUnit('A1', {
    documentId: 'doc-1',
    documentNumber: 'R-1',
    asOf: { movementId: 'p1.1', at: AT },
    lastEffectiveDate: '2026-03-05',
    movementIds: ['m0.1', 'p1.1'],
    version: 2,
    ...given,
  });

const moved = (unit: Unit, before: MovedUnit['before'], given: Partial<Movement> = {}): Movement =>
  aMovement('sell', {
    movementId: 'p1.1',
    documentId: 'doc-1',
    line: 1,
    itemId: 'phone',
    quantity: pieces(1),
    units: [{ id: unit.id, key: unit.key, serial: unit.serial, before }],
    ...given,
  });

type Given = Partial<Omit<Void, 'document'>> & {
  readonly unit: Unit;
  readonly before?: MovedUnit['before'];
  readonly document?: Partial<LedgerDocument>;
  readonly movement?: Partial<Movement>;
};
const taken = ({ unit, before, document, movement, ...given }: Given) => {
  const its = moved(unit, before, movement);
  const row = aLine({ quantity: 2, posted: 1, postedSerials: 1 });
  return decideVoid(
    {
      document: aDocument({ kind: 'customer-invoice', status: 'posted', lines: [row], ...document }),
      movements: [its],
      all: [its],
      reason: 'wrong',
      ...given,
    },
    aContext({ units: [unit], postingId: 'p9' }),
  );
};
/** The only unit, as the void leaves it. */
const back = (given: Given): Unit | undefined => {
  const { violations, decision } = taken(given);
  expect(violations).toEqual([]);
  expect(decision.units.map(({ before }) => before)).toEqual([given.unit]);
  return decision.units[0]?.after;
};

/** The whole record of a unit that there is none of any more: who it is, and which document it was on. */
const nothing = (unit: Unit, on: Pick<Unit, 'documentId' | 'documentNumber' | 'line'>): Unit => ({
  id: unit.id,
  itemId: 'phone',
  key: 'A1',
  serial: 'A1',
  status: 'written-off',
  voided: true,
  locationId: 'main',
  ...on,
  asOf: { movementId: 'p1.1', at: AT },
  lastEffectiveDate: '2026-03-05',
  movementIds: ['m0.1', 'p1.1', 'p9.1'],
  lifeChunks: 0,
  version: 3,
});

describe('a unit that came with what is taken back', () => {
  it('is none: its record stays, with who it is and what became of it, and says nothing more', () => {
    const unit = left({
      reservedBy: { documentId: 'doc-1', line: 1 },
      heldBy: [{ holdId: 'p1.1', reason: 'quarantine', at: AT, user: 'ann' }],
      partnerId: 'jane',
      supplierId: 'maker',
      parent: { itemId: 'bike', serial: 'B1', id: 'B1.x' },
      wasPart: true,
      batch: 'L1',
      expiresOn: '2027-01-01',
      soldOn: '2026-03-05',
      supplierCover: { until: '2027-03-05' },
      customerCover: { until: '2028-03-05' },
      addedDate: '2026-03-05',
      origin: ORIGIN,
      exceptionId: 'p1.1.r4nd0m00',
      provisionalAt: 'main',
    });
    expect(back({ unit })).toEqual(nothing(unit, { documentId: 'doc-1', documentNumber: 'R-1', line: 1 }));
  });
});

describe('holds on a unit that is taken back', () => {
  const hold = (holdId: string, given: Partial<Hold> = {}): Hold => ({
    holdId,
    reason: 'seal broken',
    at: AT,
    user: 'ann',
    ...given,
  });
  const came = hold('p1.1');
  const cameAndChanged = hold('p3.1', { cameWith: 'p1.1' });
  const byHand = hold('p2.1');
  const cameEarlier = hold('m0.2', { cameWith: 'm0.1' });
  const recalled = hold('p4.1', { recallId: 'recall-1' });
  const all = [came, cameAndChanged, byHand, cameEarlier, recalled];

  it.each([
    ['it was there before: those that it came with', { status: 'in-stock' }, [byHand, cameEarlier, recalled]],
    ['it was none before: those of recalls besides', { voided: true }, [byHand, cameEarlier]],
    ['nothing was known of it: those of recalls besides', undefined, [byHand, cameEarlier]],
  ] as const)('go where %s', (_, before, stays) => {
    expect(back({ unit: left({ heldBy: all, origin: undefined }), before })?.heldBy).toEqual(stays);
  });

  it('are not kept as an empty list', () => {
    expect(back({ unit: left({ heldBy: [came] }), before: {} })).toHaveProperty('heldBy', undefined);
    expect(back({ unit: left(), before: {} })).toHaveProperty('heldBy', undefined);
  });
});

describe('a movement may be taken back', () => {
  const sold = { status: 'in-stock', asOf: { movementId: 'm0.1', at: AT } } as const;
  const received = { ...sold, status: 'expected', origin: null } as const;
  const explained = { origin: { known: false, reason: 'not registered at receipt' } } as const;
  const by = (movementId: string) => ({ ...ORIGIN, movementId });
  const later = { asOf: { movementId: 'p2.1', at: AT } };

  it.each([
    ['a sale that is the last change', sold, { origin: by('m0.1') }],
    ['a receipt that is the last change', received, { origin: by('p1.1') }],
    ['a first sight that nothing has explained', undefined, { origin: explained.origin }],
    ['a first receipt', undefined, { origin: by('p1.1') }],
    ['what brought in a unit without any origin', undefined, { origin: undefined }],
    ['a receipt after the fact, whatever moved the unit', explained, { ...later, origin: by('p1.1') }],
  ] as const)('where it is %s', (_, before, given) => {
    expect(codes(taken({ unit: left(given), before }).violations)).toEqual([]);
  });

  it.each([
    ['a sale after which the unit moved on', sold, { ...later, origin: by('m0.1') }],
    ['a receipt after which the unit moved on', received, { ...later, origin: by('p1.1') }],
    ['a first sight that a receipt has explained', undefined, { origin: by('p2.1') }],
    ['a receipt, and the origin is another one by now', received, { origin: by('p2.1') }],
    ['a receipt after the fact, and the origin is another one', explained, { origin: by('p2.1') }],
    ['a receipt after the fact, and there is no origin', explained, { origin: explained.origin }],
  ] as const)('but not where it is %s', (_, before, given) => {
    const { violations, decision } = taken({ unit: left(given), before });
    expect(codes(violations)).toEqual(['void-superseded']);
    expect(decision.units).toEqual([]);
  });

  it('but not where there is no such unit any more', () => {
    const unit = left();
    const its = moved(unit, sold);
    const given = { document: aDocument(), movements: [its], all: [its], reason: 'wrong' };
    expect(decideVoid(given, aContext()).violations).toEqual([
      {
        pointer: '/movementIds',
        serial: 'A1',
        itemId: 'phone',
        code: 'void-superseded',
        detail: '"A1" is gone.',
      },
    ]);
  });
});

describe('a unit that is promised', () => {
  const ours = { documentId: 'doc-1', line: 1 };
  const theirs = { documentId: 'so-7', documentNumber: 'SO-7', line: 2 };
  const entity = { modelId: 'crane' };
  const expected = { status: 'expected', locationId: null, origin: null, documentId: 'doc-1' } as const;

  it('to the document itself may be taken back', () => {
    const unit = left({ reservedBy: ours, origin: ORIGIN });
    expect(codes(taken({ unit, before: expected }).violations)).toEqual([]);
  });

  it.each([
    ['is to be expected again', {}, expected],
    ['is an individual that would be sold again', { entity }, { status: 'sold', origin: null }],
    ['is to be on its way again', {}, { status: 'in-transit', origin: null }],
    ['is to be none', {}, undefined],
  ] as const)('to another document stays where it %s', (_, given, before) => {
    const unit = left({ ...given, reservedBy: theirs, origin: ORIGIN });
    expect(taken({ unit, before }).violations).toEqual([
      {
        pointer: '/movementIds',
        serial: 'A1',
        itemId: 'phone',
        code: 'void-superseded',
        detail: '"A1" has changed since: it is reserved by document SO-7.',
        status: 'reserved',
        documentId: 'so-7',
        documentNumber: 'SO-7',
      },
    ]);
  });

  it('to another document may be taken back to where it was in stock, and stays promised', () => {
    const unit = left({ status: 'in-transit', reservedBy: theirs, origin: ORIGIN });
    const before = { status: 'in-stock', documentId: 'doc-0', origin: null } as const;
    expect(back({ unit, before })).toMatchObject({ status: 'in-stock', reservedBy: theirs });
  });

  it('to another document may be on its way between two movements that are taken back together', () => {
    const unit = left({ reservedBy: theirs, asOf: { movementId: 'p2.1', at: AT } });
    const sent = { status: 'in-transit', asOf: { movementId: 'p1.1', at: AT } } as const;
    const second = moved(unit, sent, { movementId: 'p2.1' });
    const first = moved(unit, { status: 'in-stock', asOf: { movementId: 'm0.1', at: AT } });
    const both = taken({ unit, movements: [second, first], all: [first, second] });
    expect(both.violations).toEqual([]);
    expect(both.decision.units[0]?.after).toMatchObject({ status: 'in-stock', reservedBy: theirs });
    const one = taken({ unit, movements: [second], all: [first, second] });
    expect(one.violations).toMatchObject([{ code: 'void-superseded', documentId: 'so-7' }]);
  });

  it('and has moved on is told once, by what moved it, however many movements are about it', () => {
    const unit = left({ reservedBy: theirs, documentId: 'tz', asOf: { movementId: 'p3.1', at: AT } });
    const second = moved(unit, { status: 'in-transit' }, { movementId: 'p2.1' });
    const first = moved(unit, undefined);
    const { violations } = taken({ unit, movements: [second, first], all: [first, second] });
    expect(violations.map(({ serial, documentId, movementId }) => [serial, documentId, movementId])).toEqual([
      ['A1', 'tz', 'p3.1'],
    ]);
  });

  it('and is refused by another movement is told by that alone', () => {
    const unit = left({ reservedBy: theirs, asOf: { movementId: 'p2.1', at: AT } });
    const second = moved(unit, { status: 'in-transit' }, { movementId: 'p2.1' });
    const first = moved(unit, { status: 'in-stock' });
    const { violations } = taken({ unit, movements: [second, first], all: [first, second] });
    expect(violations).toMatchObject([{ serial: 'A1', movementId: 'p2.1' }]);
  });

  it('to another document may be expected again where it is an individual: it is sold before it arrives', () => {
    const unit = left({ entity, reservedBy: theirs, origin: ORIGIN });
    expect(back({ unit, before: expected })).toMatchObject({
      status: 'expected',
      reservedBy: theirs,
      entity: { modelId: 'crane', advance: true },
    });
  });
});

describe('a unit that another document had', () => {
  const AWAITED = new Set(['A1.r4nd0m00']);
  const onOrder = {
    status: 'expected',
    documentId: 'po-5',
    documentNumber: 'PO-5',
    line: 3,
    batch: 'L1',
    origin: null,
  } as const;
  const unit = left({ origin: ORIGIN });

  it.each([
    ['waits for it still', AWAITED],
    ['is not asked', undefined],
  ])('is expected again where that %s', (_, awaited) => {
    expect(back({ unit, before: onOrder, awaited })).toMatchObject({
      status: 'expected',
      documentId: 'po-5',
      line: 3,
      batch: 'L1',
    });
  });

  it('is none where that waits for it no more', () => {
    expect(back({ unit, before: onOrder, awaited: new Set() })).toEqual(
      nothing(unit, { documentId: 'po-5', documentNumber: 'PO-5', line: 3 }),
    );
  });

  it('waits by itself where that waits for it no more, if it was made apart from it', () => {
    const entity = { modelId: 'crane', advance: true } as const;
    const waiting = back({ unit: { ...unit, entity }, before: onOrder, awaited: new Set() });
    expect(waiting).toMatchObject({ status: 'expected', entity });
    expect([waiting?.documentId, waiting?.line, waiting?.batch, waiting?.voided]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('waits as it did where no document had it', () => {
    const announced = { status: 'expected', documentId: null, documentNumber: null, line: null } as const;
    const entity = { modelId: 'crane' };
    const waiting = back({ unit: { ...unit, entity }, before: announced, awaited: new Set() });
    expect(waiting).toMatchObject({ status: 'expected', entity });
    expect(waiting?.entity?.advance).toBeUndefined();
  });

  it('is where it was, if that needs no document to wait', () => {
    const before = { status: 'sold', documentId: 'so-5', partnerId: 'jane' } as const;
    expect(back({ unit, before, awaited: new Set() })).toMatchObject({ ...before, documentId: 'so-5' });
  });

  const sent = { status: 'in-transit', documentId: 'tr-5', documentNumber: 'TR-5', line: 3 } as const;

  it('cannot be on its way again by what has ended', () => {
    expect(taken({ unit, before: sent, awaited: new Set() }).violations).toEqual([
      {
        pointer: '/movementIds',
        serial: 'A1',
        itemId: 'phone',
        code: 'void-superseded',
        detail:
          '"A1" would be on its way again by document TR-5, which waits for it no more; where it is found, an adjustment brings it in.',
        documentId: 'tr-5',
      },
    ]);
  });

  it('is on its way again by what waits for it, or by the document itself', () => {
    expect(back({ unit, before: sent, awaited: AWAITED })).toMatchObject(sent);
    const own = { ...sent, documentId: 'doc-1' };
    expect(back({ unit, before: own, awaited: new Set() })).toMatchObject(own);
  });
});

describe('a unit that a document still claims when its last posting is taken back', () => {
  const other = moved(left(), {}, { movementId: 'p0.1', line: 2, units: [] });
  const its = (unit: Unit, before: MovedUnit['before']) => [other, moved(unit, before)];

  it('is none where it was expected by it, and expected again while another posting stands', () => {
    const unit = left({ origin: ORIGIN });
    const before = {
      status: 'expected',
      documentId: 'doc-1',
      batch: 'L1',
      supplierId: null,
      supplierCover: null,
      locationId: null,
      origin: null,
      addedDate: null,
    } as const;
    expect(back({ unit, before, all: its(unit, before) })).toMatchObject({ status: 'expected', batch: 'L1' });
    expect(back({ unit, before })).toEqual({
      id: unit.id,
      itemId: 'phone',
      key: 'A1',
      serial: 'A1',
      status: 'written-off',
      voided: true,
      documentId: 'doc-1',
      documentNumber: 'R-1',
      line: 1,
      asOf: { movementId: 'p1.1', at: AT },
      lastEffectiveDate: '2026-03-05',
      movementIds: ['m0.1', 'p1.1', 'p9.1'],
      lifeChunks: 0,
      version: 3,
    });
  });

  it('waits by itself where it was made apart from the order', () => {
    const unit = left({ entity: { modelId: 'crane', advance: true }, origin: ORIGIN });
    const waiting = back({ unit, before: { status: 'expected', documentId: 'doc-1', origin: null } });
    expect(waiting?.status).toBe('expected');
    expect(waiting?.documentId).toBeUndefined();
  });

  it('is free where it was reserved by it, and reserved again while another posting stands', () => {
    const reservedBy = { documentId: 'doc-1', line: 1 };
    const before = { status: 'in-stock', reservedBy } as const;
    const unit = left();
    expect(back({ unit, before, all: its(unit, before) })?.reservedBy).toEqual(reservedBy);
    expect(back({ unit, before })).toHaveProperty('reservedBy', undefined);
  });

  it('stays reserved by another one', () => {
    const reservedBy = { documentId: 'so-7', line: 1 };
    expect(back({ unit: left(), before: { status: 'in-stock', reservedBy } })?.reservedBy).toEqual(
      reservedBy,
    );
  });

  it('is no more claimed by a posting that was taken back already, nor by one that is now', () => {
    const before = { status: 'in-stock', reservedBy: { documentId: 'doc-1', line: 1 } } as const;
    const unit = left();
    const all = [{ ...other, voidedBy: 'p5.1' }, moved(unit, before)];
    const { decision } = taken({ unit, before, all });
    expect(decision.document?.status).toBe('void');
    expect(decision.units[0]?.after?.reservedBy).toBeUndefined();
  });
});

describe('the record of a unit that is taken back', () => {
  it('is one version later however many movements are, and hands on what has no room on it', () => {
    const movementIds = Array.from({ length: 9 }, (_, i) => `m${i}.1`);
    const unit = left({ movementIds, asOf: { movementId: 'p2.1', at: AT } });
    const second = moved(
      unit,
      { status: 'in-transit', asOf: { movementId: 'p1.1', at: AT } },
      { movementId: 'p2.1' },
    );
    const first = moved(unit, { status: 'in-stock', asOf: { movementId: 'm0.1', at: AT } });
    const { decision } = taken({ unit, movements: [second, first], all: [first, second] });
    expect(decision.units).toEqual([
      {
        before: unit,
        after: {
          ...unit,
          asOf: { movementId: 'm0.1', at: AT },
          movementIds: ['p9.2'],
          lifeChunks: 1,
          version: 3,
        },
        spilled: movementIds,
      },
    ]);
  });

  it('stays as it is where no movement is about it', () => {
    const its = moved(left(), { status: 'in-stock' });
    const given = { document: aDocument(), movements: [its], all: [its], reason: 'wrong' };
    const { decision } = decideVoid(given, aContext({ units: [left(), aUnit('B1')] }));
    expect(decision.units.map(({ after }) => after?.key)).toEqual(['A1']);
  });

  it('tells with its void what it was before that, and when', () => {
    const unit = left({ status: 'sold', partnerId: 'jane' });
    const before = { status: 'in-stock', partnerId: null, asOf: { movementId: 'm0.1', at: AT } } as const;
    expect(taken({ unit, before }).decision.movements[0]?.units).toEqual([
      {
        id: unit.id,
        key: 'A1',
        serial: 'A1',
        before: { status: 'sold', partnerId: 'jane', asOf: unit.asOf },
      },
    ]);
    expect(taken({ unit, before }).decision.movements[0]?.recordedAt).toBe(RECORDED_AT);
  });
});
