import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledgeAlert,
  listAlerts,
  type ShownAlert,
  snoozeAlert,
} from '../../functions/app/alerts/alerts.ts';
import { beginChecks, CHECK_STEPS } from '../../functions/app/alerts/daily-check.ts';
import { workOn } from '../../functions/app/jobs/work.ts';
import type { Deps } from '../../functions/app/ports.ts';
import { saveSettings } from '../../functions/app/registry/save-settings.ts';
import { changeCover } from '../../functions/app/units/warranty.ts';
import { checkedKey, tenantKey } from '../../functions/data/alert-keys.ts';
import { projector } from '../../functions/data/projector.ts';
import type { Alert } from '../../functions/domain/alert/alert.ts';
import { addDays, dayIn } from '../../functions/domain/calendar.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { aWorld, CALLER, list, refusal, type World } from './world.ts';

const YEARS = Number(process.env.CHECK_RUNS ?? 1);

const DAY = 86_400_000;
const THRESHOLDS = [30, 7, 0];

/** Cover of two months from the sale, of five from the receipt; filters keep for forty days. */
const shop = () =>
  aWorld({
    settings: { warrantyAlertDays: THRESHOLDS, timeZone: 'Pacific/Auckland' },
    items: [
      {
        itemId: 'phone',
        name: 'Phone',
        kind: 'stocked',
        tracking: 'serial',
        serialType: 'fully-tracked',
        warranty: { supplier: { months: 5 }, customer: { months: 2 } },
      },
      {
        itemId: 'filter',
        name: 'Filter',
        kind: 'stocked',
        tracking: 'serial',
        serialType: 'fully-tracked',
        expiryTracking: true,
        shelfLifeDays: 40,
      },
      { itemId: 'milk', name: 'Milk', kind: 'stocked', tracking: 'batch', expiryTracking: true },
    ],
  });

const todayOf = ({ deps }: World): string => dayIn('Pacific/Auckland', deps.clock.now());

/** While a check waits for the lists, the stream's consumer goes on. */
const watched = ({ deps, settle }: World): Deps => ({
  ...deps,
  clock: {
    ...deps.clock,
    sleep: async (milliseconds) => {
      await settle();
      await deps.clock.sleep(milliseconds);
    },
  },
});

/** Begins the check of the day, `times` at once, and lets as many workers end it. */
const check = async (world: World, times = 1, fault?: Dayly['fault']): Promise<void> => {
  await world.settle();
  const deps = watched(world);
  const each = <T>(act: () => Promise<T>) => Promise.all(Array.from({ length: times }, act));
  await each(() => beginChecks(deps, deps.clock.now()).catch(() => undefined));
  // There are as many writes to come, at least.
  if (fault !== undefined && (await deps.store.jobs.waiting()).found.length > 0) world.table.failNext(fault);
  for (let rounds = 0; ; rounds += 1) {
    const { found: waiting } = await deps.store.jobs.waiting();
    if (waiting.length === 0) break;
    if (rounds === 200) throw new Error('the check comes to no end');
    const worked = await each(() => workOn({ deps, steps: CHECK_STEPS }, waiting[0]!).catch(() => undefined));
    if (worked.every((one) => one === undefined || one.outcome === 'put-off')) world.pass(30_000);
  }
  await world.settle();
};

const alertsIn = (world: World): readonly Alert[] =>
  world.truth().filter(({ type }) => type === 'alert') as unknown as Alert[];
type Told = Pick<Alert, 'kind' | 'id' | 'dueOn' | 'daysBefore' | 'documentId'>;
const told = ({ kind, id, dueOn, daysBefore, documentId }: Told): string =>
  [kind, id, dueOn, daysBefore, documentId].join(' ');

/** What ends of the units as they are now, said once more. */
type End = {
  readonly kind: Alert['kind'];
  readonly id: string;
  readonly dueOn: string;
  readonly since: string;
  /** By which it was sold. */
  readonly documentId: string | undefined;
};
const endsOf = (unit: Unit): End[] => {
  const { id, status, supplierCover, customerCover, expiresOn, addedDate = '', soldOn = '' } = unit;
  const { documentId } = unit;
  if (unit.voided === true || !['in-stock', 'sold'].includes(status)) return [];
  const ends: End[] = [];
  const add = (kind: End['kind'], dueOn: string | undefined, since: string) => {
    const by = kind === 'customer-warranty' ? documentId : undefined;
    if (dueOn !== undefined) ends.push({ kind, id, dueOn, since, documentId: by });
  };
  add('supplier-warranty', supplierCover?.until, addedDate);
  add('customer-warranty', customerCover?.until, soldOn);
  add('serial-expiry', status === 'in-stock' ? expiresOn : undefined, '');
  return ends;
};

