import { describe, expect, it } from 'vitest';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { ImportRow } from '../../../functions/domain/imports/row.ts';
import { contradiction, detailFaults, withDetails } from '../../../functions/domain/imports/row-details.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, aRow, aUnit } from '../builders.ts';

const DAY = '2027-01-31';
const LATER = '2028-01-31';

const order = (line: DocumentLine, kind: LedgerDocument['kind'] = 'purchase-order') =>
  aDocument({ kind, lines: [line] });

describe('batch and expiry of a row of an order', () => {
  const rows = [
    aRow(2, 'A1'),
    aRow(3, 'A2', { batch: 'B1' }),
    aRow(4, 'A3', { batch: 'B2', expiresOn: DAY }),
    aRow(5, 'A4', { expiresOn: LATER }),
  ];

  it('are those that the first row of the file says, where nothing says any and nothing is on it yet', () => {
    const line = aLine({ quantity: 3 });
    expect(withDetails(order(line), line, rows)).toEqual({
      line: { ...line, batch: 'B1', expiresOn: DAY },
      stated: line,
    });
    expect(withDetails(order(line), line, [aRow(2, 'A1')])).toEqual({ line, stated: line });
  });

  it('stay as they are stated; only what is not stated is taken from the file', () => {
    const line = aLine({ quantity: 3, batch: 'B9' });
    expect(withDetails(order(line), line, rows).line).toMatchObject({ batch: 'B9', expiresOn: DAY });
    const dated = aLine({ quantity: 3, expiresOn: LATER });
    expect(withDetails(order(dated), dated, rows).line).toMatchObject({ batch: 'B1', expiresOn: LATER });
  });

  it.each([
    ['has numbers', aLine({ quantity: 3, assigned: ['A0'] }), 'purchase-order'],
    ['is posted in part', aLine({ quantity: 3, posted: 1 }), 'purchase-order'],
    ['is to be sold', aLine({ quantity: 3 }), 'sales-order'],
    ['is of a receipt', aLine({ quantity: 3 }), 'product-receipt'],
    ['consumes', aLine({ quantity: 3, role: 'consume' }), 'outsourced-purchase-order'],
  ] as const)('are not told by the file where the row of the order %s', (_, line, kind) => {
    const { line: decided, stated } = withDetails(order(line, kind), line, rows);
    expect(decided).toBe(line);
    expect(stated).toBe(line);
  });
});

describe('a row that names a unit that is there already', () => {
  it.each<[string, Partial<ImportRow>, { batch?: string; expiresOn?: string }]>([
    ['the same', { batch: 'B1', expiresOn: DAY }, { batch: 'B1', expiresOn: DAY }],
    ['nothing', {}, { batch: 'B1', expiresOn: DAY }],
    ['what the unit does not tell', { batch: 'B1', expiresOn: DAY }, {}],
    ['its batch alone', { batch: 'B1' }, { batch: 'B1', expiresOn: DAY }],
    ['its expiry alone', { expiresOn: DAY }, { batch: 'B1', expiresOn: DAY }],
  ])('does not contradict it by saying %s', (_, says, has) => {
    expect(contradiction(aRow(2, 'a1', says), has)).toBeUndefined();
  });

  it('contradicts it by another batch or another expiry; the batch is told first', () => {
    const batch = { code: 'batch-differs', detail: '"a1" is there already, with batch B1, not B2.' };
    const expiry = {
      code: 'expiry-differs',
      detail: `"a1" is there already, and expires on ${DAY}, not on ${LATER}.`,
    };
    const has = { batch: 'B1', expiresOn: DAY };
    expect(contradiction(aRow(2, 'a1', { batch: 'B2' }), has)).toEqual(batch);
    expect(contradiction(aRow(2, 'a1', { batch: 'B1', expiresOn: LATER }), has)).toEqual(expiry);
    expect(contradiction(aRow(2, 'a1', { batch: 'B2', expiresOn: LATER }), has)).toEqual(batch);
  });
});

