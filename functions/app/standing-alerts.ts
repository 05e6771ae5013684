import { type Alert, type AlertKind, alertIdOf, type Subject } from '../domain/alert.ts';
import type { DueOf } from '../domain/check-passes.ts';
import { keyOf } from '../domain/serial-text.ts';
import type { Settings } from '../domain/settings.ts';
import { awaitedLists, openExceptions, subjectsNow } from './due-subjects.ts';
import type { Caller, Deps } from './ports.ts';
import { alertIds } from './raise-alerts.ts';

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
 * The ids of those alerts that still hold. What ends on another day, belongs to another, is gone, has arrived or is
 * closed is over; where that is taken back, the same alert holds again.
 */
export const standingAmong = async (
  deps: Deps,
  caller: Caller,
  given: { readonly alerts: readonly Alert[]; readonly settings: Settings },
): Promise<ReadonlySet<string>> => {
  const idOf = alertIds(deps);
  const days = [...new Set(given.alerts.map(({ daysBefore }) => daysBefore))];
  const subjects = await subjectsOf(deps, caller, given);
  return new Set(subjects.flatMap((subject) => days.map((one) => alertIdOf(subject, one, idOf))));
};
