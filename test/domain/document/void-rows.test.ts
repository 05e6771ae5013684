import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../functions/domain/document/context.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid, type Void } from '../../../functions/domain/document/void.ts';
import type { MovedBalance, Movement } from '../../../functions/domain/movement.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  aMovement,
  anItem,
  aUnit,
  codes,
  RECORDED_AT,
  TODAY,
  wholesOf,
} from '../builders.ts';

/** Units without numbers, so that only rows and stock matter. */
const BOLT = anItem({ itemId: 'bolt', tracking: 'none', serialPolicy: SERIAL_TYPES['not-serialised'] });
const LOOSE = anItem({ serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' } });

const posting = (movementId: string, given: Partial<Movement> = {}): Movement =>
  aMovement('sell', {
    movementId,
    documentId: 'doc-1',
    documentKind: 'customer-invoice',
    line: 1,
    itemId: 'bolt',
    quantity: pieces(1),
    from: 'main',
    ...given,
  });

type Given = Partial<Omit<Void, 'document'>> & {
  readonly movements: readonly Movement[];
  readonly lines?: readonly DocumentLine[];
  readonly document?: Partial<LedgerDocument>;
  readonly context?: Parameters<typeof aContext>[0];
};
const taken = ({ movements, lines, document, context, ...given }: Given) =>
  decideVoid(
    {
      document: aDocument({
        kind: 'customer-invoice',
        status: 'posted',
        lines: lines ?? [aLine({ itemId: 'bolt', quantity: 3, posted: 3 })],
        version: 4,
        ...document,
      }),
      movements,
      all: movements,
      reason: 'wrong delivery',
      ...given,
    },
    aContext({ items: [BOLT, LOOSE], postingId: 'p9', ...context }),
  );
const rowsOf = ({ decision }: { readonly decision: Decision }) => decision.document?.lines;

describe('what a void writes', () => {
  const balance: MovedBalance = {
    locationId: 'main',
    batch: 'L1',
    quantity: pieces(-5),
    serials: -4,
    inTransit: pieces(3),
    sentSerials: 2,
  };
  const sent = posting('p1.1', {
    kind: 'dispatch',
    quantity: pieces(5),
    to: 'shop',
    batch: 'L1',
    reason: 'to the shop',
    balances: [balance],
  });

  it('is a movement of today, the other way round in everything, that names what it takes back and why', () => {
    const { decision } = taken({ movements: [sent] });
    expect(decision.movements).toEqual([
      {
        ...sent,
        movementId: 'p9.1',
        kind: 'void',
        from: 'shop',
        to: 'main',
        reason: 'wrong delivery',
        voids: 'p1.1',
        user: 'ann',
        effectiveDate: TODAY,
        recordedAt: RECORDED_AT,
        balances: [
          {
            locationId: 'main',
            batch: 'L1',
            quantity: pieces(5),
            serials: 4,
            inTransit: pieces(-3),
            sentSerials: -2,
          },
        ],
        version: 1,
      },
    ]);
  });

  it('marks each movement with the void that took it back, and is itself one version later', () => {
    const second = posting('p2.1', { version: 3 });
    const { decision } = taken({ movements: [second, sent] });
    expect(decision.movements.map(({ movementId, voids }) => [movementId, voids])).toEqual([
      ['p9.1', 'p2.1'],
      ['p9.2', 'p1.1'],
    ]);
    expect(decision.voided).toEqual([
      { ...second, voidedBy: 'p9.1', version: 4 },
      { ...sent, voidedBy: 'p9.2', version: 2 },
    ]);
    expect(decision.document?.version).toBe(5);
  });

  it('counts the same at every balance, less nothing', () => {
    const one = { locationId: 'main', quantity: pieces(-1), serials: 0, inTransit: 0, sentSerials: 0 };
    const { violations, decision } = taken({
      movements: [posting('p2.1', { balances: [one] }), posting('p1.1', { balances: [one] })],
    });
    expect(violations).toEqual([]);
    expect(decision.balances).toEqual([
      {
        itemId: 'bolt',
        locationId: 'main',
        quantity: pieces(2),
        serials: 0,
        inTransit: 0,
        sentSerials: 0,
        untracked: 0,
        bought: 0,
        sold: 0,
      },
    ]);
  });
});

describe('a row of which postings are taken back', () => {
  it('has the counts from before those of its own, and no others', () => {
    const lines = [
      aLine({ itemId: 'bolt', quantity: 5, posted: 5 }),
      aLine({ line: 2, itemId: 'bolt', quantity: 5, posted: 5 }),
    ];
    const movements = [
      posting('p3.1', { quantity: pieces(2) }),
      posting('p2.1', { line: 2, quantity: pieces(3) }),
      posting('p1.1', { quantity: pieces(1) }),
    ];
    const all = [...movements, posting('p0.1'), posting('p0.2', { line: 2 })];
    const voided = taken({ movements, all, lines });
    expect(rowsOf(voided)?.map(({ posted }) => posted)).toEqual([pieces(2), pieces(2)]);
    expect(voided.decision.document?.status).toBe('partly-posted');
  });

  it('is dated by the last of its postings that stands', () => {
    const on = (movementId: string, effectiveDate: string, given: Partial<Movement> = {}) =>
      posting(movementId, { effectiveDate, ...given });
    const last = on('p8.1', '2026-03-08');
    const dated = (...others: readonly Movement[]) =>
      rowsOf(taken({ movements: [last], all: [...others, last] }))?.[0]?.postedOn;
    expect(dated(on('p1.1', '2026-03-01'), on('p2.1', '2026-03-02'))).toBe('2026-03-02');
    expect(dated(on('p1.1', '2026-03-01'), on('p2.1', '2026-03-02', { line: 2 }))).toBe('2026-03-01');
    expect(dated(on('p1.1', '2026-03-01'), on('p2.1', '2026-03-02', { voidedBy: 'p3.1' }))).toBe(
      '2026-03-01',
    );
    for (const kind of ['dispatch', 'bring-back', 'capture'] as const) {
      expect([kind, dated(on('p1.1', '2026-03-01'), on('p2.1', '2026-03-02', { kind }))]).toEqual([
        kind,
        '2026-03-01',
      ]);
    }
    expect(dated(on('p2.1', '2026-03-02', { line: 2 }))).toBeUndefined();
  });

  it('has its numbers back beside those that it has, each once', () => {
    const units = ['A1', 'A2'].map((serial) =>
      aUnit(serial, {
        status: 'sold',
        documentId: 'doc-1',
        asOf: { movementId: 'p1.1', at: RECORDED_AT },
      }),
    );
    const reservedBy = { documentId: 'doc-1', line: 1 };
    const movement = posting('p1.1', {
      itemId: 'phone',
      quantity: pieces(2),
      units: units.map(({ id, key, serial }) => ({
        id,
        key,
        serial,
        before: { status: 'in-stock', reservedBy },
      })),
    });
    const row = aLine({ quantity: 5, posted: 3, postedSerials: 3, assigned: ['B1', 'A2'] });
    const other = aLine({ line: 2, quantity: 1, posted: 1, postedSerials: 1 });
    const all = [posting('p0.1', { itemId: 'phone', quantity: pieces(1) }), movement];
    const voided = taken({
      movements: [movement],
      all,
      lines: [row, other],
      document: { kind: 'sales-order' },
      context: { units },
    });
    expect(voided.violations).toEqual([]);
    expect(rowsOf(voided)).toEqual([
      {
        ...row,
        posted: pieces(1),
        postedSerials: 1,
        assigned: [
          { text: 'B1', key: 'B1' },
          { text: 'A1', key: 'A1', id: 'A1.r4nd0m00' },
          { text: 'A2', key: 'A2', id: 'A2.r4nd0m00' },
        ],
        postedOn: '2026-03-01',
      },
      other,
    ]);
  });
});

describe('a document of which nothing stands', () => {
  const reserved = aUnit('A1', { reservedBy: { documentId: 'doc-1', line: 1 } });
  const row = aLine({ quantity: 2, posted: 1, assigned: ['A1'] });
  const other = aLine({ line: 2, itemId: 'gone', quantity: 1, assigned: ['X1'] });
  const its = (given: Partial<Given> = {}) =>
    taken({
      movements: [posting('p1.1', { itemId: 'phone' })],
      lines: [other, row],
      document: { kind: 'sales-order' },
      context: { units: [reserved] },
      ...given,
    });

  it('is void, has no numbers on its rows, and frees what its rest still claims', () => {
    const { decision } = its();
    expect(decision.document?.status).toBe('void');
    expect(decision.document?.lines.map(({ assigned, posted }) => [assigned, posted])).toEqual([
      [[], 0],
      [[], 0],
    ]);
    expect(decision.units).toEqual([
      {
        before: reserved,
        after: { ...reserved, reservedBy: undefined, movementIds: ['m0.1', 'p9.1001'], version: 2 },
      },
    ]);
    expect(decision.movements.map(({ movementId, kind, line }) => [movementId, kind, line])).toEqual([
      ['p9.1', 'void', 1],
      ['p9.1001', 'unreserve', 1],
    ]);
  });

  it('or else frees nothing, and is what its rows say', () => {
    const movements = [posting('p2.1', { itemId: 'phone' })];
    const all = [posting('p1.1', { itemId: 'bolt', line: 2 }), ...movements];
    const { decision } = its({ movements, all });
    expect([decision.document?.status, decision.units]).toEqual(['open', []]);
    expect(decision.document?.lines[1]?.assigned).toEqual([{ text: 'A1', key: 'A1' }]);
    expect(decision.movements.map(({ kind }) => kind)).toEqual(['void']);
  });
});

describe('a void is refused', () => {
  const context = (quantity: number): Parameters<typeof aContext>[0] => ({
    balances: [aBalance({ itemId: 'bolt', quantity })],
  });
  const received = posting('p1.1', {
    kind: 'receive',
    to: 'main',
    from: undefined,
    balances: [{ locationId: 'main', quantity: pieces(3), serials: 0, inTransit: 0, sentSerials: 0 }],
  });

  it('where what came is not there any more, at the movements asked for', () => {
    expect(taken({ movements: [received], context: context(3) }).violations).toEqual([]);
    expect(taken({ movements: [received], context: context(2) }).violations).toEqual([
      {
        pointer: '/movementIds',
        itemId: 'bolt',
        locationId: 'main',
        code: 'stock-insufficient',
        detail: '3 of item bolt are taken at location main; 2 are there.',
        expected: 3,
        actual: 2,
      },
    ]);
  });

  it('where units would stay without the numbers they must have', () => {
    const full = anItem();
    const movement = posting('p1.1', {
      itemId: 'phone',
      balances: [{ locationId: 'main', quantity: pieces(-1), serials: 0, inTransit: 0, sentSerials: 0 }],
    });
    expect(codes(taken({ movements: [movement], context: { items: [full] } }).violations)).toEqual([
      'numbers-incomplete',
    ]);
  });

  it('where its units have changed; of its stock nothing is said then', () => {
    const units = [{ id: 'A1.x', key: 'A1', serial: 'A1', before: {} }];
    const gone = { ...received, itemId: 'phone', units };
    expect(codes(taken({ movements: [gone], context: context(2) }).violations)).toEqual(['void-superseded']);
  });

  it('where a row would have more numbered units than posted ones', () => {
    const lines = [aLine({ itemId: 'bolt', quantity: 3, posted: 3, postedSerials: 3 })];
    const { violations } = taken({ movements: [posting('p1.1')], lines });
    expect(violations).toMatchObject([{ code: 'void-superseded', line: 1, expected: 2, actual: 3 }]);
  });

  const bike = aUnit('B1', { itemId: 'bike', asOf: { movementId: 'p1.1', at: RECORDED_AT } });
  const made = { id: bike.id, itemId: 'bike', key: 'B1', serial: 'B1' };
  const part = aUnit('A1', {
    status: 'consumed',
    parent: { itemId: 'bike', serial: 'B1', id: bike.id },
    asOf: { movementId: 'p2.1', at: RECORDED_AT },
  });
  const inBike = { made, movementId: 'p2.1', part: { unit: part, parentId: bike.id } };

  it('where something stays in what it made, unless that comes out by the same void', () => {
    const production = posting('p1.1', {
      kind: 'produce',
      itemId: 'bike',
      units: [{ id: bike.id, key: 'B1', serial: 'B1' }],
    });
    const consumption = posting('p2.1', {
      kind: 'consume',
      itemId: 'phone',
      line: 2,
      units: [{ id: part.id, key: 'A1', serial: 'A1', before: { status: 'in-stock', parent: null } }],
    });
    const lines = [
      aLine({ itemId: 'bike', posted: 1, postedSerials: 1, role: 'produce' }),
      aLine({ line: 2, posted: 1, postedSerials: 1, role: 'consume' }),
    ];
    const given = {
      lines,
      document: { kind: 'works-order' },
      within: [inBike],
      context: { units: [{ ...bike, origin: undefined }, part] },
    } as const;
    expect(taken({ ...given, movements: [production] }).violations).toMatchObject([
      {
        code: 'void-superseded',
        serial: 'A1',
        movementId: 'p2.1',
        detail: '"A1" of item phone is in "B1" of item bike; take movement p2.1 back as well.',
      },
    ]);
    expect(taken({ ...given, movements: [consumption, production] }).violations).toEqual([]);
  });

  const out = aUnit('A1', { asOf: { movementId: 'p3.1', at: RECORDED_AT } });
  const parent = { itemId: 'bike', serial: 'B1', id: bike.id };
  const takenOut = posting('p3.1', {
    kind: 'take-out',
    itemId: 'phone',
    units: [{ id: out.id, key: 'A1', serial: 'A1', before: { status: 'consumed', parent } }],
  });
  it.each([
    ['there is still', [bike], {}, []],
    ['is planned', [], { planned: new Set([bike.id]) }, []],
    ['is not to be made any more', [], {}, ['void-superseded']],
    ['was taken back', [{ ...bike, voided: true as const }], {}, ['void-superseded']],
    ['was made anew', [bike], { remade: new Set([bike.id]) }, ['void-superseded']],
  ] as const)('or not, where a part would be back in what %s', (_, wholes, since, expected) => {
    const row = aLine({ posted: 1, postedSerials: 1, role: 'take-out' });
    const { violations } = taken({
      movements: [takenOut],
      lines: [row],
      document: { kind: 'works-order' },
      since: { planned: new Set(), remade: new Set(), ...since },
      context: { units: [out], wholes: wholesOf({ byId: wholes }) },
    });
    expect(codes(violations)).toEqual(expected);
  });

  it('where nothing is told of what a part would be back in', () => {
    const row = aLine({ posted: 1, postedSerials: 1, role: 'take-out' });
    const given = { movements: [takenOut], lines: [row], document: { kind: 'works-order' } } as const;
    expect(codes(taken({ ...given, context: { units: [out] } }).violations)).toEqual(['void-superseded']);
    const known = taken({ ...given, context: { units: [out], wholes: wholesOf({ byId: [bike] }) } });
    expect(known.violations).toEqual([]);
    expect(known.decision.relied).toEqual([bike]);
  });

  it('where a unit would be inside itself', () => {
    const inside = { ...bike, parent: { itemId: 'phone', serial: 'A1', id: out.id } };
    const row = aLine({ posted: 1, postedSerials: 1, role: 'take-out' });
    const { violations } = taken({
      movements: [takenOut],
      lines: [row],
      document: { kind: 'works-order' },
      context: { units: [out], wholes: wholesOf({ byId: [inside] }) },
    });
    expect(violations).toMatchObject([
      { code: 'unit-inside-itself', pointer: '/movementIds', serial: 'A1', itemId: 'phone' },
    ]);
  });
});

describe('whether a void leaves quantity without numbers', () => {
  const numbers = (count: number) =>
    Array.from({ length: count }, (_, i) => aUnit(`A${i + 1}`, { asOf: { movementId: 'p1.1', at: '' } }));
  it.each([
    ['no: as many numbers as units', 'phone', 2, false],
    ['yes: fewer numbers', 'phone', 1, true],
    ['no: the item takes none', 'bolt', 0, false],
    ['no: the item is not known', 'gone', 0, false],
  ] as const)('is told: %s', (_, itemId, count, expected) => {
    const units = numbers(count);
    const movement = posting('p1.1', {
      itemId,
      quantity: pieces(2),
      units: units.map(({ id, key, serial }) => ({ id, key, serial, before: { status: 'in-stock' } })),
    });
    const lines = [aLine({ itemId, quantity: 2, posted: 2, postedSerials: count })];
    const { decision } = taken({ movements: [movement], lines, context: { units } });
    expect(decision.unnumbered).toBe(expected);
  });

  it('is told where one of several movements does', () => {
    const movements = [posting('p2.1'), posting('p1.1', { itemId: 'phone' })];
    expect(taken({ movements }).decision.unnumbered).toBe(true);
  });
});
