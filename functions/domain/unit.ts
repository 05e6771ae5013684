/** One serialised unit: the states it can be in and what moves it between them. */

export const UNIT_STATUSES = ['expected', 'in-stock', 'sold'] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];
/** `none`: no record. It is where an unknown number starts, and where an expected unit taken off its row ends. */
export type UnitState = UnitStatus | 'none';

/** The state machine; drawn in docs/state-machines.md. */
export const UNIT_TRANSITIONS = {
  assign: { from: ['none'], to: 'expected' },
  remove: { from: ['expected'], to: 'none' },
  receive: { from: ['none', 'expected'], to: 'in-stock' },
  sell: { from: ['in-stock'], to: 'sold' },
  /** A sale of a number that receipts did not have to register (DESIGN section 2, *First sight*). */
  'sell-unregistered': { from: ['none'], to: 'sold' },
} as const satisfies Record<string, { from: readonly UnitState[]; to: UnitState }>;

export type UnitStep = keyof typeof UNIT_TRANSITIONS;

export type Origin =
  | {
      readonly known: true;
      readonly documentId: string;
      readonly movementId: string;
      readonly partnerId?: string | undefined;
      readonly date: string;
    }
  | { readonly known: false; readonly reason: string };

export const NOT_REGISTERED_AT_RECEIPT = 'not registered at receipt';

export type Unit = {
  readonly id: string;
  readonly itemId: string;
  /** Unique per item and tenant. */
  readonly key: string;
  readonly serial: string;
  readonly status: UnitStatus;
  /** LOCNO (M22): the last known place; after a sale the one it left from (M24). None while expected. */
  readonly locationId?: string | undefined;
  /** Who has it outside of us. */
  readonly partnerId?: string | undefined;
  /** The document that last changed it; while expected, the one it is expected on. */
  readonly documentId: string;
  readonly documentNumber?: string | undefined;
  readonly line: number;
  /** The effective date of its first standing receipt (K15, E9). */
  readonly addedDate?: string | undefined;
  readonly origin?: Origin | undefined;
  readonly asOf: { readonly movementId: string; readonly at: string };
  /** The latest effective date of a physical movement; none while only expected. */
  readonly lastEffectiveDate?: string | undefined;
  /** The last movements, at most `MOVEMENTS_ON_UNIT`; older ones lie in chunks of the life file. */
  readonly movementIds: readonly string[];
  /** How many chunks of older movements there are. */
  readonly lifeChunks: number;
  readonly version: number;
};

export const MOVEMENTS_ON_UNIT = 10;

/** INSTOCK (M21). */
export const isInStock = (unit: Pick<Unit, 'status'>): boolean => unit.status === 'in-stock';

export const stateOf = (unit: Unit | undefined): UnitState => unit?.status ?? 'none';

export const unitKey = (itemId: string, key: string): string => `${itemId}#${key}`;

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/**
 * A unit's opaque, URL-safe id: its first key, readable where it can be, and a random part.
 * It never changes, and tells where the record was made, so that it is found without an index.
 */
export const unitIdOf = (firstKey: string, random: string): string =>
  PLAIN.test(firstKey) ? `${firstKey}.${random}` : `x${base64Url(firstKey)}.b.${random}`;

/** The key a unit was made with, or nothing where `id` can't be an id of ours. */
export const firstKeyOf = (id: string): string | undefined => {
  const parts = id.split('.');
  const [head, kind] = parts;
  if (head === undefined || head === '' || parts.at(-1) === '') return undefined;
  if (parts.length === 2) return PLAIN.test(head) ? head : undefined;
  return parts.length === 3 && kind === 'b' && head.startsWith('x')
    ? fromBase64Url(head.slice(1))
    : undefined;
};

const base64Url = (text: string): string => Buffer.from(text, 'ascii').toString('base64url');
const fromBase64Url = (text: string): string => Buffer.from(text, 'base64url').toString('ascii');
