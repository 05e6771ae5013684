import type { Decision } from '../document/context.ts';
import type { SerialEntry } from '../serial/input.ts';
import type { Violation } from '../violations.ts';
import type { ImportRow, RowFault } from './row.ts';

/** Rows that are decided on together, each of which stands or falls by itself. */

export type Outcome = 'added' | 'unchanged' | RowFault;
export type Outcomes = Map<number, Outcome>;

export const faultOf = ({ code, detail }: Violation): RowFault => ({ code, detail });

/** A row's number is its position in the decision, by which violations name it. */
export const entriesOf = (rows: readonly ImportRow[]): SerialEntry[] =>
  rows.map(({ row, serial }) => ({ ...serial, pointer: '', position: row }));

export type Judged = {
  readonly violations: readonly Violation[];
  readonly decision: Decision;
};

type Lane = {
  readonly rows: readonly ImportRow[];
  /** How many of them there is room for. */
  readonly room: number;
  readonly judge: (rows: readonly ImportRow[]) => Judged;
};

export type LaneEnd = {
  readonly taken: readonly ImportRow[];
  /** Good as far as is known, but there is no room. */
  readonly over: readonly ImportRow[];
  /** Why there is less room than there should be. */
  readonly short?: RowFault | undefined;
  readonly decision?: Decision | undefined;
};

/** Refusals that leave room for some. */
const SHORT: ReadonlySet<string> = new Set(['unnumbered-insufficient', 'serials-exceed-quantity']);

/**
 * Takes as many rows as there is room for, in their order: what is wrong with a row by itself is noted and the row put
 * aside, so that the next one has its room; what is wrong with all of them puts all aside.
 */
export const decideLane = ({ rows, room, judge }: Lane, outcomes: Outcomes): LaneEnd => {
  let waiting = rows;
  let space = room;
  let short: RowFault | undefined;
  for (;;) {
    const [trial, over] = [waiting.slice(0, space), waiting.slice(space)];
    if (trial.length === 0) return { taken: [], over, short };
    const { violations, decision } = judge(trial);
    const own = new Map<number, Violation>();
    // The first thing that is wrong with a row is told.
    for (const one of violations) {
      if (one.position !== undefined && !own.has(one.position)) own.set(one.position, one);
    }
    if (own.size > 0) {
      for (const [row, violation] of own) outcomes.set(row, faultOf(violation));
      waiting = waiting.filter(({ row }) => !own.has(row));
      continue;
    }
    const [first] = violations;
    if (first === undefined) return { taken: trial, over, short, decision };
    const { expected } = first;
    if (SHORT.has(first.code) && expected !== undefined && expected < trial.length) {
      space = Math.max(0, Math.floor(expected));
      short = faultOf(first);
      continue;
    }
    for (const { row } of waiting) outcomes.set(row, faultOf(first));
    return { taken: [], over: [] };
  }
};
