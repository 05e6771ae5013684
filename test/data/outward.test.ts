import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { sweepPostings } from '../../functions/app/posting/sweep.ts';
import { teller } from '../../functions/data/outward.ts';
import { type ImageChange, projector } from '../../functions/data/projector.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import type { OutwardEvent } from '../../functions/domain/outward/movement-events.ts';
import { detailSchema, FACT_TYPES } from '../../functions/domain/outward/schema.ts';
import { aWorld, list, refusal, type World } from '../app/world.ts';
import { type FakeBus, fakeBus, type Heard } from '../support/fake-bus.ts';
import { fakeTable } from '../support/fake-table.ts';

let world: World;
let bus: FakeBus;
beforeEach(async () => {
  world = await aWorld({ limits: { actions: 12, concurrency: 2 } });
  world.table.takeChanges();
  bus = fakeBus();
});

const tell = async (changes: readonly ImageChange[], to: FakeBus = bus): Promise<readonly Heard[]> => {
  const untold = await teller(world.table, to.send).tell(changes);
  expect([...untold.values()]).toEqual([]);
  return to.heard();
};
const tellNew = (to: FakeBus = bus) => tell(world.table.takeChanges(), to);

/** By event id, repeats once. */
const byId = (heard: readonly Heard[]): ReadonlyMap<string, Heard> =>
  new Map(heard.map((one) => [one.detail.eventId, one]));
const versionsOf = (heard: readonly Heard[], unitId: string): number[] =>
  [...heard]
    .flatMap(({ detail }) => detail.units.filter(({ id }) => id === unitId))
    .map(({ version }) => version ?? 0);
