import type { OnList } from '../asn/asn.ts';
import type { Cover } from '../cover/cover.ts';
import type { Entity } from '../entity/entity.ts';

/** One serialised unit: the states it can be in, what moves it between them, and the marks beside. */

export const UNIT_STATUSES = [
  'expected',
  'in-stock',
  'in-transit',
  'sold',
  'consumed',
  'written-off',
  'returned-to-supplier',
] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];

/** As people see it: a unit in stock that a document has reserved shows as `reserved`. */
export const SHOWN_STATUSES = [...UNIT_STATUSES, 'reserved'] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

/**
 * `none`: nothing stands on record for the number. It is where an unknown number starts, where an expected unit taken
 * off its row ends, and where the void of a unit's only posting leads; that record is kept, and shows as written off.
 */
export type UnitState = UnitStatus | 'none';

/** The state machine; drawn in docs/state-machines.md. */
export const UNIT_TRANSITIONS = {
  assign: { from: ['none'], to: 'expected' },
  remove: { from: ['expected'], to: 'none' },
  /** As an entity: by hand, or by a sales order. */
  announce: { from: ['none'], to: 'expected' },
  withdraw: { from: ['expected'], to: 'none' },
  'receive-order': { from: ['none', 'expected'], to: 'in-stock' },
  receive: { from: ['none', 'expected', 'returned-to-supplier'], to: 'in-stock' },
  'buy-back': { from: ['none', 'expected', 'returned-to-supplier', 'sold'], to: 'in-stock' },
  'return-to-supplier': { from: ['in-stock'], to: 'returned-to-supplier' },
  sell: { from: ['in-stock'], to: 'sold' },
  /** Steps named `…-unknown` take a number at first sight (DESIGN section 2, *First sight*). */
  'sell-unknown': { from: ['none', 'expected'], to: 'sold' },
  return: { from: ['sold'], to: 'in-stock' },
  'return-unknown': { from: ['none', 'expected'], to: 'in-stock' },
  move: { from: ['in-stock'], to: 'in-stock' },
  'move-unknown': { from: ['none', 'expected'], to: 'in-stock' },
  dispatch: { from: ['in-stock'], to: 'in-transit' },
  'dispatch-unknown': { from: ['none', 'expected'], to: 'in-transit' },
  arrive: { from: ['in-transit'], to: 'in-stock' },
  'bring-back': { from: ['in-transit'], to: 'in-stock' },
  'write-off': { from: ['in-stock', 'in-transit'], to: 'written-off' },
  'write-off-unknown': { from: ['none', 'expected'], to: 'written-off' },
  find: { from: ['none', 'expected', 'written-off'], to: 'in-stock' },
  lose: { from: ['in-stock'], to: 'written-off' },
  'lose-unknown': { from: ['none', 'expected'], to: 'written-off' },
  consume: { from: ['in-stock'], to: 'consumed' },
  'consume-unknown': { from: ['none', 'expected'], to: 'consumed' },
  produce: { from: ['none', 'expected'], to: 'in-stock' },
  scrap: { from: ['in-stock'], to: 'written-off' },
  'scrap-unknown': { from: ['none', 'expected'], to: 'written-off' },
  'take-out': { from: ['consumed'], to: 'in-stock' },
  /** Taken out and no good any more. */
  discard: { from: ['consumed'], to: 'written-off' },
  'capture-received': { from: ['none', 'expected'], to: 'in-stock' },
  'capture-sold': { from: ['in-stock'], to: 'sold' },
  'capture-sold-unknown': { from: ['none', 'expected'], to: 'sold' },
  link: { from: ['none', 'expected'], to: 'in-stock' },
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

export type Reservation = {
  readonly documentId: string;
  readonly documentNumber?: string | undefined;
  readonly line: number;
};

export type Hold = {
  /** The movement, or the recall, that placed it. */
  readonly holdId: string;
  readonly reason: string;
  readonly at: string;
  readonly user: string;
  /** The recall that it is for. */
  readonly recallId?: string | undefined;
  /** The movement by which the unit came in held; the hold goes where that is taken back. */
  readonly cameWith?: string | undefined;
};

/** Another unit of which this one is a part. */
export type Parent = { readonly itemId: string; readonly serial: string; readonly id?: string | undefined };

export type AsOf = {
  readonly movementId: string;
  readonly at: string;
  /** How many untracked movements the place had seen by then; none where it is 0. */
  readonly untracked?: number | undefined;
};

export type Unit = {
  readonly id: string;
  readonly itemId: string;
  /** Unique per item and tenant. */
  readonly key: string;
  readonly serial: string;
  readonly status: UnitStatus;
  /** Its only posting was voided: for what may happen next there is no such unit. */
  readonly voided?: true | undefined;
  readonly reservedBy?: Reservation | undefined;
  readonly heldBy?: readonly Hold[] | undefined;
  /** LOCNO (M22): the last known place; after a sale the one it left from (M24). None while expected. */
  readonly locationId?: string | undefined;
  /** Who has it outside of us. */
  readonly partnerId?: string | undefined;
  /** Who supplied it last. */
  readonly supplierId?: string | undefined;
  readonly parent?: Parent | undefined;
  /** It was a part before and taken out again; of what, its movements tell. */
  readonly wasPart?: true | undefined;
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
  /** The document that last changed it; while expected, the one it is expected on. None where no document did. */
  readonly documentId?: string | undefined;
  readonly documentNumber?: string | undefined;
  readonly line?: number | undefined;
  /** The advance list that announced it, while it is expected. */
  readonly onList?: OnList | undefined;
  /** When it was sold; none while it isn't. */
  readonly soldOn?: string | undefined;
  /** How long its supplier answers for it, and we for it to its buyer. */
  readonly supplierCover?: Cover | undefined;
  readonly customerCover?: Cover | undefined;
  /** The effective date of its first standing receipt (K15, E9). */
  readonly addedDate?: string | undefined;
  readonly origin?: Origin | undefined;
  /** What stands open because its number was unknown where receipts must be numbered. */
  readonly exceptionId?: string | undefined;
  /** Where it was counted in provisionally, until its receipt is booked after the fact. */
  readonly provisionalAt?: string | undefined;
  /** The movement that last asserted state and place. */
  readonly asOf: AsOf;
  /** The latest effective date of a physical movement, standing or taken back; none of what was only ever expected. */
  readonly lastEffectiveDate?: string | undefined;
  /** The individual that it is, where its item is of a model. */
  readonly entity?: Entity | undefined;
  /** Numbers it bore before it was renamed, latest last. */
  readonly aliases?: readonly string[] | undefined;
  /** The last movements, at most `MOVEMENTS_ON_UNIT`, or fewer of an individual; older ones lie in chunks of the life file. */
  readonly movementIds: readonly string[];
  /** How many chunks of older movements there are. */
  readonly lifeChunks: number;
  readonly version: number;
};

export const MOVEMENTS_ON_UNIT = 10;
/** What an individual says more of itself takes the room of three. */
const MOVEMENTS_ON_ENTITY = 7;

/** INSTOCK (M21). */
export const isInStock = ({ status }: Pick<Unit, 'status'>): boolean =>
  status === 'in-stock' || status === 'in-transit';

export const shownStatus = ({ status, reservedBy }: Pick<Unit, 'status' | 'reservedBy'>): ShownStatus =>
  status === 'in-stock' && reservedBy !== undefined ? 'reserved' : status;

export const stateOf = (unit: Unit | undefined): UnitState =>
  unit === undefined || unit.voided === true ? 'none' : unit.status;

/** An individual that is made known in advance, and that no order's row expects. */
export const isAnnounced = (unit: Unit | undefined): boolean =>
  unit?.status === 'expected' && unit.documentId === undefined;

/** In our hands, or was; an expected unit never was. */
export const isHere = (unit: Unit | undefined): boolean => {
  const state = stateOf(unit);
  return state !== 'none' && state !== 'expected';
};

/** Whether its record stays when nothing stands of it: it was here once, or a number that it bore leads to it. */
export const hasPast = ({ lastEffectiveDate, aliases = [] }: Unit): boolean =>
  lastEffectiveDate !== undefined || aliases.length > 0;

export const unitKey = (itemId: string, key: string): string => `${itemId}#${key}`;

/** Whether a unit on record bears the number: one expected, here or gone, and not one that was taken back. */
export const isKnownNumber = (
  units: ReadonlyMap<string, Unit>,
  { itemId, key }: Pick<Unit, 'itemId' | 'key'>,
): boolean => stateOf(units.get(unitKey(itemId, key))) !== 'none';

/** Adds a movement to a record; a full record passes its ids on to the life file and starts anew. */
export const remember = (
  unit: Unit | undefined,
  movementId: string,
): Pick<Unit, 'movementIds' | 'lifeChunks'> => {
  const [ids, chunks] = [unit?.movementIds ?? [], unit?.lifeChunks ?? 0];
  const most = unit?.entity === undefined ? MOVEMENTS_ON_UNIT : MOVEMENTS_ON_ENTITY;
  return ids.length < most
    ? { movementIds: [...ids, movementId], lifeChunks: chunks }
    : { movementIds: [movementId], lifeChunks: chunks + 1 };
};

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const URL_SAFE = /^[A-Za-z0-9_-]+$/;

/**
 * A unit's opaque, URL-safe id: its first key, readable where it can be, and a random part.
 * It never changes, and tells where the record was made, so that it is found without an index.
 */
export const unitIdOf = (firstKey: string, random: string): string =>
  PLAIN.test(firstKey) ? `${firstKey}.${random}` : `x${base64Url(firstKey)}.b.${random}`;

/** The key a unit was made with, or nothing where `id` can't be an id of ours. */
export const firstKeyOf = (id: string): string | undefined => {
  const [first, last] = [id.indexOf('.'), id.lastIndexOf('.')];
  const [head, random] = [id.slice(0, first), id.slice(last + 1)];
  const key = first === last ? head : fromBase64Url(head.slice(1));
  return key !== '' && URL_SAFE.test(random) && unitIdOf(key, random) === id ? key : undefined;
};

const base64Url = (text: string): string => Buffer.from(text, 'ascii').toString('base64url');
const fromBase64Url = (text: string): string => Buffer.from(text, 'base64url').toString('ascii');
