import { type Alert, type AlertKind, acknowledged, isSnoozed, snoozed } from '../domain/alert.ts';
import { notFound, refuse } from '../domain/errors.ts';
import { momentOf } from './decision-context.ts';
import { listProposals } from './list-proposals.ts';
import { checkWindow } from './months.ts';
import type { Caller, Deps, Page, PageRequest } from './ports.ts';
import { standingAmong } from './standing-alerts.ts';
import { checkVersion } from './versions.ts';
import type { WritePart } from './write-part.ts';

/** What daily checks have found, for people to see to. */

/** `over`: nobody has seen to it, and there is nothing to see to any more. */
export const ALERT_VIEWS = ['open', 'snoozed', 'over', 'acknowledged'] as const;

type AlertView = (typeof ALERT_VIEWS)[number];

export type AlertsAsked = {
  readonly status: AlertView;
  readonly kind?: AlertKind | undefined;
  readonly itemId?: string | undefined;
  readonly partnerId?: string | undefined;
  /** Of `dueOn`, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly page: PageRequest;
};

/** By the day that they tell of. @throws LedgerError `refused` where the window is turned round */
export const listAlerts = async (deps: Deps, caller: Caller, asked: AlertsAsked): Promise<Page<Alert>> => {
  const { status, kind, itemId, partnerId, from, to, page } = asked;
  checkWindow(asked);
  const { today, settings } = momentOf(deps, await deps.store.settings.read(caller.tenant));
  const kept = status === 'acknowledged' ? status : 'open';
  const viewOf = (alert: Alert, standing: ReadonlySet<string>): AlertView => {
    if (alert.status === 'acknowledged') return alert.status;
    if (!standing.has(alert.alertId)) return 'over';
    return isSnoozed(alert, today) ? 'snoozed' : 'open';
  };
  const isAsked = (alert: Alert): boolean =>
    (itemId === undefined || alert.itemId === itemId) &&
    (partnerId === undefined || alert.partnerId === partnerId);
  return listProposals(deps, caller.tenant, {
    list: { of: 'alerts', status: kept, kind, from, to },
    page,
    read: async (proposals) => {
      const ids = proposals.map(({ ref: [id = ''] }) => id);
      const found = (await deps.store.alerts.readMany(caller.tenant, ids)).filter(isAsked);
      const open = found.filter((alert) => alert.status === 'open');
      const standing =
        kept === 'open' ? await standingAmong(deps, caller, { alerts: open, settings }) : new Set<string>();
      const byId = new Map(found.map((alert) => [alert.alertId, alert]));
      return ids.map((id) => {
        const alert = byId.get(id);
        return alert === undefined || viewOf(alert, standing) !== status ? undefined : alert;
      });
    },
    keep: () => true,
  });
};

type Asked = { readonly alertId: string; readonly ifMatch?: string | undefined };
type Changed = { readonly parts: readonly WritePart[]; readonly alert: Alert };

const alertWith = async (
  { store }: Deps,
  { tenant }: Caller,
  { alertId, ifMatch }: Asked,
): Promise<Alert> => {
  const [alert] = await store.alerts.readMany(tenant, [alertId]);
  if (alert === undefined) throw notFound('alert', alertId);
  checkVersion(ifMatch, alert.version);
  return alert;
};

const changed = ({ store }: Deps, { tenant }: Caller, alert: Alert): Changed => ({
  parts: [store.alerts.save(tenant, alert)],
  alert,
});

/** For good; who was first stays on record. @throws LedgerError `not-found`; `version-mismatch` */
export const acknowledgeAlert = async (
  deps: Deps,
  caller: Caller,
  asked: Asked & { readonly note?: string | undefined },
): Promise<Changed> => {
  const alert = await alertWith(deps, caller, asked);
  if (alert.status === 'acknowledged') return { parts: [], alert };
  const at = new Date(deps.clock.now()).toISOString();
  return changed(deps, caller, acknowledged(alert, { user: caller.user, at, note: asked.note }));
};

/** @throws LedgerError `not-found`; `refused` where it is acknowledged, or the day isn't one to come; `version-mismatch` */
export const snoozeAlert = async (
  deps: Deps,
  caller: Caller,
  asked: Asked & { readonly until: string },
): Promise<Changed> => {
  const { until } = asked;
  const [alert, settings] = await Promise.all([
    alertWith(deps, caller, asked),
    deps.store.settings.read(caller.tenant),
  ]);
  if (alert.status === 'acknowledged') {
    const { acknowledgedBy, acknowledgedAt } = alert;
    const detail = `It was acknowledged by ${acknowledgedBy} at ${acknowledgedAt}; it doesn't come back.`;
    refuse({ pointer: '', code: 'alert-acknowledged', detail });
  }
  const { today } = momentOf(deps, settings);
  if (until <= today) {
    const detail = `It is put off until a day to come; ${until} is not after ${today}.`;
    refuse({ pointer: '/until', code: 'date-past', detail });
  }
  return changed(deps, caller, snoozed(alert, until));
};
