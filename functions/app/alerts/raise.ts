import { type Alert, alertOf, type IdOf, type Subject, turned } from '../../domain/alert/alert.ts';
import type { Deps } from '../ports.ts';
import { writeSteadily } from '../posting/steady-write.ts';

/** A threshold that a subject has reached, or what waits whatever the day. */
export type Reached = { readonly subject: Subject; readonly daysBefore?: number | undefined };

/** As many fit one transaction. */
const AT_ONCE = 100;
/** Far more often than two checks of one tenant ever meet. */
const TRIES = 5;

/** Long enough that no two alerts of a tenant ever meet. */
export const alertIds =
  ({ ids }: Pick<Deps, 'ids'>): IdOf =>
  (name) => {
    const text = JSON.stringify(name);
    return `${ids.shortOf(text)}${ids.shortOf(`${text} again`)}`;
  };

const missing = async ({ store }: Deps, tenant: string, alerts: readonly Alert[]): Promise<Alert[]> => {
  const there = await store.alerts.readMany(
    tenant,
    alerts.map(({ alertId }) => alertId),
  );
  const known = new Map(there.map((alert) => [alert.alertId, alert]));
  return alerts.flatMap((alert): Alert[] => {
    const before = known.get(alert.alertId);
    if (before === undefined) return [alert];
    return before.status === 'over' ? [turned(before, 'open')] : [];
  });
};

const write = async (deps: Deps, tenant: string, alerts: readonly Alert[]): Promise<number> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const fresh = await missing(deps, tenant, alerts);
    if (fresh.length === 0) return 0;
    const parts = fresh.map((alert) => deps.store.alerts.save(tenant, alert));
    const { outcome } = await writeSteadily(deps, parts);
    if (outcome === 'written') return fresh.length;
  }
  throw new Error('others raise the same alerts again and again');
};

/**
 * Raises what isn't raised yet; what is there already stays as it is, acknowledged or not, but that what was over is open
 * again.
 * @returns how many are new
 */
export const raiseAlerts = async (
  deps: Deps,
  tenant: string,
  { reached, today }: { readonly reached: readonly Reached[]; readonly today: string },
): Promise<number> => {
  const at = new Date(deps.clock.now()).toISOString();
  const idOf = alertIds(deps);
  const alerts = reached.map(({ subject, daysBefore }) => alertOf(subject, { daysBefore, today, at, idOf }));
  const distinct = [...new Map(alerts.map((alert) => [alert.alertId, alert])).values()];
  let raised = 0;
  for (let from = 0; from < distinct.length; from += AT_ONCE) {
    raised += await write(deps, tenant, distinct.slice(from, from + AT_ONCE));
  }
  return raised;
};
