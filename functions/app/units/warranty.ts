import { type CoverChange, decideCover } from '../../domain/cover/change.ts';
import {
  type Covered,
  customerCoverOn,
  type Sale,
  saleOf,
  supplierCoverOn,
} from '../../domain/cover/cover.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps, MovementHead } from '../ports.ts';
import { momentOf } from '../posting/decision-context.ts';
import { checkVersion } from '../versions.ts';
import { unitOf } from './history.ts';
import { contextFor, markOf, type UnitMark, type UnitName } from './marks.ts';
import { unitsOfMovements } from './past.ts';

/** Whether a unit is covered on a day, by whom, and why not (E4). */

export type WarrantyOn = {
  readonly unit: Unit;
  readonly on: string;
  readonly supplier: Covered;
  readonly customer: Covered;
  /** Earlier ones first; those that were taken back never were. */
  readonly sales: readonly Sale[];
};

/** Sales that ended: what the movement by which the unit came back says that it was before. */
const endedSales = async (
  deps: Deps,
  tenant: string,
  { unit, movements }: { readonly unit: Unit; readonly movements: readonly MovementHead[] },
): Promise<Sale[]> => {
  const units = await unitsOfMovements(deps, tenant, movements);
  return movements.flatMap((movement): Sale[] => {
    if (movement.kind === 'void' || movement.voidedBy !== undefined) return [];
    const before = units.get(movement.movementId)?.find(({ id }) => id === unit.id)?.before;
    if (before?.soldOn === undefined || before.soldOn === null) return [];
    return [
      {
        soldOn: before.soldOn,
        partnerId: before.partnerId ?? undefined,
        cover: before.customerCover ?? undefined,
        endedOn: movement.effectiveDate,
      },
    ];
  });
};

type WarrantyAsked = {
  readonly unit: Unit;
  readonly movementIds?: readonly string[] | undefined;
  readonly on?: string | undefined;
};

/** Of a unit that is known already, by its own record and the movements that it names. */
export const warrantyOf = async (
  deps: Deps,
  { tenant }: Caller,
  { unit, on, movementIds = unit.movementIds }: WarrantyAsked,
): Promise<WarrantyOn> => {
  const [heads, settings] = await Promise.all([
    deps.store.movements.readHeads(tenant, movementIds),
    deps.store.settings.read(tenant),
  ]);
  const byId = new Map(heads.map((head) => [head.movementId, head]));
  const movements = movementIds.flatMap((id) => byId.get(id) ?? []);
  const last = saleOf(unit);
  const ended = await endedSales(deps, tenant, { unit, movements });
  const sales = [...ended, ...(last === undefined ? [] : [last])];
  const day = on ?? momentOf(deps, settings).today;
  return {
    unit,
    on: day,
    supplier: supplierCoverOn(unit, day),
    customer: customerCoverOn(sales, day),
    sales,
  };
};

/** @throws LedgerError `not-found` */
export const warrantyOn = async (
  deps: Deps,
  caller: Caller,
  asked: { readonly itemId: string; readonly id: string; readonly on?: string | undefined },
): Promise<WarrantyOn> => {
  const { unit, movementIds } = await unitOf(deps, caller, asked);
  return warrantyOf(deps, caller, { unit, movementIds, on: asked.on });
};

/**
 * Extends, overrides or voids the cover of one unit, with a reason.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const changeCover = async (
  deps: Deps,
  caller: Caller,
  given: UnitName & {
    readonly supplier?: CoverChange | undefined;
    readonly customer?: CoverChange | undefined;
    readonly reason: string;
  },
): Promise<UnitMark> => {
  const { unit } = await unitOf(deps, caller, given);
  checkVersion(given.ifMatch, unit.version);
  const context = await contextFor(deps, caller, { unit, keys: [] });
  return markOf(deps, caller, { ...decideCover(unit, given, context), unit, context });
};
