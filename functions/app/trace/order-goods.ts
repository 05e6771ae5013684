import type { Decision } from '../../domain/document/context.ts';
import { isMaking } from '../../domain/document/kinds.ts';
import { looseIntoAny } from '../../domain/parts/joins.ts';
import { looseMove, type Material, materialsAfter } from '../../domain/parts/loose.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Deps, MovementHead } from '../ports.ts';
import type { NamedUnit } from '../units/current.ts';
import type { PastMoment } from '../units/past.ts';
import { inOrder } from './contents.ts';

/** Goods without numbers that documents put into what they make, and nobody said into which of it: all of it may have some. */

const headsOf = async (
  { store }: Deps,
  tenant: string,
  documentId: string,
): Promise<readonly MovementHead[]> => {
  const document = await store.documents.read(tenant, documentId);
  if (document === undefined || document.movementIds.length === 0) return [];
  return store.movements.readHeads(tenant, document.movementIds);
};

/** What is in no product in particular, after these movements. */
const looseInAny = (all: readonly MovementHead[]): readonly Material[] =>
  materialsAfter(
    all
      .filter(({ parent }) => parent === undefined)
      .flatMap((head) => {
        const move = looseMove(head);
        return move === undefined ? [] : [{ ...move, itemId: head.itemId, batch: head.batch }];
      }),
  );

type Goods = Pick<Material, 'itemId' | 'batch'>;

const isSame = (one: Goods, other: Goods): boolean =>
  one.itemId === other.itemId && one.batch === other.batch;

/** The units that a document has made, as far as some of the goods may be in them: such as are not made after all was taken out again. */
export const mayHave = async (deps: Deps, tenant: string, goods: MovementHead): Promise<NamedUnit[]> => {
  const heads = await headsOf(deps, tenant, goods.documentId ?? '');
  const standing = heads.filter((head) => head.voidedBy === undefined).sort(inOrder);
  const isLeft = (before: readonly MovementHead[]): boolean =>
    looseInAny(before.filter((head) => isSame(goods, head))).length > 0;
  const ids = standing
    .filter((head, i) => {
      const before = standing.slice(0, i);
      const isLater = before.some(({ movementId }) => movementId === goods.movementId);
      return isMaking(head) && (!isLater || isLeft(before));
    })
    .map((head) => head.movementId);
  const movements = ids.length === 0 ? [] : await deps.store.movements.readMany(tenant, ids);
  return movements.flatMap(({ itemId, units }) => units.map(({ id, key }) => ({ itemId, id, key })));
};

/** What the document of a decision has put into what it makes, where the decision makes some. */
export const goodsBefore = async (
  deps: Deps,
  tenant: string,
  { document, movements }: Decision,
): Promise<readonly MovementHead[]> => {
  if (document === undefined || !movements.some(isMaking)) return [];
  const now = new Set(movements.map(({ movementId }) => movementId));
  const before = document.movementIds.filter((id) => !now.has(id));
  const heads = before.length === 0 ? [] : await deps.store.movements.readHeads(tenant, before);
  const standing = heads.filter((head) => head.voidedBy === undefined);
  const left = looseInAny(standing);
  return standing.filter((head) => looseIntoAny(head) && left.some((material) => isSame(material, head)));
};

/** What is so in the product of an order, less what came out again: of all products of the order together. */
export type SharedMaterial = Material & { readonly documentId: string };

const isThen = (head: MovementHead, at: PastMoment | undefined): boolean => {
  if (at === undefined) return true;
  if ('day' in at) return head.effectiveDate <= at.day;
  return Date.parse(head.recordedAt) <= Date.parse(at.instant);
};

const standsThen = (
  head: MovementHead,
  all: readonly MovementHead[],
  at: PastMoment | undefined,
): boolean => {
  if (head.voidedBy === undefined) return true;
  // What was taken back later stood then.
  const undone = all.find(({ movementId }) => movementId === head.voidedBy);
  return at !== undefined && 'instant' in at && undone !== undefined && !isThen(undone, at);
};

/** By what made it, where that is known. */
export const sharedMaterials = async (
  deps: Deps,
  tenant: string,
  { unit, at }: { readonly unit: Unit; readonly at?: PastMoment | undefined },
): Promise<SharedMaterial[]> => {
  const { origin } = unit;
  if (origin?.known !== true) return [];
  const { documentId } = origin;
  const heads = await headsOf(deps, tenant, documentId);
  // A void isn't one of the document's own movements.
  const voids = at !== undefined && 'instant' in at ? heads.flatMap(({ voidedBy }) => voidedBy ?? []) : [];
  const undoing = voids.length === 0 ? [] : await deps.store.movements.readHeads(tenant, voids);
  if (!heads.some((head) => head.movementId === origin.movementId && isMaking(head))) return [];
  const then = heads.filter((head) => isThen(head, at) && standsThen(head, undoing, at));
  return looseInAny(then).map((material) => ({ ...material, documentId }));
};
