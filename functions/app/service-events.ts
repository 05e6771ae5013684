import type { ServiceEvent } from '../domain/service.ts';
import { decideService } from '../domain/unit-calls.ts';
import type { Caller, Deps, MovementHead, Page, PageRequest } from './ports.ts';
import { unitOf } from './unit-history.ts';
import { contextFor, markOf, type UnitMark, type UnitName } from './unit-marks.ts';
import { checkVersion } from './versions.ts';

/** What was done to one unit, told by ledger entries of its own (E3). */

export type RecordedService = {
  /** Its entry in the ledger. */
  readonly movement: MovementHead;
  readonly event: ServiceEvent;
};

/** The first day that anything is known of a unit; numbers on a row that isn't posted are none. */
const sinceOf = (movements: readonly MovementHead[]): string | undefined =>
  movements
    .filter(({ quantity, kind }) => quantity !== 0 || kind === 'capture' || kind === 'link')
    .filter(({ voidedBy, voids }) => voidedBy === undefined && voids === undefined)
    .map(({ effectiveDate }) => effectiveDate)
    .toSorted()[0];

/**
 * Adds an event to the life of a unit, dated when it took place: today, unless it says otherwise.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const addServiceEvent = async (
  deps: Deps,
  caller: Caller,
  given: UnitName & ServiceEvent & { readonly date?: string | undefined },
): Promise<UnitMark & { readonly service: RecordedService }> => {
  const { unit, movementIds } = await unitOf(deps, caller, given);
  checkVersion(given.ifMatch, unit.version);
  const [context, heads] = await Promise.all([
    contextFor(deps, caller, { unit, keys: [] }),
    deps.store.movements.readHeads(caller.tenant, movementIds),
  ]);
  const { kind, description, underWarranty, date = context.today } = given;
  const event = { kind, description, underWarranty };
  const decided = decideService(unit, { event, date, since: sinceOf(heads) }, context);
  const mark = await markOf(deps, caller, { ...decided, unit, context });
  const [movement] = decided.decision.movements;
  if (movement === undefined) throw new Error('a service event is a movement');
  return { ...mark, service: { movement, event } };
};

/** How many entries are looked at for one page: they are read together. */
const LOOKED_AT = 100;

/**
 * The events of a unit in the order they were recorded.
 * @throws LedgerError `not-found`
 */
export const serviceEventsOf = async (
  deps: Deps,
  caller: Caller,
  given: { readonly itemId: string; readonly id: string; readonly page: PageRequest },
): Promise<Page<RecordedService>> => {
  const { movementIds } = await unitOf(deps, caller, given);
  const { after, limit } = given.page;
  const found: RecordedService[] = [];
  const rest = after === undefined ? movementIds : movementIds.slice(movementIds.indexOf(after) + 1);
  for (let at = 0; at < rest.length; at += LOOKED_AT) {
    const ids = rest.slice(at, at + LOOKED_AT);
    const heads = await deps.store.movements.readHeads(caller.tenant, ids);
    const byId = new Map(heads.map((head) => [head.movementId, head]));
    for (const id of ids) {
      const movement = byId.get(id);
      if (movement?.service === undefined) continue;
      if (found.length === limit) return { items: found, next: found.at(-1)?.movement.movementId };
      found.push({ movement, event: movement.service });
    }
  }
  return { items: found };
};
