import { type BalanceChange, balanceName } from '../../domain/balance.ts';
import { batchName } from '../../domain/batch.ts';
import type { Decision, DecisionContext } from '../../domain/document/context.ts';
import { isOpenRow, type LedgerDocument } from '../../domain/document/document.ts';
import { leftTold } from '../../domain/document/movement-of.ts';
import { LedgerError } from '../../domain/errors.ts';
import { joinsOf } from '../../domain/parts/joins.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import { withProjectNumbers } from '../entities/project-numbers.ts';
import type { Caller, Deps } from '../ports.ts';
import { recalled, unitParts } from '../recalls/decision.ts';
import type { WritePart } from '../write-part.ts';

export type DocumentChanged = {
  readonly after: LedgerDocument;
  readonly before: LedgerDocument | undefined;
};

/** How many more rows of each item are open than before. */
const rowsOpened = (documents: readonly DocumentChanged[]): Map<string, number> => {
  const rows = new Map<string, number>();
  const count = (document: LedgerDocument | undefined, sign: 1 | -1): void => {
    for (const line of document?.lines ?? []) {
      if (document !== undefined && isOpenRow(document, line))
        rows.set(line.itemId, (rows.get(line.itemId) ?? 0) + sign);
    }
  };
  for (const { after, before } of documents) {
    count(after, 1);
    count(before, -1);
  }
  return rows;
};

type Written = {
  readonly decision: Decision;
  readonly context: DecisionContext;
  readonly before?: LedgerDocument | undefined;
  /** Documents that it changes where it is about several; they are not in the decision. */
  readonly documents?: readonly DocumentChanged[] | undefined;
};

const documentsIn = ({ decision, before, documents = [] }: Written): readonly DocumentChanged[] =>
  decision.document === undefined ? documents : [...documents, { after: decision.document, before }];

/** A balance that was read, or that must exist because units were counted there. */
const exists = (change: BalanceChange, context: DecisionContext): boolean =>
  context.balances.has(balanceName(change)) ||
  (change.quantity === 0 && (change.serials < 0 || change.inTransit < 0));

/**
 * Under which tracking of its items a decision holds. Existing balances tell by themselves; where one is made, where
 * none is touched, or where rows are opened or closed, the item's guard is looked at in the same transaction.
 */
const guardParts = ({ store }: Deps, tenant: string, written: Written): WritePart[] => {
  const { decision, context } = written;
  const rows = rowsOpened(documentsIn(written));
  const items = new Set([
    ...decision.balances.map(({ itemId }) => itemId),
    ...decision.movements.map(({ itemId }) => itemId),
    ...[...rows].flatMap(([itemId, opened]) => (opened === 0 ? [] : [itemId])),
  ]);
  return [...items].flatMap((itemId) => {
    const epoch = context.items.get(itemId)?.epoch ?? 0;
    const opened = rows.get(itemId) ?? 0;
    const its = decision.balances.filter((change) => change.itemId === itemId);
    const made = its.filter((change) => !exists(change, context)).length;
    if (opened !== 0 || made > 0) {
      return [store.guards.count(tenant, itemId, { epoch, openRows: opened, balances: made })];
    }
    return its.length > 0 ? [] : [store.guards.check(tenant, itemId, epoch)];
  });
};

/** They are changed by one transaction, with the document and the posting's head. */
const BALANCES_PER_POSTING = 80;

/** They are looked at by the transaction that commits. */
const RELIED_PER_POSTING = 80;

/** Units that something goes into or comes out of, numbered or not. */
const openedBy = ({ movements, units }: Decision, { wholes }: DecisionContext): Unit[] => {
  const into = units.flatMap(({ before, after }) =>
    after?.parent === undefined || after.parent.id === before?.parent?.id ? [] : (after.parent.id ?? []),
  );
  const left = units.flatMap(({ before, after }) =>
    before?.parent === undefined || before.parent.id === after?.parent?.id ? [] : (before.parent.id ?? []),
  );
  const told = movements.flatMap(({ parent }) => parent?.id ?? []);
  return [...new Set([...into, ...left, ...told])].flatMap((id) => wholes?.byId.get(id) ?? []);
};

/**
 * What a decision stands on must still be so; what it changes itself is told by the change. A unit that is opened is
 * a version later then, so that whoever takes back what made it learns of the part.
 */
const reliedParts = (
  { store }: Deps,
  tenant: string,
  { decision, context }: Pick<Written, 'decision' | 'context'>,
): WritePart[] => {
  const { relied = [], units } = decision;
  const changed = new Set(units.flatMap(({ before, after }) => (after ?? before)?.id ?? []));
  const opened = new Map(
    openedBy(decision, context)
      .filter(({ id }) => !changed.has(id))
      .map((unit) => [unit.id, unit]),
  );
  const others = relied.filter(({ id }) => !changed.has(id) && !opened.has(id));
  const count = others.length + opened.size;
  if (count > RELIED_PER_POSTING) {
    const what = 'units that are opened or hold such units';
    throw new LedgerError({ code: 'posting-too-large', what, actual: count, limit: RELIED_PER_POSTING });
  }
  return [
    ...others.map((unit) => store.units.check(tenant, unit)),
    ...[...opened.values()].flatMap((unit) =>
      store.units.change(tenant, { before: unit, after: { ...unit, version: unit.version + 1 } }),
    ),
  ];
};

/** Everything a decision writes, as one set of parts; and the decision as open recalls have it. */
export const decisionParts = async (
  deps: Deps,
  { tenant }: Caller,
  written: Written,
): Promise<{ readonly parts: readonly WritePart[]; readonly decision: Decision }> => {
  const { store } = deps;
  const { context } = written;
  const { decision: made, units: recalledUnits, searches } = await recalled(deps, tenant, written);
  const decision = leftTold(await withProjectNumbers(deps, tenant, made));
  if (decision.balances.length > BALANCES_PER_POSTING) {
    const [actual, limit] = [decision.balances.length, BALANCES_PER_POSTING];
    throw new LedgerError({ code: 'posting-too-large', what: 'balances', actual, limit });
  }
  const { allowNegativeStock } = context.settings;
  const parts = [
    ...documentsIn({ ...written, decision }).flatMap(({ after, before }) =>
      store.documents.save(tenant, after, before),
    ),
    ...(decision.unnumbered === true ? [store.settings.check(tenant, context.settings)] : []),
    ...(decision.exceptions ?? []).map((exception) =>
      store.exceptions.save(tenant, exception, context.exceptions.get(exception.exceptionId)),
    ),
    ...(decision.batches ?? []).map((batch) =>
      store.batches.save(tenant, batch, context.batches.get(batchName(batch.itemId, batch.batch))),
    ),
    ...(decision.voided ?? []).map((movement) => store.movements.markVoided(tenant, movement)),
    ...decision.movements.flatMap((movement) => store.movements.add(tenant, movement)),
    ...joinsOf(decision).flatMap((join) => store.units.join(tenant, join)),
    ...decision.balances.map((change) =>
      store.balances.change(tenant, change, {
        allowNegativeStock,
        epoch: context.items.get(change.itemId)?.epoch ?? 0,
        isNew: !exists(change, context),
      }),
    ),
    ...guardParts(deps, tenant, { ...written, decision }),
    ...searches,
    ...reliedParts(deps, tenant, { decision, context }),
    ...unitParts(deps, tenant, { units: decision.units, recalled: recalledUnits }),
  ];
  return { parts, decision };
};
