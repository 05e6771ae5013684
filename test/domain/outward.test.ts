import { describe, expect, it } from 'vitest';
import { ALERT_KINDS, type Alert } from '../../functions/domain/alert/alert.ts';
import { MOVEMENT_KINDS, type MovedUnit, type Movement } from '../../functions/domain/movement.ts';
import { alertEvent } from '../../functions/domain/outward/alert-events.ts';
import { ALERT_TYPES, UNIT_FACTS } from '../../functions/domain/outward/facts.ts';
import { movementEvents } from '../../functions/domain/outward/movement-events.ts';
import { alertSchema, detailSchema, FACT_TYPES } from '../../functions/domain/outward/schema.ts';
import { pieces } from '../../functions/domain/quantity.ts';

const POSTING = '01J00000000000000000000000';

const units = (count: number): MovedUnit[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `U${i}.abcd`,
    key: `U${i}`,
    serial: `u${i}`,
    version: i + 1,
  }));

const aMovement = (given: Partial<Movement> = {}): Movement => ({
  movementId: `${POSTING}.1`,
  kind: 'receive',
  documentId: 'd1',
  itemId: 'pump',
  quantity: pieces(2),
  from: 'main',
  to: 'shop',
  reason: 'because',
  renamedTo: 'B1',
  voids: `${POSTING}.9`,
  user: 'ann',
  effectiveDate: '2026-03-01',
  recordedAt: '2026-03-01T08:00:00.000Z',
  serialCount: 2,
  units: units(2),
  balances: [],
  version: 1,
  ...given,
});

type Part = { eventId: string; part: number; parts: number; units: { id: string }[] };
const told = (movement: Movement) =>
  movementEvents('acme', movement).map(({ id, type, at, detail }) => ({
    id,
    type,
    at,
    detail: JSON.parse(JSON.stringify(detail)) as Part,
  }));

describe('what a movement tells', () => {
  it.each(MOVEMENT_KINDS)('of the kind %s is of one type, and has its shape and nothing else', (kind) => {
    const [event, ...others] = told(aMovement({ kind }));
    expect(others).toEqual([]);
    expect(event?.type).toBe(UNIT_FACTS[kind]);
    const schema = detailSchema(UNIT_FACTS[kind]);
    expect(schema.parse(event?.detail)).toEqual(event?.detail);
    expect(FACT_TYPES).toContain(event?.type);
  });

  it('is about the units as the movement left them', () => {
    const [event] = told(aMovement({ units: [{ ...units(1)[0]!, version: 7, held: true, before: {} }] }));
    expect(event).toMatchObject({
      id: `${POSTING}.1.1`,
      at: '2026-03-01T08:00:00.000Z',
      detail: { version: 1, eventId: `${POSTING}.1.1`, tenant: 'acme', quantity: 2 },
    });
    expect(event?.detail.units).toEqual([{ id: 'U0.abcd', serial: 'u0', version: 7, held: true }]);
  });

  it.each([
    [1, 1],
    [100, 1],
    [101, 2],
    [10_000, 100],
  ])('of %i units is %i events of at most a hundred, each unit once', (count, events) => {
    const all = told(aMovement({ units: units(count), serialCount: count }));
    expect(all.map(({ detail }) => [detail.part, detail.parts])).toEqual(
      Array.from({ length: events }, (_, i) => [i + 1, events]),
    );
    expect(all.every(({ detail }) => detail.units.length <= 100)).toBe(true);
    expect(new Set(all.map(({ id }) => id)).size).toBe(events);
    expect(all.flatMap(({ detail }) => detail.units.map(({ id }) => id))).toEqual(
      units(count).map(({ id }) => id),
    );
  });

  it('stays the same when it is voided later', () => {
    const voided = aMovement({ voidedBy: `${POSTING}.2`, version: 2 });
    expect(told(voided)).toEqual(told(aMovement()));
  });

  it('without numbers is told of the stock; where nothing moved, not at all', () => {
    const [event, ...others] = told(aMovement({ units: [], serialCount: 0 }));
    expect(others).toEqual([]);
    expect(event?.type).toBe('stock.moved');
    expect(detailSchema('stock.moved').parse(event?.detail)).toEqual(event?.detail);
    expect(told(aMovement({ units: [], serialCount: 0, quantity: 0 }))).toEqual([]);
  });

  it('leaves the version out where an old movement did not keep it', () => {
    const [event] = told(aMovement({ units: [{ id: 'a.b', key: 'A', serial: 'a' }] }));
    expect(event?.detail.units).toEqual([{ id: 'a.b', serial: 'a' }]);
  });

  it('stays far below what a bus takes, with the longest that people can write', () => {
    const id = `x${'Z'.repeat(43)}.b.abcdefgh`;
    const long = units(100).map((unit) => ({
      ...unit,
      id,
      serial: 'Z'.repeat(32),
      version: 1e15,
      held: true as const,
    }));
    const [wide, name] = ['€'.repeat(500), 'Z'.repeat(64)];
    const [event] = told(
      aMovement({
        units: long,
        reason: wide,
        documentNumber: wide,
        partnerId: name,
        from: name,
        to: name,
        itemId: name,
        documentId: name,
        user: 'Z'.repeat(256),
        parent: { itemId: name, serial: 'Z'.repeat(32), id },
      }),
    );
    // A call takes ten of them and 256 KB.
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(24_000);
  });
});

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
