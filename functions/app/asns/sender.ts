import type { LedgerDocument } from '../../domain/document/document.ts';
import { takes } from '../../domain/document/document.ts';
import { kindRule } from '../../domain/document/kinds.ts';
import { refuse } from '../../domain/errors.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';

/** What whoever sends an advance list may know of: a supplier of its own orders and of what came from it. */

/** The order that the list is for; of another supplier's it is said that there is none. */
export const orderOf = async ({ store }: Deps, caller: Caller, orderId: string): Promise<LedgerDocument> => {
  const order = await store.documents.read(caller.tenant, orderId);
  const pointer = '/orderId';
  const isVisible = caller.partner === undefined || order?.partnerId === caller.partner;
  if (order === undefined || !isVisible || kindRule(order.kind).claim !== 'expect') {
    const what = order === undefined || !isVisible ? 'There is no order' : 'It is no purchase order:';
    return refuse({ pointer, code: 'document-unknown', detail: `${what} ${orderId}.` });
  }
  if (takes(order.status, 'post')) return order;
  const { number, status } = order;
  const detail = `Order ${number ?? orderId} is ${status}; nothing more is expected of it.`;
  return refuse({ pointer, code: 'document-closed', detail, documentId: orderId, status });
};

/** The orders that expect units of the list instead, as far as the sender may know of them. */
export const namedOrders = async (
  { store }: Deps,
  caller: Caller,
  units: readonly Unit[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Set(
    units.flatMap(({ status, documentId }) => (status === 'expected' ? (documentId ?? []) : [])),
  );
  if (caller.partner === undefined) return new Map([...ids].map((id) => [id, id]));
  const found = await Promise.all(
    [...ids].slice(0, ORDERS_NAMED).map((id) => store.documents.read(caller.tenant, id)),
  );
  return new Map(
    found.flatMap((order) =>
      order?.partnerId === caller.partner && order !== undefined
        ? [[order.documentId, order.number ?? order.documentId]]
        : [],
    ),
  );
};

/** Suppliers' own orders that faults of one list name. */
const ORDERS_NAMED = 20;

/** What may be said of a unit: a supplier learns nothing of what became of it here, nor of other suppliers. */
export const explainer =
  (caller: Caller, orders: ReadonlyMap<string, string>) =>
  (unit: Unit): string => {
    const { serial, status, documentId = '', documentNumber, origin } = unit;
    if (status === 'expected') {
      const order = orders.get(documentId);
      if (order === undefined) return `"${serial}" is in our records already.`;
      return `"${serial}" is expected by order ${caller.partner === undefined ? (documentNumber ?? order) : order}.`;
    }
    if (caller.partner === undefined) {
      const by = documentNumber ?? unit.documentId;
      return `"${serial}" exists already: it is ${status}${by === undefined ? '' : ` by document ${by}`}.`;
    }
    return origin?.known === true && origin.partnerId === caller.partner
      ? `"${serial}" was received from you on ${origin.date}.`
      : `"${serial}" is in our records already.`;
  };
