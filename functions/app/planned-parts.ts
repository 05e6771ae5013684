import { producing } from '../domain/document/candidates.ts';
import type { DocumentLine, LedgerDocument } from '../domain/document/document.ts';
import { keptWithin, type Made } from '../domain/document/void-parts.ts';
import type { Violation } from '../domain/errors.ts';
import { partsPlanned } from './parts-within.ts';
import type { Deps } from './ports.ts';

/** Numbers by which something is to be made, and into which parts have gone already. */

type Leaving = {
  readonly document: LedgerDocument;
  /** Whether a number comes off its row. */
  readonly leaves: (line: DocumentLine, key: string) => boolean;
  readonly pointer: string;
};

/** Something must be made by such numbers as long as parts are in it: who takes one off takes those back before. */
export const plannedFaults = async (
  deps: Deps,
  tenant: string,
  { document, leaves, pointer }: Leaving,
): Promise<readonly Violation[]> => {
  const { documentId } = document;
  const planned = producing(document).flatMap((line) =>
    line.assigned.flatMap(({ id, key, text }): Made[] =>
      id === undefined || !leaves(line, key) ? [] : [{ id, itemId: line.itemId, key, serial: text }],
    ),
  );
  if (planned.length === 0) return [];
  const within = await partsPlanned(deps, tenant, { documentId, planned });
  return keptWithin(within, undefined, { pointer, code: 'number-has-parts' });
};
