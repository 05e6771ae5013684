import type { Idempotency } from '../../functions/app/posting/execute.ts';
import type { StoredRecord } from '../../functions/data/table.ts';
import { aWorld, list, type World } from '../app/world.ts';

/** A company to be hit by faults, and what it does meanwhile. Transactions are small, so that most of it takes several. */

export const LIMITS = { actions: 3, concurrency: 2 } as const;

const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);

export const NUMBERS = ['A', 'B', 'C', 'E'].flatMap((letter) => named(letter, 4)).concat('Z1');

export type Prepared = {
  readonly records: readonly StoredRecord[];
  readonly received: string;
  readonly ordered: string;
  readonly unitId: string;
};

/** Of A some are in stock since long, C came by one receipt, E is expected. */
export const prepared = async (): Promise<Prepared> => {
  const world = await aWorld({ limits: { actions: 100 } });
  await world.receive(named('A', 4), { number: 'R-A' });
  const { documentId: received } = await world.receive(named('C', 4), { number: 'R-C' });
  const { documentId: ordered } = await world.order(named('E', 4), { number: 'PO-E' });
  const unitId = (await world.unit('A1'))?.id ?? '';
  return { records: world.truth(), received, ordered, unitId };
};

export type Act = (world: World, given: Prepared, key: Idempotency) => Promise<unknown>;

export const ACTS = {
  receipt: (world, _, key) => world.receive(named('B', 4), { number: 'R-B' }, key),
  sale: (world, _, key) => world.sell(named('A', 4), { number: 'INV-A' }, key),
  transfer: (world, _, key) =>
    world.create(
      {
        kind: 'transfer',
        locationId: 'main',
        toLocationId: 'shop',
        post: true,
        lines: [{ itemId: 'phone', quantity: 4, serials: list(...named('A', 4)) }],
      },
      key,
    ),
  rename: (world, { unitId }, key) =>
    world.rename({ itemId: 'phone', id: unitId, serial: 'Z1', reason: 'misread' }, key),
  reservation: (world, _, key) =>
    world.create(
      {
        kind: 'sales-order',
        partnerId: 'jane',
        locationId: 'main',
        post: false,
        lines: [{ itemId: 'phone', quantity: 4, serials: list(...named('A', 4)) }],
      },
      key,
    ),
  void: (world, { received }, key) => world.void({ documentId: received, reason: 'not ours' }, key),
  cancel: (world, { ordered }, key) => world.cancel(ordered, key),
} as const satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;
export const ACT_NAMES = ['receipt', 'sale', 'transfer', 'rename', 'reservation', 'void', 'cancel'] as const;

export const KEY: Idempotency = { scope: 'acme ann POST key-1', bodyHash: 'body' };
