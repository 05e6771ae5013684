import { isReached, mostUrgent, type Subject } from '../../domain/alert/alert.ts';
import type { CheckPlace, Pass } from '../../domain/alert/check-passes.ts';
import { monthOf } from '../../domain/cover/due.ts';
import { listAsns } from '../asns/read.ts';
import { isWithin, nextMonth } from '../lists/months.ts';
import type { Caller, Deps } from '../ports.ts';
import { awaitedLists, listOf, openExceptions, subjectsNow } from './due-subjects.ts';
import { type Reached, raiseAlerts } from './raise.ts';
import { endOver } from './standing.ts';

/** The passes of a daily check, a page at a time. Each page bears to be looked at again. */

const PAGE = 100;

export type Look = { readonly deps: Deps; readonly caller: Caller; readonly place: CheckPlace };

/** What a page came to, and where its pass goes on; nothing where it is through. */
export type Looked = {
  readonly raised: number;
  readonly looked: number;
  readonly next?: Pick<CheckPlace, 'month' | 'after'> | undefined;
};

const raise = ({ deps, caller, place: { today } }: Look, reached: readonly Reached[]): Promise<number> =>
  raiseAlerts(deps, caller.tenant, { reached, today });

type Dated = Extract<Pass, { readonly window: unknown }>;

/** One page of a list of days, and where the next one begins. */
const pageOf = async ({ deps, caller, place }: Look, pass: Dated) => {
  const { window } = pass;
  const { month = monthOf(window.from), after } = place;
  if (!isWithin(month, window)) return { refs: [], next: undefined };
  const list = listOf(pass.does === 'due' ? pass.of : 'exceptions', month, window);
  const found = await deps.store.indexes.propose(caller.tenant, list, { limit: PAGE, after });
  const later = nextMonth(month);
  const ahead = isWithin(later, window) ? { month: later } : undefined;
  return {
    refs: found.items.map(({ ref }) => ref),
    next: found.next === undefined ? ahead : { month, after: found.next },
  };
};

const due = async (look: Look, pass: Extract<Pass, { readonly does: 'due' }>): Promise<Looked> => {
  const { of, window, days } = pass;
  const { place } = look;
  const { refs, next } = await pageOf(look, pass);
  const found = await subjectsNow(
    look.deps,
    look.caller.tenant,
    refs.map((ref) => ({ of, ref })),
  );
  const reached = found.flatMap((subject): Reached[] => {
    // The entry of another day is one that the list hasn't dropped yet.
    if (subject.dueOn < window.from || subject.dueOn > window.to) return [];
    const daysBefore = days ?? mostUrgent(subject, place);
    const isDue = daysBefore !== undefined && isReached(subject, daysBefore, place);
    return isDue ? [{ subject, daysBefore }] : [];
  });
  return { raised: await raise(look, reached), looked: refs.length, next };
};

/** Cover that was over before the last check when it was booked is no news; expired goods are. */
const isNews = ({ kind, dueOn }: Subject, { today, last = today }: CheckPlace): boolean =>
  kind === 'serial-expiry' || kind === 'batch-expiry' || dueOn >= last;

const late = async (look: Look): Promise<Looked> => {
  const { deps, caller, place } = look;
  const { items } = await deps.store.checks.late(caller.tenant, { limit: PAGE });
  const raiseNow = async (): Promise<number> => {
    const subjects = await subjectsNow(deps, caller.tenant, items);
    const reached = subjects.flatMap((subject): Reached[] => {
      const daysBefore = isNews(subject, place) ? mostUrgent(subject, place) : undefined;
      return daysBefore === undefined ? [] : [{ subject, daysBefore }];
    });
    return raise(look, reached);
  };
  const first = await raiseNow();
  await deps.store.checks.removeLate(caller.tenant, items);
  // What changed meanwhile, and was noted in a place that was just cleared, is seen by a second look.
  const second = await raiseNow();
  return { raised: first + second, looked: items.length, next: items.length === 0 ? undefined : {} };
};

const lists = async (look: Look, { status }: Extract<Pass, { readonly does: 'lists' }>): Promise<Looked> => {
  const { deps, caller, place } = look;
  const page = await listAsns(deps, caller, { status, page: { limit: PAGE, after: place.after } });
  const overdue = page.items.filter(({ expectedDate = place.today }) => expectedDate < place.today);
  const found = await awaitedLists(deps, caller, overdue);
  const reached = found.map((subject) => ({ subject }));
  const next = page.next === undefined ? undefined : { after: page.next };
  return { raised: await raise(look, reached), looked: page.items.length, next };
};

const exceptions = async (
  look: Look,
  pass: Extract<Pass, { readonly does: 'exceptions' }>,
): Promise<Looked> => {
  const { refs, next } = await pageOf(look, pass);
  const ids = refs.flatMap(([id]) => id ?? []);
  const found = await openExceptions(look.deps, look.caller.tenant, ids);
  const reached = found.map((subject) => ({ subject }));
  return { raised: await raise(look, reached), looked: refs.length, next };
};

const over = async ({ deps, caller, place }: Look): Promise<Looked> => {
  const list = { of: 'alerts', status: 'open' } as const;
  const page = await deps.store.indexes.propose(caller.tenant, list, { limit: PAGE, after: place.after });
  const ids = page.items.flatMap(({ ref: [id] }) => id ?? []);
  await endOver(deps, caller, ids);
  const next = page.next === undefined ? undefined : { after: page.next };
  return { raised: 0, looked: page.items.length, next };
};

/** Looks at the next page of a pass. */
export const lookAt = (look: Look, pass: Pass): Promise<Looked> => {
  switch (pass.does) {
    case 'due':
      return due(look, pass);
    case 'late':
      return late(look);
    case 'lists':
      return lists(look, pass);
    case 'exceptions':
      return exceptions(look, pass);
    case 'over':
      return over(look);
  }
};
