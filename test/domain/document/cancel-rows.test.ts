import { describe, expect, it } from 'vitest';
import { decideCancel } from '../../../functions/domain/document/cancel.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aBalance, aContext, aDocument, aLine, anItem, aUnit } from '../builders.ts';

/** A row of which the numbers given were sent off. */
const sentRow = (serials: readonly string[], given: Partial<DocumentLine> = {}): DocumentLine => {
  const line = aLine({ quantity: 5, assigned: serials });
  return {
    ...line,
    dispatched: pieces(serials.length),
    assigned: line.assigned.map((one) => ({ ...one, id: aUnit(one.text).id, sent: true })),
    ...given,
  };
};
const onItsWay = (serial: string, given: Partial<Unit> = {}): Unit =>
  aUnit(serial, { status: 'in-transit', documentId: 'doc-1', line: 1, ...given });

const aTransfer = (lines: readonly DocumentLine[], given: Partial<LedgerDocument> = {}): LedgerDocument =>
  aDocument({ kind: 'transfer', toLocationId: 'shop', status: 'dispatched', lines, version: 6, ...given });

const cancelled = (document: LedgerDocument, units: readonly Unit[], items = [anItem()]) => {
  const away = document.lines.reduce((sum, { dispatched, posted }) => sum + dispatched - posted, 0);
  const balance = { ...aBalance({ quantity: 0 }), inTransit: away, sentSerials: units.length };
  return decideCancel(document, aContext({ postingId: 'p8', units, items, balances: [balance] }));
};
const back = ({ decision }: ReturnType<typeof cancelled>) =>
  decision.movements.map(({ kind, line, quantity, units }) => [
    kind,
    line,
    quantity,
    units.map(({ key }) => key),
  ]);

describe('a cancelled transfer brings back', () => {
  it('what it sent off, with the movement on its record, and one version later', () => {
    const document = aTransfer([sentRow(['A1', 'A2'])], { movementIds: ['p1.1'] });
    const asked = cancelled(document, [onItsWay('A1'), onItsWay('A2')]);
    expect(asked.violations).toEqual([]);
    expect(back(asked)).toEqual([['bring-back', 1, pieces(2), ['A1', 'A2']]]);
    expect(asked.decision.document).toEqual({
      ...document,
      status: 'cancelled',
      lines: [{ ...document.lines[0], assigned: [], dispatched: 0, cancelled: pieces(5) }],
      movementIds: ['p1.1', 'p8.1'],
      version: 7,
    });
  });

  it('no number that was only put on the row', () => {
    const row = sentRow(['A1']);
    const assigned = [...row.assigned, { text: 'A2', key: 'A2', id: aUnit('A2').id }];
    const asked = cancelled(aTransfer([{ ...row, assigned }]), [onItsWay('A1'), aUnit('A2')]);
    expect(asked.violations).toEqual([]);
    expect(back(asked)).toEqual([['bring-back', 1, pieces(1), ['A1']]]);
  });

  it('the rest of what it sent without numbers', () => {
    const row = sentRow(['A1', 'A2'], { dispatched: pieces(4) });
    const asked = cancelled(aTransfer([row]), [onItsWay('A1'), onItsWay('A2', { status: 'written-off' })]);
    expect(back(asked)).toEqual([['bring-back', 1, pieces(3), ['A1']]]);
  });

  it.each<[string, Unit[]]>([
    ['was written off meanwhile', [onItsWay('A2', { status: 'written-off' })]],
    ['was found at home meanwhile', [onItsWay('A2', { status: 'in-stock' })]],
    ['is on its way by another transfer', [onItsWay('A2', { documentId: 'doc-2' })]],
    ['is on its way by another row', [onItsWay('A2', { line: 2 })]],
    ['has no record', []],
  ])('nothing that %s', (_, units) => {
    const asked = cancelled(aTransfer([sentRow(['A1', 'A2'])]), [onItsWay('A1'), ...units]);
    expect(asked.violations).toEqual([]);
    expect(back(asked)).toEqual([['bring-back', 1, pieces(1), ['A1']]]);
    expect(asked.decision.document).toMatchObject({
      status: 'cancelled',
      lines: [{ cancelled: pieces(5), assigned: [] }],
    });
  });

  it('nothing by rows of which all is lost, or nothing was sent: no movement is written for them', () => {
    const rows = [sentRow(['A1']), aLine({ line: 2, quantity: 2 })];
    const asked = cancelled(aTransfer(rows), [onItsWay('A1', { status: 'written-off' })]);
    expect(asked.violations).toEqual([]);
    expect(asked.decision).toMatchObject({ units: [], movements: [], balances: [] });
    expect(asked.decision.document).toMatchObject({ status: 'cancelled', movementIds: [] });
  });
});

it('what stands in the way of a cancelled transfer is told of it as a whole, as nobody named its rows', () => {
  const row = sentRow(['A1', 'A2'], { batch: 'L1' });
  const { violations } = decideCancel(
    aTransfer([row]),
    aContext({ units: [onItsWay('A1', { batch: 'L1' }), onItsWay('A2', { batch: 'L2' })] }),
  );
  expect(violations.map(({ pointer, code, serial }) => [pointer, code, serial])).toEqual([
    ['', 'batch-differs', 'A2'],
    ['/quantity', 'stock-insufficient', undefined],
  ]);
});

describe('a cancelled order', () => {
  const reservedBy = (line: number) => ({ reservedBy: { documentId: 'doc-1', line } });
  const rows = [aLine({ assigned: ['A1'] }), aLine({ line: 2, itemId: 'case', assigned: ['C1'] })];
  const order = aDocument({ kind: 'sales-order', status: 'open', lines: rows });
  const units = [aUnit('A1', reservedBy(1)), aUnit('C1', { itemId: 'case', ...reservedBy(2) })];

  it('frees what each of its rows claims, by a movement of that row’s own', () => {
    const { decision } = cancelled(order, units, [anItem(), anItem({ itemId: 'case' })]);
    expect(decision.movements.map(({ movementId, kind, line }) => [movementId, kind, line])).toEqual([
      ['p8.1000', 'unreserve', 1],
      ['p8.1001', 'unreserve', 2],
    ]);
    expect(decision.units.map(({ after }) => [after?.key, after?.reservedBy])).toEqual([
      ['A1', undefined],
      ['C1', undefined],
    ]);
  });

  it('is given up even where a row is of an item that there is not', () => {
    const { violations, decision } = cancelled(order, units);
    expect(violations).toEqual([]);
    expect(decision.movements).toMatchObject([{ itemId: 'phone' }]);
    expect(decision.document).toMatchObject({
      status: 'cancelled',
      lines: [{ assigned: [] }, { assigned: [] }],
    });
  });
});
