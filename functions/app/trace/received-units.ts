import { bringsIn, type MovedUnit, movesNumbers } from '../../domain/movement.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { List } from '../lists/ports.ts';
import type { Deps, MovementHead, Page, PageRequest } from '../ports.ts';
import { currentUnits } from '../units/current.ts';

/** Units by the movements that brought them in: those of one document, or those that a list names. */

export type Receipts = { readonly documentId: string } | (List & { readonly of: 'receipts' });

export type Received = { readonly movement: MovementHead; readonly moved: MovedUnit; readonly unit: Unit };

/** Where it goes on: behind a movement, and behind so many units of the next one. */
type Place = { readonly after: string | undefined; readonly offset: number };

const placeIn = (position: string | undefined): Place => {
  const [offset = '', ...after] = (position ?? '').split(':');
  return { offset: Number(offset) || 0, after: after.length === 0 ? undefined : after.join(':') };
};

const positionOf = ({ after, offset }: Place): string =>
  after === undefined ? `${offset}` : `${offset}:${after}`;

/** A request looks at so many movements and units at most; a page may be short. */
const MOVEMENTS_PER_REQUEST = 200;
const UNITS_PER_REQUEST = 1_000;
const STEP = 25;

type Named = { readonly sort: string; readonly movementId: string };

const namedAfter = async (
  deps: Deps,
  tenant: string,
  { receipts, after }: { readonly receipts: Receipts; readonly after: string | undefined },
): Promise<Page<Named>> => {
  if ('of' in receipts) {
    const page = await deps.store.indexes.propose(tenant, receipts, { limit: STEP, after });
    return {
      items: page.items.map(({ sort, ref: [movementId = ''] }) => ({ sort, movementId })),
      next: page.next,
    };
  }
  const document = await deps.store.documents.read(tenant, receipts.documentId);
  const ids = [...(document?.movementIds ?? [])].sort().filter((id) => after === undefined || id > after);
  const items = ids.slice(0, STEP).map((id) => ({ sort: id, movementId: id }));
  return { items, next: ids.length > STEP ? items.at(-1)?.sort : undefined };
};

/** Standing movements as they are named, units or not; fewer where some of them were taken back. */
export const receiptsPage = async (
  deps: Deps,
  tenant: string,
  asked: { readonly receipts: Receipts; readonly after: string | undefined },
): Promise<Page<MovementHead>> => {
  const page = await namedAfter(deps, tenant, asked);
  const ids = page.items.map(({ movementId }) => movementId);
  const heads = ids.length === 0 ? [] : await deps.store.movements.readHeads(tenant, ids);
  return { items: heads.filter(({ voidedBy }) => voidedBy === undefined), next: page.next };
};

/**
 * By the movement that the unit's origin tells of, so that one that came in again isn't told twice; where its origin is
 * unknown, by the first that was heard of it.
 */
export const isFirst = ({ movement, moved: { before }, unit: { origin } }: Received): boolean =>
  origin?.known === true
    ? origin.movementId === movement.movementId
    : before === undefined || before.voided === true;

/** By the movement that first told of its batch. */
export const isFirstOfBatch = ({ moved: { before } }: Received): boolean =>
  before === undefined || before.batch !== undefined || before.voided === true;

/** What stands of the movements named, by id. */
const standing = async (
  deps: Deps,
  tenant: string,
  { ids, receipts }: { readonly ids: readonly string[]; readonly receipts: Receipts },
): Promise<ReadonlyMap<string, MovementHead>> => {
  const heads = await deps.store.movements.readHeads(tenant, ids);
  const isMeant = 'of' in receipts ? movesNumbers : bringsIn;
  const its = heads.filter((head) => isMeant(head) && head.voidedBy === undefined);
  return new Map(its.map((head) => [head.movementId, head]));
};

/**
 * One page of units that standing movements brought in, in the order of those, as they are today. `keep` says which
 * belong. One that came in more than once is told as often.
 */
export const receivedUnits = async (
  deps: Deps,
  tenant: string,
  asked: {
    readonly receipts: Receipts;
    readonly page: PageRequest;
    /** Of which movements units are read at all. */
    readonly worth?: (movement: MovementHead) => boolean;
    readonly keep: (received: Received) => boolean;
  },
): Promise<Page<Received>> => {
  const { receipts, page, keep, worth = () => true } = asked;
  const found: Received[] = [];
  let { after, offset } = placeIn(page.after);
  for (let [movements, units] = [0, 0]; movements < MOVEMENTS_PER_REQUEST; movements += STEP) {
    const step = await namedAfter(deps, tenant, { receipts, after });
    const ids = step.items.map(({ movementId }) => movementId);
    const heads = await standing(deps, tenant, { ids, receipts });
    for (const { sort, movementId } of step.items) {
      const head = heads.get(movementId);
      const movement = head !== undefined && worth(head) ? head : undefined;
      while (movement !== undefined && offset < movement.serialCount) {
        if (found.length >= page.limit || units >= UNITS_PER_REQUEST) {
          return { items: found, next: positionOf({ after, offset }) };
        }
        const count = Math.min(page.limit - found.length, UNITS_PER_REQUEST - units);
        const moved = await deps.store.movements.readUnits(tenant, movement, { from: offset, count });
        const named = moved.map(({ key, id }) => ({ itemId: movement.itemId, key, id }));
        const current = await currentUnits(deps, tenant, named);
        const its = moved.flatMap((one, i) => {
          const unit = current[i];
          return unit === undefined ? [] : [{ movement, moved: one, unit }];
        });
        found.push(...its.filter(keep));
        units += count;
        offset += count;
      }
      after = sort;
      offset = 0;
    }
    if (step.next === undefined) return { items: found };
  }
  return { items: found, next: positionOf({ after, offset }) };
};
