import { dateFaults } from '../../domain/document/dates.ts';
import { LedgerError, refuseIfAny } from '../../domain/errors.ts';
import { decideLink } from '../../domain/link.ts';
import { duplicates, type SerialInput } from '../../domain/serial/input.ts';
import { isKnownNumber } from '../../domain/unit/unit.ts';
import { keysOf, readLineSerials } from '../documents/input.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf, readState } from '../posting/decision-context.ts';
import { decisionParts } from '../posting/decision-parts.ts';
import { itemOf } from '../registry/save-item.ts';
import type { WritePart } from '../write-part.ts';

/**
 * Gives numbers to units that lie in stock without (E11), in as many calls as it takes.
 * @throws LedgerError `not-found`, `refused`
 */
export const linkSerials = async (
  deps: Deps,
  caller: Caller,
  given: { readonly itemId: string; readonly locationId: string; readonly serials: SerialInput },
): Promise<{
  readonly parts: readonly WritePart[];
  readonly postingId: string;
  readonly movementId: string;
  readonly linked: number;
}> => {
  const [settings, item, location] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    itemOf(deps, caller, given.itemId),
    deps.store.locations.read(caller.tenant, given.locationId),
  ]);
  const isTracked = item.tracking === 'serial';
  if (!isTracked || !settings.serialTracking) {
    const detail = isTracked
      ? `Serial tracking is off: item ${item.itemId} takes no serials.`
      : `Item ${item.itemId} is not tracked by serial.`;
    const violation = { pointer: '', code: 'serials-not-tracked' as const, detail, itemId: item.itemId };
    throw new LedgerError({ code: 'refused', violations: [violation] });
  }
  const { locationId } = given;
  const place = { itemId: item.itemId, locationId };
  const state = await readState(deps, caller, {
    units: keysOf(given.serials, settings).map((key) => ({ itemId: item.itemId, key })),
    balances: [place],
  });
  const moment = momentOf(deps, settings);
  const context = contextOf(deps, caller, { moment, items: [item], state });
  const isKnown = (key: string): boolean => isKnownNumber(context.units, { itemId: item.itemId, key });
  const typed = readLineSerials(given.serials, '', { settings, item, isKnown });
  const { violations, decision } = decideLink({ item, locationId, entries: typed.entries }, context);
  const detail = `There is no location ${locationId}.`;
  refuseIfAny([
    // What is linked counts for today.
    ...dateFaults(moment.today, moment, ''),
    ...(location === undefined
      ? [{ pointer: '/locationId', code: 'location-unknown' as const, detail }]
      : []),
    ...typed.violations,
    ...duplicates(typed.entries),
    ...violations,
  ]);
  return {
    parts: (await decisionParts(deps, caller, { decision, context })).parts,
    postingId: context.postingId,
    movementId: decision.movements[0]?.movementId ?? '',
    linked: decision.units.length,
  };
};
