import { describe, expect, it } from 'vitest';
import { decideAnnouncement } from '../../../functions/domain/asn/accept.ts';
import type { AsnEntry, AsnLine } from '../../../functions/domain/asn/asn.ts';
import type { ListEntry } from '../../../functions/domain/asn/read-list.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import { MOVEMENTS_ON_UNIT, type Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aLine, anItem, aUnit, RECORDED_AT, TODAY } from '../builders.ts';
import { assigned, expected, LIST, listed, ORDER, orderOf } from './on-order.ts';

const entry = (text: string, given: Partial<ListEntry> = {}): ListEntry => ({
  line: 0,
  itemId: 'phone',
  text,
  key: text.toUpperCase(),
  pointer: `/lines/0/serials/${text}`,
  ...given,
});
type Given = {
  readonly entries?: readonly ListEntry[];
  readonly before?: readonly AsnEntry[];
  readonly document?: LedgerDocument;
  readonly lines?: readonly AsnLine[];
  readonly done?: readonly string[];
  readonly units?: readonly Unit[];
  readonly items?: readonly Item[];
};
const announcing = ({ entries = [], before = [], document = ORDER, lines, done = [], ...given }: Given) =>
  decideAnnouncement(
    {
      asnNumber: LIST,
      document,
      lines: lines ?? [{ itemId: 'phone', serials: entries.length, cartons: 0 }],
      entries,
      before,
      done: new Set(done),
      explain: ({ serial }) => `"${serial}" is known.`,
    },
    aContext(given),
  );

/** An order that has the units on its one row. */
const withRow = (...units: readonly Unit[]): LedgerDocument =>
  orderOf({ ...aLine({ quantity: 3 }), assigned: assigned(...units) });

describe('a list of new numbers', () => {
  it('makes units that its order expects, as told by the list', () => {
    const { violations, decision } = announcing({ entries: [entry('a1'), entry('A2')] });
    expect(violations).toEqual([]);
    expect(decision.units).toEqual([
      {
        before: undefined,
        spilled: undefined,
        after: {
          id: 'A1.n3wn3wn3',
          itemId: 'phone',
          key: 'A1',
          serial: 'a1',
          status: 'expected',
          documentId: 'po-1',
          documentNumber: 'PO-1',
          line: 1,
          onList: { asnNumber: LIST },
          asOf: { movementId: 'p1.2', at: RECORDED_AT },
          movementIds: ['p1.2'],
          lifeChunks: 0,
          version: 1,
        },
      },
      expect.objectContaining({ after: expect.objectContaining({ key: 'A2', onList: { asnNumber: LIST } }) }),
    ]);
    expect(decision.balances).toEqual([]);
  });

  it('is one movement of each row that gets any', () => {
    const { decision } = announcing({ entries: [entry('A1'), entry('A2')] });
    expect(decision.movements).toEqual([
      {
        movementId: 'p1.2',
        kind: 'assign',
        partnerClass: 'creditor',
        documentId: 'po-1',
        documentKind: 'purchase-order',
        documentNumber: 'PO-1',
        partnerId: 'maker',
        line: 1,
        itemId: 'phone',
        quantity: 0,
        reason: 'advance list L-1',
        user: 'ann',
        effectiveDate: TODAY,
        recordedAt: RECORDED_AT,
        serialCount: 2,
        units: [
          { id: 'A1.n3wn3wn3', key: 'A1', serial: 'A1' },
          { id: 'A2.n3wn3wn3', key: 'A2', serial: 'A2' },
        ],
        balances: [],
        version: 1,
      },
    ]);
  });

  it('puts them on the rows of its order, behind what is there, and opens it', () => {
    const there = expected('A0');
    const { decision } = announcing({
      document: { ...withRow(there), version: 4 },
      units: [there],
      entries: [entry('A1')],
    });
    expect(decision.document).toEqual({
      ...ORDER,
      status: 'open',
      version: 5,
      lines: [
        {
          ...aLine({ quantity: 3 }),
          assigned: [...assigned(there), { text: 'A1', key: 'A1', id: 'A1.n3wn3wn3' }],
        },
      ],
    });
  });

  it('fills row after row, each with movements of its own', () => {
    const document = orderOf(
      aLine({ quantity: 1 }),
      aLine({ line: 2, itemId: 'lamp', quantity: 1 }),
      aLine({ line: 3, quantity: 2 }),
    );
    const { violations, decision } = announcing({
      document,
      items: [anItem(), anItem({ itemId: 'lamp' })],
      entries: [entry('A1'), entry('A2')],
    });
    expect(violations).toEqual([]);
    expect(
      decision.movements.map(({ movementId, line, units }) => [
        movementId,
        line,
        units.map(({ key }) => key),
      ]),
    ).toEqual([
      ['p1.2', 1, ['A1']],
      ['p1.6', 3, ['A2']],
    ]);
    expect(decision.units.map(({ after }) => [after?.line, after?.asOf.movementId])).toEqual([
      [1, 'p1.2'],
      [3, 'p1.6'],
    ]);
    expect(decision.document?.lines.map((line) => line.assigned.map(({ key }) => key))).toEqual([
      ['A1'],
      [],
      ['A2'],
    ]);
  });

  it('has its batch on the units, or else that of the row', () => {
    const batchOf = (sent: string | undefined, ordered: string | undefined) => {
      const { decision } = announcing({
        entries: [entry('A1')],
        document: orderOf(aLine({ batch: ordered })),
        lines: [
          { itemId: 'lamp', serials: 0, cartons: 0, batch: 'B9' },
          { itemId: 'phone', serials: 1, cartons: 0, batch: sent },
        ],
      });
      return decision.units[0]?.after?.batch;
    };
    expect(batchOf('B1', 'B2')).toBe('B1');
    expect(batchOf(undefined, 'B2')).toBe('B2');
    expect(batchOf(undefined, undefined)).toBeUndefined();
  });

  it('may name units whose receipt was taken back, and individuals that were made known', () => {
    const voided = aUnit('A1', { status: 'written-off', voided: true });
    const made = expected('A2', { documentId: undefined, documentNumber: undefined, line: undefined });
    const { violations, decision } = announcing({
      entries: [entry('A1'), entry('A2')],
      units: [voided, made],
    });
    expect(violations).toEqual([]);
    expect(
      decision.units.map(({ before, after }) => [before?.id, after?.id, after?.status, after?.onList]),
    ).toEqual([
      [voided.id, voided.id, 'expected', { asnNumber: LIST }],
      [made.id, made.id, 'expected', { asnNumber: LIST }],
    ]);
    expect(decision.document?.lines[0]?.assigned).toEqual(assigned(voided, made));
  });
});

