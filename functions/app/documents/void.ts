import { dateFaults } from '../../domain/document/dates.ts';
import { type LedgerDocument, takes } from '../../domain/document/document.ts';
import { decideVoid } from '../../domain/document/void.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { type Movement, postingIdOf } from '../../domain/movement.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps, MovementHead } from '../ports.ts';
import { contextOf, momentOf, readState, type State } from '../posting/decision-context.ts';
import { balancesOf } from '../registry/save-item.ts';
import { type DocumentAsked, type DocumentChange, documentChange, itemsOf, openDocument } from './change.ts';
import { looseFaultsOf } from './loose-goods.ts';
import { partsWithin } from './parts-within.ts';
import { whatSince } from './planned-parts.ts';
import { wholesOf } from './wholes.ts';

export type VoidRequest = DocumentAsked & {
  /** All of them where none are named, and the document with them. */
  readonly movementIds?: readonly string[] | undefined;
  readonly reason: string;
};

const chosenFaults = (
  document: LedgerDocument,
  all: readonly MovementHead[],
  chosen: readonly string[],
): Violation[] =>
  chosen.flatMap((movementId, i): Violation[] => {
    const at = { pointer: `/movementIds/${i}`, movementId };
    const movement = all.find((one) => one.movementId === movementId);
    if (movement === undefined) {
      const detail = `${movementId} is no posting of document ${document.number ?? document.documentId}.`;
      return [{ ...at, code: 'movement-unknown', detail }];
    }
    if (movement.voidedBy === undefined && chosen.indexOf(movementId) === i) return [];
    const detail = `${movementId} was taken back already, or is named twice.`;
    return [{ ...at, code: 'movement-not-voidable', detail }];
  });

const nth = (movementId: string): number => Number(movementId.split('.')[1] ?? 0);

/** Newest first: by posting, and within one by the place in it. */
const newestFirst = (a: Movement, b: Movement): number => {
  const [x, y] = [postingIdOf(a.movementId), postingIdOf(b.movementId)];
  if (x === y) return nth(b.movementId) - nth(a.movementId);
  return x < y ? 1 : -1;
};

/** Units by their numbers of then; those that bear another by now are found by their ids. */
const readMoved = async (
  deps: Deps,
  caller: Caller,
  { document, movements }: { readonly document: LedgerDocument; readonly movements: readonly Movement[] },
): Promise<State> => {
  const moved = new Map(
    movements.flatMap(({ itemId, units }) => units.map((unit) => [unit.id, { itemId, ...unit }] as const)),
  );
  const state = await readState(deps, caller, {
    units: [
      ...[...moved.values()].map(({ itemId, key }) => ({ itemId, key })),
      ...document.lines.flatMap(({ itemId, assigned }) => assigned.map(({ key }) => ({ itemId, key }))),
    ],
    // Also where a movement came to nothing: what it counted is put back there.
    balances: movements.flatMap(({ itemId, balances, from, to }) => [
      ...balances.map(({ locationId, batch }) => ({ itemId, locationId, batch })),
      ...[from, to].flatMap((locationId) => (locationId === undefined ? [] : [{ itemId, locationId }])),
    ]),
  });
  const batched = new Set(
    movements.flatMap(({ itemId, batch, expiresOn }) =>
      batch === undefined || expiresOn === undefined ? [] : [itemId],
    ),
  );
  // Whether anything of a batch is left is told by all places.
  const everywhere = await Promise.all([...batched].map((id) => balancesOf(deps, caller.tenant, id)));
  const known = new Set(state.units.map(({ id }) => id));
  const others = [...moved.values()].filter(({ id }) => !known.has(id));
  const renamed = await Promise.all(
    others.map(({ itemId, id }) => deps.store.units.readById(caller.tenant, itemId, id)),
  );
  const units: Unit[] = [...state.units, ...renamed.flatMap((one) => one?.unit ?? [])];
  const explained = movements.flatMap((movement) =>
    movement.units.flatMap(({ before }) => before?.exceptionId ?? []),
  );
  const exceptions = await deps.store.exceptions.readMany(caller.tenant, [
    ...units.flatMap(({ exceptionId }) => exceptionId ?? []),
    ...explained,
  ]);
  return { ...state, balances: [...state.balances, ...everywhere.flat()], units, exceptions };
};

const rowKey = (itemId: string, key: string): string => JSON.stringify([itemId, key]);

/** Units that go back to what another document had made of them, and that it still waits for. */
const awaitedBy = async (
  deps: Deps,
  caller: Caller,
  { document, movements }: { readonly document: LedgerDocument; readonly movements: readonly Movement[] },
): Promise<ReadonlySet<string>> => {
  const bound = movements.flatMap(({ itemId, units }) =>
    units.flatMap(({ id, key, before }) =>
      before?.status === 'expected' || before?.status === 'in-transit'
        ? [{ itemId, id, key, documentId: before.documentId ?? document.documentId }]
        : [],
    ),
  );
  const others = new Set(
    bound.map(({ documentId }) => documentId).filter((id) => id !== document.documentId),
  );
  const read = await Promise.all([...others].map((id) => deps.store.documents.read(caller.tenant, id)));
  const rows = new Set(
    read
      .flatMap((one) => (one !== undefined && takes(one.status, 'post') ? one.lines : []))
      .flatMap(({ itemId, assigned }) =>
        assigned.flatMap(({ id, key }) => [
          rowKey(itemId, key),
          ...(id === undefined ? [] : [rowKey(itemId, id)]),
        ]),
      ),
  );
  const waits = bound.filter(
    ({ itemId, id, key }) => rows.has(rowKey(itemId, id)) || rows.has(rowKey(itemId, key)),
  );
  return new Set(waits.map(({ id }) => id));
};

/**
 * Takes postings of a document back, newest first, all or none.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const voidDocument = async (
  deps: Deps,
  caller: Caller,
  request: VoidRequest,
): Promise<DocumentChange> => {
  const [settings, document] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    openDocument(deps, caller, { ...request, command: 'void' }),
  ]);
  const [items, all] = await Promise.all([
    itemsOf(deps, caller, document),
    deps.store.movements.readHeads(caller.tenant, document.movementIds),
  ]);
  const standing = all.filter((movement) => movement.voidedBy === undefined);
  const isChosen = request.movementIds !== undefined;
  const chosen = request.movementIds ?? standing.map(({ movementId }) => movementId);
  refuseIfAny(chosenFaults(document, all, chosen));
  const movements = [...(await deps.store.movements.readMany(caller.tenant, chosen))].sort(newestFirst);
  const { caseSensitive } = settings;
  const [state, awaited] = await Promise.all([
    readMoved(deps, caller, { document, movements }),
    awaitedBy(deps, caller, { document, movements }),
  ]);
  const moment = momentOf(deps, settings);
  const { units } = state;
  const [within, wholes] = await Promise.all([
    partsWithin(deps, caller.tenant, { movements, all, units, caseSensitive }),
    wholesOf(deps, caller, { movements, state, settings }),
  ]);
  const since = await whatSince(deps, caller.tenant, { document, movements, wholes });
  const context = contextOf(deps, caller, { moment, items, state, wholes });
  const { violations, decision } = decideVoid(
    { document, movements, isChosen, all, reason: request.reason, awaited, within, since },
    context,
  );
  const pointerOf = () => '/movementIds';
  const loose = await looseFaultsOf(deps, caller.tenant, {
    decision,
    document,
    pointerOf,
    faults: violations,
  });
  refuseIfAny([...dateFaults(moment.today, moment, ''), ...violations, ...loose]);
  return documentChange(deps, caller, { decision, context, document, before: document, items, moment });
};
