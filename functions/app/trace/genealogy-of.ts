import { notFound } from '../../domain/errors.ts';
import type { Material } from '../../domain/parts/loose.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';
import { currentUnits } from '../units/current.ts';
import { unitOf } from '../units/history.ts';
import type { PastMoment } from '../units/past.ts';
import { contentsOf, type Former, readLife } from './contents.ts';
import { allPartsOf, type Part, type Wholes, wholesOf } from './genealogy.ts';
import { type SharedMaterial, sharedMaterials } from './order-goods.ts';
import { allPartsThen, type PastPart, pastUnit, wholesThen } from './past-genealogy.ts';

/** All that a unit is, or was, made of, what it was made of before, and what it is in. */

export type Genealogy = {
  readonly unit: Unit;
  readonly wholes: Wholes;
  readonly within: { readonly parts: readonly Part<PastPart>[]; readonly more: boolean };
  readonly materials: readonly (Material | SharedMaterial)[];
  readonly former: readonly Former[];
};

type Asked = {
  readonly itemId: string;
  readonly id: string;
  readonly levels: number;
  readonly at?: PastMoment | undefined;
};

/** How many parts that were taken out one answer tells of: the last ones. */
const FORMER_MAX = 1_000;

const withMore = (within: Genealogy['within'], { length }: readonly Former[]): Genealogy['within'] => ({
  ...within,
  more: within.more || length > FORMER_MAX,
});

/** With the numbers that they bear today. */
const namedNow = async (deps: Deps, tenant: string, former: readonly Former[]): Promise<Former[]> => {
  const units = former.length === 0 ? [] : await currentUnits(deps, tenant, uniqueOf(former));
  const serials = new Map(units.flatMap((unit) => (unit === undefined ? [] : [[unit.id, unit.serial]])));
  return former.map((one) => ({ ...one, serial: serials.get(one.id) ?? one.serial }));
};

const uniqueOf = (former: readonly Former[]): readonly Former[] => [
  ...new Map(former.map((one) => [one.id, one])).values(),
];

/** @throws LedgerError `not-found` where there is no such unit, or none was known then */
export const genealogyOf = async (deps: Deps, caller: Caller, asked: Asked): Promise<Genealogy> => {
  const { levels, at, ...name } = asked;
  const { tenant } = caller;
  if (at === undefined) {
    const found = await unitOf(deps, caller, name);
    const { unit } = found;
    const [wholes, within, { joins }, shared] = await Promise.all([
      wholesOf(deps, caller, unit),
      allPartsOf(deps, tenant, { unit, levels }),
      readLife(deps, tenant, { ...found, movementIds: [] }),
      sharedMaterials(deps, tenant, { unit }),
    ]);
    const { materials: own, former } = contentsOf(joins);
    const materials = [...own, ...shared];
    const told = await namedNow(deps, tenant, former.slice(-FORMER_MAX));
    return { unit, wholes, within: withMore(within, former), materials, former: told };
  }
  const past = await pastUnit(deps, tenant, { ...name, at });
  if (past === undefined) throw notFound('unit at that moment', name.id);
  const { unit } = past;
  const [wholes, within, shared] = await Promise.all([
    wholesThen(deps, tenant, { unit, at }),
    allPartsThen(deps, tenant, { unit, at, levels }),
    sharedMaterials(deps, tenant, { unit, at }),
  ]);
  const { materials: own, former } = contentsOf(past.joins);
  const materials = [...own, ...shared];
  return { unit, wholes, within: withMore(within, former), materials, former: former.slice(-FORMER_MAX) };
};
