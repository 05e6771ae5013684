import type { AlertKind } from '../alert/alert.ts';
import type { MovementKind } from '../movement.ts';

/** What is told outward of movements and alerts, by kind. Names are promises to whoever listens: they are added to, never changed. */

export const UNITS_PER_EVENT = 100;

export const UNIT_FACTS = {
  assign: 'unit.expected',
  remove: 'unit.no-longer-expected',
  register: 'unit.entity-registered',
  withdraw: 'unit.entity-withdrawn',
  reserve: 'unit.reserved',
  unreserve: 'unit.unreserved',
  receive: 'unit.received',
  'return-to-supplier': 'unit.returned-to-supplier',
  sell: 'unit.sold',
  return: 'unit.returned',
  transfer: 'unit.moved',
  dispatch: 'unit.moved',
  arrive: 'unit.moved',
  'bring-back': 'unit.moved',
  'write-off': 'unit.written-off',
  adjust: 'unit.adjusted',
  consume: 'unit.consumed',
  produce: 'unit.produced',
  scrap: 'unit.scrapped',
  'take-out': 'unit.taken-out',
  capture: 'unit.captured',
  link: 'unit.linked',
  hold: 'unit.held',
  release: 'unit.released',
  rename: 'unit.renamed',
  service: 'unit.serviced',
  cover: 'unit.cover-changed',
  void: 'unit.movement-voided',
} as const satisfies Record<MovementKind, string>;

/** Of quantity without numbers, whatever the kind. */
export const STOCK_FACT = 'stock.moved';

export type UnitFact = (typeof UNIT_FACTS)[MovementKind];
export type FactType = UnitFact | typeof STOCK_FACT;

export const ALERT_TYPES = {
  'supplier-warranty': 'unit.warranty-ending',
  'customer-warranty': 'unit.warranty-ending',
  'serial-expiry': 'unit.expiring',
  'batch-expiry': 'batch.expiring',
  'overdue-list': 'list.overdue',
  'open-exception': 'exception.open',
} as const satisfies Record<AlertKind, string>;

export type AlertType = (typeof ALERT_TYPES)[AlertKind];
