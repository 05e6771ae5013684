import { LedgerError } from '../../domain/errors.ts';
import { readSerialText } from '../../domain/serial/text.ts';
import { decideService, type Known, type Told } from '../../domain/service/call.ts';
import type { ServiceEvent } from '../../domain/service/service.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps, MovementHead, Page, PageRequest, UnitWithLife } from '../ports.ts';
import { contextOf, momentOf, readState } from '../posting/decision-context.ts';
import { checkVersion } from '../versions.ts';
import { unitOf } from './history.ts';
import { markOf, type UnitMark, type UnitName } from './marks.ts';

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

const knownOf = async (
  { store }: Deps,
  { tenant }: Caller,
  { unit, movementIds }: UnitWithLife,
): Promise<Known> => ({
  unit,
  since: sinceOf(await store.movements.readHeads(tenant, movementIds)),
});

type Named = { readonly itemId: string; readonly serial: string };

/** The unit that took another's place, by its number. */
const otherOf = async (
  deps: Deps,
  caller: Caller,
  { named, than, settings }: { readonly named: Named; readonly than: Unit; readonly settings: Settings },
): Promise<Known> => {
  const read = readSerialText(named.serial, settings.caseSensitive, []);
  const key = read.ok ? read.serial.key : named.serial;
  const [found] = await deps.store.units.readMany(caller.tenant, [{ itemId: named.itemId, key }]);
  const life = found === undefined ? undefined : await unitOf(deps, caller, found);
  if (life !== undefined && life.unit.id !== than.id) return knownOf(deps, caller, life);
  const why = life === undefined ? `is not a known unit of item ${named.itemId}` : 'is the unit itself';
  const detail = `"${named.serial}" ${why}.`;
  const violation = {
    pointer: '/replacedBy/serial',
    code: 'serial-unknown' as const,
    serial: named.serial,
    detail,
  };
  throw new LedgerError({ code: 'refused', violations: [violation] });
};

export type ServiceAsked = UnitName &
  Told & { readonly date?: string | undefined; readonly replacedBy?: Named | undefined };

/**
 * Adds an event to the life of a unit, dated when it took place: today, unless it says otherwise; of a replacement to
 * the life of what took its place, too.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const addServiceEvent = async (
  deps: Deps,
  caller: Caller,
  given: ServiceAsked,
): Promise<UnitMark & { readonly service: RecordedService }> => {
  const { store } = deps;
  const life = await unitOf(deps, caller, given);
  checkVersion(given.ifMatch, life.unit.version);
  const settings = await store.settings.read(caller.tenant);
  const named = given.replacedBy;
  const [known, other] = await Promise.all([
    knownOf(deps, caller, life),
    named === undefined ? undefined : otherOf(deps, caller, { named, than: life.unit, settings }),
  ]);
  const names = [known, ...(other === undefined ? [] : [other])].map(({ unit: { itemId, key } }) => ({
    itemId,
    key,
  }));
  const [items, state] = await Promise.all([
    store.items.readMany(caller.tenant, [...new Set(names.map(({ itemId }) => itemId))]),
    readState(deps, caller, { units: names, balances: [] }),
  ]);
  const context = contextOf(deps, caller, { moment: momentOf(deps, settings), items, state });
  const { kind, description, underWarranty, partsUsed, date = context.today } = given;
  const event: Told = { kind, description, underWarranty, ...(partsUsed === undefined ? {} : { partsUsed }) };
  const decided = decideService(known, { event, date, replacedBy: other }, context);
  const mark = await markOf(deps, caller, { ...decided, unit: life.unit, context });
  const [movement] = decided.decision.movements;
  if (movement?.service === undefined) throw new Error('a service event is a movement');
  return { ...mark, service: { movement, event: movement.service } };
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
