import { looseInto, looseIntoAny } from '../../domain/parts/joins.ts';
import {
  asksNumber,
  asksOrigin,
  cameBy,
  meansGoods,
  type OpenRecall,
  type RecallCriteria,
} from '../../domain/recall/recall.ts';
import type { List } from '../lists/ports.ts';
import type { Deps, MovementHead, Page } from '../ports.ts';
import { type Receipts, receiptsPage } from '../trace/received-units.ts';

/** Goods without numbers that a recall means: what they went into is known by the movements that put them in. */

const PAGE = 25;

const isLoose = (head: MovementHead): boolean => looseInto(head) !== undefined || looseIntoAny(head);

type Asked = {
  readonly criteria: RecallCriteria;
  readonly receipts: Receipts;
  readonly after: string | undefined;
};

type PutIn = List & { readonly of: 'put-in' };

const putInPage = async (
  deps: Deps,
  tenant: string,
  asked: { readonly criteria: RecallCriteria; readonly list: PutIn; readonly after: string | undefined },
): Promise<Page<MovementHead>> => {
  const { criteria, list, after } = asked;
  const page = await deps.store.indexes.propose(tenant, list, { limit: PAGE, after });
  const ids = page.items.flatMap(({ ref: [movementId] }) => movementId ?? []);
  const heads = ids.length === 0 ? [] : await deps.store.movements.readHeads(tenant, ids);
  const items = heads.filter(
    (head) => head.voidedBy === undefined && isLoose(head) && meansGoods(criteria, head),
  );
  return { items, next: page.next };
};

/** All that was put in of the batches that receipts brought; a batch tells no more of where it came from. */
const byReceipts = async (deps: Deps, tenant: string, asked: Asked): Promise<Page<MovementHead>> => {
  const { criteria, receipts, after } = asked;
  const page = await receiptsPage(deps, tenant, { receipts, after });
  const its = page.items.filter((head) => cameBy(criteria, head) && meansGoods(criteria, head));
  const batches = new Map(
    its.flatMap(({ itemId, batch }) =>
      batch === undefined ? [] : [[JSON.stringify([itemId, batch]), { itemId, batch }] as const],
    ),
  );
  const items: MovementHead[] = [];
  for (const { itemId, batch } of batches.values()) {
    const list: PutIn = { of: 'put-in', by: { batch } };
    for (let from: string | undefined, more = true; more; more = from !== undefined) {
      const found = await putInPage(deps, tenant, { criteria, list, after: from });
      items.push(...found.items.filter((head) => head.itemId === itemId));
      from = found.next;
    }
  }
  return { items, next: page.next };
};

/** Standing movements that put such goods into units, page by page. */
export const recalledGoods = async (
  deps: Deps,
  tenant: string,
  asked: Asked,
): Promise<Page<MovementHead>> => {
  const { criteria, after } = asked;
  const { itemId, batch } = criteria;
  if (asksOrigin(criteria)) return byReceipts(deps, tenant, asked);
  if (batch !== undefined)
    return putInPage(deps, tenant, { criteria, list: { of: 'put-in', by: { batch } }, after });
  if (itemId === undefined) return { items: [] };
  return putInPage(deps, tenant, { criteria, list: { of: 'put-in', by: { itemId } }, after });
};

/** As many pages of receipts of one batch are read while a posting is decided. */
const PAGES = 4;

type Goods = { readonly itemId: string; readonly batch: string };

/** The receipts of a batch, and whether those are all; the list that names them may lag. */
const receiptsOfBatch = async (deps: Deps, tenant: string, { itemId, batch }: Goods) => {
  const found: MovementHead[] = [];
  let after: string | undefined;
  for (let n = 0; n < PAGES; n += 1) {
    const page = await receiptsPage(deps, tenant, { receipts: { of: 'receipts', by: { batch } }, after });
    found.push(...page.items.filter((head) => head.itemId === itemId && cameBy({}, head)));
    after = page.next;
    if (after === undefined) break;
  }
  return { receipts: found, isAll: after === undefined && found.length > 0 };
};

export type GoodsOrigins = {
  /** Whether the batch came as a recall asks. */
  readonly came: (recallId: string, goods: Goods) => boolean;
  /** The recalls of which that can't be told yet. */
  readonly unsure: readonly string[];
};

/** Where the goods without numbers came from that a posting puts into units, as far as recalls ask for it. */
export const goodsOrigins = async (
  deps: Deps,
  tenant: string,
  {
    movements,
    recalls,
  }: { readonly movements: readonly MovementHead[]; readonly recalls: readonly OpenRecall[] },
): Promise<GoodsOrigins> => {
  const asking = recalls.filter(({ criteria }) => asksOrigin(criteria) && !asksNumber(criteria));
  const loose = asking.length === 0 ? [] : movements.filter(isLoose);
  const goods = new Map(
    loose.flatMap(({ itemId, batch }) =>
      batch === undefined ? [] : [[JSON.stringify([itemId, batch]), { itemId, batch }] as const],
    ),
  );
  const came = new Set<string>();
  const unsure: string[] = [];
  await Promise.all(
    [...goods].map(async ([name, one]) => {
      const meant = asking.filter(({ criteria }) => meansGoods(criteria, one));
      if (meant.length === 0) return;
      const { receipts, isAll } = await receiptsOfBatch(deps, tenant, one);
      for (const { recallId, criteria } of meant) {
        if (receipts.some((head) => cameBy(criteria, head))) came.add(JSON.stringify([recallId, name]));
        else if (!isAll) unsure.push(recallId);
      }
    }),
  );
  return {
    came: (recallId, { itemId, batch }) =>
      came.has(JSON.stringify([recallId, JSON.stringify([itemId, batch])])),
    unsure,
  };
};
