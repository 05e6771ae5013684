import { BALANCE_MAX, type BalanceChange, balanceName, sumChanges } from '../balance.ts';
import { quantityShown } from '../quantity.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext } from './context.ts';

/** Less there than asked for is refused whole, never clipped (decision 10); so is more than can be counted. */
export const stockFaults = (
  changes: readonly { readonly pointer: string; readonly balances: readonly BalanceChange[] }[],
  context: DecisionContext,
): Violation[] =>
  sumChanges(changes.flatMap((o) => o.balances)).flatMap((sum): Violation[] => {
    const balance = context.balances.get(balanceName(sum));
    const there = balance?.quantity ?? 0;
    const after = there + sum.quantity;
    const at = changes.find((o) => o.balances.some((b) => balanceName(b) === balanceName(sum)));
    const { itemId, locationId } = sum;
    const where = { pointer: at?.pointer ?? '', itemId, locationId };
    const [moved, shown] = [quantityShown(Math.abs(sum.quantity)), quantityShown(there)];
    if (Math.abs(after) > BALANCE_MAX) {
      const detail = `With ${shown} of item ${itemId} at location ${locationId}, ${moved} more are too many to be counted exactly.`;
      return [
        { ...where, code: 'stock-too-large', detail, expected: quantityShown(BALANCE_MAX), actual: moved },
      ];
    }
    const sent = balance?.inTransit ?? 0;
    if (sum.inTransit < 0 && sent + sum.inTransit < 0) {
      const [taken, way] = [quantityShown(-sum.inTransit), quantityShown(sent)];
      const detail = `${taken} of item ${itemId} are received that location ${locationId} has sent; ${way} are on their way.`;
      return [{ ...where, code: 'stock-insufficient', detail, expected: taken, actual: way }];
    }
    if (sum.quantity >= 0 || after >= 0 || context.settings.allowNegativeStock) return [];
    const detail = `${moved} of item ${itemId} are taken at location ${locationId}; ${shown} are there.`;
    return [{ ...where, code: 'stock-insufficient', detail, expected: moved, actual: shown }];
  });
