import { describe, expect, it } from 'vitest';
import type { RecordKey } from '../../functions/app/write-part.ts';
import { coalescing } from '../../functions/data/coalescing.ts';

const key = (sk: string): RecordKey => ({ pk: 'p', sk });

/** A fetch that knows the records a, b and c and remembers what it was asked for. */
const recorder = (fails = false) => {
  const asked: (readonly string[])[] = [];
  const fetch = coalescing(async (keys) => {
    asked.push(keys.map(({ sk }) => sk));
    if (fails) throw new Error('no engine');
    return keys.filter(({ sk }) => 'abc'.includes(sk)).reverse();
  });
  return { asked, fetch };
};

describe('reads that are asked for at once', () => {
  it('travel as one, each key once, and everyone gets what it asked for', async () => {
    const { asked, fetch } = recorder();
    const found = await Promise.all([
      fetch([key('a'), key('x')]),
      fetch([key('b'), key('a'), key('b')]),
      fetch([]),
    ]);
    expect(found).toEqual([[key('a')], [key('b'), key('a')], []]);
    expect(asked).toEqual([['a', 'x', 'b']]);
  });

  it('are asked anew the next time: nothing is kept', async () => {
    const { asked, fetch } = recorder();
    await fetch([key('a')]);
    await fetch([key('a')]);
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('fail for all who asked, and only for them', async () => {
    const { fetch } = recorder(true);
    const results = await Promise.allSettled([fetch([key('a')]), fetch([key('b')])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(fetch([key('c')])).rejects.toThrow('no engine');
  });
});
