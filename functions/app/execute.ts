import { LedgerError } from '../domain/errors.ts';
import type { Caller, Deps, RecordedAnswer } from './ports.ts';
import type { WritePart } from './write-part.ts';

/** A command reads, decides and says what to write; it may run again when what it read has changed meanwhile. */
export type Command = () => Promise<{
  readonly parts: readonly WritePart[];
  readonly answer: RecordedAnswer;
}>;

export type Idempotency = { readonly scope: string; readonly bodyHash: string };

/** How long a command is decided again before the caller is asked to come back, in milliseconds. */
const PATIENCE = 3_000;
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 250;

const replayed = async (
  { store, clock }: Deps,
  caller: Caller,
  idempotency: Idempotency | undefined,
): Promise<RecordedAnswer | undefined> => {
  if (idempotency === undefined) return undefined;
  const recorded = await store.idempotency.read(caller.tenant, idempotency.scope, clock.now());
  if (recorded === undefined) return undefined;
  if (recorded.bodyHash !== idempotency.bodyHash) {
    const detail = 'This Idempotency-Key was used for a request with another body.';
    throw new LedgerError({ code: 'idempotency-key-reused', detail });
  }
  return recorded.answer;
};

type Attempt = {
  readonly deps: Deps;
  readonly caller: Caller;
  readonly idempotency: Idempotency | undefined;
};

/** One round: the answer, or nothing where the state moved under it. */
const attempt = async (
  { deps, caller, idempotency }: Attempt,
  command: Command,
): Promise<RecordedAnswer | undefined> => {
  const { store, clock } = deps;
  // Asked for together, so that both reads travel as one. A request that is repeated gets its answer, whatever the
  // decision on the state of today would be.
  const [earlier, decided] = await Promise.allSettled([replayed(deps, caller, idempotency), command()]);
  if (earlier.status === 'rejected') throw earlier.reason;
  if (earlier.value !== undefined) return earlier.value;
  if (decided.status === 'rejected') throw decided.reason;
  const { parts, answer } = decided.value;
  const record =
    idempotency === undefined
      ? []
      : [
          store.idempotency.add(caller.tenant, idempotency.scope, {
            bodyHash: idempotency.bodyHash,
            answer,
            at: clock.now(),
          }),
        ];
  const all = [...parts, ...record];
  if (all.length === 0) return answer;
  const { outcome } = await store.unitOfWork.write(all);
  return outcome === 'written' ? answer : undefined;
};

/** What a refusal says of the ledger's state; nothing where the error is of another kind. */
const refusalIn = (error: unknown): string | undefined =>
  error instanceof LedgerError && error.error.code === 'refused'
    ? JSON.stringify(error.error.violations)
    : undefined;

/**
 * Runs a command with one effect however often it is repeated: decide, write conditionally on what was read, and
 * decide again where that has changed, so that the loser of a race is refused by the rule it now breaks.
 * @throws LedgerError `busy` when the state keeps moving for 3 s; nothing has been done then
 */
export const execute = async (given: Attempt, command: Command): Promise<RecordedAnswer> => {
  const { deps, caller, idempotency } = given;
  const { clock } = deps;
  const deadline = clock.now() + PATIENCE;
  let refusedBefore: string | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      const answer = await attempt(given, command);
      if (answer !== undefined) return answer;
    } catch (error) {
      // The same request may have been carried out by a twin meanwhile; then its answer holds, not this refusal.
      const twin = await replayed(deps, caller, idempotency);
      if (twin !== undefined) return twin;
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
