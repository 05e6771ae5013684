import type { RecallUnit } from '../../domain/recall/recall.ts';
import type { Deps } from '../ports.ts';

/**
 * Writes what was found, over what isn't affected, and never the other way round. Answers what is affected and wasn't
 * known to be.
 */
export const addRecalled = async (
  { store }: Deps,
  tenant: string,
  units: readonly RecallUnit[],
): Promise<readonly RecallUnit[]> => {
  const [recallId] = units.map((unit) => unit.recallId);
  if (recallId === undefined) return [];
  const ids = units.map(({ id }) => id);
  const there = await store.recalls.readUnits(tenant, [recallId], ids);
  const known = new Set(there.filter(({ unaffected }) => unaffected !== true).map(({ id }) => id));
  const news = units.filter(({ id }) => !known.has(id));
  await store.recalls.addUnits(tenant, news);
  return news.filter(({ unaffected }) => unaffected !== true);
};
