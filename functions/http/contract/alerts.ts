import * as z from 'zod';
import { ALERT_KINDS, SHOWN_ALERT_STATUSES } from '../../domain/alert/alert.ts';
import { once } from '../../domain/lazily.ts';
import {
  contract,
  date,
  documentId,
  id,
  instant,
  itemId,
  listOf,
  noBody,
  nothing,
  paging,
  partnerId,
  text,
} from './shared.ts';
import { unitId } from './views.ts';

const kind = z.enum(ALERT_KINDS);
const alertId = id('an alert', 'k3v9x2mwq7tn4hra');

const alert = once(() =>
  z
    .object({
      alertId,
      kind,
      status: z.enum(SHOWN_ALERT_STATUSES),
      dueOn: date.meta({
        description:
          'The last day of what ends; the day that a list was expected; the day that an exception came up',
      }),
      daysBefore: z.int().optional().meta({ description: 'Of warrantyAlertDays, which one it is' }),
      ended: z.literal(true).optional().meta({ description: 'It was over already when it was found' }),
      raisedOn: date.meta({ description: 'The day that was checked for' }),
      raisedAt: instant,
      itemId: itemId.optional(),
      serial: z.string().optional(),
      id: unitId.optional(),
      batch: z.string().optional(),
      partnerId: partnerId
        .optional()
        .meta({ description: 'The supplier; of customer warranties the customer' }),
      asnNumber: z.string().optional(),
      documentId: documentId.optional(),
      exceptionId: z.string().optional(),
      snoozedUntil: date.optional(),
      acknowledgedBy: z.string().optional(),
      acknowledgedAt: instant.optional(),
      note: z.string().optional(),
    })
    .meta({ id: 'Alert' }),
);

const one = z.strictObject({ alertId });

export const ALERTS = {
  listAlerts: contract(() => ({
    params: nothing,
    query: z.strictObject({
      status: z.enum(SHOWN_ALERT_STATUSES).default('open').meta({
        description:
          'What is put off is not open until its day; over is what came back, arrived, was closed or ends on another day',
      }),
      kind: kind.optional(),
      itemId: itemId.optional(),
      partnerId: partnerId.optional(),
      from: date.optional(),
      to: date.optional(),
      ...paging,
    }),
    body: noBody,
    reply: listOf(alert()),
    statuses: [200],
  })),
  acknowledgeAlert: contract(() => ({
    params: one,
    query: nothing,
    body: z.strictObject({ note: text(500).optional() }).default({}),
    reply: alert(),
    statuses: [200],
  })),
  snoozeAlert: contract(() => ({
    params: one,
    query: nothing,
    body: z.strictObject({ until: date }).meta({ id: 'Snooze' }),
    reply: alert(),
    statuses: [200],
  })),
};
