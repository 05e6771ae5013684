import { describe, expect, it } from 'vitest';
import { byDocument, inTheWay } from '../../../functions/domain/document/unit-faults.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { anItem, aUnit, codes, entriesOf } from '../builders.ts';
import { type StepGiven, stepped } from './stepped.ts';

const faults = (...given: Parameters<typeof stepped>) => stepped(...given).violations;

const AT = { pointer: '/lines/0/serials/0', serial: 'a1', itemId: 'phone' } as const;
/** How a unit in stock is named that its receipt R-0 brought to the main place. */
const IN_STOCK = {
  ...AT,
  status: 'in-stock',
  documentId: 'doc-0',
  documentNumber: 'R-0',
  locationId: 'main',
} as const;
const NO_DOCUMENT = { documentId: undefined, documentNumber: undefined, line: undefined } as const;
const LOOSE = anItem({ serialPolicy: SERIAL_TYPES['creditor-and-debtor'] });
const reservedBy = { documentId: 'so-7', line: 1 } as const;

describe('a unit that is in the way', () => {
  const [a1] = entriesOf(['a1']);

  it('is named with its place, its state and the document that put it there', () => {
    expect(inTheWay(a1!, aUnit('A1'))).toEqual(IN_STOCK);
    expect(inTheWay({ ...a1!, position: 3 }, aUnit('A1'))).toEqual({ ...IN_STOCK, position: 3 });
  });

  it('is named without what nobody knows', () => {
    const bare = inTheWay(a1!, aUnit('A1', { ...NO_DOCUMENT, locationId: undefined }));
    expect(Object.keys(bare)).toEqual(['pointer', 'serial', 'itemId', 'status']);
  });

  it.each([
    ['its number', { documentNumber: 'R-0' }, ' by document R-0'],
    ['its id, where it has no number', { documentNumber: undefined }, ' by document doc-0'],
    ['nothing, where no document changed the unit', NO_DOCUMENT, ''],
    ['that of the order, where it is reserved', { reservedBy }, ' by document so-7'],
    [
      'that of the transfer, while it is on its way',
      { status: 'in-transit', reservedBy },
      ' by document R-0',
    ],
  ] as const)('has its document told by %s', (_, given, told) => {
    expect(byDocument(aUnit('A1', given))).toBe(told);
  });

  it('is told as reserved by the order that has it, not by the receipt that brought it', () => {
    const unit = aUnit('A1', { reservedBy });
    const { documentNumber: _, ...where } = { ...IN_STOCK, status: 'reserved', documentId: 'so-7' };
    const exists = '"A1" exists already: it is reserved by document so-7.';
    expect(faults('receive', { unit })).toEqual([{ ...where, code: 'serial-exists', detail: exists }]);
    const taken = '"A1" is reserved by document so-7.';
    expect(faults('write-off', { unit })).toEqual([{ ...where, code: 'serial-reserved', detail: taken }]);
  });

  it('is told by the order that has it also where another document has it on its way', () => {
    const unit = aUnit('A1', { status: 'in-transit', reservedBy });
    const { documentNumber: _, ...where } = { ...IN_STOCK, status: 'in-transit', documentId: 'so-7' };
    const detail = '"A1" is reserved by document so-7.';
    expect(faults('write-off', { unit })).toEqual([{ ...where, code: 'serial-reserved', detail }]);
    const numbered = { ...unit, reservedBy: { ...reservedBy, documentNumber: 'SO-7' } };
    expect(faults('write-off', { unit: numbered })).toMatchObject([
      { documentId: 'so-7', documentNumber: 'SO-7', detail: '"A1" is reserved by document SO-7.' },
    ]);
  });
});

describe('a unit in a state that a step is not for', () => {
  it.each([
    ['write-off', { status: 'sold' }, 'serial-not-in-stock', 'is not in-stock or in-transit: it is sold'],
    ['find', { status: 'sold' }, 'serial-exists', 'exists already: it is sold'],
    ['return', { status: 'consumed' }, 'serial-wrong-state', 'is not sold: it is consumed'],
    ['take-out', { status: 'in-stock' }, 'serial-wrong-state', 'is not consumed: it is in-stock'],
    ['arrive', { status: 'sold' }, 'serial-not-dispatched', 'is not on its way: it is sold'],
    ['bring-back', { status: 'in-stock' }, 'serial-not-dispatched', 'is not on its way: it is in-stock'],
  ] as const)('is not taken by %s where it is %j', (flow, given, code, is) => {
    expect(faults(flow, { unit: aUnit('A1', given) })).toEqual([
      { ...IN_STOCK, ...given, code, detail: `"A1" ${is} by document R-0.` },
    ]);
  });
});