describe('a new version of a list', () => {
  it('changes nothing where it names the same', () => {
    const units = [listed('A1'), listed('A2')];
    const { violations, decision } = announcing({
      document: withRow(...units),
      units,
      before: [entry('A1'), entry('A2')],
      entries: [entry('A2'), entry('A1')],
      // Whatever else is said of the list.
      done: [LIST],
    });
    expect(violations).toEqual([]);
    expect(decision).toEqual({ document: undefined, units: [], movements: [], balances: [] });
  });

  it('takes off what it does not name any more', () => {
    const units = [listed('A1'), listed('A2')];
    const { violations, decision } = announcing({
      document: { ...withRow(...units), status: 'open' },
      units,
      before: [entry('A1'), entry('A2')],
      entries: [entry('A2'), entry('A3')],
    });
    expect(violations).toEqual([]);
    expect(decision.units[0]).toEqual({ before: units[0] });
    expect(decision.units.map(({ before, after }) => [before?.key, after?.key])).toEqual([
      ['A1', undefined],
      [undefined, 'A3'],
    ]);
    expect(decision.movements).toMatchObject([
      {
        movementId: 'p1.1',
        kind: 'remove',
        line: 1,
        itemId: 'phone',
        reason: 'advance list L-1',
        units: [{ key: 'A1' }],
      },
      { movementId: 'p1.2', kind: 'assign', line: 1, itemId: 'phone', units: [{ key: 'A3' }] },
    ]);
    expect(decision.document?.lines[0]?.assigned.map(({ key }) => key)).toEqual(['A2', 'A3']);
  });

  it('leaves an order without numbers a draft', () => {
    const unit = listed('A1');
    const { decision } = announcing({
      document: { ...withRow(unit), status: 'open' },
      units: [unit],
      before: [entry('A1')],
    });
    expect(decision.document).toEqual({ ...orderOf(aLine({ quantity: 3 })), status: 'draft', version: 1 });
  });

  it('gives back to the order what that had expected before the list did', () => {
    const unit = listed('A1', { onList: { asnNumber: LIST, adopted: true }, batch: 'B1' });
    const document = orderOf({ ...aLine({ quantity: 3, batch: 'B0' }), assigned: assigned(unit) });
    const { decision } = announcing({ document, units: [unit], before: [entry('A1')] });
    expect(decision.units).toEqual([
      {
        before: unit,
        spilled: undefined,
        after: {
          ...unit,
          onList: undefined,
          batch: 'B0',
          movementIds: [...unit.movementIds, 'p1.1'],
          version: unit.version + 1,
        },
      },
    ]);
    expect(decision.movements).toMatchObject([
      { movementId: 'p1.1', kind: 'remove', units: [{ key: 'A1' }] },
    ]);
    expect(decision.document?.lines[0]?.assigned).toEqual(assigned(unit));
  });

  it('passes on movements that find no room on a unit', () => {
    const movementIds = Array.from({ length: MOVEMENTS_ON_UNIT }, (_, n) => `m${n}.1`);
    const unit = listed('A1', { onList: { asnNumber: LIST, adopted: true }, movementIds });
    const { decision } = announcing({ document: withRow(unit), units: [unit], before: [entry('A1')] });
    expect(decision.units).toMatchObject([
      { spilled: movementIds, after: { movementIds: ['p1.1'], lifeChunks: 1 } },
    ]);
  });

  it.each([
    ['is on another list now', listed('A1', { onList: { asnNumber: 'L-2' } })],
    ['is on no list any more', expected('A1')],
    ['is expected by another order', listed('A1', { documentId: 'po-2' })],
    ['has come in', aUnit('A1', { documentId: 'po-1', onList: { asnNumber: LIST } })],
    ['is unknown', undefined],
  ])('leaves alone what %s', (_, unit) => {
    const { violations, decision } = announcing({
      before: [entry('A1')],
      units: unit === undefined ? [] : [unit],
    });
    expect([violations, decision.units, decision.document]).toEqual([[], [], undefined]);
  });

  it('takes off nothing that another order expects by a list of the same number', () => {
    const [other, own] = [
      listed('A1', { documentId: 'po-2', onList: { asnNumber: LIST, adopted: true } }),
      listed('A2'),
    ];
    const { decision } = announcing({
      document: withRow(other, own),
      units: [other, own],
      before: [entry('A1'), entry('A2')],
    });
    expect(decision.units).toEqual([{ before: own }]);
    expect(decision.document?.lines[0]?.assigned).toEqual(assigned(other));
  });

  it('tells units of one number apart by their item', () => {
    const [phone, lamp] = [listed('A1'), listed('A1', { itemId: 'lamp', line: 2 })];
    const document = orderOf(
      { ...aLine(), assigned: assigned(phone) },
      { ...aLine({ line: 2, itemId: 'lamp' }), assigned: assigned(lamp) },
    );
    const { decision } = announcing({
      document,
      items: [anItem(), anItem({ itemId: 'lamp' })],
      units: [phone, lamp],
      before: [entry('A1'), entry('A1', { itemId: 'lamp' })],
      entries: [entry('A1')],
    });
    expect(decision.units).toEqual([{ before: lamp }]);
    expect(decision.movements).toMatchObject([
      { movementId: 'p1.3', kind: 'remove', line: 2, itemId: 'lamp' },
    ]);
    expect(decision.document?.lines.map((line) => line.assigned.length)).toEqual([1, 0]);
  });

  it('says of its batch what counts for the units that it keeps', () => {
    const kept = listed('A1', { batch: 'B1', movementIds: ['m0.1'] });
    const document = orderOf({ ...aLine({ quantity: 3, batch: 'B0' }), assigned: assigned(kept) });
    const sent = (batch: string | undefined) =>
      announcing({
        document,
        units: [kept],
        before: [entry('A1')],
        entries: [entry('A1')],
        lines: [
          { itemId: 'lamp', serials: 0, cartons: 0, batch: 'B9' },
          { itemId: 'phone', serials: 1, cartons: 0, batch },
        ],
      }).decision;
    expect(sent('B1').units).toEqual([]);
    expect(sent('B2').units).toEqual([
      {
        before: kept,
        spilled: undefined,
        after: { ...kept, batch: 'B2', movementIds: ['m0.1', 'p1.2'], version: kept.version + 1 },
      },
    ]);
    expect(sent('B2').movements).toMatchObject([{ movementId: 'p1.2', kind: 'assign', serialCount: 1 }]);
    expect(sent('B2').document?.lines[0]?.assigned).toEqual(assigned(kept));
    expect(sent(undefined).units).toMatchObject([{ after: { batch: 'B0', onList: { asnNumber: LIST } } }]);
  });

  it('that says nothing of batches leaves those of rows', () => {
    const kept = listed('A1', { batch: 'B2', line: 2 });
    const document = orderOf(aLine({ batch: 'B1' }), {
      ...aLine({ line: 2, batch: 'B2' }),
      assigned: assigned(kept),
    });
    const { decision } = announcing({
      document,
      units: [kept],
      before: [entry('A1')],
      entries: [entry('A1')],
    });
    expect(decision.units).toEqual([]);
  });
});

