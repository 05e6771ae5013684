import { type RecallSummary, type RecallUnit, summaryOf } from '../../domain/recall/recall.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Deps, Page, PageRequest } from '../ports.ts';
import { currentUnits } from '../units/current.ts';

/** The units of a recall as they are now. */

export type Affected = { readonly known: RecallUnit; readonly unit: Unit };

const PAGE = 1_000;
/** As many are counted while somebody waits; beyond that the job that looks for them counts. */
export const COUNTED_AT_ONCE = 10_000;

export const affectedPage = async (
  deps: Deps,
  tenant: string,
  { recallId, page }: { readonly recallId: string; readonly page: PageRequest },
): Promise<Page<Affected>> => {
  const listed = await deps.store.recalls.listUnits(tenant, recallId, page);
  const known = listed.items.filter(({ unaffected }) => unaffected !== true);
  const units = await currentUnits(deps, tenant, known);
  const items = known.flatMap((one, i): Affected[] => {
    const unit = units[i];
    // A product that isn't made yet, what is only expected, and a unit whose only posting was voided, are none.
    return unit === undefined || unit.voided === true || unit.status === 'expected'
      ? []
      : [{ known: one, unit }];
  });
  return { items, next: listed.next };
};

/** All of them, or the first so many. */
export const affectedUnits = async (
  deps: Deps,
  tenant: string,
  { recallId, limit }: { readonly recallId: string; readonly limit: number },
): Promise<{ readonly units: readonly Unit[]; readonly more: boolean }> => {
  const units: Unit[] = [];
  for (let after: string | undefined; ; ) {
    const page = await affectedPage(deps, tenant, { recallId, page: { limit: PAGE, after } });
    units.push(...page.items.map(({ unit }) => unit));
    if (page.next === undefined) return { units, more: false };
    if (units.length >= limit) return { units, more: true };
    after = page.next;
  }
};

export const countAffected = async (deps: Deps, tenant: string, recallId: string): Promise<RecallSummary> => {
  const { units } = await affectedUnits(deps, tenant, { recallId, limit: Number.POSITIVE_INFINITY });
  return summaryOf(units, recallId);
};
