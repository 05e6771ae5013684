import { describe, expect, it } from 'vitest';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { Stage } from '../../../functions/domain/document/kinds.ts';
import { decidePosting, type LinePosting } from '../../../functions/domain/document/post.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  anItem,
  aUnit,
  codes,
  entriesOf,
  TODAY,
  wholesOf,
} from '../builders.ts';

const BOLT = anItem({ itemId: 'bolt', tracking: 'none', serialPolicy: SERIAL_TYPES['not-serialised'] });
const LOOSE = anItem({
  itemId: 'watch',
  serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' },
});
const GLUE = anItem({
  itemId: 'glue',
  tracking: 'batch',
  serialPolicy: SERIAL_TYPES['not-serialised'],
  expiryTracking: true,
});

type Some = {
  readonly line: DocumentLine;
  readonly quantity: number;
  readonly serials?: readonly string[];
};
type Given = {
  readonly stage?: Stage;
  readonly document?: Partial<LedgerDocument>;
  readonly context?: Partial<Parameters<typeof aContext>[0]>;
};
/** A posting of some lines, one after the other; of a receipt, and of lines of it alone, unless said otherwise. */
const posted = (some: readonly Some[], { stage = 'post', document, context }: Given = {}) =>
  decidePosting(
    {
      document: aDocument({
        lines: some.map(({ line }) => line),
        movementIds: ['p0.1'],
        version: 4,
        ...document,
      }),
      lines: some.map(({ line, quantity, serials = [] }, i): LinePosting => {
        const pointer = `/lines/${i}`;
        const entries = entriesOf(serials, `${pointer}/serials`);
        return { line, quantity: pieces(quantity), entries, meant: serials.length, pointer };
      }),
      effectiveDate: TODAY,
      stage,
    },
    aContext({
      items: [anItem(), BOLT, LOOSE, GLUE],
      balances: [
        ...['phone', 'bolt', 'watch'].map((itemId) =>
          aBalance({ itemId, quantity: 50, inTransit: pieces(50) }),
        ),
      ],
      ...context,
    }),
  );
const TRANSFER = { kind: 'transfer', partnerId: undefined, toLocationId: 'shop' } as const;
const bolts = (given: Parameters<typeof aLine>[0] = {}) => aLine({ itemId: 'bolt', ...given });

describe('how much of a row is posted', () => {
  const sent = { ...bolts({ quantity: 9, posted: 1 }), dispatched: pieces(4) };
  const partly = { ...bolts({ quantity: 9, posted: 4 }), cancelled: pieces(3) };

  it.each([
    ['what is outstanding of it', partly, 'post', 2],
    ['what was not sent yet', sent, 'dispatch', 5],
    ['what is on its way', sent, 'arrive', 3],
    ['what is on its way', sent, 'bring-back', 3],
  ] as const)('is no more than %s: %o at %s', (_, line, stage, room) => {
    const given = { stage, document: TRANSFER } as const;
    expect(posted([{ line, quantity: room }], given).violations).toEqual([]);
    expect(posted([{ line, quantity: room + 0.5 }], given).violations).toEqual([
      {
        pointer: '/lines/0/quantity',
        line: 1,
        expected: room,
        actual: room + 0.5,
        code: 'quantity-exceeds-outstanding',
        detail: `${room + 0.5} of line 1 cannot be posted; ${room} are outstanding.`,
      },
    ]);
  });
});