describe('what rows say of batch and expiry', () => {
  const judged = (
    rows: readonly ImportRow[],
    line: DocumentLine,
    given: { kind?: LedgerDocument['kind']; stated?: DocumentLine; units?: readonly Unit[] } = {},
  ) =>
    detailFaults(
      rows,
      { line, stated: given.stated ?? line },
      { item: anItem(), context: aContext({ units: given.units ?? [] }), document: order(line, given.kind) },
    );
  const at = (position: number, serial: string) => ({ pointer: '', position, serial });

  it('is, of what comes in, what the row of the order says', () => {
    const line = aLine({ line: 3, batch: 'B1', expiresOn: DAY });
    expect(judged([aRow(2, 'a1'), aRow(3, 'a2', { batch: 'B1', expiresOn: DAY })], line)).toEqual([]);
    expect(
      judged(
        [
          aRow(4, 'a3', { batch: 'B2' }),
          aRow(5, 'a4', { expiresOn: LATER }),
          aRow(6, 'a5', { batch: 'B3', expiresOn: LATER }),
        ],
        line,
      ),
    ).toEqual([
      { ...at(4, 'a3'), code: 'batch-differs', detail: 'Line 3 has batch B1, not B2.' },
      { ...at(5, 'a4'), code: 'expiry-differs', detail: `Line 3 expires on ${DAY}, not on ${LATER}.` },
      { ...at(6, 'a5'), code: 'batch-differs', detail: 'Line 3 has batch B1, not B3.' },
      { ...at(6, 'a5'), code: 'expiry-differs', detail: `Line 3 expires on ${DAY}, not on ${LATER}.` },
    ]);
  });

  it('is more than a row of the order says that has no batch and no expiry', () => {
    expect(judged([aRow(2, 'a1', { batch: 'B1', expiresOn: DAY })], aLine())).toEqual([
      { ...at(2, 'a1'), code: 'batch-differs', detail: 'Line 1 has batch none, not B1.' },
      { ...at(2, 'a1'), code: 'expiry-differs', detail: `Line 1 expires on no day, not on ${DAY}.` },
    ]);
  });

  it('is judged by what the order states, and by what it is decided with where the order states nothing', () => {
    const line = aLine({ batch: 'B2', expiresOn: LATER });
    const row = aRow(2, 'a1', { batch: 'B2', expiresOn: LATER });
    expect(judged([row], line, { stated: aLine() })).toEqual([]);
    expect(judged([row], line, { stated: aLine({ batch: 'B1', expiresOn: DAY }) })).toEqual([
      { ...at(2, 'a1'), code: 'batch-differs', detail: 'Line 1 has batch B1, not B2.' },
      { ...at(2, 'a1'), code: 'expiry-differs', detail: `Line 1 expires on ${DAY}, not on ${LATER}.` },
    ]);
  });

  it('is, of what goes out, what the unit has, whatever the row of the order says', () => {
    const units = [
      aUnit('a1', { batch: 'B1', expiresOn: DAY }),
      aUnit('a2'),
      aUnit('a3', { batch: 'B1', expiresOn: DAY }),
    ];
    const line = aLine({ batch: 'B9', expiresOn: '2030-01-01' });
    const says = { batch: 'B2', expiresOn: LATER };
    const rows = [
      aRow(2, 'a1', says),
      aRow(3, 'a2', says),
      aRow(4, 'a3', { batch: 'B1', expiresOn: DAY }),
      aRow(5, 'new', says),
      aRow(6, 'a3'),
    ];
    expect(judged(rows, line, { kind: 'sales-order', units })).toEqual([
      { ...at(2, 'a1'), code: 'batch-differs', detail: '"a1" is of batch B1, not B2.' },
      { ...at(2, 'a1'), code: 'expiry-differs', detail: `"a1" expires on ${DAY}, not on ${LATER}.` },
    ]);
  });

  it('is, of what an outsourced order consumes, what the unit has', () => {
    const line = aLine({ role: 'consume', batch: 'B1' });
    const units = [aUnit('a1', { batch: 'B2' })];
    const kind = 'outsourced-purchase-order';
    expect(judged([aRow(2, 'a1', { batch: 'B2' })], line, { kind, units })).toEqual([]);
  });
});
