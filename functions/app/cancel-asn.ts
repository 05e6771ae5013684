import { decideAnnouncement } from '../domain/asn/accept.ts';
import type { Asn, AsnEntry } from '../domain/asn/asn.ts';
import type { DecisionContext } from '../domain/document/context.ts';
import { notFound } from '../domain/errors.ts';
import { closed } from '../domain/exception.ts';
import type { Announced } from './announce.ts';
import { cartonParts, ssccsIn } from './announced-cartons.ts';
import { cameOn, nameOf, ofEntry } from './asn-exceptions.ts';
import { type AsnAsked, asnOf, checkTakes } from './asns.ts';
import { contextOf, momentOf } from './decision-context.ts';
import { documentChange, itemsOf } from './document-change.ts';
import { refuse } from './list-sender.ts';
import { readListed } from './listed-units.ts';
import type { Caller, Deps } from './ports.ts';
import { checkVersion } from './versions.ts';
import type { WritePart } from './write-part.ts';

/** What its numbers still waited for. */
const endedWith = async (
  { store, ids }: Deps,
  { tenant, user }: Caller,
  given: {
    readonly asn: Asn;
    readonly entries: readonly AsnEntry[];
    readonly context: DecisionContext;
  },
): Promise<WritePart[]> => {
  const { asn, entries, context } = given;
  if (asn.status === 'open') return [];
  const told = ofEntry({ ids, asn, context }, 'missing');
  const names = new Set(entries.map((entry) => told(entry).exceptionId));
  const found = await store.exceptions.readMany(tenant, [...names]);
  const by = { closedAt: context.recordedAt, closedBy: user, reason: `list ${asn.asnNumber} was cancelled` };
  return found
    .filter(({ status }) => status === 'open')
    .map((open) => store.exceptions.save(tenant, closed(open, by), open));
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
  const { tenant } = caller;
  const asn = await asnOf(deps, caller, asked);
  checkVersion(asked.ifMatch, asn.version);
  checkTakes(asn, 'cancel');
  const [settings, order, told] = await Promise.all([
    store.settings.read(tenant),
    store.documents.read(tenant, asn.orderId),
    store.asns.readEntries(tenant, asn),
  ]);
  if (order === undefined) throw notFound('document', asn.orderId);
  const [items, { document, state, entries: before }, known] = await Promise.all([
    itemsOf(deps, caller, order),
    readListed(deps, caller, { order, entries: told }),
    store.asns.readCartons(tenant, ssccsIn(told)),
  ]);
  const moment = momentOf(deps, settings);
  const context = contextOf(deps, caller, { moment, items, state });
  const { asnNumber, status } = asn;
  const here = before.find((entry) => cameOn(asn, context.units.get(nameOf(entry))));
  if (here !== undefined) {
    const detail = `"${here.text}" of list ${asnNumber} has come in; void its receipt first.`;
    refuse({ pointer: '', code: 'list-closed', detail, status, serial: here.text });
  }
  const ended = await endedWith(deps, caller, { asn, entries: before, context });
  const { decision } = decideAnnouncement(
    { asnNumber, document, lines: [], entries: [], before, done: new Set(), explain: () => '' },
    context,
  );
  const change = await documentChange(deps, caller, {
    decision,
    context,
    document,
    before: order,
    items,
    moment,
  });
  const cancelled: Asn = { ...asn, status: 'cancelled', version: asn.version + 1 };
  return {
    parts: [
      ...change.parts,
      ...cartonParts(deps, caller, { asn, wanted: [], known }),
      store.asns.save(tenant, cancelled),
      ...ended,
    ],
    postingId: change.postingId,
    asn: cancelled,
    isNew: false,
  };
};
