import { decideCancel } from '../domain/document/cancel.ts';
import { refuseIfAny } from '../domain/errors.ts';
import { contextOf, momentOf, readState } from './decision-context.ts';
import { type DocumentChange, documentChange, itemsOf, openDocument } from './document-change.ts';
import type { Caller, Deps } from './ports.ts';
import { checkVersion } from './versions.ts';

/**
 * Gives up an unposted document, or the unposted rest of one: what it claims is free, what it sent comes back.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const cancelDocument = async (
  deps: Deps,
  caller: Caller,
  given: { readonly documentId: string; readonly ifMatch?: string | undefined },
): Promise<DocumentChange> => {
  const [settings, document] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    openDocument(deps, caller, { documentId: given.documentId, command: 'cancel' }),
  ]);
  checkVersion(given.ifMatch, document.version);
  const moment = momentOf(deps, settings);
  const places = [document.locationId, document.toLocationId].flatMap((place) => place ?? []);
  const [items, state] = await Promise.all([
    itemsOf(deps, caller, document),
    readState(deps, caller, {
      units: document.lines.flatMap(({ itemId, assigned }) => assigned.map(({ key }) => ({ itemId, key }))),
      balances: document.lines.flatMap(({ itemId, batch }) =>
        places.map((locationId) => ({ itemId, locationId, batch })),
      ),
    }),
  ]);
  const context = contextOf(deps, caller, { moment, items, state });
  const { violations, decision } = decideCancel(document, context);
  refuseIfAny(violations);
  return documentChange(deps, caller, { decision, context, document, before: document, items, moment });
};
