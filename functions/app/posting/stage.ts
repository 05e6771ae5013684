import type { Attribute, RecordAttributes, RecordKey, WritePart } from '../write-part.ts';
import type { Where } from './overlap.ts';
import type { PostingHead, Standing } from './ports.ts';
import { MARKED_BY } from './ports.ts';
import { writeSteadily } from './steady-write.ts';

type Group = readonly WritePart[];

/** Groups in transactions of at most so many actions; a group is never parted. */
const transactions = (groups: readonly Group[], actions: number): WritePart[][] => {
  const all: WritePart[][] = [];
  for (const group of groups) {
    const last = all.at(-1);
    if (last === undefined || last.length + group.length > actions) all.push([...group]);
    else last.push(...group);
  }
  return all;
};

const nameOf = ({ pk, sk }: RecordKey): string => JSON.stringify([pk, sk]);

const isMap = (value: Attribute): value is { readonly [name: string]: Attribute | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The engine keeps maps in an order of its own. */
const ordered = (value: Attribute | undefined): Attribute | undefined => {
  if (value === undefined || !isMap(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name])]));
};

const withoutVersion = ({ version: _, ...rest }: RecordAttributes): string => JSON.stringify(ordered(rest));

/** What an earlier attempt has written already, and as it is decided now. */
const isStaged = (part: WritePart | undefined, standing: Standing | undefined): boolean =>
  part?.action === 'put' &&
  standing !== undefined &&
  withoutVersion(standing.attributes) === withoutVersion(part.attributes);

/** What this posting has made itself and decides otherwise now takes the place of what it made. */
const over = (group: Group, standing: Standing | undefined): Group => {
  const [part, ...beside] = group;
  if (part?.action !== 'put' || standing === undefined || part.condition.name !== 'absent') return group;
  const { version, postingId = '' } = standing;
  const attributes = { ...part.attributes, version: version + 1 };
  const condition = { name: 'unchanged', version, is: { [MARKED_BY]: postingId } } as const;
  return [{ ...part, attributes, condition }, ...beside];
};

/**
 * Writes records ahead, several transactions at once.
 * Answers `done`; `late` where the time is up; or the records that were not as they were decided on.
 */
export const stage = async (
  { deps }: Where,
  groups: readonly Group[],
  given: { readonly head: PostingHead; readonly until: number; readonly isFirst: boolean },
): Promise<'done' | 'late' | readonly RecordKey[]> => {
  const { store, clock, limits } = deps;
  const { postingId } = given.head;
  const mine = groups.map(([part, ...beside]) =>
    part === undefined ? [] : [store.postings.mark(part, postingId), ...beside],
  );
  const standing = given.isFirst
    ? []
    : await store.postings.standing(mine.flatMap(([part]) => part?.key ?? []));
  const written = new Map(
    standing.filter((one) => one.postingId === postingId).map((one) => [nameOf(one.key), one]),
  );
  const standingOf = ([part]: Group): Standing | undefined =>
    part === undefined ? undefined : written.get(nameOf(part.key));
  const due = mine
    .filter((group) => !isStaged(group[0], standingOf(group)))
    .map((group) => over(group, standingOf(group)));
  const waiting = transactions(due, limits.actions);
  const moved: RecordKey[] = [];
  let isLate = false;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (moved.length > 0 || isLate) return;
      if (clock.now() >= given.until) {
        isLate = true;
        return;
      }
      const result = await writeSteadily(deps, next);
      if (result.outcome === 'stale') moved.push(...result.keys);
    }
  };
  // Whoever fails, the others are waited for: nothing is written any more once this has ended.
  const ended = await Promise.allSettled(Array.from({ length: limits.concurrency }, work));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  if (moved.length > 0) return moved;
  return isLate ? 'late' : 'done';
};
