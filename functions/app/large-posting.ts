import { LedgerError } from '../domain/errors.ts';
import type { Attempt } from './attempt.ts';
import { finish, undo } from './ended-posting.ts';
import type { Execution, Planned } from './execute.ts';
import { abort, clearWay } from './overlap.ts';

import { type Plan, planOf } from './posting-plan.ts';
import type { PostingHead, RecordedAnswer } from './posting-ports.ts';
import { announce, type Carried, leftoversOf, type Progress, progressOf, raise } from './posting-progress.ts';
import { stage } from './stage.ts';
import { writeSteadily } from './steady-write.ts';
import type { WritePart } from './write-part.ts';

/** Postings of more than one transaction: written ahead under markers, then committed by one (docs/posting.md). */

type Begun = { readonly drawn: Attempt; readonly postingId: string; readonly version: number };

/** Makes the head. Nothing where a twin of the request came before. */
export const beginLarge = async (
  { deps, caller, idempotency }: Execution,
  { drawn, postingId, version }: Begun,
): Promise<PostingHead | undefined> => {
  const { store, clock, limits } = deps;
  const { tenant } = caller;
  const head: PostingHead = {
    postingId,
    status: 'pending',
    drawn: drawn.drawn(),
    at: drawn.at,
    leaseUntil: clock.now() + limits.lease,
    ...(idempotency === undefined ? {} : { idempotency: { scope: idempotency.scope, version: version + 1 } }),
    version: 1,
  };
  const record =
    idempotency === undefined
      ? []
      : [
          store.idempotency.save(tenant, idempotency.scope, {
            bodyHash: idempotency.bodyHash,
            postingId,
            version: version + 1,
            at: clock.now(),
          }),
        ];
  const { outcome } = await store.unitOfWork.write([...store.postings.begin(tenant, head), ...record]);
  return outcome === 'written' ? head : undefined;
};

/**
 * The posting that an earlier call of the same request has left, to go on with; nothing where it came to nothing.
 * @throws LedgerError `in-flight` where that call is still at work
 */
export const resumeLarge = async (
  { deps, caller }: Execution,
  postingId: string,
): Promise<PostingHead | undefined> => {
  const { store, clock, limits } = deps;
  const { tenant } = caller;
  const inFlight = new LedgerError({ code: 'in-flight', retryAfter: 1 });
  const head = await store.postings.read(tenant, postingId);
  if (head === undefined || head.status === 'aborted') return undefined;
  // Committed since the record was read: the next look at that finds the answer.
  if (head.status === 'posted') throw inFlight;
  if (head.leaseUntil <= clock.now()) {
    const ended = await abort({ deps, tenant }, head);
    if (ended?.status === 'posted') throw inFlight;
    return undefined;
  }
  if (head.released !== true) throw inFlight;
  const { released: _, ...rest } = head;
  const taken: PostingHead = {
    ...rest,
    leaseUntil: clock.now() + limits.lease,
    version: head.version + 1,
  };
  const { outcome } = await store.unitOfWork.write([store.postings.save(tenant, taken)]);
  if (outcome !== 'written') throw inFlight;
  return taken;
};

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
            at: clock.now(),
          }),
        ];
  return { head: posted, parts: [store.postings.save(tenant, posted), ...record, ...plan.commit] };
};

type End = 'posted' | 'aborted' | 'moved';

/** Flips the head with all that stands and falls with it. An answer that is lost is asked for. */
const commit = async ({ execution, head }: Carried, { parts }: Commit): Promise<End> => {
  const { deps, caller } = execution;
  const statusNow = async (): Promise<End> => {
    const now = await deps.store.postings.read(caller.tenant, head.postingId);
    return now === undefined || now.status === 'pending' ? 'moved' : now.status;
  };
  try {
    const { outcome } = await writeSteadily(deps, parts);
    return outcome === 'written' ? 'posted' : await statusNow();
  } catch (error) {
    if ((await statusNow()) === 'posted') return 'posted';
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
    await store.unitOfWork.write([store.postings.save(caller.tenant, released)]);
    throw new LedgerError({ code: 'still-running', continues: true, retryAfter: 1 });
  }
  await abort({ deps, tenant: caller.tenant }, head);
  throw new LedgerError({ code: 'still-running', continues: false, retryAfter: 1 });
};

/** One attempt: decided as it is now, written ahead as far as it isn't yet, committed. */
const attempt = async (
  given: Carried,
  planned: Planned,
  run: { readonly progress: Progress; readonly until: number; readonly isFirst: boolean },
): Promise<End> => {
  const { execution, head } = given;
  const { deps, caller } = execution;
  const plan = planOf(planned.parts, deps.limits.actions);
  const where = { deps, tenant: caller.tenant };
  await announce(given, plan, run.progress);
  if (!(await raise(given, plan, run.progress))) return 'moved';
  const staged = await stage(where, plan.groups, { head, until: run.until, isFirst: run.isFirst });
  if (staged === 'late') return leave(given);
  if (staged !== 'done') {
    await clearWay(where, staged, head.postingId);
    return 'moved';
  }
  const made = commitOf(given, planned, plan);
  const end = await commit(given, made);
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
  const { clock, limits } = execution.deps;
  const progress: Progress =
    given.planned === undefined
      ? await progressOf(given)
      : { announced: new Map(), chunks: { ahead: 0, gone: 0 }, entries: new Map(), early: [] };
  const until = clock.now() + limits.work;
  let isFirst = given.planned !== undefined;
  let { planned } = given;
  let attempts = given.drawn;
  try {
    for (let movedAt: number | undefined; ; ) {
      if (planned === undefined) {
        attempts = attempts.again(head.postingId);
        planned = await command(attempts.deps);
      }
      const end = await attempt(given, planned, { progress, until, isFirst });
      if (end === 'posted') return planned.answer;
      if (end === 'aborted') {
        await undo({ deps: execution.deps, tenant: execution.caller.tenant }, head, { forGood: true });
        return undefined;
      }
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
    if (end === 'posted' && planned !== undefined) return planned.answer;
    throw error;
  }
};
