import { type LedgerDocument, takes } from '../../domain/document/document.ts';
import { takesNumbersApart } from '../../domain/document/kinds.ts';
import type { RowFault } from '../../domain/imports/row.ts';
import type { Caller, Deps } from '../ports.ts';

/** Which documents the orders of a file are: by number, or by id. */

export type FoundOrder = LedgerDocument | RowFault;

export const isDocument = (found: FoundOrder): found is LedgerDocument => 'documentId' in found;

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Orders are what numbers can be put on before they are posted, or given to after. */
const isOrder = ({ kind }: LedgerDocument): boolean => takesNumbersApart(kind, {});

const choose = (order: string, documents: readonly LedgerDocument[]): FoundOrder => {
  const shown = JSON.stringify(order);
  const orders = documents.filter(isOrder);
  const open = orders.filter(({ status }) => takes(status, 'number'));
  const [first, second] = open.length > 0 ? open : orders;
  const [other] = documents;
  if (first === undefined && other !== undefined) {
    const detail = `${shown} is of the kind ${other.kind}; files number orders, receipts and invoices only.`;
    return { code: 'order-unknown', detail };
  }
  if (first === undefined) return { code: 'order-unknown', detail: `There is no order ${shown}.` };
  if (second === undefined || open.length === 0) return first;
  const ids = open.map(({ documentId, kind }) => `${documentId} (${kind})`).join(', ');
  const detail = `${open.length} documents have the number ${shown}: ${ids}. Put the id in its place.`;
  return { code: 'order-ambiguous', detail };
};

/** A file that is all or nothing may name thousands. */
const ORDERS_AT_ONCE = 50;

const findOrder = async ({ store }: Deps, tenant: string, order: string): Promise<FoundOrder> => {
  const named = await store.documents.idsByNumber(tenant, order);
  const ids = [...new Set([...named, ...(ID.test(order) ? [order] : [])])];
  const documents = await Promise.all(ids.map((id) => store.documents.read(tenant, id)));
  const byId = documents.find((one) => one?.documentId === order);
  // An id is meant as such, unless another document bears it as its number.
  if (byId !== undefined && isOrder(byId) && ids.length === 1) return byId;
  return choose(
    order,
    documents.flatMap((one) => one ?? []),
  );
};

/** The ids that the ledger gives to documents. */
const OWN_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** So many orders are looked up before a file is taken; of more, rows of one order may lie apart. */
const NAMES_MAX = 1_000;

const inTurn = async <T>(names: readonly string[], read: (name: string) => Promise<T>): Promise<T[]> => {
  const all: T[] = [];
  for (let from = 0; from < names.length; from += ORDERS_AT_ONCE) {
    all.push(...(await Promise.all(names.slice(from, from + ORDERS_AT_ONCE).map(read))));
  }
  return all;
};

/** The numbers of those orders that a file names by their ids as well. */
export const orderNames = async (
  { store }: Deps,
  { tenant }: Caller,
  orders: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const ids = [...orders].filter((order) => OWN_ID.test(order));
  const numbers = [...orders].filter((order) => order !== '' && !OWN_ID.test(order));
  if (Math.min(ids.length, numbers.length) > NAMES_MAX || numbers.length === 0) return new Map();
  if (ids.length <= numbers.length) {
    const found = await inTurn(ids, (id) => store.documents.read(tenant, id));
    return new Map(
      found.flatMap((one) =>
        one?.number !== undefined && orders.has(one.number) ? [[one.documentId, one.number]] : [],
      ),
    );
  }
  const found = await inTurn(numbers, async (number) => {
    const named = await store.documents.idsByNumber(tenant, number);
    return named.filter((id) => orders.has(id)).map((id) => [id, number] as const);
  });
  return new Map(found.flat());
};

export const findOrders = async (
  deps: Deps,
  tenant: string,
  orders: readonly string[],
): Promise<ReadonlyMap<string, FoundOrder>> => {
  const found = await inTurn(orders, (order) => findOrder(deps, tenant, order));
  return new Map(found.map((one, i) => [orders[i] ?? '', one]));
};