describe('numbers that the order expects already', () => {
  it('go on the list, and stay the order’s', () => {
    const unit = expected('A1');
    const { violations, decision } = announcing({
      document: withRow(unit),
      units: [unit],
      entries: [entry('A1')],
      lines: [{ itemId: 'phone', serials: 1, cartons: 0, batch: 'B1' }],
    });
    expect(violations).toEqual([]);
    expect(decision.units).toEqual([
      {
        before: unit,
        spilled: undefined,
        after: {
          ...unit,
          onList: { asnNumber: LIST, adopted: true },
          batch: 'B1',
          movementIds: ['m0.1', 'p1.2'],
          version: 2,
        },
      },
    ]);
    expect(decision.movements).toMatchObject([
      { movementId: 'p1.2', kind: 'assign', units: [{ key: 'A1' }] },
    ]);
    expect(decision.document?.lines[0]?.assigned).toEqual(assigned(unit));
  });

  it.each([
    ['alone', { asnNumber: 'L-2' }, { asnNumber: LIST }],
    ['after the order', { asnNumber: 'L-2', adopted: true }, { asnNumber: LIST, adopted: true }],
  ] as const)('are taken over from a list that waits for nothing more, announced by it %s', (_, was, is) => {
    const unit = expected('A1', { onList: was });
    const given = { document: withRow(unit), units: [unit], entries: [entry('A1')] };
    const { violations, decision } = announcing({ ...given, done: ['L-2', 'L-3'] });
    expect(violations).toEqual([]);
    expect(decision.units.map(({ after }) => after?.onList)).toEqual([is]);
  });

  it('stay on a list that waits for them', () => {
    const unit = expected('A1', { onList: { asnNumber: 'L-2' } });
    const { violations, decision } = announcing({
      document: withRow(unit),
      units: [unit],
      entries: [entry('a1', { position: 7 })],
      done: ['L-3'],
    });
    expect(violations).toEqual([
      {
        pointer: '/lines/0/serials/a1',
        position: 7,
        serial: 'a1',
        itemId: 'phone',
        code: 'serial-on-list',
        detail: '"A1" is on list L-2 of this order.',
      },
    ]);
    expect(decision.units).toEqual([]);
  });
});

