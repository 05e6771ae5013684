import { isInward, type Movement } from '../movement.ts';
import { naturalOrder } from '../serial/natural-order.ts';
import { isInStock, type ShownStatus, shownStatus, type Unit } from '../unit/unit.ts';

/** Recalls: which units are affected, as they are told by criteria, and by what they are made of. */

export type RecallCriteria = {
  readonly itemId?: string | undefined;
  /** Who supplied it. */
  readonly partnerId?: string | undefined;
  /** What it came with. */
  readonly documentId?: string | undefined;
  readonly batch?: string | undefined;
  /** Effective dates of its receipt, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Keys, both inclusive, in natural order. */
  readonly serialFrom?: string | undefined;
  readonly serialTo?: string | undefined;
  /** The unit is this one, or contains it. */
  readonly component?: { readonly itemId: string; readonly serial: string } | undefined;
};

export type StatusCounts = { readonly [Status in ShownStatus]?: number };

export type RecallCounts = {
  readonly total: number;
  readonly byStatus: StatusCounts;
  /** In stock, and how many of those this recall holds. */
  readonly inStock: number;
  readonly held: number;
};

export type RecallSummary = {
  readonly counts: RecallCounts;
  /** Customers who have such units, and how many. */
  readonly customers: readonly { readonly partnerId: string; readonly units: number }[];
};

export type Recall = {
  readonly recallId: string;
  readonly name: string;
  readonly criteria: RecallCriteria;
  /** The units that the component's number means. */
  readonly componentIds?: readonly string[] | undefined;
  readonly status: 'open' | 'closed';
  readonly createdAt: string;
  readonly createdBy: string;
  /** The job that looks for its units. */
  readonly jobId: string;
  /** All its units in stock are to be held. */
  readonly hold?:
    | {
        readonly at: string;
        readonly by: string;
        readonly reason: string;
        /** Where they are too many for one posting. */
        readonly jobId?: string | undefined;
      }
    | undefined;
  readonly closed?:
    | {
        readonly at: string;
        readonly by: string;
        readonly reason?: string | undefined;
        readonly summary: RecallSummary;
      }
    | undefined;
  readonly version: number;
};

/** What postings must know of open recalls. */
export type OpenRecall = Pick<Recall, 'recallId' | 'name' | 'criteria' | 'componentIds'>;

/** A part by which a product is affected: a unit, or goods without numbers. */
export type RecallPart = {
  readonly itemId: string;
  readonly serial?: string | undefined;
  readonly id?: string | undefined;
  readonly batch?: string | undefined;
};

/** A unit that a recall knows. */
export type RecallUnit = {
  readonly recallId: string;
  readonly itemId: string;
  readonly key: string;
  readonly serial: string;
  readonly id: string;
  /** The affected part that it contains, where it is affected by that. */
  readonly via?: RecallPart | undefined;
  /** Known, but not affected: it only contains the component, or is it; or the receipt by which it fitted was voided. */
  readonly unaffected?: true | undefined;
};

/** Movements that tell where a unit came from; what a customer brings back says nothing of that. */
const RECEIVING: readonly Movement['kind'][] = ['receive', 'capture', 'produce', 'adjust'];

export type ReceiptFacts = Pick<
  Movement,
  'kind' | 'partnerId' | 'documentId' | 'effectiveDate' | 'from' | 'to'
>;

const isReceipt = (receipt: ReceiptFacts): boolean => RECEIVING.includes(receipt.kind) && isInward(receipt);

type Provenance = {
  readonly partnerId: string | undefined;
  readonly documentId?: string | undefined;
  /** None where only the supplier is known. */
  readonly date?: string | undefined;
};

const provenances = (unit: Unit, receipt: ReceiptFacts | undefined): Provenance[] => {
  const { origin, supplierId } = unit;
  return [
    ...(origin?.known === true
      ? [{ partnerId: origin.partnerId, documentId: origin.documentId, date: origin.date }]
      : []),
    ...(supplierId === undefined ? [] : [{ partnerId: supplierId }]),
    ...(receipt !== undefined && isReceipt(receipt)
      ? [
          {
            partnerId: receipt.partnerId,
            documentId: receipt.documentId,
            date: receipt.effectiveDate,
          },
        ]
      : []),
  ];
};

