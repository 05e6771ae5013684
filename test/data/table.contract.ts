import { beforeEach, describe, expect, it } from 'vitest';
import type { Condition, RecordAttributes, RecordKey, WritePart } from '../../functions/app/write-part.ts';
import type { QueryRequest, StoredRecord, Table } from '../../functions/data/table.ts';

const always: Condition = { name: 'always' };
const put = (
  key: RecordKey,
  attributes: RecordAttributes = {},
  condition: Condition = always,
): WritePart => ({
  action: 'put',
  key,
  attributes,
  condition,
});
const remove = (key: RecordKey, condition: Condition = always): WritePart => ({
  action: 'delete',
  key,
  condition,
});
const add = (
  key: RecordKey,
  amounts: Record<string, number>,
  given: { attributes?: RecordAttributes; condition?: Condition } = {},
): WritePart => ({
  action: 'add',
  key,
  amounts,
  attributes: given.attributes ?? {},
  condition: given.condition ?? always,
});

const WRITTEN = { outcome: 'written' } as const;
let runs = 0;

/** What every `Table` must do; run on the fake and on DynamoDB. Scans read a whole table, so they may have their own. */
export const tableContract = (name: string, factory: () => Table, scannable = factory): void => {
  describe(`table contract: ${name}`, () => {
    let table: Table;
    let tenant: string;
    const key = (sk: string, pk = 'p'): RecordKey => ({ pk: `${tenant}#${pk}`, sk });
    const read = async (...sks: readonly string[]): Promise<readonly StoredRecord[]> =>
      [...(await table.getMany(sks.map((sk) => key(sk))))].sort((a, b) => (a.sk < b.sk ? -1 : 1));
    const query = (request: Partial<QueryRequest> = {}) =>
      table.query({ pk: key('').pk, limit: 100, consistent: true, ...request });
    const sorts = async (request: Partial<QueryRequest> = {}) =>
      (await query(request)).records.map(({ sk }) => sk);

    beforeEach(() => {
      table = factory();
      runs += 1;
      tenant = `contract-${Date.now().toString(36)}-${process.pid}-${runs}`;
    });

    it('keeps values as the engine has them, and refuses those that it has none for', async () => {
      const attributes = {
        zero: -0,
        list: [undefined, 1],
        nothing: undefined,
      } as unknown as RecordAttributes;
      expect(await table.transact([put(key('a'), attributes)])).toEqual(WRITTEN);
      expect(await read('a')).toEqual([{ ...key('a'), zero: 0, list: [1] }]);
      for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, new Date(0)]) {
        const puts = [put(key('b'), { wrong } as unknown as RecordAttributes)];
        await expect(table.transact(puts)).rejects.toThrow();
      }
      expect(await read('b')).toEqual([]);
    });

    it('gives back what was put, without undefined values', async () => {
      const attributes = {
        text: 'ä "quoted" 日本',
        empty: '',
        number: -1234.5678,
        yes: true,
        list: ['a', ['b'], { c: 1 }],
        map: { inner: 'x', gone: undefined },
        gone: undefined,
      };
      expect(await table.transact([put(key('a'), attributes)])).toEqual(WRITTEN);
      expect(await read('a')).toEqual([
        {
          ...key('a'),
          text: 'ä "quoted" 日本',
          empty: '',
          number: -1234.5678,
          yes: true,
          list: ['a', ['b'], { c: 1 }],
          map: { inner: 'x' },
        },
      ]);
    });

    it('replaces a record whole', async () => {
      await table.transact([put(key('a'), { old: 1, both: 1 })]);
      await table.transact([put(key('a'), { both: 2 })]);
      expect(await read('a')).toEqual([{ ...key('a'), both: 2 }]);
    });

    it('hands out copies', async () => {
      await table.transact([put(key('a'), { list: ['x'] })]);
      const [first] = await read('a');
      (first as unknown as { list: string[] }).list.push('y');
      expect((await read('a'))[0]?.list).toEqual(['x']);
    });

    it('reads many keys at once, each once, leaving out what is not there', async () => {
      const sks = Array.from({ length: 230 }, (_, i) => `k${i.toString().padStart(3, '0')}`);
      await table.writeMany({ puts: sks.map((sk) => ({ key: key(sk), attributes: { v: 1 } })), deletes: [] });
      const found = await read(...sks, 'missing', ...sks.slice(0, 20));
      expect(found.map(({ sk }) => sk)).toEqual(sks);
      expect(await table.getMany([])).toEqual([]);
    });

    it('reads up to a hundred keys of one moment', async () => {
      const sks = Array.from({ length: 100 }, (_, i) => `t${i.toString().padStart(3, '0')}`);
      await table.writeMany({ puts: sks.map((sk) => ({ key: key(sk), attributes: { v: 1 } })), deletes: [] });
      const found = await table.getTogether([...sks.slice(1), 'missing'].map((sk) => key(sk)));
      expect(found.map(({ sk }) => sk).sort()).toEqual(sks.slice(1));
      expect(await table.getTogether([key('t000'), key('t000')])).toHaveLength(1);
      await expect(table.getTogether([...sks, 'more'].map((sk) => key(sk)))).rejects.toThrow();
      expect(await table.getTogether([])).toEqual([]);
    });

    describe('conditions', () => {
      it('absent', async () => {
        expect(await table.transact([put(key('a'), { n: 1 }, { name: 'absent' })])).toEqual(WRITTEN);
        expect(await table.transact([put(key('a'), { n: 2 }, { name: 'absent' })])).toMatchObject({
          outcome: 'stale',
          conditions: ['absent'],
        });
        expect(await read('a')).toMatchObject([{ n: 1 }]);
      });

      it('unchanged', async () => {
        const at = (version: number): Condition => ({ name: 'unchanged', version });
        const stale = { outcome: 'stale', conditions: ['unchanged'] };
        expect(await table.transact([put(key('a'), { version: 2 }, at(1))])).toMatchObject(stale);
        await table.transact([put(key('a'), { version: 1 })]);
        expect(await table.transact([put(key('a'), { version: 2 }, at(1))])).toEqual(WRITTEN);
        expect(await table.transact([put(key('a'), { version: 2 }, at(1))])).toMatchObject(stale);
        expect(await table.transact([remove(key('a'), at(1))])).toMatchObject(stale);
        expect(await table.transact([remove(key('a'), at(2))])).toEqual(WRITTEN);
        expect(await read('a')).toEqual([]);
        expect(await table.transact([remove(key('a'), at(2))])).toMatchObject(stale);
      });

      it('unchanged, and the very one: texts by their paths', async () => {
        const at = (is: Record<string, string>): Condition => ({ name: 'unchanged', version: 1, is });
        await table.transact([put(key('a'), { version: 1, id: 'x', marker: { posting: 'p1' } })]);
        const stale = { outcome: 'stale', conditions: ['unchanged'], keys: [key('a')] };
        expect(await table.transact([put(key('a'), {}, at({ id: 'y' }))])).toEqual(stale);
        expect(await table.transact([put(key('a'), {}, at({ id: 'x', 'marker.posting': 'p2' }))])).toEqual(
          stale,
        );
        expect(await table.transact([remove(key('b'), at({ id: 'x' }))])).toMatchObject({ outcome: 'stale' });
        expect(await table.transact([remove(key('a'), at({ id: 'x', 'marker.posting': 'p1' }))])).toEqual(
          WRITTEN,
        );
        expect(await read('a')).toEqual([]);
      });

      it('absent-or-expired', async () => {
        const at = (seconds: number): Condition => ({ name: 'absent-or-expired', at: seconds });
        const stale = { outcome: 'stale', conditions: ['absent-or-expired'] };
        expect(await table.transact([put(key('a'), { expiresAt: 100 }, at(10))])).toEqual(WRITTEN);
        expect(await table.transact([put(key('a'), { expiresAt: 200 }, at(99))])).toMatchObject(stale);
        expect(await table.transact([put(key('a'), { expiresAt: 200 }, at(100))])).toEqual(WRITTEN);
        await table.transact([put(key('b'), {})]);
        expect(await table.transact([put(key('b'), {}, at(1_000))])).toMatchObject(stale);
      });

      it('holds: equals, at most, and checked without writing', async () => {
        const held = (n: number): Condition => ({
          name: 'holds',
          equals: { epoch: n },
          atMost: { quantity: 5 },
        });
        const check = (n: number) =>
          table.transact([{ action: 'check', key: key('a'), condition: held(n) }, put(key('b'), { n })]);
        const stale = { outcome: 'stale', conditions: ['holds'] };
        expect(await check(1)).toMatchObject(stale);
        await table.transact([put(key('a'), { epoch: 1, quantity: 5 })]);
        expect(await check(2)).toMatchObject(stale);
        expect(await read('b')).toEqual([]);
        expect(await check(1)).toEqual(WRITTEN);
        expect(await read('b')).toMatchObject([{ n: 1 }]);
        expect(await read('a')).toMatchObject([{ epoch: 1, quantity: 5 }]);
        await table.transact([put(key('a'), { epoch: 1, quantity: 6 })]);
        expect(await check(1)).toMatchObject(stale);
      });

      it('holds: at least', async () => {
        const least = (quantity: number): Condition => ({ name: 'holds', atLeast: { quantity } });
        const take = (n: number) =>
          table.transact([add(key('a'), { quantity: -n }, { condition: least(n) })]);
        const stale = { outcome: 'stale', conditions: ['holds'] };
        expect(await take(1)).toMatchObject(stale);
        expect(await read('a')).toEqual([]);
        await table.transact([add(key('a'), { quantity: 5 })]);
        expect(await take(6)).toMatchObject(stale);
        expect(await take(5)).toEqual(WRITTEN);
        expect(await read('a')).toMatchObject([{ quantity: 0 }]);
      });
    });

    describe('add', () => {
      it('begins at nothing, sums up and sets attributes beside', async () => {
        const more = (attributes: RecordAttributes) => ({ attributes });
        await table.transact([
          add(key('a'), { quantity: 3, still: 0 }, more({ type: 'x', batch: undefined })),
        ]);
        expect(await read('a')).toEqual([{ ...key('a'), quantity: 3, still: 0, type: 'x' }]);
        await table.transact([add(key('a'), { quantity: -5, other: 2 }, more({ type: 'y', list: ['z'] }))]);
        expect(await read('a')).toEqual([
          { ...key('a'), quantity: -2, still: 0, other: 2, type: 'y', list: ['z'] },
        ]);
      });

      it('loses nothing when many add at once', async () => {
        const adds = Array.from({ length: 20 }, () => table.transact([add(key('a'), { quantity: 1 })]));
        const outcomes = await Promise.all(adds);
        const written = outcomes.filter(({ outcome }) => outcome === 'written').length;
        expect(await read('a')).toMatchObject([{ quantity: written }]);
      });
    });

    describe('transactions', () => {
      it('write all or nothing', async () => {
        await table.transact([put(key('taken'), { version: 7 })]);
        const result = await table.transact([
          put(key('new'), {}, { name: 'absent' }),
          put(key('taken'), {}, { name: 'absent' }),
          add(key('sum'), { quantity: 1 }),
          put(key('other'), {}, { name: 'unchanged', version: 1 }),
        ]);
        expect(result).toMatchObject({ outcome: 'stale', conditions: ['absent', 'unchanged'] });
        expect(await sorts()).toEqual(['taken']);
      });

      it('let one of many win where all want the same', async () => {
        const tries = Array.from({ length: 10 }, (_, i) =>
          table.transact([put(key('one'), { i }, { name: 'absent' }), put(key(`beside-${i}`))]),
        );
        const outcomes = await Promise.all(tries);
        const winners = outcomes.flatMap(({ outcome }, i) => (outcome === 'written' ? [i] : []));
        expect(winners).toHaveLength(1);
        expect(await sorts()).toEqual([`beside-${winners[0]}`, 'one']);
      });

      it('take 100 actions and no more', async () => {
        const parts = Array.from({ length: 101 }, (_, i) => put(key(`k${i}`)));
        await expect(table.transact(parts)).rejects.toThrow();
        expect(await sorts()).toEqual([]);
        expect(await table.transact(parts.slice(0, 100))).toEqual(WRITTEN);
        expect((await query({ limit: 200 })).records).toHaveLength(100);
      });

      it('refuse two actions on one record, no action at all, and an empty key', async () => {
        await expect(table.transact([put(key('a')), remove(key('a'))])).rejects.toThrow();
        await expect(table.transact([])).rejects.toThrow();
        await expect(table.transact([put({ pk: tenant, sk: '' })])).rejects.toThrow();
      });
    });

    describe('queries', () => {
      beforeEach(async () => {
        const all = ['a', 'b!1', 'b#1', 'b#2', 'b0', 'B', 'c', '10', '9', '~'];
        await table.writeMany({ puts: all.map((sk) => ({ key: key(sk), attributes: {} })), deletes: [] });
        await table.writeMany({ puts: [{ key: key('b#1', 'other'), attributes: {} }], deletes: [] });
      });

      it('give one partition in order of the bytes of the sort key', async () => {
        expect(await sorts()).toEqual(['10', '9', 'B', 'a', 'b!1', 'b#1', 'b#2', 'b0', 'c', '~']);
        expect(await sorts({ pk: `${tenant}#nowhere` })).toEqual([]);
      });

      it('by prefix, and by bounds that both belong to it', async () => {
        expect(await sorts({ prefix: 'b' })).toEqual(['b!1', 'b#1', 'b#2', 'b0']);
        expect(await sorts({ prefix: 'b#' })).toEqual(['b#1', 'b#2']);
        expect(await sorts({ from: 'b#1', to: 'b0' })).toEqual(['b#1', 'b#2', 'b0']);
        expect(await sorts({ from: 'b#3' })).toEqual(['b0', 'c', '~']);
        expect(await sorts({ to: 'B\uffff' })).toEqual(['10', '9', 'B']);
      });

      it('go on behind a sort key, be it there or not', async () => {
        expect(await sorts({ after: 'b#1' })).toEqual(['b#2', 'b0', 'c', '~']);
        expect(await sorts({ after: 'b#11' })).toEqual(['b#2', 'b0', 'c', '~']);
        expect(await sorts({ prefix: 'b', after: 'b#1' })).toEqual(['b#2', 'b0']);
        expect(await sorts({ from: 'b!1', to: 'b#2', after: 'b#1' })).toEqual(['b#2']);
      });

      it('refuse to go on from outside of their range', async () => {
        await expect(query({ prefix: 'b', after: 'c' })).rejects.toThrow();
        await expect(query({ from: 'b', after: 'a' })).rejects.toThrow();
      });

      it('in pages meet each record once', async () => {
        for (const limit of [1, 3, 5, 10, 11]) {
          const seen: string[] = [];
          let after: string | undefined;
          for (let more = true; more; ) {
            const page = await query({ limit, after });
            expect(page.records.length).toBeLessThanOrEqual(limit);
            seen.push(...page.records.map(({ sk }) => sk));
            after = page.records.at(-1)?.sk ?? after;
            more = page.more;
          }
          expect(seen).toEqual(await sorts());
        }
      });

      it('tell that there is more, and that there is no more', async () => {
        expect((await query({ limit: 9 })).more).toBe(true);
        expect((await query({ limit: 11 })).more).toBe(false);
        expect((await query({ prefix: 'b#', limit: 3 })).more).toBe(false);
      });

      it('read more than the engine answers at once', async () => {
        const text = 'x'.repeat(100_000);
        const sks = Array.from({ length: 30 }, (_, i) => `big-${i.toString().padStart(2, '0')}`);
        const puts = sks.map((sk) => ({ key: key(sk), attributes: { text } }));
        await table.writeMany({ puts, deletes: [] });
        expect(await sorts({ prefix: 'big-' })).toEqual(sks);
      });

      it('follow a write at once', async () => {
        await table.transact([put(key('new')), remove(key('a'))]);
        expect(await sorts({ from: 'a', to: 'z' })).toEqual(['b!1', 'b#1', 'b#2', 'b0', 'c', 'new']);
      });
    });

    describe('scans', () => {
      const SEGMENTS = 3;
      /** Sort keys of this tenant's records, in pages of a limit. */
      const scanned = async (types: readonly string[], limit: number) => {
        const found: StoredRecord[] = [];
        for (let segment = 0; segment < SEGMENTS; segment += 1) {
          let after: RecordKey | undefined;
          do {
            const page = await table.scan({ segment, segments: SEGMENTS, types, after, limit });
            expect(page.records.length).toBeLessThanOrEqual(limit);
            found.push(...page.records);
            after = page.next;
          } while (after !== undefined);
        }
        return found.filter(({ pk }) => pk.startsWith(`${tenant}#`));
      };
      const own = () => `scanned-${tenant}`;

      beforeEach(async () => {
        table = scannable();
        const puts = Array.from({ length: 12 }, (_, n) => ({
          key: key(`s${n % 2}`, `p${n >> 1}`),
          attributes: { type: n % 3 === 0 ? own() : 'other', n },
        }));
        await table.writeMany({ puts, deletes: [] });
      });

      it.each([1_000, 7])('meet each record of the types once, %i at a time', async (limit) => {
        const found = await scanned([own(), `${own()}-2`], limit);
        expect(found.map(({ n }) => n).sort()).toEqual([0, 3, 6, 9]);
        expect(found.find(({ n }) => n === 3)).toEqual({ ...key('s1', 'p1'), type: own(), n: 3 });
      });

      it('meet what begins so, of some types or of all', async () => {
        const all = { segment: 0, segments: 1, begins: `${tenant}#`, limit: 100_000 };
        expect((await table.scan(all)).records.map(({ n }) => n)).toHaveLength(12);
        const some = await table.scan({ ...all, types: [own()] });
        expect(some.records.map(({ n }) => n).sort()).toEqual([0, 3, 6, 9]);
        expect((await table.scan({ ...all, begins: `${tenant}#never` })).records).toEqual([]);
      });

      it('go on behind a record that is gone', async () => {
        const all = { segment: 0, segments: 1, types: [own()], limit: 100_000 };
        const [first, ...others] = (await table.scan(all)).records;
        const { pk = '', sk = '' } = first ?? {};
        await table.writeMany({ puts: [], deletes: [{ pk, sk }] });
        expect((await table.scan({ ...all, after: { pk, sk } })).records).toEqual(others);
      });
    });

    it('writes many records: puts replace, deletes of what is not there are fine', async () => {
      const sks = Array.from({ length: 60 }, (_, i) => `m${i.toString().padStart(2, '0')}`);
      const puts = sks.map((sk) => ({ key: key(sk), attributes: { n: 1 } }));
      await table.writeMany({ puts, deletes: [key('never')] });
      await table.writeMany({
        puts: [{ key: key('m00'), attributes: { n: 2 } }],
        deletes: sks.slice(10).map((sk) => key(sk)),
      });
      expect(await sorts()).toEqual(sks.slice(0, 10));
      expect(await read('m00')).toEqual([{ ...key('m00'), n: 2 }]);
      await table.writeMany({ puts: [], deletes: [] });
    });

    it('raises a number of a record, made with it, once for each call', async () => {
      const key = { pk: `${tenant}#counter`, sk: 'counter' };
      const raise = (by: number) =>
        table.raise({ key, name: 'last', by, attributes: { v: 1, type: 'counter' } });
      expect(await raise(3)).toBe(3);
      const found = await Promise.all(Array.from({ length: 20 }, (_, n) => raise(n + 1)));
      expect(new Set(found).size).toBe(20);
      expect(Math.max(...found)).toBe(213);
      expect(await table.getMany([key])).toEqual([{ ...key, v: 1, type: 'counter', last: 213 }]);
    });

    it('refuses to write one record twice at once', async () => {
      const twice = { puts: [{ key: key('a'), attributes: {} }], deletes: [key('a')] };
      await expect(table.writeMany(twice)).rejects.toThrow();
    });
  });
};
