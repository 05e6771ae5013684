import type { Asn, AsnCommand, ListedEntry } from '../../domain/asn/asn.ts';
import type { DecisionContext } from '../../domain/document/context.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { notFound } from '../../domain/errors.ts';
import type { Item } from '../../domain/registry.ts';
import type { Settings } from '../../domain/settings.ts';
import { itemsOf } from '../documents/change.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, type Moment, momentOf } from '../posting/decision-context.ts';
import { checkVersion } from '../versions.ts';
import { readListed } from './listed-units.ts';
import { type AsnAsked, asnOf, checkTakes } from './read.ts';

/** An advance list with its order and its units, as they are now. */
export type AsnOnOrder = {
  readonly asn: Asn;
  readonly settings: Settings;
  /** What a change of the order is made from. */
  readonly basis: {
    /** With the numbers of today on its rows. */
    readonly document: LedgerDocument;
    readonly before: LedgerDocument;
    readonly items: readonly Item[];
    readonly moment: Moment;
  };
  readonly context: DecisionContext;
  readonly entries: readonly ListedEntry[];
};

/** @throws LedgerError `not-found`; `refused` with `list-closed`; `version-mismatch` */
export const asnOnOrder = async (
  deps: Deps,
  caller: Caller,
  asked: AsnAsked & { readonly command: AsnCommand; readonly ifMatch?: string | undefined },
): Promise<AsnOnOrder> => {
  const { store } = deps;
  const { tenant } = caller;
  const asn = await asnOf(deps, caller, asked);
  checkVersion(asked.ifMatch, asn.version);
  checkTakes(asn, asked.command);
  const [settings, before, told] = await Promise.all([
    store.settings.read(tenant),
    store.documents.read(tenant, asn.orderId),
    store.asns.readEntries(tenant, asn),
  ]);
  if (before === undefined) throw notFound('document', asn.orderId);
  const balances = asn.lines.map(({ itemId, batch }) => ({ itemId, locationId: before.locationId, batch }));
  const [items, { document, state, entries }] = await Promise.all([
    itemsOf(deps, caller, before),
    readListed(deps, caller, { order: before, entries: told, balances }),
  ]);
  const moment = momentOf(deps, settings);
  const context = contextOf(deps, caller, { moment, items, state });
  return { asn, settings, basis: { document, before, items, moment }, context, entries };
};
