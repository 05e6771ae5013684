import { addDays } from '../calendar.ts';

/** What is told to people once it is due (E3, E4, I6): something ends soon, or waits for too long. */

export const ALERT_KINDS = [
  'supplier-warranty',
  'customer-warranty',
  'serial-expiry',
  'batch-expiry',
  'overdue-list',
  'open-exception',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** `over`: nobody has seen to it, and there is nothing to see to any more. */
export const ALERT_STATUSES = ['open', 'over', 'acknowledged'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** What people are shown: one that is put off is not open until its day. */
export const SHOWN_ALERT_STATUSES = ['open', 'snoozed', 'over', 'acknowledged'] as const;
export type ShownAlertStatus = (typeof SHOWN_ALERT_STATUSES)[number];

/** What an alert is about. */
export type Subject = {
  readonly kind: AlertKind;
  /** Tells it apart from others of its kind, whatever number a unit bears. */
  readonly name: readonly string[];
  /** The last day of what ends; of a list the day that it was expected, of an exception the day that it came up. */
  readonly dueOn: string;
  /** The day from which on it could end. */
  readonly since?: string | undefined;
  readonly itemId?: string | undefined;
  readonly serial?: string | undefined;
  readonly id?: string | undefined;
  /** Of the unit's record, as it was found. */
  readonly unitVersion?: number | undefined;
  readonly batch?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly asnNumber?: string | undefined;
  readonly documentId?: string | undefined;
  readonly exceptionId?: string | undefined;
};

export type Alert = Omit<Subject, 'name' | 'since'> & {
  readonly alertId: string;
  readonly status: AlertStatus;
  /** Which of the tenant's thresholds it is, in days before. */
  readonly daysBefore?: number | undefined;
  /** It was over already when it was told. */
  readonly ended?: true | undefined;
  /** The tenant's day for which it was found. */
  readonly raisedOn: string;
  readonly raisedAt: string;
  /** The first day on which it is shown again. */
  readonly snoozedUntil?: string | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly acknowledgedAt?: string | undefined;
  readonly note?: string | undefined;
  readonly version: number;
};

export type Check = {
  /** The day that is checked for. */
  readonly today: string;
  /** Days before an end at which it is told. */
  readonly thresholds: readonly number[];
};

/**
 * Whether a threshold has come. One that lies before the time itself began says nothing, as a warning ninety days ahead
 * of what is sold for thirty; but the last one is told in any case.
 */
export const isReached = (
  subject: Pick<Subject, 'dueOn' | 'since'>,
  days: number,
  { today, thresholds }: Check,
): boolean => addDays(subject.dueOn, -days) <= today && isMeant(subject, days, thresholds);

/** Whether a threshold says anything of a subject, once its day has come. */
export const isMeant = (
  { dueOn, since }: Pick<Subject, 'dueOn' | 'since'>,
  days: number,
  thresholds: readonly number[],
): boolean => since === undefined || since <= addDays(dueOn, -days) || days === Math.min(...thresholds);

/** The last threshold that has come, of what turns up when several are past. */
export const mostUrgent = (subject: Pick<Subject, 'dueOn' | 'since'>, check: Check): number | undefined =>
  check.thresholds.toSorted((a, b) => a - b).find((days) => isReached(subject, days, check));

/** Makes an id of what tells something apart. */
export type IdOf = (name: readonly string[]) => string;

export const alertIdOf = (
  { kind, name, dueOn }: Subject,
  daysBefore: number | undefined,
  idOf: IdOf,
): string => idOf([kind, ...name, dueOn, `${daysBefore ?? ''}`]);

/** The alert of a threshold: the same for the same end of the same thing, whoever finds it and however often. */
export const alertOf = (
  subject: Subject,
  given: {
    readonly daysBefore?: number | undefined;
    readonly today: string;
    readonly at: string;
    readonly idOf: IdOf;
  },
): Alert => {
  const { name: _, since: __, ...told } = subject;
  const { daysBefore, today, at, idOf } = given;
  return {
    ...told,
    alertId: alertIdOf(subject, daysBefore, idOf),
    status: 'open',
    daysBefore,
    ended: daysBefore !== undefined && told.dueOn < today ? true : undefined,
    raisedOn: today,
    raisedAt: at,
    version: 1,
  };
};

/** Put off, it is neither open nor forgotten. */
export const shownStatusOf = ({ status, snoozedUntil = '' }: Alert, today: string): ShownAlertStatus =>
  status === 'open' && snoozedUntil > today ? 'snoozed' : status;

export const acknowledged = (
  alert: Alert,
  by: { readonly user: string; readonly at: string; readonly note?: string | undefined },
): Alert => ({
  ...alert,
  status: 'acknowledged',
  snoozedUntil: undefined,
  acknowledgedBy: by.user,
  acknowledgedAt: by.at,
  note: by.note ?? alert.note,
  version: alert.version + 1,
});

/** What it tells of is over, or is so again. */
export const turned = (alert: Alert, status: 'open' | 'over'): Alert => ({
  ...alert,
  status,
  version: alert.version + 1,
});

export const snoozed = (alert: Alert, until: string): Alert => ({
  ...alert,
  snoozedUntil: until,
  version: alert.version + 1,
});
