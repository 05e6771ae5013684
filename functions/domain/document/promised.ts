import type { Parent } from '../unit/unit.ts';
import type { DocumentLine } from './document.ts';

/** A number to be produced, of which something is a part already, stands for the unit that it will be. */
export const promised = (line: DocumentLine, parents: readonly Parent[]): DocumentLine => {
  const ids = new Map(
    parents.flatMap(({ itemId, serial, id }) =>
      id === undefined || itemId !== line.itemId ? [] : [[serial, id] as const],
    ),
  );
  if (ids.size === 0) return line;
  const assigned = line.assigned.map((one) => ({ ...one, id: one.id ?? ids.get(one.text) }));
  return { ...line, assigned };
};
