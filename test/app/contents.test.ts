import { describe, expect, it } from 'vitest';
import type { NewDocument } from '../../functions/app/documents/create.ts';
import { sweepPostings } from '../../functions/app/posting/sweep.ts';
import type { ItemInput } from '../../functions/app/registry/save-item.ts';
import { genealogyOf } from '../../functions/app/trace/genealogy-of.ts';
import { type UnitHistory, unitHistory } from '../../functions/app/units/history.ts';
import type { PastMoment } from '../../functions/app/units/past.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import { faultAt, faultyTable } from '../chaos/faults.ts';
import { fakeTable } from '../support/fake-table.ts';
import { aWorld, CALLER, type Given, list, type World } from './world.ts';

const item = (itemId: string, given: Partial<ItemInput>): ItemInput => ({
  itemId,
  name: itemId,
  kind: 'stocked',
  tracking: 'serial',
  ...given,
});

const ITEMS = [
  item('bike', { serialType: 'fully-tracked' }),
  item('fork', { serialType: 'fully-tracked' }),
  item('spoke', { serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' } }),
];

const aWorkshop = async (given: Given = {}) => {
  const world = await aWorld({ items: ITEMS, ...given });
  await world.receive(['K1', 'K2'], { itemId: 'fork', effectiveDate: '2026-03-01' });
  return world;
};

const line = (role: 'consume' | 'produce' | 'take-out', itemId: string, ...serials: string[]) => ({
  itemId,
  role,
  quantity: serials.length,
  ...(serials.length === 0 ? {} : { serials: list(...serials) }),
});

const works = (world: World, lines: NewDocument['lines'], effectiveDate?: string) => {
  world.pass(1_000);
  return world.create({ kind: 'works-order', locationId: 'main', post: true, effectiveDate, lines });
};

/** An order that makes one bike, of which the making and what goes in are posted one by one. */
const anOrder = async (world: World) => {
  const { documentId } = await world.create({
    kind: 'works-order',
    locationId: 'main',
    post: false,
    effectiveDate: '2026-03-02',
    lines: [
      { itemId: 'bike', role: 'produce', quantity: 1 },
      { itemId: 'fork', role: 'consume', quantity: 5 },
      { itemId: 'spoke', role: 'consume', quantity: 40 },
    ],
  });
  return (n: number, serials: readonly string[], effectiveDate: string, quantity = serials.length) => {
    world.pass(1_000);
    const posted = { line: n, quantity, serials: list(...serials) };
    return world.post({ documentId, lines: [posted], effectiveDate });
  };
};

const idOf = async (world: World, key: string, itemId = 'bike') => ({
  itemId,
  id: (await world.unit(key, itemId))?.id ?? '',
});

const historyOf = async (world: World, key: string, at?: PastMoment) =>
  unitHistory(world.deps, CALLER, { ...(await idOf(world, key)), at });

const madeOf = async (world: World, key: string, at?: PastMoment) =>
  genealogyOf(world.deps, CALLER, { ...(await idOf(world, key)), levels: 20, at });

const told = ({ events }: UnitHistory) =>
  events.map(({ movement, joined }) => [
    movement.kind,
    joined === undefined ? undefined : [joined.does, joined.units.map(({ serial }) => serial), joined.loose],
  ]);

const serialsOf = (parts: readonly { readonly serial: string }[]) => parts.map(({ serial }) => serial).sort();
const instant = (world: World) => ({ instant: new Date(world.deps.clock.now()).toISOString() });

/** K1 goes in on the 2nd, and out on the 4th for K2. */
const swapped = async (given: Given = {}) => {
  const world = await aWorkshop(given);
  const post = await anOrder(world);
  await post(1, ['B1'], '2026-03-02');
  await post(2, ['K1'], '2026-03-02');
  const before = instant(world);
  await works(world, [line('take-out', 'fork', 'K1')], '2026-03-04');
  await post(2, ['K2'], '2026-03-04');
  return { world, post, before };
};

describe('a product', () => {
  it('remembers each part that was ever in it, and when, at once', async () => {
    const { world, before } = await swapped();
    const now = await historyOf(world, 'B1');
    expect(told(now)).toEqual([
      ['produce', undefined],
      ['consume', ['in', ['K1'], 0]],
      ['take-out', ['out', ['K1'], 0]],
      ['consume', ['in', ['K2'], 0]],
    ]);
    // Nothing waits for the lists.
    expect(serialsOf(now.parts)).toEqual(['K2']);
    for (const at of [before, { day: '2026-03-03' }]) {
      const then = await historyOf(world, 'B1', at);
      expect(told(then)).toEqual(told(now).slice(0, 2));
      expect(then.parts).toMatchObject([{ serial: 'K1', status: 'consumed', locationId: 'main' }]);
      const made = await madeOf(world, 'B1', at);
      expect(made.within.parts).toMatchObject([{ level: 1, unit: { serial: 'K1' }, of: { serial: 'B1' } }]);
      expect([made.former, made.materials]).toEqual([[], []]);
    }
    const made = await madeOf(world, 'B1');
    expect(serialsOf(made.within.parts.map(({ unit }) => unit))).toEqual(['K2']);
    expect(made.former).toMatchObject([
      { serial: 'K1', since: { effectiveDate: '2026-03-02' }, until: { effectiveDate: '2026-03-04' } },
    ]);
  });

  it('tells of those that go on into another one, and of what that is in then', async () => {
    const { world, before } = await swapped();
    await works(world, [line('produce', 'bike', 'B2'), line('consume', 'fork', 'K1')], '2026-03-05');
    const part = await idOf(world, 'K1', 'fork');
    const upwards = async (at?: PastMoment) => {
      const { wholes } = await genealogyOf(world.deps, CALLER, { ...part, levels: 20, at });
      return serialsOf(wholes.units);
    };
    expect([await upwards(before), await upwards({ day: '2026-03-04' }), await upwards()]).toEqual([
      ['B1'],
      [],
      ['B2'],
    ]);
    expect(serialsOf((await madeOf(world, 'B1')).former)).toEqual(['K1']);
  });

  it('counts nothing that was taken back, and tells that it was', async () => {
    const world = await aWorkshop();
    const post = await anOrder(world);
    await post(1, ['B1'], '2026-03-02');
    const { documentId, movementIds } = await post(2, ['K1'], '2026-03-02');
    const before = instant(world);
    world.pass(1_000);
    await world.void({ documentId, movementIds, reason: 'the wrong one' });
    await post(2, ['K2'], '2026-03-02');
    expect(told(await historyOf(world, 'B1'))).toEqual([
      ['produce', undefined],
      ['consume', ['in', ['K1'], 0]],
      ['void', ['in', ['K1'], 0]],
      ['consume', ['in', ['K2'], 0]],
    ]);
    const then = await historyOf(world, 'B1', before);
    expect([serialsOf(then.parts), then.events.at(-1)?.movement.voidedBy]).toEqual([['K1'], undefined]);
    expect(serialsOf((await historyOf(world, 'B1', { day: '2026-03-02' })).parts)).toEqual(['K2']);
    expect((await madeOf(world, 'B1')).former).toEqual([]);
    // What was taken out is in it again where that is taken back.
    const out = await works(world, [line('take-out', 'fork', 'K2')]);
    expect(serialsOf((await historyOf(world, 'B1')).parts)).toEqual([]);
    await world.void({ documentId: out.documentId, reason: 'not at all' });
    expect(serialsOf((await historyOf(world, 'B1')).parts)).toEqual(['K2']);
    expect((await madeOf(world, 'B1')).former).toEqual([]);
  });

  it('knows how much went in without numbers, beside what has one', async () => {
    const world = await aWorkshop();
    const effectiveDate = '2026-03-01';
    await world.receive([], { itemId: 'spoke', quantity: 36, effectiveDate });
    await world.receive(['S1'], { itemId: 'spoke', effectiveDate });
    const post = await anOrder(world);
    await post(1, ['B1'], '2026-03-02');
    await post(3, ['S1'], '2026-03-03', 33);
    expect(told(await historyOf(world, 'B1')).at(-1)).toEqual(['consume', ['in', ['S1'], pieces(32)]]);
    const made = await madeOf(world, 'B1');
    expect(made.materials).toEqual([{ itemId: 'spoke', batch: undefined, quantity: pieces(32) }]);
    expect((await madeOf(world, 'B1', { day: '2026-03-02' })).materials).toEqual([]);
  });

  it('that is planned keeps its number as long as something is in it, and remembers what was', async () => {
    const world = await aWorkshop();
    const { documentId } = await world.create({
      kind: 'works-order',
      locationId: 'main',
      post: false,
      lines: [
        { itemId: 'bike', role: 'produce', quantity: 1, serials: list('B1') },
        { itemId: 'fork', role: 'consume', quantity: 2 },
      ],
    });
    await world.post({ documentId, lines: [{ line: 2, quantity: 1, serials: list('K1') }] });
    await world.post({ documentId, lines: [{ line: 2, quantity: 1, serials: list('K2') }] });
    const off = { documentId, line: 1, mode: 'remove', serials: list('B1') } as const;
    const parts = ['"K1" of item fork is in "B1" of item bike', '"K2" of item fork is in "B1" of item bike'];
    const told = parts.map((part) => ({ code: 'number-has-parts', detail: expect.stringContaining(part) }));
    await expect(world.number(off)).rejects.toMatchObject({ error: { violations: told } });
    await expect(
      world.number({ documentId, line: 1, mode: 'replace', serials: list('B2') }),
    ).rejects.toMatchObject({ error: { violations: told } });
    await expect(world.cancel(documentId)).rejects.toMatchObject({ error: { violations: told } });
    await works(world, [line('take-out', 'fork', 'K1', 'K2')]);
    await world.number(off);
    await world.post({ documentId, lines: [{ line: 1, quantity: 1, serials: list('B1') }] });
    const made = await madeOf(world, 'B1');
    expect(made.within.parts).toEqual([]);
    expect(serialsOf(made.former)).toEqual(['K1', 'K2']);
  });

  it('of many parts is remembered by large postings, too, and those taken out of many at once', async () => {
    const world = await aWorkshop({ limits: { actions: 10 } });
    const forks = Array.from({ length: 130 }, (_, n) => `F${n}`);
    await world.receive(forks, { itemId: 'fork' });
    const [some, others] = [forks.slice(0, 120), forks.slice(120)];
    await works(world, [line('produce', 'bike', 'B1'), line('consume', 'fork', ...some)]);
    await works(world, [line('produce', 'bike', 'B2'), line('consume', 'fork', ...others)]);
    expect((await historyOf(world, 'B1')).events.at(-1)?.joined?.units).toHaveLength(120);
    const before = instant(world);
    await works(world, [line('take-out', 'fork', ...forks.slice(60))]);
    expect(serialsOf((await historyOf(world, 'B1')).parts)).toEqual(forks.slice(0, 60).sort());
    expect(told(await historyOf(world, 'B2')).at(-1)).toEqual(['take-out', ['out', others, 0]]);
    expect((await historyOf(world, 'B2', before)).parts).toHaveLength(10);
  });

  it('remembers all of a large posting or nothing, whatever call that breaks off at', async () => {
    const limits = { actions: 10 };
    const first = await aWorkshop({ limits });
    const forks = Array.from({ length: 30 }, (_, n) => `F${n}`);
    await first.receive(forks, { itemId: 'fork' });
    await works(first, [line('produce', 'bike', 'B1'), line('consume', 'fork', ...forks)]);
    const truth = first.table.snapshot();
    const seen = new Set<string>();
    for (let n = 1; ; n += 1) {
      const world = await aWorld({ limits, idsFrom: 50_000 }, fakeTable(truth));
      world.pass(10_000);
      const faults = faultAt(n, 'crash', async () => undefined);
      const broken = { ...world.table, ...faultyTable(world.table, faults) };
      const other = await aWorld({ limits, idsFrom: 60_000 }, broken);
      await works(other, [line('take-out', 'fork', ...forks.slice(10))]).catch(() => undefined);
      for (let sweeps = 0; sweeps < 3; sweeps += 1) {
        world.pass(200_000);
        await sweepPostings(world.deps, { until: world.deps.clock.now() + 20_000 });
      }
      const { events, parts } = await historyOf(world, 'B1');
      seen.add(`${events.length} ${parts.length}`);
      if (!faults.struck()) break;
    }
    expect([...seen]).toEqual(['2 30', '3 10']);
  });
});
