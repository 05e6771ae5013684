import { LedgerError } from '../../domain/errors.ts';
import type { Caller, Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';
import { type Attempt, drawing, redrawing } from './attempt.ts';
import { beginLarge, resumeLarge } from './begun.ts';
import { countPosting } from './figures.ts';
import { postLarge } from './large.ts';
import { clearWay } from './overlap.ts';
import { type IdempotencyRecord, Overtaken, type RecordedAnswer } from './ports.ts';

/** What a command decided: what to write, and what to answer once it is written. */
export type Planned = {
  readonly parts: readonly WritePart[];
  readonly answer: RecordedAnswer;
  /** None where nothing about units or stock changes; then it is one transaction. */
  readonly postingId?: string | undefined;
};

/** A command reads, decides and says what to write; it may run again when what it read has changed meanwhile. */
export type Command = (deps: Deps) => Promise<Planned>;

export type Idempotency = { readonly scope: string; readonly bodyHash: string };

export type Execution = {
  readonly deps: Deps;
  readonly caller: Caller;
  readonly idempotency: Idempotency | undefined;
  /** When the time for one request is up, milliseconds; deciding takes of it too. */
  readonly until?: number | undefined;
};

/** How long a command is decided again before the caller is asked to come back, in milliseconds. */
const PATIENCE = 3_000;
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 250;

/** What is on record for a repeated request. */
const recorded = async ({ deps, caller, idempotency }: Execution): Promise<IdempotencyRecord | undefined> => {
  if (idempotency === undefined) return undefined;
  const record = await deps.store.idempotency.read(caller.tenant, idempotency.scope, deps.clock.now());
  if (record !== undefined && record.bodyHash !== idempotency.bodyHash) {
    const detail = 'This Idempotency-Key was used for a request with another body.';
    throw new LedgerError({ code: 'idempotency-key-reused', detail });
  }
  return record;
};

/** One transaction with everything, the answer included. Nothing where the state moved under it. */
const writeSmall = async (
  { deps, caller, idempotency }: Execution,
  { parts, answer, postingId }: Planned,
  version: number,
): Promise<RecordedAnswer | undefined> => {
  const { store, clock } = deps;
  const { tenant } = caller;
  const record =
    idempotency === undefined
      ? []
      : [
          store.idempotency.save(tenant, idempotency.scope, {
            bodyHash: idempotency.bodyHash,
            answer,
            version: version + 1,
            at: clock.now(),
          }),
        ];
  const all = [...parts, ...record];
  if (all.length === 0) return answer;
  const written = await store.unitOfWork.write(all);
  if (written.outcome === 'written') {
    if (postingId !== undefined) countPosting(deps, 'SmallPostings', parts);
    return answer;
  }
  deps.meter(written.outcome === 'stale' ? 'Conflicts' : 'Retries', 1);
  if (written.outcome === 'stale') await clearWay({ deps, tenant }, written.keys);
  return undefined;
};

/** One round: the answer, or nothing where the state moved under it. */
const attempt = async (execution: Execution, command: Command): Promise<RecordedAnswer | undefined> => {
  const { deps, idempotency } = execution;
  const known = recorded(execution);
  const drawn: Attempt = drawing(deps, async () => {
    if ((await known)?.answer !== undefined) throw new Error('nothing is drawn for what is answered already');
  });
  // Asked for together, so that both reads travel as one. A request that is repeated gets its answer, whatever the
  // decision on the state of today would be.
  const [earlier, decided] = await Promise.allSettled([known, command(drawn.deps)]);
  if (earlier.status === 'rejected') throw earlier.reason;
  const record = earlier.value;
  if (record?.answer !== undefined) return record.answer;
  if (record?.postingId !== undefined) {
    const head = await resumeLarge(execution, record.postingId);
    if (head !== undefined) return postLarge({ execution, command, drawn: redrawing(deps, head), head });
  }
  if (decided.status === 'rejected') {
    if (decided.reason instanceof Overtaken) return undefined;
    throw decided.reason;
  }
  const planned = decided.value;
  const version = record?.version ?? 0;
  const actions = planned.parts.length + (idempotency === undefined ? 0 : 1);
  if (actions <= deps.limits.actions) return writeSmall(execution, planned, version);
  if (planned.postingId === undefined) {
    const { actions: limit } = deps.limits;
    throw new LedgerError({ code: 'posting-too-large', what: 'records', actual: actions, limit });
  }
  const { postingId } = planned;
  const begun = await beginLarge(execution, { drawn, postingId, planned, version });
  if (begun === undefined) return undefined;
  const { head, progress } = begun;
  return postLarge({ execution, command, drawn, head, begun: { planned, progress } });
};

/** What a refusal says of the ledger's state; nothing where the error is of another kind. */
const refusalIn = (error: unknown): string | undefined =>
  error instanceof LedgerError && error.error.code === 'refused'
    ? JSON.stringify(error.error.violations)
    : undefined;

/**
 * Runs a command with one effect however often it is repeated: decide, write conditionally on what was read, and
 * decide again where that has changed, so that the loser of a race is refused by the rule it now breaks.
 * @throws LedgerError `busy` when the state keeps moving for 3 s; nothing has been done then. `serial-busy`,
 * `in-flight` and `still-running` where a large posting is in the way or is this very request
 */
export const execute = async (asked: Execution, command: Command): Promise<RecordedAnswer> => {
  const { clock, limits } = asked.deps;
  const execution = { ...asked, until: asked.until ?? clock.now() + limits.work };
  const deadline = clock.now() + PATIENCE;
  let refusedBefore: string | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      const answer = await attempt(execution, command);
      if (answer !== undefined) return answer;
    } catch (error) {
      // The same request may have been carried out by a twin meanwhile; then its answer holds, not this refusal.
      const twin = await recorded(execution);
      if (twin?.answer !== undefined) return twin.answer;
      // Reads of several records aren't of one moment. A refusal stands only when a second look says the same.
      const refusal = refusalIn(error);
      if (refusal === undefined || refusal === refusedBefore) throw error;
      refusedBefore = refusal;
      if (clock.now() < deadline) continue;
      throw error;
    }
    if (clock.now() >= deadline) throw new LedgerError({ code: 'busy', retryAfter: 1 });
    await clock.sleep(pause * (0.5 + clock.random()));
  }
};