const nameOf = ({ kind, id, dueOn, documentId }: Omit<Told, 'daysBefore'>) =>
  [kind, id, dueOn, documentId].join(' ');

const everyAlert = async ({ deps }: World): Promise<readonly ShownAlert[]> => {
  const found: ShownAlert[] = [];
  let after: string | undefined;
  do {
    const page = await listAlerts(deps, CALLER, { status: 'open', page: { limit: 100, after } });
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
};

/** Which alerts a check of today adds, by brute force over all units. */
const dueNow = (
  units: readonly Unit[],
  given: { readonly last: string | undefined; readonly today: string; readonly known: ReadonlySet<string> },
): { readonly due: Map<string, boolean>; readonly known: Set<string> } => {
  const { last, today, known } = given;
  const due = new Map<string, boolean>();
  const ends = units.flatMap(endsOf);
  for (const end of ends) {
    const reached = THRESHOLDS.filter((days) => {
      const on = addDays(end.dueOn, -days);
      return on <= today && (days === 0 || end.since <= on);
    });
    const isNew = last === undefined || !known.has(nameOf(end));
    const isNews = end.kind === 'serial-expiry' || end.dueOn >= (last ?? today);
    const days = reached.filter(
      (one) =>
        (last !== undefined && addDays(end.dueOn, -one) > last) ||
        (isNew && isNews && one === Math.min(...reached)),
    );
    for (const one of days) due.set(told({ ...end, daysBefore: one }), end.dueOn < today);
  }
  return { due, known: new Set(ends.map(nameOf)) };
};

type Act = 'receive' | 'sell' | 'return' | 'rename' | 'extend' | 'write-off' | 'void';
const ACTS: readonly Act[] = ['receive', 'sell', 'sell', 'return', 'rename', 'extend', 'write-off', 'void'];

type Dayly = {
  readonly acts: readonly { readonly act: Act; readonly pick: number; readonly back: number }[];
  /** How often the check is run, and whether it meets faults. */
  readonly runs: number;
  readonly fault: 'contended' | 'unreachable' | 'lost-answer' | undefined;
};

const days = fc.array(
  fc.record({
    acts: fc.array(
      fc.record({
        act: fc.constantFrom(...ACTS),
        pick: fc.nat(1_000),
        back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(25)),
      }),
      { maxLength: 2 },
    ),
    runs: fc.constantFrom(0, 0, 1, 1, 1, 2),
    fault: fc.constantFrom(undefined, undefined, undefined, 'contended', 'unreachable', 'lost-answer'),
  }) satisfies fc.Arbitrary<Dayly>,
  { minLength: 366, maxLength: 366, size: 'max' },
);
const outages = fc.array(fc.record({ from: fc.nat(365), length: fc.integer({ min: 5, max: 50 }) }), {
  maxLength: 4,
});

describe('the checks of many tenants', () => {
  it('begin but for those that can’t be read, each of which is told', async () => {
    const world = await aWorld({ items: [] });
    const tenants = Array.from({ length: 60 }, (_, i) => `t${100 + i}`);
    const named = (tenant: string) => ({
      key: tenantKey(tenant),
      attributes: { v: 1, type: 'tenant', tenant },
    });
    const broken = [
      { key: tenantKey('zoo'), attributes: { v: 99, type: 'tenant', tenant: 'zoo' } },
      { key: checkedKey('t103'), attributes: { v: 99, type: 'checked' } },
    ];
    await world.table.writeMany({ puts: [...tenants.map(named), ...broken], deletes: [] });
    const told: unknown[] = [];
    const checking = beginChecks(world.deps, world.deps.clock.now(), {
      begun: (counts) => told.push(counts),
      failed: ({ tenant, error }) => told.push([tenant, String(error)]),
    });
    await expect(checking).rejects.toThrow('does not fit its shape');
    const why = expect.stringContaining('does not fit its shape');
    expect(told).toEqual([[undefined, why], ['t103', why], { begun: 59, tenants: 60 }]);
    expect((await world.store.jobs.waiting()).found.map(({ tenant }) => tenant).sort()).toEqual(
      tenants.filter((tenant) => tenant !== 't103'),
    );
  });
});

