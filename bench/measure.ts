/** One budget of the design, and what a run found. */
export type Row = {
  readonly what: string;
  readonly figure: number;
  readonly budget: number;
  readonly within: boolean;
  /** What the figure came from, for the reader. */
  readonly of: Readonly<Record<string, number>>;
};

/** @throws Error for a figure that is none: then nothing was measured */
export const rowOf = (what: string, figure: number, budget: number, of: Row['of']): Row => {
  if (!Number.isFinite(figure)) throw new Error(`${what}: ${figure} is no figure`);
  return {
    what,
    figure: rounded(figure),
    budget,
    within: figure <= budget,
    of: Object.fromEntries(Object.entries(of).map(([name, value]) => [name, rounded(value)])),
  };
};

export const rounded = (figure: number): number => Math.round(figure * 1000) / 1000;

/** The value below which a share of all lies; 0.5 is the median. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** How long the work takes, in milliseconds. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

export type Pair = { readonly operation: number; readonly raw: number };

/** Pairs measured after a warm-up, and the median of their ratios. */
export const ratioOf = async (
  pair: (n: number) => Promise<Pair>,
  { warmUp, pairs }: { readonly warmUp: number; readonly pairs: number },
): Promise<{ readonly ratio: number; readonly operation: number; readonly raw: number }> => {
  for (let n = 0; n < warmUp; n += 1) await pair(n);
  const measured: Pair[] = [];
  for (let n = 0; n < pairs; n += 1) measured.push(await pair(warmUp + n));
  return {
    ratio: median(measured.map(({ operation, raw }) => operation / raw)),
    operation: median(measured.map(({ operation }) => operation)),
    raw: median(measured.map(({ raw }) => raw)),
  };
};