describe('numbers that exist already', () => {
  const exists = (text: string) => ({
    pointer: `/lines/0/serials/${text}`,
    serial: text,
    itemId: 'phone',
    code: 'serial-exists',
    detail: `"${text}" is known.`,
  });
  const came = (documentId: string) =>
    aUnit('A1', { origin: { known: true, documentId, movementId: 'm0.1', date: '2026-03-01' } });

  it.each([
    ['came from somewhere else', aUnit('A1')],
    ['is expected by another order', expected('A1', { documentId: 'po-2' })],
    ['came on this order, and was not on the list', came('po-1')],
    ['came from nobody knows where', aUnit('A1', { origin: { known: false, reason: 'found' } })],
  ])('are refused, as sender may know: one that %s', (_, unit) => {
    const { violations, decision } = announcing({ entries: [entry('A1')], units: [unit] });
    expect(violations).toEqual([exists('A1')]);
    expect(decision).toEqual({ document: undefined, units: [], movements: [], balances: [] });
  });

  it('stay on the list where they came in on its order meanwhile, and nowhere else', () => {
    const again = (unit: Unit) =>
      announcing({ before: [entry('A1')], entries: [entry('A1')], units: [unit] }).violations;
    expect(again(came('po-1'))).toEqual([]);
    expect(again(came('po-2'))).toEqual([exists('A1')]);
    expect(again(aUnit('A1', { origin: { known: false, reason: 'found' } }))).toEqual([exists('A1')]);
    expect(again(aUnit('A1', { origin: undefined }))).toEqual([exists('A1')]);
  });

  it('keep none of the others out of what is told', () => {
    const { violations, decision } = announcing({
      entries: [entry('A0'), entry('A1'), entry('A2')],
      units: [aUnit('A1')],
    });
    expect(violations).toEqual([exists('A1')]);
    expect(decision.units.map(({ after }) => after?.key)).toEqual(['A0', 'A2']);
  });
});

