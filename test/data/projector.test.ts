import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { searchSerials } from '../../functions/app/enquiry/search-serials.ts';
import { listUnits } from '../../functions/app/units/list.ts';
import type { RecordAttributes } from '../../functions/app/write-part.ts';
import { entriesOf, entryChanges } from '../../functions/data/entries.ts';
import { wantedBy } from '../../functions/data/entry-sources.ts';
import { type ImageChange, projector } from '../../functions/data/projector.ts';
import { CorruptRecord } from '../../functions/data/stored.ts';
import type { StoredRecord } from '../../functions/data/table.ts';
import { storesOn } from '../../functions/runtime/container.ts';
import { aWorld, CALLER, list, type World } from '../app/world.ts';
import { type FakeTable, fakeTable } from '../support/fake-table.ts';

let world: World;
let changes: readonly ImageChange[];

beforeAll(async () => {
  world = await aWorld();
  const { documentId } = await world.order(['A-100', 'A-101', 'A-102', 'A-103'], { number: 'PO-1' });
  await world.number({ documentId, line: 1, mode: 'remove', serials: list('A-103') });
  await world.number({ documentId, line: 1, mode: 'add', serials: list('B-500') });
  await world.post({ documentId, lines: [{ line: 1, quantity: 2, serials: list('A-100', 'B-500') }] });
  await world.sell(['B-500'], { number: 'INV-1' });
  await world.receive(['C/777'], { locationId: 'shop' });
  await world.receive([], { itemId: 'glue', quantity: 2.5, batch: 'g1' });
  await world.number({ documentId, line: 1, mode: 'remove', serials: list('A-102') });
  changes = world.table.takeChanges();
});

const copied = async (): Promise<FakeTable> => {
  const table = fakeTable();
  const puts = world.truth().map(({ pk, sk, ...attributes }) => ({
    key: { pk, sk },
    attributes: attributes as RecordAttributes,
  }));
  await table.writeMany({ puts, deletes: [] });
  return table;
};

/** The table as it stands, with what its consumer makes of these deliveries. */
const projected = async (...deliveries: readonly (readonly ImageChange[])[]): Promise<FakeTable> => {
  const table = await copied();
  for (const delivery of deliveries) await projector(table).project(delivery);
  return table;
};

const entriesIn = (table: FakeTable): readonly StoredRecord[] =>
  table.snapshot().filter(({ type }) => type === 'entry');

/** Every entry that the records of the table should have, made anew. */
const rebuilt = async (): Promise<readonly StoredRecord[]> => {
  const table = fakeTable();
  await table.writeMany({ puts: world.truth().flatMap(entriesOf), deletes: [] });
  return table.snapshot();
};

/** What people see of the entries. */
const answers = async (table: FakeTable) => {
  const deps = { ...world.deps, ...storesOn(table) };
  const units = (filter: { status?: 'in-stock'; locationId?: string }) =>
    listUnits(deps, CALLER, { filter: { itemId: 'phone', ...filter }, page: { limit: 100 } });
  return {
    units: (await units({})).items,
    main: (await units({ status: 'in-stock', locationId: 'main' })).items,
    shop: (await units({ status: 'in-stock', locationId: 'shop' })).items,
    search: await Promise.all(
      ['A-10', '100', 'B500', '777', '102'].map(
        async (q) => (await searchSerials(deps, CALLER, { q, limit: 50 })).hits,
      ),
    ),
  };
};

const cut = (points: readonly number[]): (readonly ImageChange[])[] => {
  const ends = [...new Set(points.map((point) => point % changes.length)), changes.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, i) => changes.slice(ends[i - 1] ?? 0, end));
};
const points = fc.array(fc.nat(), { maxLength: 6 });
const RUNS = { numRuns: 40 };

