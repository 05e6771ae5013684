/** Heavy requests have limits of their own, lest imports starve scanning. */
export type RequestWeight = 'usual' | 'heavy';

/** Who asks: a tenant, or one of its suppliers by itself. */
export type Asking = { readonly tenant: string; readonly partner?: string | undefined };

/** Requests of one tenant, or of one of its suppliers, within one window of time. */
export type AllowanceName = Asking & {
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
