import { type Gap, LedgerError } from '../../domain/errors.ts';
import { pieces, quantityShown } from '../../domain/quantity.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { Overtaken } from '../posting/ports.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { checkFeature } from './entitlement.ts';
import { balancesOf } from './save-item.ts';

/** The switch "serial numbers required" and the campaign that leads to it (E10–E12). */

export type Readiness = { readonly active: boolean; readonly ready: boolean; readonly gaps: readonly Gap[] };

/** Every place where stock and numbers differ, read record by record: exact at the moment of each reading. */
const gapsOf = async (deps: Deps, tenant: string): Promise<Gap[]> => {
  const gaps: Gap[] = [];
  let after: string | undefined;
  do {
    const page = await deps.store.items.list(tenant, { limit: 100, after });
    const tracked = page.items.filter(({ tracking }) => tracking === 'serial');
    const balances = await Promise.all(tracked.map(({ itemId }) => balancesOf(deps, tenant, itemId)));
    for (const { itemId, locationId, quantity, serials, inTransit, sentSerials } of balances.flat()) {
      if (quantity === pieces(serials) && inTransit === pieces(sentSerials)) continue;
      // What is on its way from here belongs to it still.
      const [stock, numbered] = [quantityShown(quantity + inTransit), serials + sentSerials];
      gaps.push({ itemId, locationId, stock, serials: numbered, missing: stock - numbered });
    }
    after = page.next;
  } while (after !== undefined);
  return gaps;
};

const isActive = ({ serialNumbersRequired, activating }: Settings): boolean =>
  serialNumbersRequired && !activating;

export const readiness = async (deps: Deps, caller: Caller): Promise<Readiness> => {
  const [settings, gaps] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    gapsOf(deps, caller.tenant),
  ]);
  return { active: isActive(settings), ready: gaps.length === 0, gaps };
};

type Switched = { readonly parts: readonly WritePart[]; readonly readiness: Readiness };

const turned = (
  settings: Settings,
  to: Pick<Settings, 'serialNumbersRequired' | 'activating'>,
): Settings => ({
  ...settings,
  ...to,
  epoch: settings.epoch + 1,
  version: settings.version + 1,
});

/** Writes at once, whatever else the command does. @throws Overtaken where somebody changes the settings as well */
const writeNow = async (deps: Deps, caller: Caller, settings: Settings): Promise<void> => {
  const { outcome } = await deps.store.unitOfWork.write([deps.store.settings.save(caller.tenant, settings)]);
  if (outcome !== 'written') throw new Overtaken();
};

const violationOf = ({ itemId, locationId, stock, serials }: Gap): Violation => ({
  pointer: '',
  code: 'numbers-incomplete',
  detail: `${stock} of item ${itemId} are at location ${locationId}, and ${serials} serials.`,
  itemId,
  locationId,
  expected: stock,
  actual: serials,
});

const refuseGaps = (gaps: readonly Gap[]): void => {
  if (gaps.length > 0) throw new LedgerError({ code: 'refused', violations: gaps.map(violationOf), gaps });
};

/**
 * Switches on: from `activating` on every posting is judged as required, and one that was judged before and leaves
 * quantity unnumbered is not written any more. Then all is counted anew; gaps turn it back. A call that broke off in
 * between is finished by the next one.
 * @throws LedgerError `not-entitled`; `refused` with every gap; `version-mismatch`
 */
export const activate = async (
  deps: Deps,
  caller: Caller,
  ifMatch: string | undefined,
): Promise<Switched> => {
  const { tenant } = caller;
  const before = await deps.store.settings.read(tenant);
  // Only of the first write: the next ones raise the version themselves.
  if (!before.activating) checkVersion(ifMatch, before.version);
  checkFeature(before, 'serial-numbers-required');
  if (isActive(before)) return { parts: [], readiness: { active: true, ready: true, gaps: [] } };
  const activating = before.activating
    ? before
    : turned(before, { serialNumbersRequired: true, activating: true });
  if (!before.activating) {
    // What stands against it already needs no switching to and fro, in which several calls would meet.
    refuseGaps(await gapsOf(deps, tenant));
    await writeNow(deps, caller, activating);
  }
  const gaps = await gapsOf(deps, tenant);
  if (gaps.length > 0) {
    await writeNow(deps, caller, turned(activating, { serialNumbersRequired: false, activating: false }));
    refuseGaps(gaps);
  }
  const active = turned(activating, { serialNumbersRequired: true, activating: false });
  return {
    parts: [deps.store.settings.save(tenant, active)],
    readiness: { active: true, ready: true, gaps },
  };
};

export const deactivate = async (
  deps: Deps,
  caller: Caller,
  ifMatch: string | undefined,
): Promise<Switched> => {
  const before = await deps.store.settings.read(caller.tenant);
  checkVersion(ifMatch, before.version);
  const off = turned(before, { serialNumbersRequired: false, activating: false });
  const parts = before.serialNumbersRequired ? [deps.store.settings.save(caller.tenant, off)] : [];
  const gaps = await gapsOf(deps, caller.tenant);
  return { parts, readiness: { active: false, ready: gaps.length === 0, gaps } };
};
