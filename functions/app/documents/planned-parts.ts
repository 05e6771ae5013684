import { producing } from '../../domain/document/candidates.ts';
import { type DocumentLine, type LedgerDocument, takes } from '../../domain/document/document.ts';
import { keptWithin, type Made, type Since } from '../../domain/document/void-parts.ts';
import type { Wholes } from '../../domain/document/wholes.ts';
import { type Movement, postingIdOf } from '../../domain/movement.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Deps } from '../ports.ts';
import { partsPlanned } from './parts-within.ts';

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

type Voided = {
  readonly document: LedgerDocument;
  readonly movements: readonly Movement[];
  readonly wholes: Wholes;
};

/** What has become of the units that the void of take-outs puts something back into. */
export const whatSince = async (
  deps: Deps,
  tenant: string,
  { document, movements, wholes: { byId } }: Voided,
): Promise<Since> => {
  const back = movements.flatMap(({ kind, movementId, parent, units }) =>
    kind !== 'take-out'
      ? []
      : [
          { movementId, parent, documentId: document.documentId },
          ...units.map(({ before }) => ({
            movementId,
            parent: before?.parent ?? undefined,
            documentId: before?.documentId ?? document.documentId,
          })),
        ],
  );
  const open = back.flatMap(({ parent, documentId }) =>
    parent?.id === undefined || byId.has(parent.id) ? [] : [documentId],
  );
  const later = back.flatMap(({ movementId, parent }) => {
    const whole = byId.get(parent?.id ?? '');
    const { origin } = whole ?? {};
    if (whole === undefined || origin?.known !== true) return [];
    const isLater = postingIdOf(origin.movementId) > postingIdOf(movementId);
    return isLater ? [{ id: whole.id, by: origin.movementId }] : [];
  });
  const [documents, heads] = await Promise.all([
    Promise.all([...new Set(open)].map((id) => deps.store.documents.read(tenant, id))),
    later.length === 0 ? [] : deps.store.movements.readHeads(tenant, [...new Set(later.map(({ by }) => by))]),
  ]);
  const explained = new Set(heads.filter((head) => head.retrospective).map(({ movementId }) => movementId));
  const planned = documents.flatMap((one) =>
    one === undefined || !takes(one.status, 'post') ? [] : producing(one).flatMap(({ assigned }) => assigned),
  );
  return {
    planned: new Set(planned.flatMap(({ id }) => id ?? [])),
    remade: new Set(later.filter(({ by }) => !explained.has(by)).map(({ id }) => id)),
  };
};
