import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { parentOf } from '../../../functions/domain/document/parent.ts';
import type { LinePosting, Posting } from '../../../functions/domain/document/post.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, aUnit, entriesOf, TODAY, wholesOf } from '../builders.ts';

/** Parts that go into bikes. */

export const PHONE = anItem();
export const BIKE = anItem({ itemId: 'bike' });
/** Numbered where somebody likes to. */
const LAMP = anItem({ itemId: 'lamp', serialPolicy: SERIAL_TYPES['not-serialised'] });
const GLUE = anItem({ itemId: 'glue', tracking: 'none' });

export const BIKES = aLine({ itemId: 'bike', quantity: 1, role: 'produce' });
export const PARTS = aLine({ line: 2, quantity: 2, role: 'consume' });
export const AT = { pointer: '/lines/0/parentSerial', line: 2 };
export const bike = (serial: string, given: Partial<Unit> = {}): Unit =>
  aUnit(serial, { itemId: 'bike', ...given });
export const parentAs = ({ itemId, serial, id }: Unit) => ({ itemId, serial, id });

type Given = {
  /** The other lines of the order. */
  readonly lines?: readonly DocumentLine[];
  /** What else is posted with it. */
  readonly beside?: readonly LinePosting[];
  readonly serials?: readonly string[];
  readonly units?: readonly Unit[];
  readonly items?: readonly Item[];
  readonly wholes?: Parameters<typeof wholesOf>[0];
  readonly document?: Partial<LedgerDocument>;
};

export const postedOf = (line: DocumentLine, serials: readonly string[]): LinePosting => ({
  line,
  quantity: pieces(serials.length),
  entries: entriesOf(serials),
  meant: serials.length,
  pointer: '/lines/0',
});

/** What parts A1 and A2 go into, or why not; on a works order of one bike unless said otherwise. */
export const parentIn = (line: Partial<DocumentLine>, given: Given = {}) => {
  const { lines = [BIKES], beside = [], serials = ['A1', 'A2'], units = [], wholes = {} } = given;
  const { items = [PHONE, BIKE, LAMP, GLUE] } = given;
  const posted = postedOf({ ...PARTS, ...line }, serials);
  const posting: Posting = {
    document: aDocument({ kind: 'works-order', lines: [...lines, posted.line], ...given.document }),
    lines: [...beside, posted],
    effectiveDate: TODAY,
    stage: 'post',
  };
  const newUnitId = ({ itemId, key }: { itemId: string; key: string }): string => `${key}.${itemId}`;
  return parentOf(posting, posted, aContext({ units, items, wholes: wholesOf(wholes), newUnitId }));
};

export const assigned = (line: DocumentLine, ...texts: readonly string[]): DocumentLine => ({
  ...line,
  assigned: texts.map((text) => ({ text, key: text.toUpperCase() })),
});
