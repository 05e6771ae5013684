import { describe, expect, it } from 'vitest';
import { type Batch, batchName } from '../../../functions/domain/batch.ts';
import { type Flow, type FlowName, flowOf } from '../../../functions/domain/document/flows.ts';
import { expiryOf } from '../../../functions/domain/document/line-rules.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import { aContext, aLine, anItem, aUnit, entriesOf, TODAY } from '../builders.ts';

const PHONE = anItem({ expiryTracking: true });
const FRESH = anItem({ expiryTracking: true, shelfLifeDays: 30 });
const MILK = anItem({ itemId: 'milk', tracking: 'batch', expiryTracking: true });
const L1: Batch = { itemId: 'milk', batch: 'L1', expiresOn: '2026-03-09', receipts: 2, version: 5 };

const at = { pointer: '/lines/0/expiresOn' };

type Given = {
  readonly flow?: FlowName | Flow;
  readonly line?: Parameters<typeof aLine>[0];
  readonly known?: Batch;
  readonly serials?: readonly string[];
  readonly units?: readonly ReturnType<typeof aUnit>[];
  readonly allowExpiredSale?: boolean;
};
const expiry = (item: Item, { flow = 'receive', line, known, serials, ...given }: Given = {}) =>
  expiryOf(
    {
      item,
      line: aLine({ itemId: item.itemId, ...line }),
      flow: typeof flow === 'string' ? flowOf(flow) : flow,
      pointer: '/lines/0',
      effectiveDate: TODAY,
      ...(serials === undefined ? {} : { entries: entriesOf(serials) }),
    },
    aContext({
      items: [item],
      units: given.units ?? [],
      batches: known === undefined ? new Map() : new Map([[batchName(known.itemId, known.batch), known]]),
      settings: { allowExpiredSale: given.allowExpiredSale ?? false },
    }),
  );

describe('an item without expiry', () => {
  it('takes no date, and has none', () => {
    const plain = anItem({ shelfLifeDays: 30 });
    expect(expiry(plain)).toEqual({ violations: [] });
    expect(expiry(anItem({ expiryTracking: false, shelfLifeDays: 30 }))).toEqual({ violations: [] });
    expect(expiry(plain, { line: { expiresOn: '2026-12-31' } })).toEqual({
      violations: [
        { ...at, itemId: 'phone', code: 'expiry-not-tracked', detail: 'Item phone has no expiry.' },
      ],
    });
  });
});

describe('what goes out', () => {
  const milk = { line: { batch: 'L1' }, known: L1 };
  const late = {
    pointer: '/lines/0/batch',
    itemId: 'milk',
    code: 'serial-expired',
    detail: 'Batch L1 of item milk expired on 2026-03-09.',
  };

  it('may not be sold of a batch that is past its expiry, unless the tenant allows it', () => {
    expect(expiry(MILK, { ...milk, flow: 'sell' })).toEqual({ violations: [late] });
    expect(expiry(MILK, { ...milk, flow: 'sell', allowExpiredSale: true })).toEqual({ violations: [] });
    const good = { ...L1, expiresOn: TODAY };
    expect(expiry(MILK, { ...milk, flow: 'sell', known: good })).toEqual({ violations: [] });
  });

  it.each(['write-off', 'move', 'dispatch', 'arrive', 'bring-back', 'return-to-supplier'] as const)(
    'to %s may be past its expiry, and need not be told one',
    (flow) => {
      expect(expiry(MILK, { ...milk, flow })).toEqual({ violations: [] });
      expect(expiry(MILK, { line: { batch: 'L9' }, flow })).toEqual({ violations: [] });
      expect(expiry(FRESH, { flow })).toEqual({ violations: [] });
    },
  );

  it('of no batch, or of one that is not known, is not judged by one', () => {
    expect(expiry(MILK, { flow: 'sell', known: L1 })).toEqual({ violations: [] });
    expect(expiry(MILK, { flow: 'sell', line: { batch: 'L9' }, known: L1 })).toEqual({ violations: [] });
    // The batch of a numbered unit is but a mark on it.
    const marked = { ...L1, itemId: 'phone' };
    expect(expiry(PHONE, { flow: 'sell', line: { batch: 'L1' }, known: marked })).toEqual({ violations: [] });
  });
});

