import { type Asn, type AsnCommand, type AsnStatus, asnTakes, withLeft } from '../../domain/asn/asn.ts';
import { takes } from '../../domain/document/document.ts';
import { LedgerError, notFound } from '../../domain/errors.ts';
import type { LedgerException } from '../../domain/exception.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import type { WritePart } from '../write-part.ts';

/** Advance lists as callers may see them: a supplier its own, and knows of no other. */

export type AsnAsked = {
  readonly asnNumber: string;
  /** Whose it is; needed where several suppliers use the number. */
  readonly partnerId?: string | undefined;
};

/** @throws LedgerError `not-found`; `refused` with `list-ambiguous` where several suppliers have such a list */
export const asnOf = async ({ store }: Deps, caller: Caller, asked: AsnAsked): Promise<Asn> => {
  const { asnNumber } = asked;
  const partnerId = caller.partner ?? asked.partnerId;
  const isOther = asked.partnerId !== undefined && asked.partnerId !== partnerId;
  const found =
    partnerId === undefined
      ? await store.asns.readByNumber(caller.tenant, asnNumber)
      : await store.asns.readMany(caller.tenant, [{ asnNumber, partnerId }]);
  const [asn] = found;
  if (asn === undefined || isOther) throw notFound('advance list', asnNumber);
  if (found.length === 1) return asn;
  const detail = `Several suppliers have a list ${asnNumber}: ${found.map((one) => one.partnerId).join(', ')}. Name one as partnerId.`;
  throw new LedgerError({
    code: 'refused',
    violations: [{ pointer: '/partnerId', code: 'list-ambiguous', detail }],
  });
};

const COMMANDED = {
  announce: 'replaced',
  receive: 'received',
  cancel: 'cancelled',
} as const satisfies Record<AsnCommand, string>;

/** @throws LedgerError `refused` with `list-closed` where its status doesn't take the command */
export const checkTakes = ({ status, asnNumber }: Asn, command: AsnCommand): void => {
  if (asnTakes(status, command)) return;
  const detail = `List ${asnNumber} is ${status}; it can't be ${COMMANDED[command]}.`;
  throw new LedgerError({
    code: 'refused',
    violations: [{ pointer: '', code: 'list-closed', detail, status }],
  });
};

/** Other lists that announced the units and wait for nothing more: what didn't come by them may come by another. */
export const doneLists = async (
  { store }: Deps,
  { tenant }: Caller,
  { units, partnerId }: { readonly units: readonly Unit[]; readonly partnerId: string },
): Promise<ReadonlySet<string>> => {
  const named = new Set(units.flatMap(({ onList }) => onList?.asnNumber ?? []));
  const lists = await store.asns.readMany(
    tenant,
    [...named].map((asnNumber) => ({ asnNumber, partnerId })),
  );
  const isDone = ({ status }: Asn): boolean => status === 'received' || status === 'cancelled';
  return new Set(lists.filter(isDone).map(({ asnNumber }) => asnNumber));
};

/** Those of the lists of which something may still come: neither they nor their orders are done. */
export const awaitedOf = async (
  { store }: Pick<Deps, 'store'>,
  { tenant }: Caller,
  lists: readonly Asn[],
): Promise<ReadonlySet<Asn>> => {
  const open = lists.filter(({ status }) => status === 'open' || status === 'partly-received');
  const ids = [...new Set(open.map(({ orderId }) => orderId))];
  const orders = await Promise.all(ids.map((id) => store.documents.read(tenant, id)));
  const taking = new Set(
    orders.flatMap((order) => (order !== undefined && takes(order.status, 'post') ? [order.documentId] : [])),
  );
  return new Set(open.filter(({ orderId }) => taking.has(orderId)));
};

/** What is decided about one of its numbers ends a list that waited for nothing else. */
export const decidedParts = async (
  { store }: Deps,
  { tenant }: Caller,
  { kind, asnNumber, partnerId }: LedgerException,
): Promise<WritePart[]> => {
  if (asnNumber === undefined || partnerId === undefined || kind === 'unexpected') return [];
  const asn = await store.asns.read(tenant, { asnNumber, partnerId });
  if (asn === undefined || asn.status !== 'partly-received') return [];
  return [store.asns.save(tenant, withLeft(asn, Math.max(0, asn.left - 1)))];
};

export const listAsns = (
  { store, ...deps }: Deps,
  caller: Caller,
  given: {
    readonly status?: AsnStatus | undefined;
    readonly partnerId?: string | undefined;
    readonly orderId?: string | undefined;
    readonly page: PageRequest;
  },
): Promise<Page<Asn>> => {
  const { status, orderId, page } = given;
  const partnerId = caller.partner ?? given.partnerId;
  const byStatus = status === undefined ? undefined : { status };
  return listProposals({ store, ...deps }, caller.tenant, {
    list: { of: 'asns', by: partnerId === undefined ? byStatus : { partnerId } },
    page,
    read: async (proposals) => {
      const names = proposals.map(({ ref: [asnNumber = '', of = ''] }) => ({ asnNumber, partnerId: of }));
      const found = await store.asns.readMany(caller.tenant, names);
      const byName = new Map(found.map((asn) => [JSON.stringify([asn.asnNumber, asn.partnerId]), asn]));
      return names.map((name) => byName.get(JSON.stringify([name.asnNumber, name.partnerId])));
    },
    keep: (asn) =>
      (status === undefined || asn.status === status) &&
      (orderId === undefined || asn.orderId === orderId) &&
      (partnerId === undefined || asn.partnerId === partnerId) &&
      (given.partnerId === undefined || asn.partnerId === given.partnerId),
  });
};
