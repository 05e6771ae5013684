import { LedgerError, notFound } from '../../domain/errors.ts';
import { closed, type LedgerException } from '../../domain/exception.ts';
import { decidedParts } from '../asns/read.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';

/** What awaits a decision (I12). */
export const listExceptions = (
  deps: Deps,
  caller: Caller,
  given: {
    readonly status: LedgerException['status'];
    readonly itemId?: string | undefined;
    readonly kind?: LedgerException['kind'] | undefined;
    readonly page: PageRequest;
  },
): Promise<Page<LedgerException>> => {
  const { status, itemId, kind, page } = given;
  return listProposals(deps, caller.tenant, {
    list: { of: 'exceptions', status },
    page,
    read: async (proposals) => {
      const ids = proposals.flatMap(({ ref: [id] }) => id ?? []);
      const found = await deps.store.exceptions.readMany(caller.tenant, ids);
      const byId = new Map(found.map((exception) => [exception.exceptionId, exception]));
      return proposals.map(({ ref: [id] }) => byId.get(id ?? ''));
    },
    keep: (exception) =>
      exception.status === status &&
      (itemId === undefined || exception.itemId === itemId) &&
      (kind === undefined || exception.kind === kind),
  });
};

/** @throws LedgerError `not-found`; `refused` where it is closed already; `version-mismatch` */
export const openException = async (
  deps: Deps,
  caller: Caller,
  asked: { readonly exceptionId: string; readonly ifMatch?: string | undefined },
): Promise<LedgerException> => {
  const [open] = await deps.store.exceptions.readMany(caller.tenant, [asked.exceptionId]);
  if (open === undefined) throw notFound('exception', asked.exceptionId);
  checkVersion(asked.ifMatch, open.version);
  if (open.status === 'open') return open;
  const detail = `It was closed by ${open.closedBy ?? 'somebody'} on ${open.closedAt ?? 'some day'}.`;
  const violation = { pointer: '', code: 'exception-closed' as const, detail };
  throw new LedgerError({ code: 'refused', violations: [violation] });
};

/** @throws LedgerError `not-found`; `refused` where it is closed already */
export const closeException = async (
  deps: Deps,
  caller: Caller,
  given: { readonly exceptionId: string; readonly reason: string; readonly ifMatch?: string | undefined },
): Promise<{ readonly parts: readonly WritePart[]; readonly exception: LedgerException }> => {
  const open = await openException(deps, caller, given);
  const closedAt = new Date(deps.clock.now()).toISOString();
  const exception = closed(open, { closedAt, closedBy: caller.user, reason: given.reason });
  const parts = [
    deps.store.exceptions.save(caller.tenant, exception, open),
    ...(await decidedParts(deps, caller, open)),
  ];
  return { parts, exception };
};