const cameAs = (
  { partnerId, documentId, from, to }: RecallCriteria,
  { partnerId: who, documentId: by, date }: Provenance,
): boolean =>
  (partnerId === undefined || partnerId === who) &&
  (documentId === undefined || documentId === by) &&
  (from === undefined || (date !== undefined && date >= from)) &&
  (to === undefined || (date !== undefined && date <= to));

/** Whether a criterion asks where units came from; of one whose origin is unknown nobody can tell. */
export const asksOrigin = ({ partnerId, documentId, from, to }: RecallCriteria): boolean =>
  [partnerId, documentId, from, to].some((asked) => asked !== undefined);

/** Whether a movement is the receipt that is asked for; of whatever came, numbered or not. */
export const cameBy = (criteria: RecallCriteria, receipt: ReceiptFacts): boolean => {
  const { partnerId, documentId, effectiveDate: date } = receipt;
  return isReceipt(receipt) && cameAs(criteria, { partnerId, documentId, date });
};

/** Whether it means numbered units alone. */
export const asksNumber = ({ component, serialFrom, serialTo }: RecallCriteria): boolean =>
  [component, serialFrom, serialTo].some((asked) => asked !== undefined);

/** Whether goods without numbers may be meant, as far as they tell by themselves: by their item, and their batch. */
export const meansGoods = (
  criteria: RecallCriteria,
  goods: { readonly itemId: string; readonly batch?: string | undefined },
): boolean => {
  const { itemId, batch } = criteria;
  // Where they came from only their batch can tell.
  const isTold = !asksOrigin(criteria) || goods.batch !== undefined;
  return (
    !asksNumber(criteria) &&
    isTold &&
    (itemId === undefined || itemId === goods.itemId) &&
    (batch === undefined || batch === goods.batch)
  );
};

const isNumbered = ({ serialFrom, serialTo }: RecallCriteria, key: string): boolean =>
  (serialFrom === undefined || naturalOrder(serialFrom, key) <= 0) &&
  (serialTo === undefined || naturalOrder(key, serialTo) <= 0);

/**
 * Whether all criteria but the component fit a unit: by its origin and its last supplier, or by a receipt of it.
 * Units that are only expected come in later, and are judged then.
 */
export const fits = (criteria: RecallCriteria, unit: Unit, receipt?: ReceiptFacts): boolean =>
  unit.voided !== true &&
  unit.status !== 'expected' &&
  (criteria.itemId === undefined || criteria.itemId === unit.itemId) &&
  (criteria.batch === undefined || criteria.batch === unit.batch) &&
  isNumbered(criteria, unit.key) &&
  (!asksOrigin(criteria) || provenances(unit, receipt).some((came) => cameAs(criteria, came)));

/** What a recall knows of a unit that fits, by whether that is asked to be the component or to contain it. */
export const affectedBy = (
  { criteria, componentIds }: OpenRecall,
  unit: Unit,
  { receipt, contains }: { readonly receipt?: ReceiptFacts | undefined; readonly contains: boolean },
): 'affected' | 'carries' | undefined => {
  const doesFit = fits(criteria, unit, receipt);
  if (criteria.component === undefined) return doesFit ? 'affected' : undefined;
  if (!contains && componentIds?.includes(unit.id) !== true) return undefined;
  return doesFit ? 'affected' : 'carries';
};

export const isHeldBy = ({ heldBy }: Unit, recallId: string): boolean =>
  heldBy?.some((hold) => hold.recallId === recallId) === true;

/** Counts of affected units, and who has them. */
export const summaryOf = (units: readonly Unit[], recallId: string): RecallSummary => {
  const byStatus: { [Status in ShownStatus]?: number } = {};
  const customers = new Map<string, number>();
  let [inStock, held] = [0, 0];
  for (const unit of units) {
    const status = shownStatus(unit);
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (isInStock(unit)) inStock += 1;
    if (isInStock(unit) && isHeldBy(unit, recallId)) held += 1;
    if (unit.status === 'sold' && unit.partnerId !== undefined) {
      customers.set(unit.partnerId, (customers.get(unit.partnerId) ?? 0) + 1);
    }
  }
  return {
    counts: { total: units.length, byStatus, inStock, held },
    customers: [...customers]
      .map(([partnerId, n]) => ({ partnerId, units: n }))
      .sort((a, b) => b.units - a.units || (a.partnerId < b.partnerId ? -1 : 1)),
  };
};