describe('a unit that an order expects', () => {
  const unit = aUnit('A1', { status: 'expected', documentId: 'po-1', documentNumber: 'PO-1', line: 2 });
  const waits = {
    ...IN_STOCK,
    status: 'expected',
    documentId: 'po-1',
    documentNumber: 'PO-1',
    code: 'serial-exists',
    detail: '"A1" exists already: it is expected by document PO-1.',
  };
  const own: StepGiven = { document: { documentId: 'po-1' }, line: { line: 2 } };

  it('is received by its own row of the order alone', () => {
    expect(faults('receive-order', { unit, ...own })).toEqual([]);
    expect(faults('receive-order', { unit, ...own, line: { line: 1 } })).toEqual([waits]);
    expect(faults('receive-order', { unit, line: { line: 2 } })).toEqual([waits]);
  });

  it('is brought by any receipt without an order', () => {
    expect(faults('receive', { unit })).toEqual([]);
    expect(faults('buy-back', { unit })).toEqual([]);
  });

  it.each(['find', 'produce'] as const)('is not what a document %ss, whichever document that is', (flow) => {
    expect(faults(flow, { unit, ...own })).toEqual([waits]);
  });

  it.each(['receive-order', 'find', 'produce'] as const)('comes by %s where no order expects it', (flow) => {
    expect(faults(flow, { unit: { ...unit, ...NO_DOCUMENT } })).toEqual([]);
  });
});

describe('a unit that is reserved', () => {
  const unit = aUnit('A1', { reservedBy });

  it.each(['move', 'dispatch'] as const)('may %s, and stays reserved', (flow) => {
    const { violations, change } = stepped(flow, { unit, document: { toLocationId: 'shop' } });
    expect(violations).toEqual([]);
    expect(change?.after?.reservedBy).toEqual(reservedBy);
  });

  it('is sold by the document that has it, and by no other', () => {
    expect(faults('sell', { unit, document: { documentId: 'so-7' } })).toEqual([]);
    expect(codes(faults('sell', { unit }))).toEqual(['serial-reserved']);
  });

  it.each(['return-to-supplier', 'write-off', 'lose', 'consume', 'scrap'] as const)(
    'does not %s, not even by the document that has it',
    (flow) => {
      const document = { documentId: 'so-7' };
      expect(codes(faults(flow, { unit, document }))).toEqual(['serial-reserved']);
    },
  );
});

describe('an individual that is sold before it is here', () => {
  it('is brought by whatever brings it, and stays reserved', () => {
    const unit = aUnit('A1', { ...NO_DOCUMENT, status: 'expected', reservedBy });
    for (const flow of ['receive', 'receive-order', 'buy-back', 'find', 'produce'] as const) {
      const { violations, change } = stepped(flow, { unit });
      expect([flow, violations, change?.after?.reservedBy]).toEqual([flow, [], reservedBy]);
    }
  });
});

describe('a unit that is held', () => {
  const hold = (reason: string) => ({ holdId: reason, reason, at: '', user: 'ann' });
  const unit = aUnit('A1', { heldBy: [hold('cracked'), hold('recalled')] });

  it.each(['sell', 'consume'] as const)('does not %s, for every reason that holds it', (flow) => {
    expect(faults(flow, { unit })).toEqual([
      { ...IN_STOCK, code: 'serial-held', detail: '"A1" is held: cracked; recalled.' },
    ]);
    expect(faults(flow, { unit: { ...unit, heldBy: [] } })).toEqual([]);
  });

  it.each(['move', 'dispatch', 'return-to-supplier', 'write-off', 'lose', 'scrap'] as const)(
    'may %s, and stays held',
    (flow) => {
      const { violations, change } = stepped(flow, { unit, document: { toLocationId: 'shop' } });
      expect(violations).toEqual([]);
      expect(change?.after?.heldBy).toEqual(unit.heldBy);
    },
  );

  it.each([
    ['arrive', 'in-transit'],
    ['bring-back', 'in-transit'],
    ['receive', 'returned-to-supplier'],
    ['buy-back', 'sold'],
    ['return', 'sold'],
    ['find', 'written-off'],
    ['take-out', 'consumed'],
    ['discard', 'consumed'],
  ] as const)('keeps every hold by %s', (flow, status) => {
    const document = { documentId: 'doc-0', toLocationId: 'shop' };
    const { violations, change } = stepped(flow, { unit: { ...unit, status }, document });
    expect(violations).toEqual([]);
    expect(change?.after?.heldBy).toEqual(unit.heldBy);
  });
});

describe('what a transfer has brought to its end', () => {
  const document = { kind: 'transfer', toLocationId: 'shop' } as const;
  const unit = aUnit('A1', { documentId: 'doc-1', documentNumber: 'R-1', line: 2, locationId: 'shop' });
  const again = {
    ...IN_STOCK,
    documentId: 'doc-1',
    documentNumber: 'R-1',
    locationId: 'shop',
    code: 'serial-duplicate',
    detail: '"A1" was moved by line 2 of this document already.',
  };

  it.each(['move', 'dispatch'] as const)('does not %s by it a second time', (flow) => {
    expect(faults(flow, { unit, item: LOOSE, document })).toEqual([again]);
    expect(faults(flow, { unit, document })).toEqual([again]);
  });

  it.each([
    ['another document moved since', { documentId: 'doc-0' }],
    ['came back from it', { locationId: 'main' }],
  ])('goes where it %s', (_, given) => {
    for (const flow of ['move', 'dispatch'] as const) {
      expect(faults(flow, { unit: { ...unit, ...given }, item: LOOSE, document })).toEqual([]);
    }
  });

  it('goes anywhere by other steps', () => {
    expect(faults('sell', { unit, item: LOOSE, document })).toEqual([]);
  });
});
