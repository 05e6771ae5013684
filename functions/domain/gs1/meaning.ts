import { dayOf } from './dates.ts';
import type { Element } from './fault.ts';

/** What elements say of the thing in the ledger's own words. */
export type Meaning = {
  /** 14 digits. */
  readonly gtin?: string | undefined;
  readonly serial?: string | undefined;
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
  /** 18 digits: a carton or pallet. */
  readonly sscc?: string | undefined;
};

export const meaningOf = (elements: readonly Element[], today: string): Meaning => {
  const under = (ai: string): string | undefined => elements.find((one) => one.ai === ai)?.value;
  // 17 is the day of expiry; 7003 tells the time of that day too.
  const expiry = under('17') ?? under('7003')?.slice(0, 6);
  return {
    gtin: under('01'),
    serial: under('21'),
    batch: under('10'),
    expiresOn: expiry === undefined ? undefined : dayOf(expiry, today),
    sscc: under('00'),
  };
};
