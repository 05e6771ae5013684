import type { Movement } from '../../domain/movement.ts';
import { asksOrigin, type OpenRecall, type RecallCriteria } from '../../domain/recall/recall.ts';
import { sharedBeginnings } from '../../domain/serial/natural-order.ts';
import { SERIAL_MAX_LENGTH } from '../../domain/serial/text.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Deps, Page } from '../ports.ts';
import { type Receipts, receivedUnits } from '../trace/received-units.ts';
import { readProposed } from '../units/list.ts';

/** Units that may be recalled for what they are themselves, page by page where the criteria lead. */

export type Seed = { readonly unit: Unit; readonly receipt?: Omit<Movement, 'units'> | undefined };

const UNITS_PER_PAGE = 100;

/** What numbers of a range begin with, each a stretch of the item's list. */
const beginningsOf = ({ serialFrom, serialTo }: RecallCriteria): string[] =>
  serialFrom === undefined || serialTo === undefined
    ? ['']
    : sharedBeginnings(serialFrom, serialTo, SERIAL_MAX_LENGTH);

/** Stretch by stretch; the place in one is told with its number in front. */
const listedSeeds = async (
  deps: Deps,
  tenant: string,
  { criteria, after = '0 ' }: { readonly criteria: RecallCriteria; readonly after: string | undefined },
): Promise<Page<Seed>> => {
  const { itemId = '' } = criteria;
  const beginnings = beginningsOf(criteria);
  const [, at = '0', place = ''] = /^([0-9]+) (.*)$/s.exec(after) ?? [];
  let within = place === '' ? undefined : place;
  for (let n = Number(at); n < beginnings.length; n += 1) {
    const found = await listProposals(deps, tenant, {
      list: { of: 'units', itemId, prefix: beginnings[n] },
      page: { limit: UNITS_PER_PAGE, after: within },
      read: readProposed(deps, tenant),
      keep: () => true,
    });
    const items = found.items.map((unit) => ({ unit }));
    if (found.next !== undefined) return { items, next: `${n} ${found.next}` };
    if (items.length > 0) return n + 1 < beginnings.length ? { items, next: `${n + 1} ` } : { items };
    within = undefined;
  }
  return { items: [] };
};

/** Where candidates are read: the narrowest that there is. */
export const receiptsOf = ({ itemId, partnerId, documentId, batch, from, to }: RecallCriteria): Receipts => {
  if (documentId !== undefined) return { documentId };
  if (batch !== undefined) return { of: 'receipts', by: { batch } };
  if (partnerId !== undefined) return { of: 'receipts', by: { partnerId }, from, to };
  return { of: 'receipts', by: itemId === undefined ? undefined : { itemId }, from, to };
};

const componentSeeds = async (
  { store }: Deps,
  tenant: string,
  { criteria, componentIds = [] }: OpenRecall,
): Promise<Seed[]> => {
  const { itemId = '' } = criteria.component ?? {};
  const found = await Promise.all(componentIds.map((id) => store.units.readById(tenant, itemId, id)));
  return found.flatMap((one) => (one === undefined ? [] : [{ unit: one.unit }]));
};

export const seedsOf = async (
  deps: Deps,
  tenant: string,
  { recall, after }: { readonly recall: OpenRecall; readonly after: string | undefined },
): Promise<Page<Seed>> => {
  const { criteria } = recall;
  if (criteria.component !== undefined) return { items: await componentSeeds(deps, tenant, recall) };
  const page = { limit: UNITS_PER_PAGE, after };
  if (criteria.batch === undefined && !asksOrigin(criteria)) {
    return listedSeeds(deps, tenant, { criteria, after });
  }
  const { itemId, batch } = criteria;
  const found = await receivedUnits(deps, tenant, {
    receipts: receiptsOf(criteria),
    page,
    worth: (movement) =>
      (itemId === undefined || itemId === movement.itemId) &&
      (batch === undefined || batch === movement.batch),
    keep: () => true,
  });
  return { items: found.items.map(({ unit, movement }) => ({ unit, receipt: movement })), next: found.next };
};
