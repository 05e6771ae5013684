import { LedgerError } from '../../domain/errors.ts';
import type { Clock } from '../ports.ts';
import type { AllowanceName, AllowanceRepository, Asking, RequestWeight } from './ports.ts';

/**
 * How many requests a tenant may send (docs/adr/0021-limits-per-tenant.md). Many processes serve a tenant at once, and a
 * write for each request would cost too much: a process takes requests out of the window's record in lots, and gives
 * them out by itself. What is left of a lot falls with its window.
 */

/** Milliseconds. */
export const WINDOW = 10_000;
/** A larger lot means fewer writes, and more that falls with the window. */
const LOT = 50;
/** What a process lets through in a window before it takes any, so that those who ask little cause no writes. */
const UNASKED = 10;
/** What a supplier may send of what its customer may; it takes nothing of that. */
const PARTNER_SHARE = 0.1;

/** So many requests a second, on the average of a window. */
export type Rates = Readonly<Record<RequestWeight, number>>;

export type AllowanceDeps = {
  readonly rates: Rates;
  readonly take: AllowanceRepository['take'];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: {
    readonly unreachable: (entry: { tenant: string; weight: RequestWeight; error: unknown }) => void;
  };
};

/** @throws LedgerError `too-many-requests` */
export type Admit = (asking: Asking, weight: RequestWeight) => Promise<void>;

/** What one window grants in all. */
export const grantedBy = (rate: number): number => Math.max(1, Math.floor((rate * WINDOW) / 1000));
/** So many more each process may let through. */
export const unaskedOf = (limit: number): number => Math.min(UNASKED, Math.floor(limit / 20));
const lotOf = (limit: number): number => Math.min(LOT, Math.ceil(limit / 20));

/** What this process has of a window. */
type Share = { left: number; unasked: number; unaskedTold: number; isSpent: boolean };

const nameOf = ({ tenant, partner, weight }: AllowanceName): string =>
  JSON.stringify([tenant, partner, weight]);

export const allowances = ({ rates, take, clock, log }: AllowanceDeps): Admit => {
  let current = -1;
  let shares = new Map<string, Share>();

  const limitOf = ({ partner, weight }: AllowanceName): number =>
    grantedBy(rates[weight] * (partner === undefined ? 1 : PARTNER_SHARE));

  const shareOf = (asked: AllowanceName): Share => {
    if (asked.window !== current) {
      current = asked.window;
      shares = new Map();
    }
    const known = shares.get(nameOf(asked)) ?? { left: 0, unasked: 0, unaskedTold: 0, isSpent: false };
    shares.set(nameOf(asked), known);
    return known;
  };

  const takeLot = async (share: Share, asked: AllowanceName): Promise<void> => {
    const { tenant, weight, window } = asked;
    const limit = limitOf(asked);
    const lot = lotOf(limit);
    const untold = share.unasked - share.unaskedTold;
    share.unaskedTold = share.unasked;
    try {
      const before = await take(asked, { count: untold + lot, windowEnds: (window + 1) * WINDOW });
      const granted = Math.min(lot, Math.max(0, limit - before - untold));
      share.left += granted;
      share.isSpent ||= granted < lot;
    } catch (error) {
      // To keep limits matters less than to serve; the request itself will tell whether the table is away.
      log.unreachable({ tenant, weight, error });
      share.left += lot;
    }
  };

  return async ({ tenant, partner }, weight) => {
    const now = clock.now();
    const asked = { tenant, partner, weight, window: Math.floor(now / WINDOW) };
    const share = shareOf(asked);
    if (share.left === 0 && !share.isSpent) {
      if (share.unasked < unaskedOf(limitOf(asked))) {
        share.unasked += 1;
        return;
      }
      await takeLot(share, asked);
    }
    if (share.left === 0) {
      const retryAfter = Math.ceil(((asked.window + 1) * WINDOW - now) / 1000);
      throw new LedgerError({ code: 'too-many-requests', weight, retryAfter });
    }
    share.left -= 1;
  };
};