describe('what the stream tells', () => {
  it('becomes the very entries that a rebuild makes, in whatever batches it comes', async () => {
    const expected = await rebuilt();
    expect(expected.length).toBeGreaterThan(30);
    await fc.assert(
      fc.asyncProperty(points, async (at) => {
        expect(entriesIn(await projected(...cut(at)))).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('may come twice, or again from any point on', async () => {
    const expected = await rebuilt();
    await fc.assert(
      fc.asyncProperty(points, fc.nat(), async (at, from) => {
        const again = changes.slice(from % changes.length);
        const twice = cut(at).flatMap((batch) => [batch, batch]);
        expect(entriesIn(await projected(...twice, again))).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('in any order leaves no entry out, and gives the same answers', async () => {
    const [expected, seen] = [await rebuilt(), await answers(await projected(changes))];
    const order = fc.shuffledSubarray([...changes.keys()], { minLength: changes.length });
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        const table = await projected(...shuffled.map((n) => changes.slice(n, n + 1)));
        expect(entriesIn(table)).toEqual(expect.arrayContaining([...expected]));
        expect(await answers(table)).toEqual(seen);
      }),
      RUNS,
    );
  });

  it('of large postings leaves nothing of before, in whatever interleaving of keys it comes', async () => {
    const large = await aWorld({ limits: { actions: 10 } });
    const many = Array.from({ length: 12 }, (_, n) => `L-${n}`);
    await large.receive(many);
    await large.sell(many);
    await large.receive(['S-1']);
    const told = large.table.takeChanges();
    const truth = large.truth();
    const keys = [...new Set(told.map(({ key: { pk } }) => pk))];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { minLength: keys.length }), async (lanes) => {
        const laneOf = new Map(keys.map((pk, n) => [pk, lanes[n] ?? 0]));
        const table = fakeTable(truth);
        for (const lane of [3, 1, 0, 2]) {
          await projector(table).project(told.filter(({ key: { pk } }) => laneOf.get(pk) === lane));
        }
        const wanted = fakeTable();
        const entries = await wantedBy(table, truth);
        await wanted.writeMany({ puts: [...entries.values()], deletes: [] });
        expect(entriesIn(table)).toEqual(wanted.snapshot());
      }),
      RUNS,
    );
  });

  it('and got lost is made good by redriving the records it was about', async () => {
    const [expected, seen] = [await rebuilt(), await answers(await projected(changes))];
    await fc.assert(
      fc.asyncProperty(fc.subarray([...changes.keys()]), async (lost) => {
        const table = await projected(changes.filter((_, n) => !lost.includes(n)));
        for (const n of lost) await projector(table).reproject(changes[n]?.key ?? { pk: '', sk: '' });
        expect(entriesIn(table)).toEqual(expect.arrayContaining([...expected]));
        expect(await answers(table)).toEqual(seen);
      }),
      RUNS,
    );
  });

  it('late does not take away what came after it', async () => {
    const removal = changes.find(({ now, old }) => now === undefined && old?.key === 'A-103');
    const table = await projected();
    const unit = { ...removal?.old, version: 9 } as StoredRecord;
    const { pk, sk, ...attributes } = unit;
    const put = { key: { pk, sk }, attributes: attributes as RecordAttributes };
    await table.writeMany({ puts: [put], deletes: [] });
    await projector(table).project([{ key: { pk, sk }, now: unit }]);
    const before = entriesIn(table);
    expect(before).not.toEqual([]);
    await projector(table).project(removal === undefined ? [] : [removal]);
    expect(entriesIn(table)).toEqual(before);
  });
});

describe('answers', () => {
  it('have every unit, and every unit in stock at its place', async () => {
    const keys = (units: readonly { key: string }[]) => units.map(({ key }) => key);
    const { units, main, shop, search } = await answers(await projected(changes));
    expect(keys(units)).toEqual(['A-100', 'A-101', 'B-500', 'C/777']);
    expect(keys(main)).toEqual(['A-100']);
    expect(keys(shop)).toEqual(['C/777']);
    expect(search.map((hits) => hits.map(({ unit, match }) => `${unit.key} ${match}`))).toEqual([
      ['A-100 prefix', 'A-101 prefix'],
      ['A-100 ending'],
      ['B-500 exact'],
      ['C/777 ending'],
      [],
    ]);
  });
});

describe('entries of a record', () => {
  const record = (type: string): StoredRecord | undefined => world.truth().find((r) => r.type === type);

  it('are none for what is not listed, and none for nothing', () => {
    const types = ['settings', 'item', 'location', 'partner'];
    expect(types.map((type) => record(type)?.type)).toEqual(types);
    expect([...types.map(record), undefined].flatMap(entriesOf)).toEqual([]);
  });

  it("stay within the record's tenant", () => {
    const all = world.truth().flatMap(entriesOf);
    expect(all.filter(({ key }) => !key.pk.startsWith('acme#'))).toEqual([]);
    expect(all.filter(({ key }) => !/^acme#(list|search)#/.test(key.pk))).toEqual([]);
  });

  it('change only where the record changes what is listed', () => {
    const unit = world.truth().find((r) => r.type === 'unit' && r.status === 'in-stock');
    const sold = unit === undefined ? undefined : { ...unit, status: 'sold', version: 5 };
    expect(entryChanges(unit, unit)).toEqual({ puts: [], removed: [] });
    expect(entryChanges(unit, { ...sold, ...unit, version: 5 } as StoredRecord).puts).toEqual([]);
    expect(entryChanges(unit, sold)).toMatchObject({ puts: [], removed: [{ sk: expect.any(String) }] });
    expect(entryChanges(sold, unit)).toMatchObject({ puts: [{}], removed: [] });
    expect(entryChanges(unit, undefined).removed).toHaveLength(entriesOf(unit).length);
  });

  it('of an image that does not fit its shape are a fault', () => {
    expect(() => entriesOf({ pk: 'acme#unit#phone#X', sk: 'unit', type: 'unit', v: 1 })).toThrow(
      CorruptRecord,
    );
    expect(() => entriesOf({ pk: 'acme#x', sk: 'x' })).toThrow();
  });
});
