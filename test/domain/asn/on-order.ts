import type { AsnLine } from '../../../functions/domain/asn/asn.ts';
import type { Announcement } from '../../../functions/domain/asn/place.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aDocument, aLine, aUnit } from '../builders.ts';

/** A list and its order, which waits for three phones. */
export const LIST = 'L-1';
export const ORDER = aDocument({
  documentId: 'po-1',
  kind: 'purchase-order',
  number: 'PO-1',
  lines: [aLine({ quantity: 3 })],
});
export const orderOf = (...lines: LedgerDocument['lines']): LedgerDocument => ({ ...ORDER, lines });

/** A unit that the order expects. */
export const expected = (serial: string, given: Partial<Unit> = {}): Unit => ({
  ...aUnit(serial),
  status: 'expected',
  documentId: 'po-1',
  documentNumber: 'PO-1',
  locationId: undefined,
  lastEffectiveDate: undefined,
  origin: undefined,
  addedDate: undefined,
  ...given,
});
export const listed = (serial: string, given: Partial<Unit> = {}): Unit =>
  expected(serial, { onList: { asnNumber: LIST }, ...given });

/** As the order's row has them. */
export const assigned = (...units: readonly Unit[]) =>
  units.map(({ serial, key, id }) => ({ text: serial, key, id }));

/** A line of the list. */
export const aSent = (given: Partial<AsnLine> = {}): AsnLine => ({
  itemId: 'phone',
  serials: 1,
  cartons: 0,
  ...given,
});
export const announcing = (given: Partial<Announcement>): Announcement => ({
  asnNumber: LIST,
  document: ORDER,
  lines: [aSent()],
  entries: [],
  before: [],
  done: new Set(),
  explain: ({ serial }) => `"${serial}" is known.`,
  ...given,
});
