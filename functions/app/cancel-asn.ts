import { decideAnnouncement } from '../domain/asn/accept.ts';
import type { Asn } from '../domain/asn/asn.ts';
import { notFound } from '../domain/errors.ts';
import type { Announced } from './announce.ts';
import { cartonParts, ssccsIn } from './announced-cartons.ts';
import { type AsnAsked, asnOf, checkTakes } from './asns.ts';
import { contextOf, momentOf } from './decision-context.ts';
import { documentChange, itemsOf } from './document-change.ts';
import { readListed } from './listed-units.ts';
import type { Caller, Deps } from './ports.ts';
import { checkVersion } from './versions.ts';

/**
 * Takes a list back before anything of it has arrived: what only it announced is expected no more.
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
  const { asnNumber } = asn;
  const { decision } = decideAnnouncement(
    { asnNumber, document, lines: [], entries: [], before, explain: () => '' },
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
    ],
    postingId: change.postingId,
    asn: cancelled,
    isNew: false,
  };
};
