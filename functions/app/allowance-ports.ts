/** Heavy requests have limits of their own, lest imports starve scanning. */
export type RequestWeight = 'usual' | 'heavy';

/** Requests of one tenant within one window of time. */
export type AllowanceName = {
  readonly tenant: string;
  readonly weight: RequestWeight;
  /** Windows are numbered from the epoch on. */
  readonly window: number;
};

export type AllowanceRepository = {
  /**
   * Takes so many requests out of the window's, whether as many are left or not.
   * @returns how many had been taken before
   */
  readonly take: (
    name: AllowanceName,
    given: { readonly count: number; readonly windowEnds: number },
  ) => Promise<number>;
};
