import { describe, expect, it } from 'vitest';
import type { NewDocument } from '../../functions/app/documents/create.ts';
import { addServiceEvent } from '../../functions/app/units/service-events.ts';
import { actionsOn } from '../../functions/domain/document/unit-actions.ts';
import type { UnitAction } from '../../functions/domain/unit/action.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { aWorld, CALLER, list, refusal, type World } from './world.ts';

/** Whether what a scan says may be done can be done, and nothing else: each action is tried on each state. */

const ITEMS = [
  {
    itemId: 'phone',
    name: 'Phone',
    kind: 'stocked',
    tracking: 'serial',
    serialType: 'fully-tracked',
    expiryTracking: true,
    shelfLifeDays: 100,
  },
  { itemId: 'box', name: 'Box', kind: 'stocked', tracking: 'serial', serialType: 'fully-tracked' },
] as const;

type Line = Partial<NewDocument['lines'][number]>;
const BUYER = 'jane';
const PARTNERS: Partial<Record<NewDocument['kind'], string>> = {
  'product-receipt': 'maker',
  'purchase-order': 'maker',
  'supplier-return': 'maker',
  'sales-order': BUYER,
  'customer-invoice': BUYER,
  'customer-return': BUYER,
};
const REASONS = new Set<string>(['write-off', 'adjustment']);

const make = (
  world: World,
  kind: NewDocument['kind'],
  { line = {}, lines = [], ...more }: Partial<NewDocument> & { readonly line?: Line } = {},
) =>
  world.create({
    kind,
    partnerId: PARTNERS[kind],
    locationId: 'main',
    post: true,
    reason: REASONS.has(kind) ? 'because' : undefined,
    lines: [{ itemId: 'phone', quantity: 1, serials: list('A1'), ...line }, ...lines],
    ...more,
  });

const consume = (world: World) =>
  make(world, 'works-order', {
    line: { role: 'consume' },
    lines: [{ itemId: 'box', quantity: 1, role: 'produce', serials: list('B1') }],
  });
const transfer = { toLocationId: 'shop' };

type State = { readonly unit: Unit; readonly documentId: string };
const unitIn = async (world: World): Promise<Unit> => (await world.unit('A1'))!;

/** How a unit gets into each state; answers the document that it is bound to. */
const STATES: Readonly<
  Record<string, (world: World) => Promise<{ readonly documentId: string } | undefined>>
> = {
  expected: (world) => world.order(['A1']),
  'in stock': async () => undefined,
  reserved: (world) => make(world, 'sales-order', { post: false }),
  held: async (world) => {
    await world.hold({ itemId: 'phone', id: (await unitIn(world)).id, reason: 'x' });
    return undefined;
  },
  'reserved and held': async (world) => {
    const order = await make(world, 'sales-order', { post: false });
    await world.hold({ itemId: 'phone', id: (await unitIn(world)).id, reason: 'x' });
    return order;
  },
  'in transit': (world) => make(world, 'transfer', { ...transfer, dispatch: true }),
  'in transit and reserved': async (world) => {
    await make(world, 'sales-order', { post: false });
    return make(world, 'transfer', { ...transfer, dispatch: true });
  },
  sold: (world) => make(world, 'customer-invoice'),
  consumed: consume,
  'written off': (world) => make(world, 'write-off'),
  'returned to the supplier': (world) => make(world, 'supplier-return'),
  expired: async (world) => {
    world.pass(101 * 86_400_000);
    return undefined;
  },
  'taken back': async () => undefined,
  'taken back, and expected again': (world) => world.order(['A1']),
};

const state = async (name: string, settings = {}): Promise<{ world: World } & State> => {
  const world = await aWorld({ items: ITEMS, settings });
  const received = name === 'expected' ? undefined : await world.receive(['A1']);
  if (name.startsWith('taken back')) await world.void({ documentId: received!.documentId, reason: 'x' });
  const bound = await STATES[name]!(world);
  return { world, unit: await unitIn(world), documentId: bound?.documentId ?? '' };
};

type Try = (given: { readonly world: World } & State) => Promise<unknown>;
const unitName = ({ unit }: State) => ({ itemId: 'phone', id: unit.id });

