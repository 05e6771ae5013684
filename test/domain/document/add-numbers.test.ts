import { describe, expect, it } from 'vitest';
import { decideAddition } from '../../../functions/domain/document/add-numbers.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext, aDocument, aLine, anItem, aUnit, codes, entriesOf } from '../builders.ts';

const LOOSE = anItem({ serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' } });
const FOUR = ['A1', 'A2', 'A3', 'A4'];

type Given = {
  readonly serials?: readonly string[];
  readonly line?: Parameters<typeof aLine>[0];
  readonly document?: Partial<LedgerDocument>;
  readonly item?: typeof LOOSE;
  readonly context?: Parameters<typeof aContext>[0];
};

/** Numbers for an order of four, of which two came without, unless said otherwise. */
const added = ({ serials = FOUR, line: given, document, item = LOOSE, context }: Given = {}) => {
  const line = aLine({ quantity: 4, posted: 2, postedOn: '2026-03-05', ...given });
  const order = { kind: 'purchase-order', number: 'PO-1', status: 'partly-posted', version: 3 } as const;
  return decideAddition(
    {
      document: aDocument({ ...order, lines: [line], ...document }),
      line,
      item,
      entries: entriesOf(serials, '/serials'),
      meant: serials.length,
    },
    aContext({ items: [item], balances: [aBalance({ quantity: 2, version: 7 })], ...context }),
  );
};

const changed = ({ decision }: ReturnType<typeof added>) =>
  decision.units.map(({ after }) => [after?.serial, after?.status]);

describe('numbers for a row of which a part is posted', () => {
  it('fill what is open, in the order given, and what is over is captured, in one posting', () => {
    const outcome = added();
    expect(outcome.violations).toEqual([]);
    expect(outcome.waiting.map(({ key }) => key)).toEqual(['A1', 'A2']);
    expect(changed(outcome)).toEqual([
      ['A1', 'expected'],
      ['A2', 'expected'],
      ['A3', 'in-stock'],
      ['A4', 'in-stock'],
    ]);
    const { decision } = outcome;
    expect(decision.movements.map(({ kind, movementId }) => [kind, movementId])).toEqual([
      ['assign', 'p1.2'],
      ['capture', 'p1.3'],
    ]);
    expect(decision.balances).toMatchObject([{ quantity: 0, serials: 2, bought: 2, version: 7 }]);
    expect(decision.document).toMatchObject({
      status: 'partly-posted',
      version: 4,
      lines: [{ assigned: [{ key: 'A1' }, { key: 'A2' }], posted: pieces(2), postedSerials: 2 }],
      movementIds: ['p1.3'],
    });
  });

  it('are reserved and sold where the row sells', () => {
    const units = FOUR.map((serial) => aUnit(serial));
    const outcome = added({
      document: { kind: 'sales-order', partnerId: 'jane' },
      context: { units, balances: [aBalance({ quantity: 4, serials: 4 })] },
    });
    expect(outcome.violations).toEqual([]);
    expect(outcome.decision.units.map(({ after }) => [after?.status, after?.reservedBy?.documentId])).toEqual(
      [
        ['in-stock', 'doc-1'],
        ['in-stock', 'doc-1'],
        ['sold', undefined],
        ['sold', undefined],
      ],
    );
  });

  it('are captured alone where what is open has its numbers, or nothing is', () => {
    const rows = [{ assigned: ['X1', 'X2'] }, { quantity: 2 }];
    for (const line of rows) {
      const outcome = added({ serials: ['A1', 'A2'], line });
      expect(outcome.waiting).toEqual([]);
      expect(changed(outcome)).toEqual([
        ['A1', 'in-stock'],
        ['A2', 'in-stock'],
      ]);
      expect(outcome.decision.movements.map(({ movementId }) => movementId)).toEqual(['p1.1']);
    }
  });

  it('are refused where they are more than its units without a number, posted or not', () => {
    expect(added({ serials: [...FOUR, 'A5'] }).violations).toEqual([
      {
        pointer: '/serials',
        itemId: 'phone',
        line: 1,
        code: 'serials-exceed-quantity',
        detail: '5 serials for 4 units of line 1 that have none.',
        expected: 4,
        actual: 5,
      },
    ]);
    const fewer = added({ line: { assigned: ['X1'], postedSerials: 1 }, serials: ['A1', 'A2', 'A3'] });
    expect(fewer.violations).toMatchObject([{ code: 'serials-exceed-quantity', expected: 2, actual: 3 }]);
  });

  it('are refused for all that is wrong with them, wherever they would go', () => {
    const units = [aUnit('A2', { documentId: 'doc-9' }), aUnit('A4', { documentId: 'doc-9' })];
    const { violations } = added({ context: { units } });
    expect(violations.map(({ code, serial }) => [code, serial])).toEqual([
      ['serial-exists', 'A2'],
      ['serial-exists', 'A4'],
    ]);
    const balances = [aBalance({ quantity: 2, serials: 1 })];
    expect(added({ context: { balances } }).violations).toMatchObject([
      { code: 'unnumbered-insufficient', expected: 1, actual: 2 },
    ]);
  });

  it('are refused once where the class takes no serials', () => {
    const item = anItem({ serialPolicy: { creditor: 'off', internal: 'off', debtor: 'required' } });
    const { violations } = added({ item });
    expect(codes(violations)).toEqual(['serials-not-tracked']);
    expect(violations[0]?.detail).toContain('4 were given');
  });
});