describe('a list that says too much', () => {
  it('names one unit twice, by its old number and its new one', () => {
    const { violations, decision } = announcing({
      entries: [
        entry('A1', { pointer: '/lines/0/serials/0' }),
        entry('A1', { pointer: '/lines/0/serials/1' }),
        entry('A1', { pointer: '/lines/1/serials/0', position: 3 }),
      ],
    });
    const same = {
      serial: 'A1',
      itemId: 'phone',
      code: 'serial-duplicate',
      detail: '"A1" is the same unit as at /lines/0/serials/0.',
    };
    expect(violations).toEqual([
      { ...same, pointer: '/lines/0/serials/1' },
      { ...same, pointer: '/lines/1/serials/0', position: 3 },
    ]);
    expect(decision.units).toHaveLength(1);
  });

  it('has more numbers than the order waits for', () => {
    const { violations } = announcing({ entries: ['A1', 'A2', 'A3', 'A4', 'A5'].map((text) => entry(text)) });
    expect(violations).toEqual([
      {
        pointer: '/lines/0/serials',
        code: 'quantity-exceeds-outstanding',
        detail: '5 serials of item phone are announced; order PO-1 has room for 3.',
        itemId: 'phone',
        expected: 3,
        actual: 5,
      },
    ]);
  });

  it('is of an item that is not on the order: of its numbers nothing is told', () => {
    const lamp = aUnit('A1', { itemId: 'lamp' });
    const { violations, decision } = announcing({
      items: [anItem(), anItem({ itemId: 'lamp' })],
      units: [lamp],
      entries: [entry('A1', { itemId: 'lamp' }), entry('A1', { itemId: 'lamp' })],
      lines: [{ itemId: 'lamp', serials: 2, cartons: 0 }],
    });
    expect(violations).toEqual([
      {
        pointer: '/lines/0/itemId',
        code: 'item-not-on-order',
        itemId: 'lamp',
        detail: 'Item lamp is not on order PO-1.',
      },
    ]);
    expect(decision.units).toEqual([]);
  });

  it.each([
    ['was made known', undefined],
    ['came and was taken back', true],
  ] as const)('names an individual that %s as one of another model than its item is of now', (_, voided) => {
    const item = anItem({
      entity: { modelId: 'm2', create: true, createOnSave: false, createOnStockUpdate: false },
    });
    const known = (modelId: string) =>
      expected('A1', {
        documentId: undefined,
        documentNumber: undefined,
        line: undefined,
        entity: { modelId, advance: true },
        voided,
      });
    const given = { items: [item], entries: [entry('A1')] };
    expect(announcing({ ...given, units: [known('m2')] }).violations).toEqual([]);
    const { violations, decision } = announcing({ ...given, units: [known('m1')] });
    expect(violations).toEqual([
      {
        pointer: '/lines/0/serials/A1',
        serial: 'A1',
        itemId: 'phone',
        code: 'entity-model-differs',
        detail: '"A1" is known.',
      },
    ]);
    expect(decision.units).toEqual([]);
  });

  it('is told everything at once: of items, of numbers, of how many', () => {
    const { violations } = announcing({
      entries: ['A1', 'A2', 'A3', 'A4', 'A5'].map((text) => entry(text)),
      units: [aUnit('A1')],
      lines: [
        { itemId: 'phone', serials: 5, cartons: 0, expiresOn: '2027-01-01' },
        { itemId: 'lamp', serials: 0, cartons: 0 },
      ],
    });
    expect(violations.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/lines/0/expiresOn expiry-not-tracked',
      '/lines/1/itemId item-not-on-order',
      '/lines/0/serials/A1 serial-exists',
      '/lines/0/serials quantity-exceeds-outstanding',
    ]);
  });
});

describe('a row of an item that is unknown', () => {
  it('stays as it is', () => {
    const ghost = listed('A1', { itemId: 'ghost', line: 2 });
    const document = orderOf(aLine(), { ...aLine({ line: 2, itemId: 'ghost' }), assigned: assigned(ghost) });
    const { decision } = announcing({
      document,
      units: [ghost],
      before: [entry('A1', { itemId: 'ghost' })],
      entries: [entry('A1')],
    });
    expect(decision.units.map(({ after }) => after?.itemId)).toEqual(['phone']);
    expect(decision.movements.map(({ itemId }) => itemId)).toEqual(['phone']);
    expect(decision.document?.lines[1]).toEqual(document.lines[1]);
  });
});