describe('numbers that stay on a row', () => {
  const expected = (serial: string) =>
    aUnit(serial, { itemId: 'watch', status: 'expected', documentId: 'doc-1', origin: undefined });
  const watches = (assigned: readonly string[], quantity = 3) =>
    aLine({ itemId: 'watch', quantity, assigned });
  const ORDER = { kind: 'purchase-order' } as const;
  const context = { units: ['W1', 'W2', 'W3'].map(expected), items: [LOOSE] };

  it('must find room in what stays outstanding', () => {
    const line = watches(['W1', 'W2', 'W3']);
    const given = { document: ORDER, context };
    expect(posted([{ line, quantity: 1, serials: ['W1'] }], given).violations).toEqual([]);
    expect(posted([{ line, quantity: 2, serials: ['W1'] }], given).violations).toEqual([
      {
        pointer: '/lines/0/serials',
        line: 1,
        expected: 1,
        actual: 2,
        code: 'serials-exceed-quantity',
        detail: '2 other serials are assigned to line 1, but only 1 would be outstanding; remove them first.',
      },
    ]);
    expect(codes(posted([{ line, quantity: 4, serials: ['W1'] }], given).violations)).toEqual([
      'quantity-exceeds-outstanding',
    ]);
  });

  it('need none on their way, where they were sent', () => {
    const sent = [{ text: 'W1', key: 'W1', sent: true as const }];
    const line = { ...watches([]), dispatched: pieces(1), assigned: sent };
    const given = { stage: 'dispatch', document: TRANSFER } as const;
    expect(posted([{ line, quantity: 2 }], given).violations).toEqual([]);
    const unsent = { ...line, assigned: [{ text: 'W1', key: 'W1' }] };
    expect(codes(posted([{ line: unsent, quantity: 2 }], given).violations)).toEqual([
      'serials-exceed-quantity',
    ]);
    const arriving = { ...unsent, dispatched: pieces(3) };
    for (const stage of ['arrive', 'bring-back'] as const) {
      expect(posted([{ line: arriving, quantity: 3 }], { stage, document: TRANSFER }).violations).toEqual([]);
    }
  });

  it('are free where they were reserved, and others went in their place', () => {
    const reserved = (serial: string): Unit =>
      aUnit(serial, { reservedBy: { documentId: 'doc-1', line: 1 } });
    const units = [reserved('A1'), reserved('A2'), aUnit('B1')];
    const line = aLine({ quantity: 2, assigned: ['A1', 'A2'] });
    const other = aLine({ line: 2, quantity: 1, assigned: ['B1'] });
    const document = { kind: 'sales-order', partnerId: 'jane', lines: [other, line] } as const;
    const given = { document, context: { units, balances: [aBalance({ quantity: 3, serials: 3 })] } };
    const { violations, decision } = posted([{ line, quantity: 1, serials: ['B1'] }], given);
    expect(violations).toEqual([]);
    expect(decision.document?.lines.map(({ assigned }) => assigned.map(({ key }) => key))).toEqual([
      ['B1'],
      ['A1'],
    ]);
    expect(decision.units.map(({ after }) => [after?.key, after?.status, after?.reservedBy?.line])).toEqual([
      ['B1', 'sold', undefined],
      ['A2', 'in-stock', undefined],
    ]);
    expect(decision.movements.map(({ movementId, kind }) => [movementId, kind])).toEqual([
      ['p1.1', 'sell'],
      ['p1.1001', 'unreserve'],
    ]);
    expect(decision.document?.movementIds).toEqual(['p0.1', 'p1.1']);
    expect(decision.exceptions).toEqual([]);
  });
});

