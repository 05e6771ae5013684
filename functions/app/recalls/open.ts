import { refuseIfAny } from '../../domain/errors.ts';
import {
  type OpenRecall,
  type Recall,
  type RecallCriteria,
  type RecallUnit,
  summaryOf,
} from '../../domain/recall/recall.ts';
import { isInStock, type Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';
import { momentOf } from '../posting/decision-context.ts';
import { currentUnits } from '../units/current.ts';
import type { RecallChange } from './change.ts';
import { readCriteria } from './criteria.ts';
import { findRecalled } from './find.ts';
import { holdOf, holdPosting } from './holds.ts';
import { firstSearch } from './search.ts';

/** Opening a recall: what is quickly found is told at once. */

const OPEN_MAX = 50;
/** As many units are found, and written with the recall itself, while whoever opens it waits. */
const FOUND_AT_ONCE = 60;
/** What else opening it writes, with some to spare. */
const BESIDE = 10;
const PAGES_AT_ONCE = 3;

/** What few pages tell; the job that is begun looks everywhere. */
const firstFound = async (
  deps: Deps,
  caller: Caller,
  recall: OpenRecall,
): Promise<{ readonly found: readonly RecallUnit[]; readonly units: readonly Unit[] }> => {
  const found = new Map<string, RecallUnit>();
  let after: string | undefined;
  for (let page = 0; page < PAGES_AT_ONCE; page += 1) {
    const { items, next } = await findRecalled(deps, caller, { recall, after });
    for (const unit of items) if (!found.has(unit.id)) found.set(unit.id, unit);
    if (next === undefined) break;
    after = next;
  }
  const all = [...found.values()];
  const affected = all.filter(({ unaffected }) => unaffected !== true);
  const units = (await currentUnits(deps, caller.tenant, affected)).flatMap((unit) => unit ?? []);
  return { found: all, units: units.filter(({ voided }) => voided !== true) };
};

export type NewRecall = {
  readonly name: string;
  readonly criteria: RecallCriteria;
  /** Holds all its units in stock, with this reason, as they are found. */
  readonly hold?: { readonly reason?: string | undefined } | undefined;
};

/**
 * Opens a recall: from now on whatever comes in and fits comes in held. Its units are looked for at once as far as that
 * is quickly done, and by a job.
 * @throws LedgerError `refused`
 */
export const openNewRecall = async (deps: Deps, caller: Caller, given: NewRecall): Promise<RecallChange> => {
  const { store } = deps;
  const { tenant, user } = caller;
  const [settings, open] = await Promise.all([store.settings.read(tenant), store.recalls.readOpen(tenant)]);
  const { criteria, componentIds, violations } = await readCriteria(deps, caller, {
    asked: given.criteria,
    settings,
  });
  const tooMany = `There are ${open.recalls.length} open recalls; close some of them.`;
  refuseIfAny([
    ...violations,
    ...(open.recalls.length < OPEN_MAX
      ? []
      : [{ pointer: '', code: 'recalls-too-many' as const, detail: tooMany }]),
  ]);
  const { recordedAt } = momentOf(deps, settings);
  const recallId = deps.ids.sortable();
  const asked: OpenRecall = { recallId, name: given.name, criteria, componentIds };
  const job = firstSearch(deps, { tenant, user, recallId });
  const { found, units } = await firstFound(deps, caller, asked);
  const few = found.length <= Math.min(FOUND_AT_ONCE, deps.limits.actions - BESIDE);
  const hold =
    given.hold === undefined
      ? undefined
      : { at: recordedAt, by: user, reason: holdOf(asked, given.hold.reason).reason };
  const recall: Recall = {
    ...asked,
    status: 'open',
    createdAt: recordedAt,
    createdBy: user,
    jobId: job.jobId,
    hold,
    version: 1,
  };
  const due = units.filter(isInStock);
  const posting =
    few && hold !== undefined && due.length > 0
      ? await holdPosting(deps, caller, { units: due, asked: holdOf(asked, hold.reason) })
      : undefined;
  const after = new Map(posting?.units.map((unit) => [unit.id, unit]));
  return {
    parts: [
      ...(posting?.parts ?? []),
      store.recalls.save(tenant, recall),
      store.recalls.saveOpen(tenant, { recalls: [...open.recalls, asked], version: open.version + 1 }),
      ...store.jobs.begin(job),
      // With the recall itself, not with a record of theirs.
      ...(few ? found : []).map((unit) => ({ ...store.recalls.putUnit(tenant, unit), ahead: undefined })),
    ],
    postingId: posting?.postingId,
    recall,
    summary: summaryOf(
      units.map((unit) => after.get(unit.id) ?? unit),
      recallId,
    ),
  };
};
