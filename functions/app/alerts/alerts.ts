import {
  type Alert,
  type AlertKind,
  acknowledged,
  type ShownAlertStatus,
  shownStatusOf,
  snoozed,
} from '../../domain/alert/alert.ts';
import { notFound, refuse } from '../../domain/errors.ts';
import type { Settings } from '../../domain/settings.ts';
import { checkWindow } from '../lists/months.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import { momentOf } from '../posting/decision-context.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { standingAmong } from './standing.ts';

/** What daily checks have found, for people to see to. */

export type ShownAlert = Omit<Alert, 'status'> & { readonly status: ShownAlertStatus };

const shownOn = (alert: Alert, today: string): ShownAlert => ({
  ...alert,
  status: shownStatusOf(alert, today),
});

export type AlertsAsked = {
  readonly status: ShownAlertStatus;
  readonly kind?: AlertKind | undefined;
  readonly itemId?: string | undefined;
  readonly partnerId?: string | undefined;
  /** Of `dueOn`, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly page: PageRequest;
};

/** Those that hold still, with the numbers that their units bear now. What is over the next check takes off the list. */
const standing = async (
  deps: Deps,
  caller: Caller,
  given: { readonly alerts: readonly Alert[]; readonly settings: Settings },
): Promise<readonly Alert[]> => {
  const subjects = await standingAmong(deps, caller, given);
  return given.alerts.flatMap((alert) => {
    const subject = subjects.get(alert.alertId);
    return subject === undefined ? [] : [{ ...alert, serial: subject.serial }];
  });
};

/** By the day that they tell of. @throws LedgerError `refused` where the window is turned round */
export const listAlerts = async (
  deps: Deps,
  caller: Caller,
  asked: AlertsAsked,
): Promise<Page<ShownAlert>> => {
  const { status, kind, itemId, partnerId, from, to, page } = asked;
  checkWindow(asked);
  const { today, settings } = momentOf(deps, await deps.store.settings.read(caller.tenant));
  const kept = status === 'snoozed' ? 'open' : status;
  const isAsked = (alert: Alert): boolean =>
    shownStatusOf(alert, today) === status &&
    (itemId === undefined || alert.itemId === itemId) &&
    (partnerId === undefined || alert.partnerId === partnerId);
  return listProposals(deps, caller.tenant, {
    list: { of: 'alerts', status: kept, kind, from, to },
    page,
    read: async (proposals) => {
      const ids = proposals.map(({ ref: [id = ''] }) => id);
      const found = (await deps.store.alerts.readMany(caller.tenant, ids)).filter(isAsked);
      const shown = kept === 'open' ? await standing(deps, caller, { alerts: found, settings }) : found;
      const byId = new Map(shown.map((alert) => [alert.alertId, shownOn(alert, today)]));
      return ids.map((id) => byId.get(id));
    },
    keep: () => true,
  });
};

type Asked = { readonly alertId: string; readonly ifMatch?: string | undefined };
type Changed = { readonly parts: readonly WritePart[]; readonly alert: ShownAlert };

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

/** For good; who was first stays on record. @throws LedgerError `not-found`; `version-mismatch` */
export const acknowledgeAlert = async (
  deps: Deps,
  caller: Caller,
  asked: Asked & { readonly note?: string | undefined },
): Promise<Changed> => {
  const alert = await alertWith(deps, caller, asked);
  if (alert.status === 'acknowledged') return { parts: [], alert };
  const at = new Date(deps.clock.now()).toISOString();
  const seen = acknowledged(alert, { user: caller.user, at, note: asked.note });
  return { parts: [deps.store.alerts.save(caller.tenant, seen)], alert: seen };
};

/** @throws LedgerError `not-found`; `refused` where it is acknowledged or over, or the day isn't one to come; `version-mismatch` */
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
  if (alert.status === 'over') {
    const detail = 'What it tells of is over; it is open again by itself where that is taken back.';
    refuse({ pointer: '', code: 'alert-over', detail });
  }
  const { today } = momentOf(deps, settings);
  if (until <= today) {
    const detail = `It is put off until a day to come; ${until} is not after ${today}.`;
    refuse({ pointer: '/until', code: 'date-past', detail });
  }
  const off = snoozed(alert, until);
  return { parts: [deps.store.alerts.save(caller.tenant, off)], alert: shownOn(off, today) };
};