describe('an alert', () => {
  it('that is put off comes back as the same one on its day, and stays away once it is seen to', async () => {
    const world = await shop();
    const { deps } = world;
    await world.receive(['F1'], { itemId: 'filter', effectiveDate: addDays(todayOf(world), -33) });
    await check(world);
    const ask = async (status: 'open' | 'snoozed' | 'acknowledged') =>
      (await listAlerts(deps, CALLER, { status, page: { limit: 10 } })).items;
    const [alert, ...others] = await ask('open');
    expect([alert, others]).toMatchObject([{ kind: 'serial-expiry', daysBefore: 7 }, []]);
    const until = addDays(todayOf(world), 3);
    const { alertId } = alert!;
    await world.run(async (given) => {
      const { parts } = await snoozeAlert(given, CALLER, { alertId, until });
      return { parts, answer: {} };
    });
    for (const days of [0, 1, 2, 3]) {
      await check(world);
      expect(await ask(days < 3 ? 'snoozed' : 'open')).toEqual([
        { ...alert, status: days < 3 ? 'snoozed' : 'open', snoozedUntil: until, version: 2 },
      ]);
      expect(await ask(days < 3 ? 'open' : 'snoozed')).toEqual([]);
      world.pass(DAY);
    }
    await world.run(async (given) => {
      const { parts } = await acknowledgeAlert(given, CALLER, { alertId });
      return { parts, answer: {} };
    });
    await check(world);
    // What the stream tells again changes nothing.
    await projector(world.table).project(world.table.snapshot().map((now) => ({ key: now, now })));
    await check(world);
    expect([await ask('open'), await ask('snoozed'), (await ask('acknowledged')).length]).toEqual([
      [],
      [],
      1,
    ]);
  });
});

describe('a batch of which there is stock again', () => {
  it('is told by the last threshold that has passed meanwhile, also where it is expired by then', async () => {
    const world = await shop();
    const line = (batch: string, days: number) => ({
      itemId: 'milk',
      quantity: 2,
      batch,
      ...(days > 0 ? { expiresOn: addDays(todayOf(world), days) } : {}),
    });
    const post = (kind: 'product-receipt' | 'write-off', lines: readonly ReturnType<typeof line>[]) =>
      world.create({
        kind,
        partnerId: kind === 'product-receipt' ? 'maker' : undefined,
        reason: 'x',
        locationId: 'main',
        post: true,
        lines,
      });
    await post('product-receipt', [line('L1', 12), line('L2', 3), line('L3', 300)]);
    await check(world);
    const { documentId } = await post('write-off', [line('L1', 0), line('L2', 0), line('L3', 0)]);
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      world.pass(DAY);
      await check(world);
    }
    const news = () => alertsIn(world).map(({ batch, daysBefore, ended }) => [batch, daysBefore, ended]);
    const known = [
      ['L1', 30, undefined],
      ['L2', 7, undefined],
    ];
    expect(news().sort()).toEqual(known);
    await world.void({ documentId, reason: 'it was there after all' });
    for (const _ of [1, 2]) {
      world.pass(DAY);
      await check(world);
      expect(news().sort()).toEqual([...known, ['L1', 7, undefined], ['L2', 0, true]].sort());
    }
  });
});

describe('what is over', () => {
  it('leaves the open ones at once, is over from the next check on, and is open again where that is taken back', async () => {
    const world = await shop();
    await world.receive(['A1', 'A2'], { effectiveDate: addDays(todayOf(world), -70) });
    const sold = { effectiveDate: addDays(todayOf(world), -40) };
    await world.sell(['A1', 'A2'], sold);
    await check(world);
    const shown = async (status: 'open' | 'over') =>
      (await listAlerts(world.deps, CALLER, { status, page: { limit: 10 } })).items
        .map(({ serial }) => serial)
        .sort();
    expect([await shown('open'), await shown('over')]).toEqual([['A1', 'A2'], []]);
    const line = { itemId: 'phone', quantity: 1, serials: list('A1') };
    const back = { kind: 'customer-return', partnerId: 'jane', locationId: 'main', post: true } as const;
    const { documentId } = await world.create({ ...back, lines: [line] });
    await world.settle();
    expect([await shown('open'), await shown('over')]).toEqual([['A2'], []]);
    world.pass(DAY);
    await check(world);
    expect([await shown('open'), await shown('over')]).toEqual([['A2'], ['A1']]);
    await world.void({ documentId, reason: 'it was another one' });
    world.pass(DAY);
    await check(world);
    expect([await shown('open'), await shown('over')]).toEqual([['A1', 'A2'], []]);
    // Sold once more to the same buyer, for the same time, it is told once more.
    await world.create({ ...back, lines: [line] });
    await world.sell(['A1'], sold).catch(() => world.sell(['A1']));
    await world.settle();
    expect(await shown('open')).toEqual(['A2']);
  });
});

