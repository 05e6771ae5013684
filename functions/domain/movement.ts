import type { PartnerClass } from './policy.ts';
import type { Quantity } from './quantity.ts';
import type { ServiceEvent } from './service/service.ts';
import type { Parent, Unit } from './unit/unit.ts';

/** What moves units or stock, or says of which units it was. */
export const PHYSICAL_KINDS = [
  'receive',
  'return-to-supplier',
  'sell',
  'return',
  'transfer',
  'dispatch',
  'arrive',
  'bring-back',
  'write-off',
  'adjust',
  'consume',
  'produce',
  'scrap',
  'take-out',
  'capture',
  'link',
] as const;

/** What a ledger entry did; its kinds are verbs. */
export const MOVEMENT_KINDS = [
  'assign',
  'remove',
  'register',
  'withdraw',
  'reserve',
  'unreserve',
  ...PHYSICAL_KINDS,
  'hold',
  'release',
  'rename',
  'service',
  'cover',
  'void',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** What a movement may change of a unit, and its void puts back. */
const RESTORED = [
  'status',
  'voided',
  'reservedBy',
  'locationId',
  'partnerId',
  'supplierId',
  'parent',
  'wasPart',
  'batch',
  'expiresOn',
  'documentId',
  'documentNumber',
  'line',
  'onList',
  'soldOn',
  'supplierCover',
  'customerCover',
  'addedDate',
  'origin',
  'exceptionId',
  'provisionalAt',
  'asOf',
  'lastEffectiveDate',
] as const satisfies readonly (keyof Unit)[];

/** What a movement may change beside, told for the history only: voids leave it as it is. */
const TOLD = ['key', 'serial', 'heldBy', 'aliases', 'entity'] as const satisfies readonly (keyof Unit)[];

type Kept = (typeof RESTORED)[number] | (typeof TOLD)[number];

/** What a unit was before a movement: the changed fields only, null where there was nothing. */
export type UnitBefore = { readonly [Field in Kept]?: Unit[Field] | null | undefined };

/** A unit of a movement. */
export type MovedUnit = {
  readonly id: string;
  readonly key: string;
  readonly serial: string;
  /** None where the movement made the record. */
  readonly before?: UnitBefore | undefined;
  /** Of its record, as the posting leaves it; where that takes several movements, all of them tell the same. */
  readonly version?: number | undefined;
  /** The posting leaves it held. */
  readonly held?: true | undefined;
};

/** One immutable entry of the ledger, for one line of a document or for one call about units. */
export type Movement = {
  /** `<posting>.<n>`: postings sort by time. */
  readonly movementId: string;
  readonly kind: MovementKind;
  readonly partnerClass?: PartnerClass | undefined;
  readonly documentId?: string | undefined;
  readonly documentKind?: string | undefined;
  readonly documentNumber?: string | undefined;
  readonly line?: number | undefined;
  readonly itemId: string;
  /** Zero where only records change, as when numbers are assigned. */
  readonly quantity: Quantity;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly reason?: string | undefined;
  /** How much of the quantity was counted in at the same moment, its receipt being unknown. */
  readonly provisional?: number | undefined;
  /** A receipt booked after its units had been used. */
  readonly retrospective?: true | undefined;
  readonly renamedTo?: string | undefined;
  readonly service?: ServiceEvent | undefined;
  /** What it put parts into, or took them out of. */
  readonly parent?: Parent | undefined;
  /** What it took out is no good any more. */
  readonly scrapped?: true | undefined;
  readonly user: string;
  /** The day it counts for, in the tenant's calendar. */
  readonly effectiveDate: string;
  /** The instant it was written, ISO 8601 in UTC; the order of the ledger. */
  readonly recordedAt: string;
  readonly serialCount: number;
  readonly units: readonly MovedUnit[];
  /** The movement that this one takes back. */
  readonly voids?: string | undefined;
  /** The movement that took this one back; the only thing that is ever added to an entry. */
  readonly voidedBy?: string | undefined;
  /** What it did to balances, so that its void can do the opposite. */
  readonly balances: readonly MovedBalance[];
  readonly version: number;
};

/** What a movement did to one balance of its item. */
export type MovedBalance = {
  readonly locationId: string;
  readonly batch?: string | undefined;
  readonly quantity: Quantity;
  readonly serials: number;
  readonly inTransit: Quantity;
  readonly sentSerials: number;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields that a change of a unit must be able to put back, and those that its history tells of. */
export const beforeOf = (before: Unit | undefined, after: Unit): UnitBefore | undefined => {
  if (before === undefined) return undefined;
  const changed = [...RESTORED, ...TOLD].filter((field) => !same(before[field], after[field]));
  return Object.fromEntries(changed.map((field) => [field, before[field] ?? null]));
};

const putBack = (unit: Unit, before: UnitBefore, fields: readonly Kept[]): Unit => ({
  ...unit,
  ...Object.fromEntries(
    fields.flatMap((field) => (field in before ? [[field, before[field] ?? undefined]] : [])),
  ),
});

/** A unit as the void of a movement leaves it. That it was here once is not forgotten: its record is kept by that. */
export const restored = (unit: Unit, before: UnitBefore): Unit => {
  const { lastEffectiveDate = unit.lastEffectiveDate, ...back } = putBack(unit, before, RESTORED);
  return { ...back, lastEffectiveDate };
};

/** A unit as it was before one of its movements; nothing where that made the record. */
export const rewound = (unit: Unit, { before }: MovedUnit): Unit | undefined =>
  before === undefined ? undefined : putBack(unit, before, [...RESTORED, ...TOLD]);

const BRINGING_IN: readonly MovementKind[] = ['receive', 'produce', 'capture', 'adjust', 'return', 'link'];

/** Whether it leads from outside to a place of ours; the void of what led out does. */
export const isInward = ({ from, to }: Pick<Movement, 'from' | 'to'>): boolean =>
  to !== undefined && from === undefined;

const isBringing = (movement: Omit<Movement, 'units'>): boolean =>
  BRINGING_IN.includes(movement.kind) && isInward(movement);

/** Whether units may have come to us by it for the first time. */
export const bringsIn = (movement: Omit<Movement, 'units'>): boolean =>
  isBringing(movement) && movement.serialCount > 0;

/** Whether it brought a batch, so that it tells where that came from. */
export const bringsBatch = (movement: Omit<Movement, 'units'>): boolean =>
  isBringing(movement) && movement.batch !== undefined;

/** Whether it is about units, and no void. */
export const movesNumbers = ({ kind, serialCount }: Omit<Movement, 'units'>): boolean =>
  kind !== 'void' && serialCount > 0;

export const movementIdOf = (postingId: string, n: number): string => `${postingId}.${n}`;

/** The posting a movement belongs to. */
export const postingIdOf = (movementId: string): string => movementId.split('.')[0] ?? movementId;

export const MOVEMENT_ID = /^[0-9A-HJKMNP-TV-Z]{26}\.[1-9][0-9]{0,4}$/;