describe('what comes in', () => {
  const CAPTURE: Flow = { ...flowOf('receive'), movement: 'capture' };

  it.each<[string, FlowName | Flow]>([
    ['bought', 'receive'],
    ['made', 'produce'],
    ['numbered after it was', CAPTURE],
  ])('counts its shelf life from when it is %s', (_, flow) => {
    expect(expiry(FRESH, { flow })).toEqual({ expiresOn: '2026-04-09', violations: [] });
    const dated = { flow, line: { expiresOn: '2026-12-31' } };
    expect(expiry(FRESH, dated)).toEqual({ expiresOn: '2026-12-31', violations: [] });
  });

  it.each(['return', 'find', 'take-out'] as const)(
    'by a way to %s has the expiry it had, if it had one',
    (flow) => {
      expect(expiry(FRESH, { flow })).toEqual({ violations: [] });
      const units = [aUnit('A1', { expiresOn: '2026-05-01' }), aUnit('A2')];
      expect(expiry(FRESH, { flow, units, serials: ['A1'] })).toEqual({ violations: [] });
      const blank = {
        ...at,
        itemId: 'phone',
        code: 'expiry-required',
        detail:
          'Item phone expires; give a date, for its shelf life is counted only from when it is bought or made.',
      };
      for (const serials of [
        ['A1', 'A2'],
        ['A1', 'N1'],
      ]) {
        expect(expiry(FRESH, { flow, units, serials })).toEqual({ violations: [blank] });
        const dated = { flow, units, serials, line: { expiresOn: '2026-12-31' } };
        expect(expiry(FRESH, dated)).toEqual({ expiresOn: '2026-12-31', violations: [] });
      }
    },
  );

  it.each(['receive', 'produce'] as const)('to %s needs a date where the item has no shelf life', (flow) => {
    expect(expiry(PHONE, { flow })).toEqual({
      violations: [
        {
          ...at,
          itemId: 'phone',
          code: 'expiry-required',
          detail: 'Item phone expires; give a date, or the item a shelf life.',
        },
      ],
    });
  });
});

describe('what comes in of a batch', () => {
  const line = { batch: 'L1' };

  it('begins it, or adds to it, with its expiry', () => {
    const dated = { ...line, expiresOn: '2026-04-01' };
    const begun = { itemId: 'milk', batch: 'L1', expiresOn: '2026-04-01', receipts: 1, version: 1 };
    expect(expiry(MILK, { line: dated })).toEqual({
      expiresOn: '2026-04-01',
      receives: begun,
      violations: [],
    });
    const added = { expiresOn: L1.expiresOn, receives: { ...L1, receipts: 3, version: 6 }, violations: [] };
    expect(expiry(MILK, { line, known: L1 })).toEqual(added);
    expect(expiry(MILK, { line, known: L1, flow: 'return' })).toEqual(added);
    expect(expiry({ ...MILK, shelfLifeDays: 30 }, { line, known: L1 })).toEqual(added);
  });

  it('sets the expiry anew where no receipt of it stands', () => {
    const { expiresOn: _, ...blank } = { ...L1, receipts: 0 };
    const fresh = { ...MILK, shelfLifeDays: 30 };
    expect(expiry(fresh, { line, known: blank })).toEqual({
      expiresOn: '2026-04-09',
      receives: { ...blank, expiresOn: '2026-04-09', receipts: 1, version: 6 },
      violations: [],
    });
  });

  it('cannot have another expiry than the batch', () => {
    const other = { ...line, expiresOn: '2026-04-01' };
    expect(expiry(MILK, { line: other, known: L1 })).toEqual({
      violations: [
        {
          ...at,
          itemId: 'milk',
          code: 'expiry-differs',
          detail: 'Batch L1 of item milk expires on 2026-03-09, not on 2026-04-01.',
        },
      ],
    });
    const same = { ...line, expiresOn: '2026-03-09' };
    expect(expiry(MILK, { line: same, known: L1 }).violations).toEqual([]);
  });

  it('needs a date whichever way it comes, where none is known', () => {
    expect(expiry(MILK, { line, flow: 'find' }).violations).toMatchObject([{ code: 'expiry-required' }]);
    expect(expiry(MILK, { line, flow: 'return' }).violations).toMatchObject([{ code: 'expiry-required' }]);
  });

  it('adds to none where the line names none, or the batch is but a mark', () => {
    const expiresOn = '2026-04-01';
    expect(expiry(MILK, { line: { expiresOn } })).toEqual({ expiresOn, violations: [] });
    expect(expiry(PHONE, { line: { ...line, expiresOn } })).toEqual({ expiresOn, violations: [] });
  });
});
