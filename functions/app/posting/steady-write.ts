import { LedgerError } from '../../domain/errors.ts';
import type { Deps } from '../ports.ts';
import type { WritePart, WriteResult } from '../write-part.ts';

const PATIENCE = 3_000;
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 400;

/**
 * A transaction that is sent again, after growing pauses, while the engine refuses it only because of others.
 * @throws LedgerError `busy` after 3 s
 */
export const writeSteadily = async (
  { store, clock }: Deps,
  parts: readonly WritePart[],
): Promise<Exclude<WriteResult, { readonly outcome: 'contended' }>> => {
  const deadline = clock.now() + PATIENCE;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const result = await store.unitOfWork.write(parts);
    if (result.outcome !== 'contended') return result;
    if (clock.now() >= deadline) throw new LedgerError({ code: 'busy', retryAfter: 1 });
    await clock.sleep(pause * (0.5 + clock.random()));
  }
};
