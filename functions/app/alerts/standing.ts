import {
  type Alert,
  type AlertKind,
  alertIdOf,
  isMeant,
  type Subject,
  turned,
} from '../../domain/alert/alert.ts';
import type { DueOf } from '../../domain/alert/check-passes.ts';
import { keyOf } from '../../domain/serial/text.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Caller, Deps } from '../ports.ts';
import { writeSteadily } from '../posting/steady-write.ts';
import { awaitedLists, openExceptions, subjectsNow } from './due-subjects.ts';
import { alertIds } from './raise.ts';

/** Whether what alerts tell of is still so. It is judged when they are read, so nothing has to follow what happens. */

const DUE_BY_KIND: { readonly [Kind in AlertKind]?: DueOf } = {
  'supplier-warranty': 'supplier',
  'customer-warranty': 'customer',
  'serial-expiry': 'expiry',
  'batch-expiry': 'batches',
};

const subjectsOf = async (
  deps: Deps,
  caller: Caller,
  { alerts, settings }: { readonly alerts: readonly Alert[]; readonly settings: Settings },
): Promise<Subject[]> => {
  const { caseSensitive } = settings;
  const ending = alerts.flatMap(({ kind, itemId = '', serial = '', id = '', batch = '' }) => {
    const of = DUE_BY_KIND[kind];
    if (of === undefined) return [];
    return [{ of, ref: of === 'batches' ? [itemId, batch] : [itemId, keyOf(serial, caseSensitive), id] }];
  });
  const names = alerts.flatMap(({ kind, asnNumber, partnerId }) =>
    kind !== 'overdue-list' || asnNumber === undefined || partnerId === undefined
      ? []
      : [{ asnNumber, partnerId }],
  );
  const exceptionIds = alerts.flatMap(({ kind, exceptionId }) =>
    kind === 'open-exception' ? (exceptionId ?? []) : [],
  );
  const { tenant } = caller;
  const found = await Promise.all([
    ending.length === 0 ? [] : subjectsNow(deps, tenant, ending),
    exceptionIds.length === 0 ? [] : openExceptions(deps, tenant, exceptionIds),
    names.length === 0 ? [] : awaitedLists(deps, caller, await deps.store.asns.readMany(tenant, names)),
  ]);
  return found.flat();
};

/**
 * Those alerts that still hold, by id, with what they tell of as it is now. What ends on another day, belongs to another, is gone, has arrived or is
 * closed is over; where that is taken back, the same alert holds again.
 */
export const standingAmong = async (
  deps: Deps,
  caller: Caller,
  given: { readonly alerts: readonly Alert[]; readonly settings: Settings },
): Promise<ReadonlyMap<string, Subject>> => {
  const idOf = alertIds(deps);
  const days = [...new Set(given.alerts.map(({ daysBefore }) => daysBefore))];
  const subjects = await subjectsOf(deps, caller, given);
  const thresholds = given.settings.warrantyAlertDays;
  return new Map(
    subjects.flatMap((subject) =>
      days
        .filter((one) => one === undefined || isMeant(subject, one, thresholds))
        .map((one) => [alertIdOf(subject, one, idOf), subject] as const),
    ),
  );
};

/** Far more often than people see to alerts of one page at the same moment. */
const TRIES = 5;

/** Takes what is over off the open ones. */
export const endOver = async (deps: Deps, caller: Caller, ids: readonly string[]): Promise<void> => {
  const { store } = deps;
  const settings = await store.settings.read(caller.tenant);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const alerts = (await store.alerts.readMany(caller.tenant, ids)).filter(
      ({ status }) => status === 'open',
    );
    const standing = await standingAmong(deps, caller, { alerts, settings });
    const ended = alerts.filter(({ alertId }) => !standing.has(alertId));
    if (ended.length === 0) return;
    const parts = ended.map((alert) => store.alerts.save(caller.tenant, turned(alert, 'over')));
    if ((await writeSteadily(deps, parts)).outcome === 'written') return;
  }
  throw new Error('others change the same alerts again and again');
};
