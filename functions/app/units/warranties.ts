import { coveringSupplier } from '../../domain/cover/cover.ts';
import { type DueKind, dueOn, monthOf } from '../../domain/cover/due.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import { checkWindow, isWithin, nextMonth } from '../lists/months.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import { currentUnits } from './current.ts';

/** Cover that ends in a window of time, month by month. */

export type DueAsked = {
  readonly kind: DueKind;
  /** Both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly itemId?: string | undefined;
  /** The supplier where its cover ends, the buyer where ours does. */
  readonly partnerId?: string | undefined;
  readonly page: PageRequest;
};

export type Due = { readonly unit: Unit; readonly dueOn: string };

/** How many months one request looks at, so that an empty century stays quick: a page may be short. */
const MONTHS_PER_REQUEST = 60;

const partnerOf = (unit: Unit, kind: DueKind): string | undefined =>
  kind === 'customer' ? unit.partnerId : coveringSupplier(unit);

/** @throws LedgerError `refused` where the window is turned round */
export const coverEnding = async (deps: Deps, caller: Caller, asked: DueAsked): Promise<Page<Due>> => {
  const { kind, from, to, itemId, partnerId, page } = asked;
  checkWindow(asked);
  const found: Due[] = [];
  let month = monthOf(page.after ?? from);
  let { after } = page;
  for (let n = 0; n < MONTHS_PER_REQUEST && isWithin(month, asked); n += 1) {
    const listed = await listProposals<Due>(deps, caller.tenant, {
      list: { of: 'due', kind, month, from, to },
      page: { limit: page.limit - found.length, after },
      read: async (proposals) => {
        const names = proposals.map(({ ref: [of = '', key = '', id = ''] }) => ({ itemId: of, key, id }));
        const units = await currentUnits(deps, caller.tenant, names);
        // The entry of another day is one that the list hasn't dropped yet.
        return units.map((unit, i) => {
          const day = unit === undefined ? undefined : dueOn(unit, kind);
          const isIts = day !== undefined && proposals[i]?.sort.startsWith(day) === true;
          return unit === undefined || day === undefined || !isIts ? undefined : { unit, dueOn: day };
        });
      },
      keep: ({ unit }) =>
        (itemId === undefined || unit.itemId === itemId) &&
        (partnerId === undefined || partnerOf(unit, kind) === partnerId),
    });
    found.push(...listed.items);
    if (listed.next !== undefined) return { items: found, next: listed.next };
    month = nextMonth(month);
    after = undefined;
    if (found.length === page.limit) break;
  }
  // Sorts before every day of the month.
  return isWithin(month, asked) ? { items: found, next: `${month}-00` } : { items: found };
};