describe('what was sent off', () => {
  const sentWith = (...serials: readonly string[]) => ({
    ...aLine({ itemId: 'watch', quantity: 3 }),
    dispatched: pieces(3),
    assigned: serials.map((text) => ({ text, key: text, sent: true as const })),
  });
  const units = ['W1', 'W2'].map((serial) =>
    aUnit(serial, { itemId: 'watch', status: 'in-transit', documentId: 'doc-1' }),
  );

  it.each(['arrive', 'bring-back'] as const)(
    'with its number is to %s with it, and without where it had none',
    (stage) => {
      const given = { stage, document: TRANSFER, context: { items: [LOOSE], units } };
      const line = sentWith('W1', 'W2');
      const faults = (quantity: number, serials: readonly string[]) =>
        posted([{ line, quantity, serials }], {
          ...given,
          context: {
            ...given.context,
            balances: [aBalance({ itemId: 'watch', quantity: 0, inTransit: pieces(3), sentSerials: 2 })],
          },
        }).violations;
      expect(faults(3, ['W1', 'W2'])).toEqual([]);
      expect(faults(1, [])).toEqual([]);
      expect(faults(3, ['W1'])).toMatchObject([{ code: 'serials-missing', expected: 3, actual: 1 }]);
    },
  );

  it('spares nothing else that needs a number: what goes off or in one step is known', () => {
    const line = {
      ...aLine({ quantity: 9 }),
      dispatched: pieces(3),
      assigned: [{ text: 'A1', key: 'A1', sent: true as const }],
    };
    for (const stage of ['post', 'dispatch'] as const) {
      const { violations } = posted([{ line, quantity: 1 }], { stage, document: TRANSFER });
      expect(violations).toMatchObject([{ code: 'serials-missing', expected: 1, actual: 0 }]);
    }
  });

  it('needs no number that nobody asks for', () => {
    const line = aLine({ itemId: 'watch', quantity: 3 });
    expect(posted([{ line, quantity: 3 }], { document: TRANSFER }).violations).toEqual([]);
    const dispatch = { stage: 'dispatch', document: TRANSFER } as const;
    expect(posted([{ line, quantity: 3 }], dispatch).violations).toEqual([]);
  });

  it('is received as the batch that it was sent as', () => {
    const kept = { ...aLine({ itemId: 'watch', quantity: 3, batch: 'L1' }), dispatched: pieces(1) };
    const at = (line: DocumentLine, row: DocumentLine, stage: Stage = 'arrive') =>
      posted([{ line, quantity: 1 }], { stage, document: { ...TRANSFER, lines: [row] } }).violations;
    const other = { ...kept, batch: 'L2' };
    expect(at(kept, kept)).toEqual([]);
    expect(at(other, kept)).toEqual([
      {
        pointer: '/lines/0/batch',
        code: 'batch-differs',
        detail: 'Line 1 was sent off with batch L1, not L2.',
        line: 1,
      },
    ]);
    const details = (...given: Parameters<typeof at>) => at(...given).map(({ detail }) => detail);
    const none = { ...kept, batch: undefined };
    expect(details(none, kept)).toEqual(['Line 1 was sent off with batch L1, not none.']);
    expect(details(other, none)).toEqual(['Line 1 was sent off with batch none, not L2.']);
    expect(at(other, { ...kept, dispatched: 0 }, 'dispatch')).toEqual([]);
    expect(at(other, { ...kept, line: 2 })).toEqual([]);
  });
});

describe('a batch that several lines bring', () => {
  const glue = (line: number, batch: string, expiresOn: string) =>
    aLine({ line, itemId: 'glue', quantity: 2, batch, expiresOn });
  const some = (...lines: readonly DocumentLine[]) =>
    posted(
      lines.map((line) => ({ line, quantity: 1 })),
      {},
    );

  it('has each of their receipts', () => {
    const { violations, decision } = some(
      glue(1, 'L1', '2027-01-01'),
      glue(2, 'L2', '2027-02-02'),
      glue(3, 'L1', '2027-01-01'),
    );
    expect(violations).toEqual([]);
    expect(decision.batches).toEqual([
      { itemId: 'glue', batch: 'L1', expiresOn: '2027-01-01', receipts: 2, version: 1 },
      { itemId: 'glue', batch: 'L2', expiresOn: '2027-02-02', receipts: 1, version: 1 },
    ]);
  });

  it('has one expiry', () => {
    expect(some(glue(1, 'L1', '2027-01-01'), glue(2, 'L1', '2027-02-02')).violations).toEqual([
      {
        pointer: '/lines/1/expiresOn',
        code: 'expiry-differs',
        detail: 'Batch L1 of item glue expires on 2027-01-01 by another line, not on 2027-02-02.',
        itemId: 'glue',
      },
    ]);
  });
});

