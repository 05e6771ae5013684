import { LedgerError, notFound } from '../domain/errors.ts';
import type { LedgerException } from '../domain/exception.ts';
import { listProposals } from './list-proposals.ts';
import type { Caller, Deps, Page, PageRequest } from './ports.ts';
import { checkVersion } from './versions.ts';
import type { WritePart } from './write-part.ts';

/** What awaits a decision (I12). */
export const listExceptions = (
  deps: Deps,
  caller: Caller,
  given: {
    readonly status: LedgerException['status'];
    readonly itemId?: string | undefined;
    readonly page: PageRequest;
  },
): Promise<Page<LedgerException>> => {
  const { status, itemId, page } = given;
  return listProposals(deps, caller.tenant, {
    list: { of: 'exceptions', status },
    page,
    read: async (proposals) => {
      const ids = proposals.flatMap(({ ref: [id] }) => id ?? []);
      const found = await deps.store.exceptions.readMany(caller.tenant, ids);
      const byId = new Map(found.map((exception) => [exception.exceptionId, exception]));
      return proposals.map(({ ref: [id] }) => byId.get(id ?? ''));
    },
    keep: (exception) => exception.status === status && (itemId === undefined || exception.itemId === itemId),
  });
};

/** @throws LedgerError `not-found`; `refused` where it is closed already */
export const closeException = async (
  deps: Deps,
  caller: Caller,
  given: { readonly exceptionId: string; readonly reason: string; readonly ifMatch?: string | undefined },
): Promise<{ readonly parts: readonly WritePart[]; readonly exception: LedgerException }> => {
  const [open] = await deps.store.exceptions.readMany(caller.tenant, [given.exceptionId]);
  if (open === undefined) throw notFound('exception', given.exceptionId);
  checkVersion(given.ifMatch, open.version);
  if (open.status === 'closed') {
    const detail = `It was closed by ${open.closedBy ?? 'somebody'} on ${open.closedAt ?? 'some day'}.`;
    const violation = { pointer: '', code: 'exception-closed' as const, detail };
    throw new LedgerError({ code: 'refused', violations: [violation] });
  }
  const exception: LedgerException = {
    ...open,
    status: 'closed',
    closedAt: new Date(deps.clock.now()).toISOString(),
    closedBy: caller.user,
    reason: given.reason,
    version: open.version + 1,
  };
  return { parts: [deps.store.exceptions.save(caller.tenant, exception, open)], exception };
};
