import type { Alert } from '../alert/alert.ts';
import { ALERT_TYPES } from './facts.ts';
import type { OutwardEvent } from './movement-events.ts';
import type { AlertDetail } from './schema.ts';

/** What an alert tells when it is raised. What people do with it later is no part of it. */
export const alertEvent = (tenant: string, alert: Alert): OutwardEvent => {
  const { alertId, kind, raisedAt, id, serial, unitVersion } = alert;
  const detail: AlertDetail = {
    version: 1,
    // The same end of the same batch may be one of two tenants.
    eventId: `${tenant}.${alertId}`,
    tenant,
    alertId,
    kind,
    dueOn: alert.dueOn,
    daysBefore: alert.daysBefore,
    ended: alert.ended,
    raisedOn: alert.raisedOn,
    raisedAt,
    itemId: alert.itemId,
    batch: alert.batch,
    partnerId: alert.partnerId,
    asnNumber: alert.asnNumber,
    documentId: alert.documentId,
    exceptionId: alert.exceptionId,
    serial,
    units: id === undefined || serial === undefined ? [] : [{ id, serial, version: unitVersion }],
  };
  return { id: detail.eventId, type: ALERT_TYPES[kind], at: raisedAt, detail };
};