describe('what a posting writes of its document', () => {
  it('is a version later, has each movement of its lines, and is dated by its day', () => {
    const [first, second] = [bolts({ quantity: 2 }), bolts({ line: 2, quantity: 1 })];
    const other = bolts({ line: 3, quantity: 5 });
    const { violations, decision } = posted(
      [
        { line: first, quantity: 1 },
        { line: second, quantity: 1 },
        { line: first, quantity: 0.5 },
      ],
      { document: { lines: [first, second, other] } },
    );
    expect(violations).toEqual([]);
    expect(decision.document).toEqual(
      aDocument({
        lines: [
          { ...first, posted: pieces(1.5), postedOn: TODAY },
          { ...second, posted: pieces(1), postedOn: TODAY },
          other,
        ],
        status: 'partly-posted',
        movementIds: ['p0.1', 'p1.1', 'p1.2', 'p1.3'],
        version: 5,
      }),
    );
    expect(decision.balances.map(({ itemId, quantity }) => [itemId, quantity])).toEqual([
      ['bolt', pieces(2.5)],
    ]);
  });

  it('is nothing of a line whose item nobody knows, or that says not what it does', () => {
    const unknown = posted([{ line: aLine({ itemId: 'none' }), quantity: 1 }]);
    const undecided = posted([{ line: bolts(), quantity: 1 }], { document: { kind: 'adjustment' } });
    for (const { decision } of [unknown, undecided]) {
      expect([decision.movements, decision.balances, decision.document?.movementIds]).toEqual([
        [],
        [],
        ['p0.1'],
      ]);
    }
  });

  it('tells of each number sent which unit it is', () => {
    const line = aLine({ quantity: 2 });
    const given = {
      stage: 'dispatch',
      document: TRANSFER,
      context: { units: [aUnit('A1')], balances: [aBalance({ quantity: 1, serials: 1 })] },
    } as const;
    expect(posted([{ line, quantity: 1, serials: ['A1'] }], given).decision.document?.lines[0]).toMatchObject(
      {
        dispatched: pieces(1),
        assigned: [{ text: 'A1', key: 'A1', id: 'A1.r4nd0m00', sent: true }],
      },
    );
  });

  it('tells which unit a planned number will be, once something goes into it', () => {
    const lines = [
      aLine({ itemId: 'watch', quantity: 1, role: 'produce', assigned: ['W1'] }),
      aLine({ line: 2, quantity: 1, role: 'consume', parentSerial: 'w1' }),
    ];
    const [, consumed] = lines;
    const { violations, decision } = posted([{ line: consumed!, quantity: 1, serials: ['A1'] }], {
      document: { kind: 'works-order', partnerId: undefined, lines },
      context: { units: [aUnit('A1')], balances: [aBalance({ quantity: 1, serials: 1 })] },
    });
    expect(violations).toEqual([]);
    expect(decision.document?.lines[0]?.assigned).toEqual([{ text: 'W1', key: 'W1', id: 'W1.n3wn3wn3' }]);
  });

  it('joins no unit with one that is in it, and names the line that would', () => {
    const part = aUnit('A1');
    const parent = { itemId: 'phone', serial: 'A1', id: part.id };
    const inside = aUnit('B1', { itemId: 'watch', status: 'consumed', parent });
    const line = aLine({ line: 2, role: 'consume', parentSerial: 'B1', parentItemId: 'watch' });
    const { violations } = posted([{ line, quantity: 1, serials: ['A1'] }], {
      document: { kind: 'works-order', partnerId: undefined },
      context: {
        units: [part],
        balances: [aBalance({ quantity: 1, serials: 1 })],
        wholes: wholesOf({ byId: [part], named: [inside] }),
      },
    });
    expect(violations).toMatchObject([
      { pointer: '/lines/0/parentSerial', line: 2, serial: 'A1', code: 'unit-inside-itself' },
    ]);
  });

  it('names the line whose stock is not there', () => {
    const [first, second] = [bolts(), aLine({ line: 2, itemId: 'watch', quantity: 2 })];
    const { violations } = posted(
      [
        { line: first, quantity: 1 },
        { line: second, quantity: 2 },
      ],
      {
        document: { kind: 'customer-invoice', partnerId: 'jane' },
        context: {
          balances: [aBalance({ itemId: 'bolt', quantity: 1 }), aBalance({ itemId: 'watch', quantity: 1 })],
        },
      },
    );
    expect(violations).toMatchObject([
      { pointer: '/lines/1/quantity', code: 'stock-insufficient', itemId: 'watch', expected: 2, actual: 1 },
    ]);
  });
});

describe('whether a posting leaves quantity without numbers', () => {
  const watch = aLine({ itemId: 'watch', quantity: 2 });
  it.each([
    ['where there are fewer numbers', [{ line: watch, quantity: 2, serials: ['W1'] }], {}, true],
    [
      'on one of its lines',
      [
        { line: bolts(), quantity: 1 },
        { line: watch, quantity: 1 },
      ],
      {},
      true,
    ],
    ['not where each has one', [{ line: watch, quantity: 1, serials: ['W1'] }], {}, false],
    ['not where the item has none', [{ line: bolts(), quantity: 1 }], {}, false],
    [
      'not where the tenant tracks none',
      [{ line: watch, quantity: 1 }],
      { context: { settings: { serialTracking: false } } },
      false,
    ],
  ] as const)('is told: %s', (_, some, given, expected) => {
    const { violations, decision } = posted(some, given);
    expect(violations).toEqual([]);
    expect(decision.unnumbered).toBe(expected);
  });
});
