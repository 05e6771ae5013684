import { type BalanceChange, type BalanceName, changeBy, sumChanges } from '../balance.ts';
import type { MovedBalance } from '../movement.ts';
import { pieces, type Quantity } from '../quantity.ts';
import type { Item } from '../registry.ts';
import { isInStock, type Unit } from '../unit/unit.ts';
import type { UnitChange } from './context.ts';
import type { LedgerDocument } from './document.ts';
import type { Flow } from './flows.ts';
import type { StepResult } from './unit-step.ts';

export type Moved = {
  readonly flow: Flow;
  readonly document: Pick<LedgerDocument, 'locationId' | 'toLocationId'>;
  readonly item: Item;
  readonly quantity: Quantity;
  /** The batch by which balances are split; none for items that aren't tracked by batch. */
  readonly batch: string | undefined;
  readonly steps: readonly StepResult[];
  /** How many numbers were given. */
  readonly numbered: number;
};

/** Quantities, by the way they go: what leaves where, what comes in where. */
const quantityChanges = (
  { flow, document, item, batch }: Moved,
  quantity: Quantity,
): readonly BalanceChange[] => {
  const at = (locationId: string) => ({ itemId: item.itemId, locationId, batch });
  const here = at(document.locationId);
  const there = at(document.toLocationId ?? document.locationId);
  switch (flow.stock) {
    case 'in':
      return [changeBy(here, { quantity })];
    case 'out':
      return [changeBy(here, { quantity: -quantity })];
    case 'move':
      return [changeBy(here, { quantity: -quantity }), changeBy(there, { quantity })];
    case 'dispatch':
      return [changeBy(here, { quantity: -quantity, inTransit: quantity })];
    case 'arrive':
      return [changeBy(here, { inTransit: -quantity }), changeBy(there, { quantity })];
    case 'bring-back':
      return [changeBy(here, { inTransit: -quantity, quantity })];
    case 'none':
      return [];
  }
};

const placesOf = ({ flow, document }: Pick<Moved, 'flow' | 'document'>): string[] => {
  if (flow.stock === 'none') return [];
  return flow.stock === 'move' || flow.stock === 'arrive'
    ? [document.locationId, document.toLocationId ?? document.locationId]
    : [document.locationId];
};

const isCounted = (unit: Unit | undefined): unit is Unit & { locationId: string } =>
  unit !== undefined && unit.voided !== true && isInStock(unit) && unit.locationId !== undefined;

/** Serials are counted where the record says the unit is, quantity where the document says (M22–M25). */
export const serialChanges = (
  changes: readonly UnitChange[],
  batch: string | undefined,
): readonly BalanceChange[] =>
  changes.flatMap(({ before, after }) => {
    const count = (unit: Unit | undefined, n: number) =>
      isCounted(unit)
        ? [
            changeBy(
              { itemId: unit.itemId, locationId: unit.locationId, batch },
              unit.status === 'in-transit' ? { sentSerials: n } : { serials: n },
            ),
          ]
        : [];
    return [...count(before, -1), ...count(after, 1)];
  });

/** Balances at which a line's posting leaves quantity of a serial-tracked item unnumbered: every place it goes through. */
export const untrackedPlaces = (
  moved: Pick<Moved, 'flow' | 'document' | 'item' | 'quantity' | 'numbered'>,
): BalanceName[] => {
  const { item, numbered, quantity } = moved;
  if (item.tracking !== 'serial' || pieces(numbered) >= quantity) return [];
  return [...new Set(placesOf(moved))].map((locationId) => ({ itemId: item.itemId, locationId }));
};

/** Everything that a line's posting does to balances. */
export const balanceChanges = (moved: Moved): BalanceChange[] => {
  const { flow, document, item, quantity, batch, steps, numbered } = moved;
  const here = { itemId: item.itemId, locationId: document.locationId, batch };
  const changes = steps.flatMap(({ change }) => (change === undefined ? [] : [change]));
  // What is lost on its way leaves transit, not the shelf.
  const lost = flow.stock === 'out' ? changes.filter(({ before }) => before?.status === 'in-transit') : [];
  const provisional = steps.filter((step) => step.provisional === true).length;
  const explained = steps.filter((step) => step.retrospective === true);
  // A receipt after the fact cancels what was counted in provisionally.
  const cancelled = explained.flatMap(({ change }) => change?.before?.provisionalAt ?? []);
  return [
    ...quantityChanges(moved, quantity - pieces(lost.length)),
    ...lost.flatMap(({ before }) =>
      before?.locationId === undefined
        ? []
        : [changeBy({ ...here, locationId: before.locationId }, { inTransit: -pieces(1) })],
    ),
    ...(provisional === 0 ? [] : [changeBy(here, { quantity: pieces(provisional) })]),
    ...cancelled.map((locationId) => changeBy({ ...here, locationId }, { quantity: -pieces(1) })),
    // Known is what was last heard, at every place that it goes through.
    ...untrackedPlaces(moved).map((place) => changeBy(place, { untracked: 1 })),
    ...serialChanges(changes, batch),
    ...(flow.movement === 'receive' && numbered > 0 ? [changeBy(here, { bought: numbered })] : []),
    ...(flow.movement === 'sell' && numbered > 0 ? [changeBy(here, { sold: numbered })] : []),
  ];
};

/** What a movement tells of its changes. */
export const movedBalances = (changes: readonly BalanceChange[]): MovedBalance[] =>
  sumChanges(changes)
    .filter(
      ({ quantity, serials, inTransit, sentSerials }) =>
        quantity !== 0 || serials !== 0 || inTransit !== 0 || sentSerials !== 0,
    )
    .map(({ locationId, batch, quantity, serials, inTransit, sentSerials }) => ({
      locationId,
      batch,
      quantity,
      serials,
      inTransit,
      sentSerials,
    }));

/** Only batch-tracked items split their balances. */
export const splitBatch = (item: Item, batch: string | undefined): string | undefined =>
  item.tracking === 'batch' ? batch : undefined;
