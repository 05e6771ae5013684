import { type BalanceName, balanceName } from '../balance.ts';
import type { AsOf } from '../unit/unit.ts';
import type { DecisionContext } from './context.ts';
import { atPlaceOf } from './document.ts';
import { lineFlow } from './kinds.ts';
import type { Posting } from './post.ts';
import { untrackedPlaces } from './stock-effects.ts';

/** What is known of a unit, and since when: "last heard" differs from "known" by what moved without numbers since. */

/** State and place of a unit as of a movement, with how much went through that place without numbers before it. */
export const asserted = (
  movementId: string,
  given: {
    readonly place?: BalanceName | undefined;
    readonly context: DecisionContext;
    readonly unnumbered?: ReadonlyMap<string, number> | undefined;
  },
): AsOf => {
  const { place, context, unnumbered } = given;
  const name = place === undefined ? '' : balanceName(place);
  const seen = (context.balances.get(name)?.untracked ?? 0) + (unnumbered?.get(name) ?? 0);
  return { movementId, at: context.recordedAt, ...(seen === 0 ? {} : { untracked: seen }) };
};

/** How many lines of this very posting leave a balance unnumbered: those didn't come after what it asserts. */
export const unnumberedHere = (
  { document, lines, stage }: Posting,
  context: DecisionContext,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { line, quantity, entries } of lines) {
    const item = context.items.get(line.itemId);
    const flow = lineFlow(document.kind, line, stage);
    if (item === undefined || flow === undefined) continue;
    const moved = { flow, document: atPlaceOf(document, line), item, quantity, numbered: entries.length };
    for (const name of untrackedPlaces(moved).map(balanceName)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};
