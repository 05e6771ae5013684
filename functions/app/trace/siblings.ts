import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import { unitOf } from '../units/history.ts';
import { isFirst, isFirstOfBatch, type Receipts, receivedUnits } from './received-units.ts';

export const KINSHIPS = ['delivery', 'supplier', 'batch'] as const;
/** What siblings share: the delivery that they came with, its supplier, or their batch. */
export type Kinship = (typeof KINSHIPS)[number];

const sharedWith = (unit: Unit, other: Unit): Kinship[] => {
  const [mine, its] = [unit.origin, other.origin];
  const known = mine?.known === true && its?.known === true;
  return [
    ...(known && mine.documentId === its.documentId ? ['delivery' as const] : []),
    ...(known && mine.partnerId !== undefined && mine.partnerId === its.partnerId
      ? ['supplier' as const]
      : []),
    ...(unit.batch !== undefined && unit.batch === other.batch && unit.itemId === other.itemId
      ? ['batch' as const]
      : []),
  ];
};

/** Where siblings are looked for; nothing where the unit doesn't know what it shares. */
const receiptsOf = ({ origin, batch }: Unit, by: Kinship): Receipts | undefined => {
  if (by === 'batch') return batch === undefined ? undefined : { of: 'receipts', by: { batch } };
  if (origin?.known !== true) return undefined;
  if (by === 'delivery') return { documentId: origin.documentId };
  const { partnerId } = origin;
  return partnerId === undefined ? undefined : { of: 'receipts', by: { partnerId } };
};

export type Sibling = { readonly unit: Unit; readonly shares: readonly Kinship[] };
export type SiblingPage = Page<Sibling> & {
  /** Why none can be told. */
  readonly unknown?: string | undefined;
};

const unknownOf = ({ origin }: Unit, by: Kinship): string => {
  if (by === 'batch') return 'no batch on record';
  if (origin?.known === true) return 'its delivery names no supplier';
  return origin?.reason ?? 'not received yet';
};

/**
 * Other units that came with the same delivery, from the same supplier or in the same batch, each once, in the order
 * in which they came.
 * @throws LedgerError `not-found` where there is no such unit
 */
export const siblingsOf = async (
  deps: Deps,
  caller: Caller,
  asked: {
    readonly itemId: string;
    readonly id: string;
    readonly by: Kinship;
    readonly page: PageRequest;
  },
): Promise<SiblingPage> => {
  const { by, page } = asked;
  const { unit } = await unitOf(deps, caller, asked);
  const receipts = receiptsOf(unit, by);
  if (receipts === undefined) return { items: [], unknown: unknownOf(unit, by) };
  const found = await receivedUnits(deps, caller.tenant, {
    receipts,
    page,
    keep: (received) =>
      received.unit.id !== unit.id &&
      received.unit.voided !== true &&
      (by === 'batch' ? isFirstOfBatch : isFirst)(received) &&
      sharedWith(unit, received.unit).includes(by),
  });
  return {
    items: found.items.map(({ unit: other }) => ({ unit: other, shares: sharedWith(unit, other) })),
    next: found.next,
  };
};
