import type { Decision, UnitChange } from '../../domain/document/context.ts';
import { drawnNumber } from '../../domain/entity/entity.ts';
import type { Deps } from '../ports.ts';
import { PROJECT_NUMBERS } from './ports.ts';

const lacksOne = ({ after }: UnitChange): boolean =>
  after?.entity !== undefined && after.entity.projectNumber === undefined;

/** The entities that a decision makes, with project numbers of their own: drawn at once for all of them (D12). */
export const withProjectNumbers = async (
  { store }: Pick<Deps, 'store'>,
  tenant: string,
  decision: Decision,
): Promise<Decision> => {
  const count = decision.units.filter(lacksOne).length;
  if (count === 0) return decision;
  let next = await store.counters.draw(tenant, PROJECT_NUMBERS, count);
  const units = decision.units.map((change): UnitChange => {
    const { after } = change;
    if (after?.entity === undefined || !lacksOne(change)) return change;
    const entity = { ...after.entity, projectNumber: drawnNumber(next) };
    next += 1;
    return { ...change, after: { ...after, entity } };
  });
  return { ...decision, units };
};
