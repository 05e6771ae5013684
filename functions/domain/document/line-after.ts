import { pieces, type Quantity, quantityShown } from '../quantity.ts';
import type { SerialEntry } from '../serial/input.ts';
import {
  type AssignedSerial,
  type DocumentLine,
  outstanding,
  sentSerials,
  underWay,
  unsent,
} from './document.ts';
import type { Stage } from './kinds.ts';

/** How much of a line a stage may still take. */
export const roomFor = (line: DocumentLine, stage: Stage): Quantity => {
  if (stage === 'dispatch') return unsent(line);
  return stage === 'post' ? outstanding(line) : underWay(line);
};

/** What postings of a line at one stage leave of it. */
export const lineAfter = (
  line: DocumentLine,
  mine: readonly {
    readonly line: DocumentLine;
    readonly quantity: Quantity;
    readonly entries: readonly SerialEntry[];
  }[],
  {
    stage,
    effectiveDate,
    ids,
  }: {
    readonly stage: Stage;
    readonly effectiveDate: string;
    /** The ids of the units that were posted, by key. */
    readonly ids: ReadonlyMap<string, string>;
  },
): DocumentLine => {
  if (mine.length === 0) return line;
  const used = new Set(mine.flatMap(({ entries }) => entries.map((entry) => entry.key)));
  const quantity = mine.reduce((sum, one) => sum + one.quantity, 0);
  const serials = mine.reduce((sum, { entries }) => sum + entries.length, 0);
  const rest = line.assigned.filter(({ key }) => !used.has(key));
  const sent = mine.flatMap(({ entries }) =>
    entries.map(({ text, key }): AssignedSerial => ({ text, key, id: ids.get(key), sent: true })),
  );
  switch (stage) {
    case 'dispatch': {
      const units = new Set(sent.map(({ id }) => id));
      const others = rest.filter((one) => one.sent !== true || one.id === undefined || !units.has(one.id));
      // What was lost on its way, found and is sent off again was sent off once.
      const counted = sentSerials(line) - sentSerials({ assigned: others });
      return {
        ...line,
        batch: mine[0]?.line.batch ?? line.batch,
        assigned: [...others, ...sent],
        // What went in one step before has been sent as well.
        dispatched: Math.max(line.dispatched, line.posted) + quantity - pieces(counted),
      };
    }
    case 'bring-back':
      return {
        ...line,
        assigned: rest,
        dispatched: line.dispatched - quantity,
        cancelled: line.cancelled + quantity,
      };
    default: {
      const posted = {
        ...line,
        posted: line.posted + quantity,
        // What goes in one step beside what goes in two has been sent as well.
        dispatched: stage === 'post' && line.dispatched > 0 ? line.dispatched + quantity : line.dispatched,
        postedSerials: line.postedSerials + serials,
        postedOn: effectiveDate,
      };
      // Units that others have taken the place of are free again.
      const room = quantityShown(outstanding(posted));
      return { ...posted, assigned: rest.slice(0, Math.max(0, Math.floor(room))) };
    }
  }
};
