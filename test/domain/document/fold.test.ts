import { describe, expect, it } from 'vitest';
import { type BalanceChange, changeBy } from '../../../functions/domain/balance.ts';
import type { Decision } from '../../../functions/domain/document/context.ts';
import { folding } from '../../../functions/domain/document/fold.ts';
import type { LedgerException } from '../../../functions/domain/exception.ts';
import { aBalance, aContext, aDocument, aMovement, anItem, aUnit } from '../builders.ts';

const deciding = (given: Partial<Decision> = {}): Decision => ({
  units: [],
  movements: [],
  balances: [],
  ...given,
});

const AT_MAIN = { itemId: 'phone', locationId: 'main' };
const counts = { quantity: 1, serials: 2, inTransit: 3, sentSerials: 4, untracked: 5, bought: 6, sold: 7 };

const anException = (exceptionId: string, given: Partial<LedgerException> = {}): LedgerException => ({
  exceptionId,
  kind: 'unknown-number',
  status: 'open',
  itemId: 'phone',
  serial: 'A1',
  at: '2026-03-10T09:00:00.000Z',
  version: 1,
  ...given,
});

describe('several decisions that become one posting', () => {
  it('begin with what was read', () => {
    const read = aContext({ units: [aUnit('A1')], balances: [aBalance({ quantity: 1 })] });
    const fold = folding(read);
    expect(fold.context()).toEqual({ ...read, movementsBefore: 0 });
    expect(fold.total()).toEqual({
      decision: { units: [], movements: [], balances: [], exceptions: [], unnumbered: false },
      documents: [],
    });
  });

  it('leave what was read as it was', () => {
    const read = aContext({ units: [aUnit('A1')], balances: [aBalance({ quantity: 1 })] });
    const fold = folding(read);
    fold.absorb(
      deciding({
        units: [{ before: aUnit('A1') }, { after: aUnit('A2') }],
        balances: [changeBy(AT_MAIN, { quantity: 5 })],
        exceptions: [anException('e1')],
      }),
      1,
    );
    expect([...read.units.values()]).toEqual([aUnit('A1')]);
    expect([...read.balances.values()]).toEqual([aBalance({ quantity: 1 })]);
    expect([...read.exceptions]).toEqual([]);
  });

  it('see the units that those before them made, changed and took away', () => {
    const fold = folding(aContext({ units: [aUnit('A1'), aUnit('A2'), aUnit('A3')] }));
    const sold = aUnit('A2', { status: 'sold' });
    fold.absorb(
      deciding({
        units: [{ before: aUnit('A1') }, { before: aUnit('A2'), after: sold }, { after: aUnit('A4') }, {}],
      }),
      1,
    );
    expect([...fold.context().units.values()].map(({ key, status }) => `${key} ${status}`)).toEqual([
      'A2 sold',
      'A3 in-stock',
      'A4 in-stock',
    ]);
    expect(fold.context().units.get('phone#A2')).toEqual(sold);
  });

  it('see stock as those before them leave it, at the version that was read', () => {
    const batch = { ...AT_MAIN, itemId: 'glue', batch: 'B1' };
    const was = { ...aBalance({ quantity: 1 }), ...counts, epoch: 3, version: 8 };
    const fold = folding(aContext({ balances: [{ ...was, quantity: 10 }] }));
    fold.absorb(deciding({ balances: [changeBy(AT_MAIN, counts), changeBy(batch, counts)] }), 1);
    expect([...fold.context().balances]).toEqual([
      [
        'phone#main#',
        {
          ...AT_MAIN,
          quantity: 11,
          serials: 4,
          inTransit: 6,
          sentSerials: 8,
          untracked: 10,
          bought: 12,
          sold: 14,
          epoch: 3,
          version: 8,
        },
      ],
      ['glue#main#B1', { ...batch, ...counts, epoch: 0, version: 0 }],
    ]);
  });

  it('number their movements behind those of the ones before', () => {
    const fold = folding(aContext());
    fold.absorb(deciding(), 2);
    fold.absorb(deciding(), 500);
    expect(fold.context().movementsBefore).toBe(502);
  });

  it('see the exceptions that those before them opened and closed', () => {
    const read = aContext({ exceptions: new Map([['e1', anException('e1')]]) });
    const fold = folding(read);
    const closed = anException('e1', { status: 'closed' });
    fold.absorb(deciding({ exceptions: [closed, anException('e2')] }), 1);
    fold.absorb(deciding(), 1);
    expect([...fold.context().exceptions.values()]).toEqual([closed, anException('e2')]);
  });

  it('are in sum all of their units, movements and exceptions in turn, and each balance once', () => {
    const change = (given: Partial<BalanceChange>) => ({ ...changeBy(AT_MAIN, {}), ...given });
    const [first, second] = [aMovement('receive'), aMovement('capture')];
    const fold = folding(aContext());
    fold.absorb(
      deciding({
        units: [{ after: aUnit('A1') }],
        movements: [first],
        balances: [change({ quantity: 2, version: 4 })],
        exceptions: [anException('e1')],
      }),
      1,
    );
    fold.absorb(
      deciding({
        units: [{ after: aUnit('A2') }],
        movements: [second],
        balances: [
          change({ quantity: 3, serials: 1 }),
          changeBy({ ...AT_MAIN, itemId: 'radio' }, { sold: 1 }),
        ],
      }),
      1,
    );
    expect(fold.total().decision).toEqual({
      units: [{ after: aUnit('A1') }, { after: aUnit('A2') }],
      movements: [first, second],
      balances: [
        change({ quantity: 5, serials: 1, version: 4 }),
        changeBy({ ...AT_MAIN, itemId: 'radio' }, { sold: 1 }),
      ],
      exceptions: [anException('e1')],
      unnumbered: false,
    });
  });

  it('leave quantity unnumbered where one of them does', () => {
    const fold = folding(aContext({ items: [anItem()] }));
    fold.absorb(deciding({ unnumbered: false }), 1);
    expect(fold.total().decision.unnumbered).toBe(false);
    fold.absorb(deciding({ unnumbered: true }), 1);
    fold.absorb(deciding(), 1);
    expect(fold.total().decision.unnumbered).toBe(true);
  });
});