const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 100}`);

/** What people do in a while, small and large. */
const aWhile = async (): Promise<void> => {
  const { documentId } = await world.order(['A-1', 'A-2', 'A-3'], { number: 'PO-1' });
  await world.number({ documentId, line: 1, mode: 'remove', serials: list('A-3') });
  await world.post({ documentId, lines: [{ line: 1, quantity: 2, serials: list('A-1', 'A-2') }] });
  await world.receive(named('B', 150));
  await world.hold({ itemId: 'phone', id: (await world.unit('A-1'))!.id, reason: 'scratched' });
  await world.release({ itemId: 'phone', id: (await world.unit('A-1'))!.id });
  const sold = await world.sell(['A-1', 'B100']);
  await world.rename({
    itemId: 'phone',
    id: (await world.unit('A-1'))!.id,
    serial: 'A-9',
    reason: 'x',
  });
  await world.void({ documentId: sold.documentId, reason: 'mistake' });
  await world.receive([], { itemId: 'glue', quantity: 2.5, batch: 'g1' });
  const many = await world.sell(named('B', 150));
  await world.void({ documentId: many.documentId, reason: 'mistake' });
};

describe('what is told of the ledger', () => {
  it('has the shape that is documented, each event of its own id', async () => {
    await aWhile();
    const heard = await tellNew();
    expect(byId(heard).size).toBe(heard.length);
    for (const { type, detail } of heard) {
      const known = FACT_TYPES.find((one) => one === type);
      expect(known && detailSchema(known).parse(detail)).toEqual(detail);
      expect(detail.units.length).toBeLessThanOrEqual(100);
      expect(detail.units.every(({ version }) => version !== undefined)).toBe(true);
    }
  });

  it('tells each posted movement, and each of its units once', async () => {
    await aWhile();
    const heard = await tellNew();
    const movements = world.truth().filter(({ type }) => type === 'movement');
    const told = Map.groupBy(heard, ({ detail }) => detail.movementId);
    expect([...told.keys()].sort()).toEqual(movements.map(({ movementId }) => movementId).sort());
    for (const { movementId, serialCount } of movements) {
      const parts = told.get(movementId as string) ?? [];
      expect(new Set(parts.flatMap(({ detail }) => detail.units.map(({ id }) => id))).size).toBe(serialCount);
      expect(parts.map(({ detail }) => detail.part)).toEqual(parts.map((_, i) => i + 1));
      expect(parts.every(({ detail }) => detail.parts === parts.length)).toBe(true);
    }
  });

  it('orders what happened to a unit by its version', async () => {
    await aWhile();
    const heard = await tellNew();
    const unit = await world.unit('A-9');
    const inOrder = [...heard].sort((a, b) => (a.detail.movementId < b.detail.movementId ? -1 : 1));
    const versions = versionsOf(inOrder, unit!.id);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(versions.at(-1)).toBe(unit!.version);
    const types = inOrder.filter(({ detail }) => detail.units.some(({ id }) => id === unit!.id));
    expect(types.map(({ type, detail }) => [type, detail.units[0]?.held ?? false])).toEqual([
      ['unit.expected', false],
      ['unit.received', false],
      ['unit.held', true],
      ['unit.released', false],
      ['unit.sold', false],
      ['unit.renamed', false],
      ['unit.movement-voided', false],
    ]);
  });

  it('orders movements of one posting, which leave one version, by their ids', async () => {
    await world.receive(['A-1']);
    const line = { itemId: 'phone', quantity: 1, serials: list('A-1') };
    const places = { locationId: 'main', toLocationId: 'shop' };
    const { documentId } = await world.create({
      kind: 'transfer',
      ...places,
      lines: [line],
      post: true,
      dispatch: true,
    });
    await world.post({ documentId });
    await world.void({ documentId, reason: 'mistake' });
    const told = (await tellNew()).map(
      ({ type, detail }) => [type, detail.movementId, detail.units[0]?.version] as const,
    );
    expect(told.map(([type, , version]) => [type, version])).toEqual([
      ['unit.received', 1],
      ['unit.moved', 2],
      ['unit.moved', 3],
      ['unit.movement-voided', 4],
      ['unit.movement-voided', 4],
    ]);
    expect(told.slice(-2).map(([, id]) => id.split('.')[1])).toEqual(['1', '2']);
  });

  it('is the same in whatever batches, how often and in which order the stream delivers it', async () => {
    await aWhile();
    const changes = world.table.takeChanges();
    const expected = byId(await tell(changes, fakeBus()));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.shuffledSubarray([...changes.keys()]),
        async (points, again) => {
          const to = fakeBus();
          const ends = [...new Set(points.map((point) => point % changes.length)), changes.length];
          ends.sort((a, b) => a - b);
          for (const [i, end] of ends.entries()) await tell(changes.slice(ends[i - 1] ?? 0, end), to);
          await tell(
            again.flatMap((n) => changes[n] ?? []),
            to,
          );
          expect(byId(to.heard())).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is told again of any record as it stands now, and then it is the same', async () => {
    await aWhile();
    const expected = byId(await tellNew());
    const to = fakeBus();
    const again = teller(world.table, to.send);
    for (const { pk, sk } of world.truth()) expect(await again.retell({ pk, sk })).toBeUndefined();
    expect(byId(to.heard())).toEqual(expected);
    expect(await again.retell({ pk: 'acme#posting#gone', sk: 'head' })).toBeUndefined();
  });

  it('says nothing of what was refused, of lists, and of their rebuild', async () => {
    await world.receive(['A-1']);
    await tellNew();
    const before = bus.heard().length;
    expect(await refusal(world.receive(['A-1']))).toEqual(['serial-exists']);
    await projector(world.table).project(world.table.takeChanges());
    expect(await tellNew()).toHaveLength(before);
  });
});

describe('an alert', () => {
  it('is told as it is raised, and not when it is acknowledged', async () => {
    const alert = {
      alertId: 'a1',
      kind: 'batch-expiry',
      status: 'open',
      dueOn: '2026-04-01',
      raisedOn: '2026-03-10',
      raisedAt: '2026-03-10T09:00:00.000Z',
      itemId: 'glue',
      batch: 'g1',
      version: 1,
    } as const;
    await world.store.unitOfWork.write([world.store.alerts.save('acme', alert)]);
    const raised = world.table.takeChanges();
    const seen = { ...alert, status: 'acknowledged', acknowledgedBy: 'ann', version: 2 } as const;
    await world.store.unitOfWork.write([world.store.alerts.save('acme', seen)]);
    const once = await tell([...raised, ...world.table.takeChanges()]);
    expect(once.map(({ type, detail }) => [type, detail.eventId])).toEqual([['batch.expiring', 'acme.a1']]);
    const to = fakeBus();
    expect(await teller(world.table, to.send).retell(raised[0]!.key)).toBeUndefined();
    expect(to.heard()).toEqual(once);
  });
});

describe('a large posting', () => {
  /** Changes up to the commit, and those from it on. */
  const around = (changes: readonly ImageChange[]) => {
    const commit = changes.findIndex(({ now }) => now?.type === 'posting' && now.status === 'posted');
    return [changes.slice(0, commit), changes.slice(commit)] as const;
  };

  it('tells nothing before its commit, and all of its units then', async () => {
    await world.receive(named('C', 250));
    const [before, after] = around(world.table.takeChanges());
    expect(before.length).toBeGreaterThan(250);
    expect(await tell(before)).toEqual([]);
    const heard = await tell(after);
    expect(heard.map(({ type, detail }) => [type, detail.part, detail.units.length])).toEqual([
      ['unit.received', 1, 100],
      ['unit.received', 2, 100],
      ['unit.received', 3, 50],
    ]);
  });

  it('tells all its movements, page by page', async () => {
    const lines = named('D', 60).map((serial) => ({ itemId: 'phone', quantity: 1, serials: list(serial) }));
    const head = { kind: 'product-receipt', partnerId: 'maker', locationId: 'main', post: true } as const;
    await world.create({ ...head, lines });
    const heard = await tellNew();
    expect(heard).toHaveLength(60);
    expect(new Set(heard.flatMap(({ detail }) => detail.units.map(({ serial }) => serial))).size).toBe(60);
  });

  it('that is not committed tells nothing, nor when it is undone', async () => {
    const slow = async (): Promise<void> => world.pass(30_000);
    world.table.beforeNext(async () => {});
    world.table.beforeNext(slow);
    expect(await refusal(world.receive(named('E', 60)))).toEqual(['still-running']);
    world.pass(61_000);
    await sweepPostings(world.deps, { until: Number.POSITIVE_INFINITY });
    const changes = world.table.takeChanges();
    expect(changes.some(({ now }) => now?.type === 'movement')).toBe(true);
    expect(await tell(changes)).toEqual([]);
  });

  it('of which some events are not taken is told whole again', async () => {
    await world.receive(named('F', 250));
    bus.refuse(({ id }) => (id.endsWith('.2') ? 'ThrottlingException' : undefined));
    const untold = await teller(world.table, bus.send).tell(world.table.takeChanges());
    expect([...untold.keys()].map(({ key }) => key.sk)).toEqual(['head']);
    expect(bus.heard()).toHaveLength(2);
    bus.refuse(() => undefined);
    for (const { key } of untold.keys()) await teller(world.table, bus.send).retell(key);
    expect(byId(bus.heard()).size).toBe(3);
  });
});

describe('where no bus answers', () => {
  it('everything that had to be told is named, and the bus is not asked for each', async () => {
    for (const serial of named('G', 150)) await world.receive([serial]);
    bus.fail(true);
    const changes = world.table.takeChanges();
    const untold = await teller(world.table, bus.send).tell(changes);
    expect(untold.size).toBe(150);
    expect([...untold.values()].every(({ down }) => down)).toBe(true);
    expect(bus.calls()).toBe(1);
  });

  it('a posting that was told in part is told whole another time', async () => {
    await world.receive(['K-1']);
    const lines = named('K', 120).map((serial) => ({ itemId: 'phone', quantity: 1, serials: list(serial) }));
    const head = { kind: 'product-receipt', partnerId: 'maker', locationId: 'main', post: true } as const;
    await world.create({ ...head, lines });
    // Nothing but the first event fails, and with it the bus.
    const send = async ([first]: readonly OutwardEvent[]) => ({
      refused: new Map(first === undefined ? [] : [[first.id, 'TimeoutError']]),
      down: true,
    });
    const untold = await teller(world.table, send).tell(world.table.takeChanges());
    expect([...untold.keys()].map(({ key }) => key.sk)).toEqual(['movement#00001', 'head']);
  });

  it('a sender that breaks loses nothing', async () => {
    await world.receive(['H-1']);
    await world.receive(['H-2']);
    const broken = (_: readonly OutwardEvent[]) => Promise.reject(new Error('broken'));
    const untold = await teller(world.table, broken).tell(world.table.takeChanges());
    expect([...untold.values()].map(({ error }) => error.message)).toEqual(['broken', 'broken']);
  });
});

describe('where a record cannot be read', () => {
  it('it is named, and others are told', async () => {
    await world.receive(['I-1']);
    const key = { pk: 'acme#posting#x', sk: 'movement#00001' };
    const torn: ImageChange = { key, now: { ...key, type: 'movement', v: 1 } };
    const untold = await teller(world.table, bus.send).tell([torn, ...world.table.takeChanges()]);
    expect([...untold.keys()]).toEqual([torn]);
    expect(bus.heard()).toHaveLength(1);
  });

  it('since the table refuses for now, the batch comes again', async () => {
    await world.receive(named('J', 12));
    const busy = new LedgerError({ code: 'busy', retryAfter: 1 });
    const on = { ...fakeTable(), query: () => Promise.reject(busy) };
    await expect(teller(on, bus.send).tell(world.table.takeChanges())).rejects.toThrow(busy);
  });
});
