import { describe, expect, it } from 'vitest';
import { MOVEMENT_KINDS, type MovedUnit, type Movement } from '../../../functions/domain/movement.ts';
import { UNIT_FACTS } from '../../../functions/domain/outward/facts.ts';
import { movementEvents } from '../../../functions/domain/outward/movement-events.ts';
import { detailSchema, FACT_TYPES } from '../../../functions/domain/outward/schema.ts';
import { pieces } from '../../../functions/domain/quantity.ts';

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

  it('is all of the movement but what is our own affair', () => {
    const reference = { itemId: 'lamp', serial: 'L1', id: 'L1.abcd' };
    const [event] = told(
      aMovement({
        kind: 'service',
        partnerClass: 'internal',
        documentKind: 'works-order',
        documentNumber: 'W-1',
        line: 3,
        batch: 'B7',
        expiresOn: '2027-01-01',
        partnerId: 'maker',
        retrospective: true,
        provisional: 2,
        parent: reference,
        scrapped: true,
        service: {
          kind: 'replacement',
          description: 'what somebody wrote',
          underWarranty: false,
          partsUsed: [],
          replacedBy: reference,
          replaces: reference,
        },
        balances: [{ locationId: 'main', quantity: 1, serials: 1, inTransit: 0, sentSerials: 0 }],
        units: [],
      }),
    );
    expect(event?.detail).toEqual({
      version: 1,
      eventId: `${POSTING}.1.1`,
      tenant: 'acme',
      movementId: `${POSTING}.1`,
      kind: 'service',
      documentId: 'd1',
      documentKind: 'works-order',
      documentNumber: 'W-1',
      line: 3,
      itemId: 'pump',
      quantity: 2,
      from: 'main',
      to: 'shop',
      batch: 'B7',
      expiresOn: '2027-01-01',
      partnerId: 'maker',
      reason: 'because',
      renamedTo: 'B1',
      voids: `${POSTING}.9`,
      retrospective: true,
      provisional: 2,
      parent: reference,
      scrapped: true,
      service: { kind: 'replacement', underWarranty: false, replacedBy: reference, replaces: reference },
      user: 'ann',
      effectiveDate: '2026-03-01',
      recordedAt: '2026-03-01T08:00:00.000Z',
      part: 1,
      parts: 1,
      units: [],
    });
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
    // Units of which only the records change move nothing, and are told all the same.
    expect(told(aMovement({ kind: 'assign', quantity: 0 }))).toMatchObject([
      { type: 'unit.expected', detail: { quantity: 0, units: [{ id: 'U0.abcd' }, { id: 'U1.abcd' }] } },
    ]);
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
