import { describe, expect, it } from 'vitest';
import { ALERT_KINDS } from '../../../functions/domain/alert/alert.ts';
import { MOVEMENT_KINDS } from '../../../functions/domain/movement.ts';
import { ALERT_TYPES, UNIT_FACTS } from '../../../functions/domain/outward/facts.ts';
import {
  ALERT_TYPE_NAMES,
  alertSchema,
  detailSchema,
  FACT_TYPES,
} from '../../../functions/domain/outward/schema.ts';

const UNIT = { id: 'A1.abcd', serial: 'a1' };
const FACT = {
  version: 1,
  eventId: '01J00000000000000000000000.1.1',
  tenant: 'acme',
  movementId: '01J00000000000000000000000.1',
  kind: 'receive',
  itemId: 'pump',
  quantity: 1,
  user: 'ann',
  effectiveDate: '2026-03-01',
  recordedAt: '2026-03-01T08:00:00.000Z',
  part: 1,
  parts: 1,
  units: [UNIT],
};
const ALERT = {
  version: 1,
  eventId: 'acme.k3v9',
  tenant: 'acme',
  alertId: 'k3v9',
  kind: 'open-exception',
  dueOn: '2026-03-31',
  raisedOn: '2026-03-01',
  raisedAt: '2026-03-01T08:00:00.000Z',
  exceptionId: 'e1',
  units: [],
};

/** Where what is told breaks what is promised. */
const broken = (schema: ReturnType<typeof detailSchema | typeof alertSchema>, detail: object): string[] =>
  schema.safeParse(detail).error?.issues.map(({ path }) => path.join('.')) ?? [];
const FILLED = { from: 'main', to: 'shop', renamedTo: 'B1', reason: 'because', voids: 'm.1' };

describe('what is promised of movements', () => {
  it.each(FACT_TYPES)('is by %s that it tells of its own kinds only', (type) => {
    const units = type === 'stock.moved' ? [] : [UNIT];
    const fine = MOVEMENT_KINDS.filter(
      (kind) => broken(detailSchema(type), { ...FACT, ...FILLED, units, kind }).length === 0,
    );
    const own = MOVEMENT_KINDS.filter((kind) => UNIT_FACTS[kind] === type);
    expect(fine).toEqual(type === 'stock.moved' ? MOVEMENT_KINDS : own);
  });

  it.each([
    ['unit.moved', 'transfer', ['from', 'to']],
    ['unit.renamed', 'rename', ['reason', 'renamedTo']],
    ['unit.held', 'hold', ['reason']],
    ['unit.released', 'release', ['reason']],
    ['unit.movement-voided', 'void', ['reason', 'voids']],
    ['unit.received', 'receive', []],
  ] as const)('is that %s, of the kind %s, tells %j beside what all tell', (type, kind, needed) => {
    expect(broken(detailSchema(type), { ...FACT, kind }).sort()).toEqual(needed);
    expect(broken(detailSchema(type), { ...FACT, ...FILLED, kind })).toEqual([]);
  });

  it('is at least a unit and at most a hundred, and none of stock', () => {
    const received = detailSchema('unit.received');
    expect(broken(received, { ...FACT, units: [] })).toEqual(['units']);
    expect(broken(received, { ...FACT, units: Array(100).fill(UNIT) })).toEqual([]);
    expect(broken(received, { ...FACT, units: Array(101).fill(UNIT) })).toEqual(['units']);
    expect(broken(detailSchema('stock.moved'), FACT)).toEqual(['units']);
  });

  it.each([
    ['version', 2],
    ['quantity', '1'],
    ['line', 1.5],
    ['retrospective', false],
    ['provisional', 0.5],
    ['scrapped', false],
    ['effectiveDate', '1 March'],
    ['recordedAt', '2026-03-01'],
    ['part', 0],
    ['parts', 0],
    ['itemId', undefined],
    ['documentNumber', 7],
  ])('is that %s is never %j', (field, value) => {
    expect(broken(detailSchema('unit.received'), { ...FACT, [field]: value })).toEqual([field]);
  });

  it.each([
    [{ units: [{ ...UNIT, held: false }] }, ['units.0.held']],
    [{ units: [{ ...UNIT, version: 0 }] }, ['units.0.version']],
    [{ units: [{ id: 'a' }] }, ['units.0.serial']],
    [{ parent: { itemId: 'lamp' } }, ['parent.serial']],
    [{ service: { kind: 'magic' } }, ['service.kind', 'service.underWarranty']],
  ])('is what lies in it, too: never %j', (given, fields) => {
    expect(broken(detailSchema('unit.received'), { ...FACT, ...given })).toEqual(fields);
  });
});

describe('what is promised of alerts', () => {
  it('is of each type that its kinds have, once', () => {
    expect(ALERT_TYPE_NAMES).toEqual([
      'unit.warranty-ending',
      'unit.expiring',
      'batch.expiring',
      'list.overdue',
      'exception.open',
    ]);
    const filled = { ...ALERT, itemId: 'pump', batch: 'B1', asnNumber: 'S1', partnerId: 'p', units: [UNIT] };
    for (const type of ALERT_TYPE_NAMES)
      expect(
        ALERT_KINDS.filter((kind) => broken(alertSchema(type), { ...filled, kind }).length === 0),
      ).toEqual(ALERT_KINDS.filter((kind) => ALERT_TYPES[kind] === type));
  });

  it.each([
    ['unit.warranty-ending', 'supplier-warranty', ['itemId', 'units']],
    ['unit.expiring', 'serial-expiry', ['itemId', 'units']],
    ['batch.expiring', 'batch-expiry', ['batch', 'itemId']],
    ['list.overdue', 'overdue-list', ['asnNumber', 'partnerId']],
    ['exception.open', 'open-exception', ['exceptionId']],
  ] as const)('is that %s, of the kind %s, tells %j beside what all tell', (type, kind, needed) => {
    const { exceptionId: _, ...bare } = ALERT;
    expect(broken(alertSchema(type), { ...bare, kind }).sort()).toEqual(needed);
  });

  it.each([
    ['version', 2],
    ['dueOn', 'soon'],
    ['daysBefore', 0.5],
    ['ended', false],
    ['raisedOn', undefined],
    ['raisedAt', '2026-03-01'],
    ['units', [UNIT, UNIT]],
    ['batch', 7],
  ])('is that %s is never %j', (field, value) => {
    expect(broken(alertSchema('exception.open'), { ...ALERT, [field]: value })).toEqual([field]);
  });

  it('is nothing of whether their units are held', () => {
    const detail = { ...ALERT, units: [{ ...UNIT, held: true }] };
    expect(alertSchema('exception.open').parse(detail).units).toEqual([UNIT]);
  });
});
