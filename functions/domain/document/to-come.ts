import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import { remember, type Unit } from '../unit/unit.ts';
import type { DecisionContext } from './context.ts';

/** A unit that is known and not here: expected by nothing yet, and nothing besides. */
export const unitToCome = (
  { text, key }: SerialEntry,
  before: Unit | undefined,
  {
    item: { itemId },
    movementId,
    context,
  }: {
    readonly item: Pick<Item, 'itemId'>;
    readonly movementId: string;
    readonly context: DecisionContext;
  },
): Unit => ({
  ...before,
  id: before?.id ?? context.newUnitId({ itemId, key }),
  itemId,
  key,
  serial: text,
  status: 'expected',
  voided: undefined,
  locationId: undefined,
  partnerId: undefined,
  documentId: undefined,
  documentNumber: undefined,
  line: undefined,
  onList: undefined,
  asOf: { movementId, at: context.recordedAt },
  ...remember(before, movementId),
  version: (before?.version ?? 0) + 1,
});
