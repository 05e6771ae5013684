import { decideCancel } from '../../domain/document/cancel.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf } from '../posting/decision-context.ts';
import { type DocumentAsked, type DocumentChange, documentChange, itemsOf, openDocument } from './change.ts';
import { readFollowing } from './followed-numbers.ts';
import { plannedFaults } from './planned-parts.ts';

/**
 * Gives up an unposted document, or the unposted rest of one: what it claims is free, what it sent comes back.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const cancelDocument = async (
  deps: Deps,
  caller: Caller,
  given: DocumentAsked,
): Promise<DocumentChange> => {
  const [settings, before] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    openDocument(deps, caller, { ...given, command: 'cancel' }),
  ]);
  const moment = momentOf(deps, settings);
  const places = [before.locationId, before.toLocationId].flatMap((place) => place ?? []);
  const needed = ({ lines }: LedgerDocument) => ({
    units: lines.flatMap(({ itemId, assigned }) => assigned.map(({ key }) => ({ itemId, key }))),
    balances: lines.flatMap(({ itemId, batch }) =>
      places.map((locationId) => ({ itemId, locationId, batch })),
    ),
  });
  const [items, { document, state }] = await Promise.all([
    itemsOf(deps, caller, before),
    readFollowing(deps, caller, { document: before, needed }),
  ]);
  const context = contextOf(deps, caller, { moment, items, state });
  const { violations, decision } = decideCancel(document, context);
  const planned = await plannedFaults(deps, caller.tenant, { document, leaves: () => true, pointer: '' });
  refuseIfAny([...violations, ...planned]);
  return documentChange(deps, caller, { decision, context, document, before, items, moment });
};
