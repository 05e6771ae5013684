import { decideAnnouncement } from '../domain/asn/accept.ts';
import type { Asn, AsnEntry } from '../domain/asn/asn.ts';
import type { DecisionContext } from '../domain/document/context.ts';
import { closed } from '../domain/exception.ts';
import type { Announced } from './announce.ts';
import { cartonParts, ssccsIn } from './announced-cartons.ts';
import { cameOn, nameOf, ofEntry } from './asn-exceptions.ts';
import { asnOnOrder } from './asn-on-order.ts';
import type { AsnAsked } from './asns.ts';
import { documentChange } from './document-change.ts';
import { refuse } from './list-sender.ts';
import type { Caller, Deps } from './ports.ts';
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
  const { asn, basis, context, entries } = await asnOnOrder(deps, caller, { ...asked, command: 'cancel' });
  const { asnNumber, status } = asn;
  const here = entries.find((entry) => cameOn(asn, context.units.get(nameOf(entry))));
  if (here !== undefined) {
    const detail = `"${here.text}" of list ${asnNumber} has come in; void its receipt first.`;
    refuse({ pointer: '', code: 'list-closed', detail, status, serial: here.text });
  }
  const ended = await endedWith(deps, caller, { asn, entries, context });
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
  const cancelled: Asn = { ...asn, status: 'cancelled', version: asn.version + 1 };
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