describe('thresholds that are widened', () => {
  it('count for what comes to end between the change and the next check', async () => {
    const world = await shop();
    const set = (warrantyAlertDays: readonly number[]) =>
      world.run(async (given) => {
        const asked = { change: { warrantyAlertDays }, ifMatch: undefined };
        return { parts: (await saveSettings(given, CALLER, asked)).parts, answer: {} };
      });
    await set([0]);
    await world.receive(['A1'], { effectiveDate: addDays(todayOf(world), -60) });
    await check(world);
    await set([90, 30, 0]);
    await world.sell(['A1'], { effectiveDate: addDays(todayOf(world), -50) });
    await world.settle();
    world.pass(DAY);
    await check(world);
    const found = alertsIn(world).filter(({ kind }) => kind === 'customer-warranty');
    expect(found).toMatchObject([{ daysBefore: 30 }]);
  });
});

describe('a year of daily checks', () => {
  it.skipIf(YEARS === 0)(
    'tells of every threshold of every end once and of nothing else, whatever fails, is missed or is run twice',
    async () => {
      let most = 0;
      await fc.assert(
        fc.asyncProperty(days, outages, async (year, missed) => {
          const world = await shop();
          const ids: { itemId: string; key: string }[] = [];
          const sold: string[] = [];
          const unitsNow = async () => world.store.units.readMany(CALLER.tenant, ids);
          const act = async ({ act: what, pick, back }: Dayly['acts'][number], n: number): Promise<void> => {
            const effectiveDate = addDays(todayOf(world), -back);
            const units = await unitsNow();
            const unit = units[pick % Math.max(1, units.length)];
            if (what === 'receive') {
              const itemId = pick % 3 === 0 ? 'filter' : 'phone';
              ids.push({ itemId, key: `N${n}` });
              await world.receive([`N${n}`], { itemId, effectiveDate });
            } else if (unit === undefined) return;
            else if (what === 'sell') {
              const { documentId } = await world.sell([unit.serial], { itemId: unit.itemId, effectiveDate });
              sold.push(documentId);
            } else if (what === 'return' || what === 'write-off') {
              const kind = what === 'return' ? 'customer-return' : 'write-off';
              const line = { itemId: unit.itemId, quantity: 1, serials: list(unit.serial) };
              const partnerId = what === 'return' ? 'jane' : undefined;
              await world.create({
                kind,
                partnerId,
                reason: 'x',
                locationId: 'main',
                post: true,
                lines: [line],
              });
            } else if (what === 'rename') {
              await world.rename({ itemId: unit.itemId, id: unit.id, serial: `R${n}`, reason: 'x' });
              const at = ids.findIndex(({ key }) => key === unit.key);
              ids[at] = { itemId: unit.itemId, key: `R${n}` };
            } else if (what === 'extend') {
              await world.run(async (given) => {
                const customer = { extendBy: { days: 1 + (pick % 40) } };
                const asked = { itemId: unit.itemId, id: unit.id, customer, reason: 'x' };
                const { parts, postingId } = await changeCover(given, CALLER, asked);
                return { parts, postingId, answer: {} };
              });
            } else {
              const documentId = sold.pop();
              if (documentId !== undefined) await world.void({ documentId, reason: 'x' });
            }
          };
          const expected = new Map<string, boolean>();
          let last: string | undefined;
          let known: ReadonlySet<string> = new Set();
          for (const [n, { acts, runs, fault }] of year.entries()) {
            for (const [i, one] of acts.entries()) await refusal(act(one, n * 10 + i));
            const isOut = missed.some(({ from, length }) => n >= from && n < from + length);
            if (runs > 0 && !isOut) {
              const today = todayOf(world);
              const now = dueNow(await unitsNow(), { last, today, known });
              for (const [name, ended] of now.due) if (!expected.has(name)) expected.set(name, ended);
              await check(world, runs, fault);
              [last, known] = [today, now.known];
              const found = alertsIn(world).map((alert) => [told(alert), alert.ended === true] as const);
              expect(new Map(found)).toEqual(expected);
              expect(found).toHaveLength(expected.size);
              const open = alertsIn(world).filter(({ status }) => status === 'open');
              expect(open.filter((alert) => !now.known.has(nameOf(alert)))).toEqual([]);
            }
            world.pass(DAY);
          }
          await world.settle();
          const ends = new Set((await unitsNow()).flatMap(endsOf).map((end) => nameOf(end)));
          const open = await everyAlert(world);
          expect(open.every((alert) => ends.has(nameOf(alert)))).toBe(true);
          most = Math.max(most, expected.size);
        }),
        // A year shrinks for hours.
        { numRuns: YEARS, endOnFailure: true },
      );
      expect(most).toBeGreaterThan(20);
    },
    240_000,
  );
});
