import { hash } from 'node:crypto';
import type { RecordKey } from '../../app/write-part.ts';
import { nameOf } from '../entries.ts';

/**
 * Compares what lists and search should hold with what they hold, whatever order both go by in, without keeping either:
 * what should stand is added to one of many sums, what stands is taken from it. A sum that isn't zero at the end says
 * where to look closer, in a second pass that keeps what belongs to such sums only.
 */

const SUMS = 65_536;
/** So many entries at most are kept in the second pass. */
const KEPT = 50_000;

type Attributes = { readonly [name: string]: unknown };

const textOf = ({ pk, sk }: RecordKey, attributes: Attributes): string =>
  JSON.stringify([
    pk,
    sk,
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

type Side = 'wanted' | 'there';

export type EntryDigest = {
  readonly add: (side: Side, key: RecordKey, attributes: Attributes) => void;
  /** Sums that are not zero; as many as can be looked at closer, and whether those are all. */
  readonly doubted: () => { readonly sums: ReadonlySet<number>; readonly all: boolean };
};

const placeOf = (text: string): readonly [sum: number, first: number, second: number] => {
  const digest = hash('md5', text, 'buffer');
  return [digest.readUInt16LE(0), digest.readInt32LE(2), digest.readInt32LE(6)];
};

export const entryDigest = (): EntryDigest => {
  // They wrap around, which a sum that comes to zero doesn't mind.
  const [first, second] = [new Int32Array(SUMS), new Int32Array(SUMS)];
  let count = 0;
  return {
    add: (side, key, attributes) => {
      const [sum, a, b] = placeOf(textOf(key, attributes));
      const sign = side === 'wanted' ? 1 : -1;
      first[sum] = (first[sum] ?? 0) + sign * a;
      second[sum] = (second[sum] ?? 0) + sign * b;
      count += 1;
    },
    doubted: () => {
      const all = Array.from(first.keys()).filter((sum) => first[sum] !== 0 || second[sum] !== 0);
      const most = Math.max(1, Math.floor(KEPT / (1 + count / SUMS)));
      return { sums: new Set(all.slice(0, most)), all: all.length <= most };
    },
  };
};

/** What is on one side only, of those that belong to doubted sums; told by the records that they came from. */
export const entryDifference = (sums: ReadonlySet<number>) => {
  const open = new Map<string, { readonly side: Side; readonly from: RecordKey }>();
  return {
    add: (
      side: Side,
      entry: { readonly key: RecordKey; readonly attributes: Attributes },
      from: RecordKey,
    ) => {
      const text = textOf(entry.key, entry.attributes);
      if (!sums.has(placeOf(text)[0])) return;
      const other = open.get(text);
      if (other === undefined) open.set(text, { side, from });
      else if (other.side !== side) open.delete(text);
    },
    left: (): RecordKey[] => [
      ...new Map([...open.values()].map(({ from: { pk, sk } }) => [nameOf({ pk, sk }), { pk, sk }])).values(),
    ],
  };
};
