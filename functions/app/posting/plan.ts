import type { RecordKey, WritePart } from '../write-part.ts';
import type { Announced, PlannedCount } from './ports.ts';

/** The parts of a large posting by when they are written. */
export type Plan = {
  /** Marked records, each with what goes with it: one transaction at least. */
  readonly groups: readonly (readonly WritePart[])[];
  /** Ledger entries and their chunks. */
  readonly entries: readonly WritePart[];
  /** Counts that don't fit into the commit, so many to a transaction: raised before it, lowered after it. */
  readonly early: readonly (readonly PlannedCount[])[];
  readonly late: readonly (readonly PlannedCount[])[];
  readonly commit: readonly WritePart[];
  /** It changes records that were there before. */
  readonly moved: boolean;
};

/** What the engine takes in one transaction, less the head, the idempotency record and one to spare. */
const COMMIT_ROOM = 97;

const sliced = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

const groupsOf = (parts: readonly WritePart[]): WritePart[][] => {
  const groups: WritePart[][] = [];
  for (const part of parts) {
    if (part.ahead?.as === 'marked') groups.push([part]);
    if (part.ahead?.as === 'beside') groups.at(-1)?.push(part);
  }
  return groups;
};

const countIn = (part: WritePart): PlannedCount[] =>
  part.action === 'add' && part.condition.name === 'holds'
    ? [{ key: part.key, amounts: part.amounts, epoch: part.condition.equals?.epoch ?? 0 }]
    : [];

const only = (counts: readonly PlannedCount[], sign: 1 | -1): PlannedCount[] =>
  counts.flatMap(({ amounts, ...count }) => {
    const its = Object.fromEntries(Object.entries(amounts).filter(([, n]) => Math.sign(n) === sign));
    return Object.keys(its).length === 0 ? [] : [{ ...count, amounts: its }];
  });

export const planOf = (parts: readonly WritePart[], actions: number): Plan => {
  const as = (...names: readonly string[]) =>
    parts.filter(({ ahead }) => names.includes(ahead?.as ?? 'commit'));
  const [counts, commit] = [as('count'), as('commit')];
  const isTight = counts.length + commit.length > COMMIT_ROOM;
  const planned = isTight ? counts.flatMap(countIn) : [];
  const groups = groupsOf(parts);
  return {
    groups,
    entries: as('entry', 'chunk'),
    early: sliced(only(planned, 1), Math.max(1, actions - 1)),
    late: sliced(only(planned, -1), Math.max(1, actions - 1)),
    commit: isTight ? commit : [...commit, ...counts],
    moved: groups.some(([part]) => part?.ahead?.as === 'marked' && part.ahead.before !== undefined),
  };
};

/** The keys of marked records, by what becomes of them. */
export const stagedKeys = ({ groups }: Plan): { readonly [Of in Announced]: readonly RecordKey[] } => {
  const parts = groups.flatMap(([part]) => part ?? []);
  const keys = (isGone: boolean): RecordKey[] =>
    parts.filter(({ action }) => (action === 'delete') === isGone).map(({ key }) => key);
  return { ahead: keys(false), gone: keys(true) };
};
