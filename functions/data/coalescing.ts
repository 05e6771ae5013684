import type { RecordKey } from '../app/write-part.ts';
import type { StoredRecord } from './table.ts';

type Fetch = (keys: readonly RecordKey[]) => Promise<readonly StoredRecord[]>;
type Waiting = {
  readonly keys: readonly RecordKey[];
  readonly resolve: (records: readonly StoredRecord[]) => void;
  readonly reject: (error: unknown) => void;
};

const nameOf = ({ pk, sk }: RecordKey): string => `${pk}\n${sk}`;

/** Each key once, in the order first named. */
export const distinct = (keys: readonly RecordKey[]): RecordKey[] => [
  ...new Map(keys.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }])).values(),
];

/**
 * Gathers the reads that are asked for at once, whoever asks, so that they travel as one: a posting needs settings,
 * items, partner, units and balances, each from its own repository, and one round trip costs what all of them cost.
 */
export const coalescing = (fetch: Fetch): Fetch => {
  let waiting: Waiting[] = [];
  const flush = async (): Promise<void> => {
    const asked = waiting;
    waiting = [];
    try {
      const found = await fetch(distinct(asked.flatMap(({ keys }) => keys)));
      const byName = new Map(found.map((record) => [nameOf(record), record]));
      for (const { keys, resolve } of asked) {
        resolve(distinct(keys).flatMap((key) => byName.get(nameOf(key)) ?? []));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  return (keys) =>
    new Promise((resolve, reject) => {
      // A promise's continuation, not a timer: whatever this turn still asks for comes along, and nothing waits.
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ keys, resolve, reject });
    });
};
