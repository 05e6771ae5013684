import type { Decision } from '../../domain/document/context.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import type { Movement } from '../../domain/movement.ts';
import { joiningOf } from '../../domain/parts/joins.ts';
import { type LooseLess, type LooseMove, looseFaults, looseMove } from '../../domain/parts/loose.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Deps, MovementHead } from '../ports.ts';
import { readJoins } from '../trace/contents.ts';

/** What a decision takes out of units without numbers, and whether that much is in them. */

type Given = {
  readonly decision: Decision;
  /** None where it is made only now. */
  readonly document?: LedgerDocument | undefined;
  readonly pointerOf: (movement: Movement) => string;
  /** What else is wrong: of a line that is refused anyway nothing more is told. */
  readonly faults: readonly Violation[];
};

type Less = LooseLess & { readonly movement: Movement };

/** What the decision makes less: by taking out, or by taking back what put in. */
const lessBy = ({ decision, pointerOf, faults }: Given): Less[] => {
  const isFaulty = (pointer: string): boolean => {
    const line = pointer.slice(0, pointer.lastIndexOf('/'));
    return faults.some((fault) => fault.pointer === line || fault.pointer.startsWith(`${line}/`));
  };
  const of = (does: LooseMove['does']) => (movement: Movement) => {
    const move = looseMove(movement);
    const { line } = movement;
    const pointer = pointerOf(movement);
    if (move?.does !== does || isFaulty(pointer)) return [];
    return [{ move, line, pointer, isVoid: does === 'in', movement }];
  };
  return [...decision.movements.flatMap(of('out')), ...(decision.voided ?? []).flatMap(of('in'))];
};

const goodsOf = ({ itemId, batch, parent }: MovementHead) => ({
  itemId,
  batch,
  within: parent?.id === undefined ? undefined : { ...parent, id: parent.id },
});

const nameOf = (movement: MovementHead): string => {
  const { itemId, batch, within } = goodsOf(movement);
  return JSON.stringify([itemId, batch, within?.id]);
};

/** All that stands of a unit, or of what the document says of none, with what the decision adds. */
const movesOf = async (
  deps: Deps,
  tenant: string,
  { less: { movement }, decision, document }: Given & { readonly less: Less },
) => {
  const voided = new Set(decision.voided?.map(({ movementId }) => movementId));
  const stands = ({ voidedBy, movementId }: MovementHead) =>
    voidedBy === undefined && !voided.has(movementId);
  const { itemId, batch, within } = goodsOf(movement);
  const isSame = (one: MovementHead) => one.itemId === itemId && one.batch === batch;
  if (within === undefined) {
    const ids = document?.movementIds ?? [];
    const before = ids.length === 0 ? [] : await deps.store.movements.readHeads(tenant, ids);
    const all = [...before.filter(stands), ...decision.movements];
    return all
      .filter((one) => isSame(one) && one.parent === undefined)
      .flatMap((one) => looseMove(one) ?? []);
  }
  const joins = await readJoins(deps, tenant, within);
  const now = decision.movements.filter((one) => joiningOf(one, joins.ids) !== undefined);
  return [...joins.all.map((one) => one.movement).filter(stands), ...now]
    .filter((one) => isSame(one) && one.parent?.id !== undefined && joins.ids.has(one.parent.id))
    .flatMap((one) => looseMove(one) ?? []);
};

/** Nothing is read where nothing comes out without a number. What units contain is read behind their versions. */
export const looseFaultsOf = async (deps: Deps, tenant: string, given: Given): Promise<Violation[]> => {
  const groups = Map.groupBy(lessBy(given), ({ movement }) => nameOf(movement));
  const found = await Promise.all(
    [...groups.values()].map(async (less) => {
      const [first] = less;
      if (first === undefined) return [];
      return looseFaults(
        goodsOf(first.movement),
        less,
        await movesOf(deps, tenant, { ...given, less: first }),
      );
    }),
  );
  return found.flat();
};
