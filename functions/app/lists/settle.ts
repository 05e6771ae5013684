import type { Deps } from '../ports.ts';

/** How often it is looked whether the lists have caught up, milliseconds. */
const LOOK = 250;
/** When a job looks again, where they don't for a while. */
export const LAGGING = 15_000;

/** Waits until the lists tell of everything that was written before the beacon was lit first. */
export const listsSettled = async (
  { store, clock }: Deps,
  tenant: string,
  { beacon, until }: { readonly beacon: string; readonly until: number },
): Promise<boolean> => {
  await store.beacons.light(tenant, beacon);
  while (!(await store.beacons.areSeen(tenant, beacon))) {
    if (clock.now() >= until) return false;
    await clock.sleep(LOOK);
  }
  await store.beacons.clear(tenant, beacon);
  return true;
};