describe('a document in several decisions', () => {
  const read = aDocument({ version: 4 });

  it('is, for the next one, as the last one left it', () => {
    const fold = folding(aContext());
    expect(fold.document(read)).toBe(read);
    const first = { ...read, status: 'open' as const, version: 5 };
    fold.absorb(deciding({ document: first }), 1);
    expect(fold.document(read)).toBe(first);
    const other = aDocument({ documentId: 'doc-2' });
    expect(fold.document(other)).toBe(other);
  });

  it('is written once: as it is in the end, a version after it was read', () => {
    const fold = folding(aContext());
    for (const version of [5, 6, 7]) {
      fold.document(read);
      fold.absorb(deciding({ document: { ...read, reason: `version ${version}`, version } }), 1);
    }
    fold.absorb(deciding(), 1);
    expect(fold.total().documents).toEqual([
      { after: { ...read, reason: 'version 7', version: 5 }, before: read },
    ]);
  });

  it('is written over what was read first, by whichever of its names it was found again', () => {
    const fold = folding(aContext());
    fold.document(read);
    fold.absorb(deciding({ document: { ...read, status: 'open', version: 5 } }), 1);
    fold.document({ ...read, version: 9 });
    expect(fold.total().documents).toEqual([
      { after: { ...read, status: 'open', version: 5 }, before: read },
    ]);
  });

  it('is new where it was never read', () => {
    const fold = folding(aContext());
    const made = aDocument({ documentId: 'new', version: 1 });
    fold.absorb(deciding({ document: made }), 1);
    fold.absorb(deciding({ document: { ...made, reason: 'more', version: 2 } }), 1);
    expect(fold.total().documents).toEqual([
      { after: { ...made, reason: 'more', version: 1 }, before: undefined },
    ]);
  });

  it('is not written where nothing came of it', () => {
    const fold = folding(aContext());
    fold.document(read);
    fold.absorb(deciding(), 1);
    expect(fold.total().documents).toEqual([]);
  });
});
