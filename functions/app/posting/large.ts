import { LedgerError } from '../../domain/errors.ts';
import type { RecordKey, WritePart } from '../write-part.ts';
import { finish, undo } from './ended.ts';
import type { Planned } from './execute.ts';
import { countPosting } from './figures.ts';
import { abort, clearWay } from './overlap.ts';
import { type Plan, planOf } from './plan.ts';
import type { PostingHead, RecordedAnswer } from './ports.ts';
import { announce, type Carried, enter, leftoversOf, type Progress, progressOf, raise } from './progress.ts';
import { stage } from './stage.ts';
import { writeSteadily } from './steady-write.ts';

/** Postings of more than one transaction: written ahead under markers, then committed by one (docs/posting.md). */

type Commit = { readonly head: PostingHead; readonly parts: readonly WritePart[] };

const commitOf = ({ execution, head }: Carried, planned: Planned, plan: Plan): Commit => {
  const { deps, caller, idempotency } = execution;
  const { store, clock } = deps;
  const { tenant } = caller;
  const { moved } = plan;
  const posted: PostingHead = {
    ...head,
    status: 'posted',
    ...(moved ? { moved: true as const } : {}),
    version: head.version + 1,
  };
  const record =
    idempotency === undefined || head.idempotency === undefined
      ? []
      : [
          store.idempotency.save(tenant, idempotency.scope, {
            bodyHash: idempotency.bodyHash,
            answer: planned.answer,
            version: head.idempotency.version + 1,
            over: head.postingId,
            at: clock.now(),
          }),
        ];
  return { head: posted, parts: [store.postings.save(tenant, posted), ...record, ...plan.commit] };
};

type End = 'posted' | 'aborted' | 'moved';
/** With the records that were not as they were decided on. */
type Ended = { readonly end: End; readonly stale: readonly RecordKey[] };

/** Flips the head with all that stands and falls with it. An answer that is lost is asked for. */
const commit = async ({ execution, head }: Carried, { parts }: Commit): Promise<Ended> => {
  const { deps, caller } = execution;
  const statusNow = async (): Promise<End> => {
    const now = await deps.store.postings.read(caller.tenant, head.postingId);
    return now === undefined || now.status === 'pending' ? 'moved' : now.status;
  };
  try {
    const written = await writeSteadily(deps, parts);
    if (written.outcome === 'written') return { end: 'posted', stale: [] };
    return { end: await statusNow(), stale: written.keys };
  } catch (error) {
    if ((await statusNow()) === 'posted') return { end: 'posted', stale: [] };
    throw error;
  }
};

/**
 * Ends the work of this request on a posting that isn't done when its time is up. With a key the same request goes on
 * with it; without one nobody could.
 * @throws LedgerError `still-running`
 */
const leave = async ({ execution, head }: Carried): Promise<never> => {
  const { deps, caller, idempotency } = execution;
  const { store, clock, limits } = deps;
  if (idempotency !== undefined) {
    const released: PostingHead = {
      ...head,
      released: true,
      leaseUntil: clock.now() + limits.lease,
      version: head.version + 1,
    };
    await writeSteadily(deps, [store.postings.save(caller.tenant, released)]);
    throw new LedgerError({ code: 'still-running', leaves: 'work', retryAfter: 1 });
  }
  await abort({ deps, tenant: caller.tenant }, head);
  throw new LedgerError({ code: 'still-running', leaves: 'nothing', retryAfter: 1 });
};

type Run = { readonly progress: Progress; readonly until: number; readonly isFirst: boolean };

/** Counts, and then records, as they were decided on. */
const writeAhead = async (given: Carried, plan: Plan, { progress, until, isFirst }: Run) => {
  const { execution, head } = given;
  const where = { deps: execution.deps, tenant: execution.caller.tenant };
  if (!(await raise(given, plan, progress))) return [];
  return stage(where, plan.groups, { head, until, isFirst });
};

/** One attempt: decided as it is now, written ahead as far as it isn't yet, committed. */
const attempt = async (given: Carried, planned: Planned, run: Run): Promise<End> => {
  const { execution, head } = given;
  const { deps, caller } = execution;
  const plan = planOf(planned.parts, deps.limits.actions);
  const where = { deps, tenant: caller.tenant };
  await announce(given, plan, run.progress);
  // Entries are needed by the commit only. Whichever fails, the other is waited for.
  const [entered, ahead] = await Promise.allSettled([
    enter(given, plan, run.progress),
    writeAhead(given, plan, run),
  ]);
  if (entered.status === 'rejected') throw entered.reason;
  if (ahead.status === 'rejected') throw ahead.reason;
  const staged = ahead.value;
  if (staged === 'late') return leave(given);
  if (staged !== 'done') {
    await clearWay(where, staged, head.postingId);
    return 'moved';
  }
  const made = commitOf(given, planned, plan);
  const { end, stale } = await commit(given, made);
  // What it stands on may be under another posting's work; of two that stand on each other's units one gives way.
  if (end === 'moved') await clearWay(where, stale, head.postingId);
  // It stands; what can't be tidied up now the sweeper does. After several attempts only the table knows what was left.
  if (end === 'posted') {
    const known = run.isFirst ? leftoversOf(given, plan, run.progress) : undefined;
    await finish(where, made.head, known).catch(() => undefined);
  }
  return end;
};

/** Gives a posting up; where it turns out to be committed, it stands. */
const giveUp = async ({ execution, head }: Carried): Promise<'posted' | 'aborted'> => {
  const where = { deps: execution.deps, tenant: execution.caller.tenant };
  const ended = await abort(where, head);
  if (ended?.status === 'posted') return 'posted';
  await undo(where, ended ?? head, { forGood: true });
  return 'aborted';
};

/** How long a posting is decided again in all where the state moves under it, milliseconds. */
const PATIENCE = 3_000;

/**
 * Carries a large posting through. Nothing where another has ended it: then the command is decided from the start.
 * @throws LedgerError a refusal, with everything undone; `still-running` when the time for one request is up
 */
export const postLarge = async (given: Carried): Promise<RecordedAnswer | undefined> => {
  const { execution, command, head } = given;
  const { clock, limits, meter } = execution.deps;
  const posted = ({ answer, parts }: Planned): RecordedAnswer => {
    countPosting(execution.deps, 'LargePostings', parts);
    return answer;
  };
  const progress: Progress = given.begun?.progress ?? (await progressOf(given));
  const until = execution.until ?? clock.now() + limits.work;
  let isFirst = given.begun !== undefined;
  let planned = given.begun?.planned;
  let attempts = given.drawn;
  try {
    for (let movedAt: number | undefined; ; ) {
      if (planned === undefined) {
        attempts = attempts.again(head.postingId);
        planned = await command(attempts.deps);
      }
      const end = await attempt(given, planned, { progress, until, isFirst });
      if (end === 'posted') return posted(planned);
      if (end === 'aborted') {
        await undo({ deps: execution.deps, tenant: execution.caller.tenant }, head, { forGood: true });
        return undefined;
      }
      meter('Conflicts', 1);
      movedAt ??= clock.now();
      if (clock.now() - movedAt > PATIENCE) throw new LedgerError({ code: 'busy', retryAfter: 1 });
      await clock.sleep(20 * (0.5 + clock.random()));
      planned = undefined;
      isFirst = false;
    }
  } catch (error) {
    if (error instanceof LedgerError && error.error.code === 'still-running') throw error;
    // What can't be undone now the sweeper undoes.
    const end = await giveUp(given).catch(() => 'unknown' as const);
    if (end === 'posted' && planned !== undefined) return posted(planned);
    throw error;
  }
};
