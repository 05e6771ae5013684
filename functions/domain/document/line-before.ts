import type { Movement, MovementKind } from '../movement.ts';
import type { DocumentLine } from './document.ts';

type LineUndo = (line: DocumentLine, movement: Movement) => DocumentLine;

const unposted: LineUndo = (line, { quantity, units }) => ({
  ...line,
  posted: line.posted - quantity,
  postedSerials: line.postedSerials - units.length,
});

/** What movements did to their lines, undone; the others post a quantity. */
const LINE_UNDO: Partial<Record<MovementKind, LineUndo>> = {
  dispatch: (line, { quantity }) => ({ ...line, dispatched: line.dispatched - quantity }),
  transfer: (line, movement) => ({
    ...unposted(line, movement),
    dispatched: line.dispatched > 0 ? line.dispatched - movement.quantity : 0,
  }),
  'bring-back': (line, { quantity }) => ({
    ...line,
    dispatched: line.dispatched + quantity,
    cancelled: line.cancelled - quantity,
  }),
  capture: (line, { units }) => ({ ...line, postedSerials: line.postedSerials - units.length }),
};

/** A line as if one of its movements had not been. */
export const lineBefore: LineUndo = (line, movement) =>
  (LINE_UNDO[movement.kind] ?? unposted)(line, movement);
