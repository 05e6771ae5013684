import type { LedgerDocument } from '../../domain/document/document.ts';
import type { PostedBefore } from '../../domain/imports/order-rows.ts';
import type { ImportRow } from '../../domain/imports/row.ts';
import { stateOf, type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Deps, MovementHead } from '../ports.ts';
import { type FoundOrder, isDocument } from './orders.ts';

/** What orders have posted before of the units that their rows name, wherever those are by now. */

type Asked = {
  readonly rows: readonly ImportRow[];
  readonly orders: ReadonlyMap<string, FoundOrder>;
  /** Those that bear the numbers, or bore them, by `unitKey`. */
  readonly units: ReadonlyMap<string, Unit>;
};

type Gone = { readonly unit: Unit; readonly document: LedgerDocument };

/** Units that stand neither at the order that their row names, nor by it. */
const goneOf = ({ rows, orders, units }: Asked): Gone[] =>
  rows.flatMap(({ itemId, serial, order }): Gone[] => {
    const unit = units.get(unitKey(itemId, serial.key));
    const document = order === undefined ? undefined : orders.get(order);
    if (unit === undefined || stateOf(unit) === 'none') return [];
    if (document === undefined || !isDocument(document)) return [];
    const { documentId } = document;
    const isAt = unit.documentId === documentId || unit.reservedBy?.documentId === documentId;
    return isAt ? [] : [{ unit, document }];
  });

/** Each is a query of its own, and only of a unit that has moved more often than its record tells. */
const LIVES_AT_ONCE = 50;

const livesOf = async (
  { store }: Pick<Deps, 'store'>,
  tenant: string,
  units: readonly Unit[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const lives = new Map(units.map(({ id, movementIds }) => [id, movementIds]));
  const old = units.filter(({ lifeChunks }) => lifeChunks > 0);
  for (let from = 0; from < old.length; from += LIVES_AT_ONCE) {
    const some = old.slice(from, from + LIVES_AT_ONCE);
    const read = await Promise.all(some.map(({ itemId, id }) => store.units.readById(tenant, itemId, id)));
    for (const life of read) if (life !== undefined) lives.set(life.unit.id, life.movementIds);
  }
  return lives;
};

/** It moved something, or numbered what had moved; claims on open rows come and go. */
const isPosting = ({ kind, quantity, voids, voidedBy }: MovementHead): boolean =>
  voids === undefined && voidedBy === undefined && (kind === 'capture' || quantity !== 0);

/** A unit remembers its movements, and a document its own: only those that both name are read, without their units. */
export const postedBefore = async (
  deps: Pick<Deps, 'store'>,
  tenant: string,
  asked: Asked,
): Promise<PostedBefore> => {
  const gone = goneOf(asked);
  if (gone.length === 0) return new Map();
  const lives = await livesOf(
    deps,
    tenant,
    gone.map(({ unit }) => unit),
  );
  const own = new Map(
    gone.map(({ document }) => [document.documentId, new Set(document.movementIds)] as const),
  );
  const shared = gone.map(({ unit, document: { documentId } }) => ({
    id: unit.id,
    documentId,
    movementIds: (lives.get(unit.id) ?? []).filter((one) => own.get(documentId)?.has(one)),
  }));
  const ids = [...new Set(shared.flatMap(({ movementIds }) => movementIds))];
  const heads = ids.length === 0 ? [] : await deps.store.movements.readHeads(tenant, ids);
  const lines = new Map(
    heads
      .filter(isPosting)
      .flatMap(({ movementId, line }) => (line === undefined ? [] : [[movementId, line]])),
  );
  const posted = new Map<string, Map<string, number>>();
  for (const { id, documentId, movementIds } of shared) {
    const line = movementIds.map((one) => lines.get(one)).findLast((one) => one !== undefined);
    if (line === undefined) continue;
    posted.set(documentId, (posted.get(documentId) ?? new Map<string, number>()).set(id, line));
  }
  return posted;
};
