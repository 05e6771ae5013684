import { decideAnnouncement } from '../../domain/asn/accept.ts';
import { type Asn, type ListedEntry, nameOf } from '../../domain/asn/asn.ts';
import { refuse } from '../../domain/errors.ts';
import { closed, type LedgerException } from '../../domain/exception.ts';
import { isHere } from '../../domain/unit/unit.ts';
import { documentChange } from '../documents/change.ts';
import type { Caller, Deps } from '../ports.ts';
import type { Announced } from './announce.ts';
import { cartonParts, ssccsIn } from './cartons.ts';
import { ofEntry } from './exceptions.ts';
import { type AsnOnOrder, asnOnOrder } from './on-order.ts';
import type { AsnAsked } from './read.ts';

/** What has come up about its numbers. */
const exceptionsOf = async (
  { store, ids }: Deps,
  { tenant }: Caller,
  { asn, context, entries }: AsnOnOrder,
): Promise<readonly LedgerException[]> => {
  if (asn.status === 'open') return [];
  const told = ofEntry({ ids, asn, context }, 'missing');
  const names = new Set(entries.map((entry) => told(entry).exceptionId));
  return store.exceptions.readMany(tenant, [...names]);
};

/** A unit that came in by the list, or was settled for it; what came by another is that one's. */
const cameBy = (
  { asn, context, entries }: AsnOnOrder,
  exceptions: readonly LedgerException[],
): ListedEntry | undefined => {
  const own = new Set([
    ...asn.movementIds,
    ...exceptions.flatMap(({ closedByMovementId }) => closedByMovementId ?? []),
  ]);
  return entries.find((entry) => {
    const unit = context.units.get(nameOf(entry));
    return isHere(unit) && unit?.origin?.known === true && own.has(unit.origin.movementId);
  });
};

/**
 * Takes a list back while nothing of it is here: what only it announced is expected no more, and missed no more.
 * @throws LedgerError `not-found`; `refused` with `list-closed`; `version-mismatch`
 */
export const cancelAsn = async (
  deps: Deps,
  caller: Caller,
  asked: AsnAsked & { readonly ifMatch?: string | undefined },
): Promise<Announced> => {
  const { store } = deps;
  const list = await asnOnOrder(deps, caller, { ...asked, command: 'cancel' });
  const { asn, basis, context, entries } = list;
  const { asnNumber, status } = asn;
  const exceptions = await exceptionsOf(deps, caller, list);
  const here = cameBy(list, exceptions);
  if (here !== undefined) {
    const detail = `"${here.text}" of list ${asnNumber} has come in; void its receipt first.`;
    refuse({ pointer: '', code: 'list-closed', detail, status, serial: here.text });
  }
  const reason = `list ${asnNumber} was cancelled`;
  const by = { closedAt: context.recordedAt, closedBy: caller.user, reason };
  const ended = exceptions
    .filter((one) => one.status === 'open')
    .map((open) => store.exceptions.save(caller.tenant, closed(open, by), open));
  const { decision } = decideAnnouncement(
    {
      asnNumber,
      document: basis.document,
      lines: [],
      entries: [],
      before: entries,
      done: new Set(),
      explain: () => '',
    },
    context,
  );
  const [change, known] = await Promise.all([
    documentChange(deps, caller, { ...basis, decision, context }),
    store.asns.readCartons(caller.tenant, ssccsIn(entries)),
  ]);
  const cancelled: Asn = { ...asn, status: 'cancelled', received: 0, left: 0, version: asn.version + 1 };
  return {
    parts: [
      ...change.parts,
      ...cartonParts(deps, caller, { asn, wanted: [], known }),
      store.asns.save(caller.tenant, cancelled),
      ...ended,
    ],
    postingId: change.postingId,
    asn: cancelled,
    isNew: false,
  };
};
