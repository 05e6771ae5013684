import { describe, expect, it } from 'vitest';
import { ALERT_KINDS, type Alert } from '../../../functions/domain/alert/alert.ts';
import { alertEvent } from '../../../functions/domain/outward/alert-events.ts';
import { ALERT_TYPES } from '../../../functions/domain/outward/facts.ts';
import { alertSchema } from '../../../functions/domain/outward/schema.ts';

describe('what an alert tells', () => {
  const anAlert: Alert = {
    alertId: 'k3v9x2mwq7tn4hra',
    kind: 'customer-warranty',
    status: 'open',
    dueOn: '2026-03-31',
    daysBefore: 30,
    raisedOn: '2026-03-01',
    raisedAt: '2026-03-01T08:00:00.000Z',
    itemId: 'pump',
    id: 'A1.abcd',
    serial: 'a1',
    unitVersion: 4,
    batch: 'B1',
    partnerId: 'jane',
    asnNumber: 'S1',
    exceptionId: 'e1',
    version: 1,
  };
  const heard = (alert: Alert) => JSON.parse(JSON.stringify(alertEvent('acme', alert)));

  it.each(ALERT_KINDS)('of the kind %s is of one type, and has its shape and nothing else', (kind) => {
    const { type, detail } = heard({ ...anAlert, kind });
    expect(type).toBe(ALERT_TYPES[kind]);
    expect(alertSchema(ALERT_TYPES[kind]).parse(detail)).toEqual(detail);
  });

  it('is all of the alert but what people do with it', () => {
    const { detail, at } = heard({ ...anAlert, ended: true, documentId: 'd1' });
    expect(at).toBe('2026-03-01T08:00:00.000Z');
    expect(detail).toEqual({
      version: 1,
      eventId: 'acme.k3v9x2mwq7tn4hra',
      tenant: 'acme',
      alertId: 'k3v9x2mwq7tn4hra',
      kind: 'customer-warranty',
      dueOn: '2026-03-31',
      daysBefore: 30,
      ended: true,
      raisedOn: '2026-03-01',
      raisedAt: '2026-03-01T08:00:00.000Z',
      itemId: 'pump',
      batch: 'B1',
      partnerId: 'jane',
      asnNumber: 'S1',
      documentId: 'd1',
      exceptionId: 'e1',
      serial: 'a1',
      units: [{ id: 'A1.abcd', serial: 'a1', version: 4 }],
    });
  });

  it.each([
    ['nothing but a list', { id: undefined, serial: undefined }],
    ['a number that no unit bears', { id: undefined }],
    ['a record without a number', { serial: undefined }],
  ])('is about no unit where it is about %s', (_, given) => {
    const { detail } = heard({ ...anAlert, kind: 'open-exception', ...given });
    expect(detail).toMatchObject({ units: [], exceptionId: 'e1' });
    expect(detail.serial).toBe('serial' in given ? undefined : 'a1');
  });

  it('is about its unit as it was found, by an id that stays whatever people do with it', () => {
    const event = heard(anAlert);
    expect(event).toMatchObject({ id: 'acme.k3v9x2mwq7tn4hra', type: 'unit.warranty-ending' });
    expect(event.detail.units).toEqual([{ id: 'A1.abcd', serial: 'a1', version: 4 }]);
    const later = {
      status: 'acknowledged',
      acknowledgedBy: 'ann',
      snoozedUntil: '2026-04-01',
      version: 3,
    } as const;
    expect(heard({ ...anAlert, ...later })).toEqual(event);
  });
});
