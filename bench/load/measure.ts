/** Latencies by kind of request and by when they were, and whether they stay as they were. */

type Sample = { readonly at: number; readonly took: number };

export type Latencies = {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

export type KindOverRun = {
  readonly kind: string;
  readonly whole: Latencies;
  readonly first: Latencies;
  readonly last: Latencies;
  readonly flat: boolean;
};

/** What is still warming up counts for neither third. */
const WARMING = 0.1;
/** Fewer say nothing. */
const ENOUGH = 30;
/** How much slower half of the requests may be in the last third than in the first. */
const SLOWER = { times: 1.5, by: 25 };
/** How much more memory may be in use, of what isn't the table itself. */
const MORE = { times: 1.25, by: 64 * 2 ** 20 };

const at = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

const latencies = (samples: readonly Sample[]): Latencies => {
  const sorted = samples.map(({ took }) => took).sort((a, b) => a - b);
  return { n: sorted.length, p50: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99) };
};

const between = <T extends { readonly at: number }>(all: readonly T[], from: number, to: number): T[] =>
  all.filter((one) => one.at >= from && one.at < to);

const thirds = (duration: number): { first: [number, number]; last: [number, number] } => {
  const warm = duration * WARMING;
  const third = (duration - warm) / 3;
  return { first: [warm, warm + third], last: [duration - third, Number.POSITIVE_INFINITY] };
};

export const measuring = () => {
  const kinds = new Map<string, Sample[]>();
  return {
    took: (kind: string, sample: Sample): void => {
      const its = kinds.get(kind) ?? [];
      its.push(sample);
      kinds.set(kind, its);
    },
    overRun: (duration: number): KindOverRun[] =>
      [...kinds].sort().map(([kind, samples]) => {
        const { first, last } = thirds(duration);
        const [before, after] = [between(samples, ...first), between(samples, ...last)].map(latencies);
        const none = latencies([]);
        const [f, l] = [before ?? none, after ?? none];
        const isTold = f.n >= ENOUGH && l.n >= ENOUGH;
        const flat = !isTold || l.p50 <= f.p50 * SLOWER.times + SLOWER.by;
        return { kind, whole: latencies(samples), first: f, last: l, flat };
      }),
  };
};

export type MemorySample = { readonly at: number; readonly bytes: number };

const median = (samples: readonly MemorySample[]): number =>
  samples.map(({ bytes }) => bytes).sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;

/** In MiB, by the middle of each third. */
export const memoryOverRun = (samples: readonly MemorySample[], duration: number) => {
  const { first, last } = thirds(duration);
  const [before, after] = [median(between(samples, ...first)), median(between(samples, ...last))];
  const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return { first: mib(before), last: mib(after), flat: after <= before * MORE.times + MORE.by };
};