const TRIES: Partial<Record<UnitAction, Try>> = {
  assign: ({ world }) => make(world, 'purchase-order', { post: false }),
  remove: async ({ world, documentId, unit }) => {
    const serials = list('A1');
    await world.number({ documentId, line: 1, mode: 'remove', serials });
    if (unit.status !== 'expected') throw new Error('was not expected');
  },
  reserve: ({ world }) => make(world, 'sales-order', { post: false }),
  unreserve: ({ world, unit }) => {
    const documentId = unit.reservedBy?.documentId ?? 'none';
    return world.number({ documentId, line: 1, mode: 'remove', serials: list('A1') });
  },
  receive: ({ world }) => make(world, 'product-receipt'),
  'buy-back': ({ world }) => make(world, 'product-receipt', { line: { buyBack: true } }),
  'return-to-supplier': ({ world }) => make(world, 'supplier-return'),
  sell: ({ world }) => make(world, 'customer-invoice'),
  deliver: ({ world, unit }) => world.post({ documentId: unit.reservedBy?.documentId ?? 'none' }),
  return: ({ world }) => make(world, 'customer-return'),
  transfer: ({ world }) => make(world, 'transfer', transfer),
  dispatch: ({ world }) => make(world, 'transfer', { ...transfer, dispatch: true }),
  'bring-back': async ({ world, documentId, unit }) => {
    if (unit.status !== 'in-transit') throw new Error('was not on its way');
    await world.cancel(documentId);
  },
  'write-off': ({ world }) => make(world, 'write-off'),
  adjust: async ({ world, unit }) => {
    const direction = unit.status === 'in-stock' ? 'out' : 'in';
    // What is found says when it expires, where nothing on record does.
    const expiresOn = unit.expiresOn === undefined ? '2026-09-01' : undefined;
    await make(world, 'adjustment', { line: { direction, expiresOn } });
  },
  consume: ({ world }) => consume(world),
  produce: ({ world }) => make(world, 'works-order', { line: { role: 'produce' } }),
  scrap: ({ world }) => make(world, 'works-order', { line: { role: 'scrap' } }),
  'take-out': ({ world }) => make(world, 'works-order', { line: { role: 'take-out' } }),
  hold: (given) => given.world.hold({ ...unitName(given), reason: 'y' }),
  release: (given) => given.world.release({ ...unitName(given), holdId: given.unit.heldBy?.[0]?.holdId }),
  rename: (given) => given.world.rename({ ...unitName(given), serial: 'A2', reason: 'y' }),
  service: (given) =>
    given.world.run(async (deps) => {
      const event = { kind: 'repair', description: 'x', underWarranty: false } as const;
      const { parts, postingId } = await addServiceEvent(deps, CALLER, { ...unitName(given), ...event });
      return { parts, postingId, answer: {} };
    }),
};

const toldOf = async ({ world, unit }: { readonly world: World; readonly unit: Unit }) => {
  const settings = await world.store.settings.read('acme');
  const item = (await world.store.items.read('acme', 'phone'))!;
  const today = new Date(world.deps.clock.now()).toISOString().slice(0, 10);
  return actionsOn({ unit, item, settings, today });
};

describe.each(Object.keys(STATES))('a unit that is %s', (name) => {
  it('takes exactly the actions that are told', async () => {
    const told = await toldOf(await state(name));
    const done: string[] = [];
    for (const [action, attempt] of Object.entries(TRIES)) {
      const given = await state(name);
      const codes = await refusal(attempt(given)).catch(() => ['failed']);
      if (codes.length === 0) done.push(action);
    }
    const tried = (action: string) => Object.hasOwn(TRIES, action);
    // A receipt that says it buys back takes whatever any receipt takes.
    const plain = done.filter((action) => action !== 'buy-back' || !done.includes('receive'));
    expect(told.filter(tried)).toEqual(plain.toSorted());
  });
});

it.each(['in stock', 'reserved', 'sold', 'in transit'])(
  'a unit that is %s in a locked period takes what is told',
  async (name) => {
    const locked = async () => {
      const given = await state(name);
      const { store } = given.world;
      const settings = await store.settings.read('acme');
      const lock = { lockDate: '2026-03-10', version: settings.version + 1 };
      await store.unitOfWork.write([store.settings.save('acme', { ...settings, ...lock })]);
      return given;
    };
    const told = await toldOf(await locked());
    for (const [action, attempt] of Object.entries(TRIES)) {
      const codes = await refusal(attempt(await locked())).catch(() => ['failed']);
      expect([action, codes.length === 0]).toEqual([action, told.some((one) => one === action)]);
    }
  },
);

describe('what binds a unit', () => {
  it('tells what its document alone may do', async () => {
    const reserved = await state('reserved');
    const told = await toldOf(reserved);
    expect(told).toEqual(expect.arrayContaining(['deliver', 'unreserve', 'transfer', 'hold']));
    for (const action of ['sell', 'reserve', 'write-off', 'consume']) expect(told).not.toContain(action);
    await reserved.world.number({
      documentId: reserved.documentId,
      line: 1,
      mode: 'remove',
      serials: list('A1'),
    });
    expect(await toldOf({ world: reserved.world, unit: await unitIn(reserved.world) })).toContain('sell');

    const sent = await state('in transit');
    expect(await toldOf(sent)).toEqual(expect.arrayContaining(['arrive', 'bring-back', 'write-off']));
    await sent.world.post({ documentId: sent.documentId });
    expect(await toldOf({ world: sent.world, unit: await unitIn(sent.world) })).not.toContain('arrive');
  });

  it('a held unit is not sold, reserved or consumed, and is released', async () => {
    const told = await toldOf(await state('held'));
    for (const action of ['sell', 'reserve', 'consume', 'deliver']) expect(told).not.toContain(action);
    expect(told).toEqual(expect.arrayContaining(['release', 'transfer', 'write-off', 'return-to-supplier']));
    expect(await toldOf(await state('in stock'))).not.toContain('release');
  });

  it('where numbers are not taken, no document takes them', async () => {
    const { world, unit } = await state('in stock');
    const settings = { ...(await world.store.settings.read('acme')), serialTracking: false };
    const item = (await world.store.items.read('acme', 'phone'))!;
    expect(actionsOn({ unit, item, settings, today: '2026-03-10' })).toEqual(['hold', 'rename', 'service']);
  });
});
