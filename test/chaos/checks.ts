import { expect } from 'vitest';
import { postingIdOf } from '../../functions/domain/movement.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import type { World } from '../app/world.ts';
import { NUMBERS, type Prepared } from './scenarios.ts';

/** What anybody can see of the company, without what only tells one way there from another. */

const TENANT = 'acme';

export const look = async ({ deps }: World, { received, ordered }: Prepared, tenant = TENANT) => {
  const store = deps.storeFor({});
  const units = await store.units.readMany(
    tenant,
    NUMBERS.map((key) => ({ itemId: 'phone', key })),
  );
  const balances = await store.balances.readMany(
    tenant,
    ['main', 'shop'].map((locationId) => ({ itemId: 'phone', locationId })),
  );
  const documents = await Promise.all([received, ordered].map((id) => store.documents.read(tenant, id)));
  return {
    units: units
      .map(({ serial, status, voided, locationId, partnerId, reservedBy, aliases, movementIds }) => ({
        serial,
        status,
        voided,
        locationId,
        partnerId,
        isReserved: reservedBy !== undefined,
        aliases,
        movements: movementIds.length,
      }))
      .sort((a, b) => (a.serial < b.serial ? -1 : 1)),
    balances: balances
      .filter(({ quantity, serials }) => quantity !== 0 || serials !== 0)
      .map(({ locationId, quantity, serials, bought, sold }) => ({
        locationId,
        quantity,
        serials,
        bought,
        sold,
      })),
    documents: documents.map((document) => ({
      status: document?.status,
      movements: document?.movementIds.length,
      assigned: document?.lines.map(({ assigned }) => assigned.length),
    })),
  };
};

export type Look = Awaited<ReturnType<typeof look>>;

/** What must hold at any moment, whatever has happened. */
export const checkLedger = async ({ deps }: World, tenant = TENANT): Promise<void> => {
  const store = deps.storeFor({});
  const units = await store.units.readMany(
    tenant,
    NUMBERS.map((key) => ({ itemId: 'phone', key })),
  );
  const ids = [...new Set(units.flatMap(({ movementIds }) => movementIds))];
  const movements = new Map(
    (await store.movements.readMany(tenant, ids)).map((one) => [one.movementId, one]),
  );
  for (const { key, id, asOf, movementIds } of units) {
    for (const movementId of [asOf.movementId, ...movementIds]) {
      const its = movements.get(movementId)?.units;
      expect([key, movementId, its?.some((unit) => unit.id === id)]).toEqual([key, movementId, true]);
    }
  }
  const balances = await store.balances.readMany(
    tenant,
    ['main', 'shop'].map((locationId) => ({ itemId: 'phone', locationId })),
  );
  for (const { locationId, quantity, serials } of balances) {
    const here = units.filter(
      ({ status, voided, locationId: at }) => status === 'in-stock' && voided !== true && at === locationId,
    );
    expect([locationId, serials, quantity]).toEqual([locationId, here.length, pieces(here.length)]);
    const sum = [...movements.values()]
      .flatMap((one) => one.balances)
      .filter((one) => one.locationId === locationId)
      .reduce((all, one) => all + one.quantity, 0);
    expect([locationId, 'movements', sum]).toEqual([locationId, 'movements', quantity]);
  }
};

/** Nothing that a large posting writes for its own sake is left, and no record is in between. */
export const checkNothingLeft = async ({ deps }: World, tenant = TENANT): Promise<void> => {
  const { postings } = deps.store;
  const { found, unreadable } = await postings.underWay();
  expect([found.filter((one) => one.tenant === tenant), unreadable]).toEqual([[], []]);
  const names = NUMBERS.map((key) => ({ itemId: 'phone', key }));
  const keys = names.flatMap((name) =>
    deps.store.units
      .change(tenant, { after: { ...name, id: 'x.y', asOf: {}, movementIds: [], version: 1 } as never })
      .map(({ key }) => key),
  );
  for (const one of await postings.standing(keys)) {
    if (one.postingId === undefined) continue;
    const head = await postings.read(tenant, one.postingId);
    expect([one.key.pk, head?.status, one.vanishes]).toEqual([one.key.pk, 'posted', false]);
    const entries = await postings.entries(tenant, postingIdOf(one.postingId), 'movements');
    expect(entries.filter((entry) => entry.postingId !== undefined)).toEqual([]);
  }
};
