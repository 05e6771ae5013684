import { horizonOf } from '../../domain/alert/check-passes.ts';
import { dayIn, isDate, isTimeZone } from '../../domain/calendar.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { quantityShown } from '../../domain/quantity.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { balancesOf } from './save-item.ts';

type Changeable = Pick<
  Settings,
  | 'serialTracking'
  | 'caseSensitive'
  | 'placeholders'
  | 'allowNegativeStock'
  | 'allowExpiredSale'
  | 'warrantyAlertDays'
  | 'timeZone'
>;

/** Only what is given changes; `lockDate: null` takes the lock away. */
export type SettingsChange = {
  readonly [Name in keyof Changeable]?: Changeable[Name] | undefined;
} & { readonly lockDate?: string | null | undefined };

const valueFaults = ({ timeZone, lockDate }: SettingsChange): Violation[] => {
  const faults: Violation[] = [];
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const detail = `"${timeZone}" is not a time zone of the IANA data base.`;
    faults.push({ pointer: '/timeZone', code: 'time-zone-unknown', detail });
  }
  if (typeof lockDate === 'string' && !isDate(lockDate)) {
    faults.push({
      pointer: '/lockDate',
      code: 'date-invalid',
      detail: `${lockDate} is not a day that exists.`,
    });
  }
  return faults;
};

const caseFaults = async ({ store }: Deps, { tenant }: Caller): Promise<Violation[]> => {
  const items = await store.items.list(tenant, { limit: 1 });
  if (items.items.length === 0) return [];
  const detail = 'Items exist; their serials are keyed by the present setting.';
  return [{ pointer: '/caseSensitive', code: 'case-sensitivity-locked', detail }];
};

/** The switch turns only while no serial-tracked item has stock: what is there was posted under the other rule. */
const trackingFaults = async (deps: Deps, { tenant }: Caller): Promise<Violation[]> => {
  const faults: Violation[] = [];
  let after: string | undefined;
  do {
    const page = await deps.store.items.list(tenant, { limit: 100, after });
    for (const { itemId, tracking } of page.items) {
      if (tracking !== 'serial') continue;
      for (const { locationId, quantity, serials, inTransit } of await balancesOf(deps, tenant, itemId)) {
        if (quantity === 0 && serials === 0 && inTransit === 0) continue;
        const actual = quantityShown(quantity);
        const detail = `${actual} of item ${itemId} with ${serials} serials are at location ${locationId}.`;
        faults.push({
          pointer: '/serialTracking',
          code: 'tracking-locked',
          detail,
          itemId,
          locationId,
          actual,
        });
      }
    }
    after = page.next;
  } while (after !== undefined);
  return faults;
};

/** What comes to end within wider thresholds is noted from now on, or the next check would be past it. */
const horizonParts = async (
  { store, clock }: Deps,
  { tenant }: Caller,
  { warrantyAlertDays: thresholds, timeZone }: Settings,
): Promise<WritePart[]> => {
  const checked = await store.checks.read(tenant);
  if (checked === undefined) return [];
  const horizon = horizonOf({ today: dayIn(timeZone, clock.now()), thresholds: [...thresholds] });
  if (horizon <= checked.horizon) return [];
  return [store.checks.save(tenant, { ...checked, horizon, version: checked.version + 1 })];
};

/** @throws LedgerError `refused`, `version-mismatch` */
export const saveSettings = async (
  deps: Deps,
  caller: Caller,
  { change, ifMatch }: { readonly change: SettingsChange; readonly ifMatch: string | undefined },
): Promise<{ readonly parts: readonly WritePart[]; readonly settings: Settings }> => {
  const before = await deps.store.settings.read(caller.tenant);
  checkVersion(ifMatch, before.version);
  const turns = change.caseSensitive !== undefined && change.caseSensitive !== before.caseSensitive;
  const switches = change.serialTracking !== undefined && change.serialTracking !== before.serialTracking;
  refuseIfAny([
    ...valueFaults(change),
    ...(turns ? await caseFaults(deps, caller) : []),
    ...(switches ? await trackingFaults(deps, caller) : []),
  ]);
  const settings: Settings = {
    ...before,
    serialTracking: change.serialTracking ?? before.serialTracking,
    placeholders: change.placeholders ?? before.placeholders,
    caseSensitive: change.caseSensitive ?? before.caseSensitive,
    allowNegativeStock: change.allowNegativeStock ?? before.allowNegativeStock,
    allowExpiredSale: change.allowExpiredSale ?? before.allowExpiredSale,
    warrantyAlertDays: change.warrantyAlertDays ?? before.warrantyAlertDays,
    timeZone: change.timeZone ?? before.timeZone,
    lockDate: change.lockDate === undefined ? before.lockDate : (change.lockDate ?? undefined),
    version: before.version + 1,
  };
  const parts = [deps.store.settings.save(caller.tenant, settings)];
  if (change.warrantyAlertDays !== undefined) parts.push(...(await horizonParts(deps, caller, settings)));
  return { parts, settings };
};
