import { expect } from 'vitest';
import type { StoredRecord } from '../../../functions/data/table.ts';
import { unitFrom } from '../../../functions/data/unit-from.ts';
import { type MovedUnit, rewound } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { CALLER, type World } from '../world.ts';
import { type Model, nameOf, outstandingOf, postedOf, statusOf } from './model.ts';
import { type ItemId, isFull } from './rules.ts';

/** Compares what the real ledger holds with what the naive one does, and with what must always hold. */

const { tenant } = CALLER;

type Records = readonly StoredRecord[];
const ofType = (records: Records, type: string): Records => records.filter((record) => record.type === type);

const shownUnits = (records: Records) => {
  const closed = new Set(
    ofType(records, 'exception').flatMap(({ exceptionId, status }) =>
      status === 'closed' ? [exceptionId] : [],
    ),
  );
  return Object.fromEntries(
    ofType(records, 'unit').map((unit) => [
      nameOf(String(unit.itemId), String(unit.key)),
      {
        status: unit.status,
        gone: unit.voided === true,
        place: unit.locationId,
        partner: unit.partnerId,
        supplier: unit.supplierId,
        reservedBy: (unit.reservedBy as { documentId?: string } | undefined)?.documentId,
        holds: ((unit.heldBy as unknown[] | undefined) ?? []).length,
        owed: unit.exceptionId !== undefined && !closed.has(unit.exceptionId),
      },
    ]),
  );
};

const naiveUnits = (model: Model, documents: readonly string[]) =>
  Object.fromEntries(
    [...model.units].map(([name, { now, holds }]) => [
      name,
      {
        status: now.status,
        gone: now.gone,
        place: now.place,
        partner: now.partner,
        supplier: now.supplier,
        reservedBy: now.reservedBy === undefined ? undefined : documents[now.reservedBy.doc],
        holds: holds.length,
        owed: now.owed,
      },
    ]),
  );

type Counts = {
  quantity: number;
  serials: number;
  inTransit: number;
  sentSerials: number;
  bought: number;
  sold: number;
};
const isSomething = (counts: Counts): boolean => Object.values(counts).some((n) => n !== 0);
const somethings = (all: Iterable<readonly [string, Counts]>) =>
  Object.fromEntries([...all].filter(([, counts]) => isSomething(counts)));

const num = (value: unknown): number => (typeof value === 'number' ? value : 0);
const shownBalances = (records: Records, isBare = false) =>
  somethings(
    ofType(records, 'balance').map((balance) => [
      `${balance.itemId} ${balance.locationId} ${balance.batch ?? ''}`,
      {
        quantity: num(balance.quantity),
        serials: num(balance.serials),
        inTransit: num(balance.inTransit),
        sentSerials: num(balance.sentSerials),
        bought: isBare ? 0 : num(balance.bought),
        sold: isBare ? 0 : num(balance.sold),
      },
    ]),
  );

const naiveBalances = (model: Model) =>
  somethings(
    [...model.balances].map(([name, { quantity, inTransit, ...counts }]) => [
      name,
      {
        ...counts,
        quantity: pieces(quantity),
        inTransit: pieces(inTransit),
      },
    ]),
  );

const compareDocuments = (records: Records, model: Model, documents: readonly string[]): void => {
  const heads = new Map(ofType(records, 'document').map((head) => [String(head.documentId), head]));
  expect(heads.size).toBe(model.documents.length);
  const byDocument = (type: string, field: string) => {
    const found = ofType(records, type).map(
      (record) => [record.pk.split('#')[2] ?? '', record[field]] as const,
    );
    return Map.groupBy(
      found.flatMap(([id, rows]) => (rows as Record<string, unknown>[]).map((row) => ({ id, row }))),
      ({ id }) => id,
    );
  };
  const lines = byDocument('document-lines', 'lines');
  const serials = byDocument('document-serials', 'serials');
  for (const naive of model.documents) {
    const id = documents[naive.n] ?? '';
    const shown = (lines.get(id) ?? []).map(({ row: line }) => {
      const kept = (serials.get(id) ?? []).filter(({ row }) => row.line === line.line);
      const numbers = kept.map(({ row }) => row as { key: string });
      return {
        line: line.line,
        posted: line.posted,
        cancelled: line.cancelled,
        numbered: line.postedSerials,
        assigned: numbers.map(({ key }) => key).sort(),
      };
    });
    const told = naive.lines.map((line) => ({
      line: line.line,
      posted: pieces(postedOf(line)),
      cancelled: pieces(line.cancelled),
      numbered: line.numbered,
      assigned: [...line.assigned, ...line.onWay].sort(),
    }));
    const head = heads.get(id);
    expect({
      status: head?.status,
      moves: ((head?.movementIds ?? []) as string[]).length,
      lines: shown,
    }).toEqual({
      status: statusOf(naive),
      moves: naive.moves.length,
      lines: told,
    });
  }
};

export const compare = (records: Records, model: Model, documents: readonly string[]): void => {
  expect(shownUnits(records)).toEqual(naiveUnits(model, documents));
  expect(shownBalances(records)).toEqual(naiveBalances(model));
  compareDocuments(records, model, documents);
};

type Moved = {
  locationId: string;
  batch?: string;
  quantity: number;
  serials: number;
  inTransit: number;
  sentSerials: number;
};

/** The ledger alone gives every balance again. */
const derived = (records: Records): Map<string, Counts> => {
  const sums = new Map<string, Counts>();
  for (const { itemId, balances } of ofType(records, 'movement')) {
    for (const { locationId, batch, quantity, serials, inTransit, sentSerials } of balances as Moved[]) {
      const name = `${itemId} ${locationId} ${batch ?? ''}`;
      const sum = sums.get(name) ?? {
        quantity: 0,
        serials: 0,
        inTransit: 0,
        sentSerials: 0,
        bought: 0,
        sold: 0,
      };
      sum.quantity += quantity;
      sum.serials += serials;
      sum.inTransit += inTransit;
      sum.sentSerials += sentSerials;
      sums.set(name, sum);
    }
  }
  return sums;
};

/** What must hold whatever the naive ledger thinks. */
export const checkInvariants = async (world: World, records: Records, model: Model): Promise<void> => {
  const balances = ofType(records, 'balance');
  const units = ofType(records, 'unit');
  for (const balance of balances) {
    const name = `${balance.itemId} ${balance.locationId}`;
    const here = units.filter(
      ({ itemId, locationId, status, voided }) =>
        itemId === balance.itemId &&
        locationId === balance.locationId &&
        status === 'in-stock' &&
        voided !== true,
    );
    const serials = balance.batch === undefined ? here.length : 0;
    expect([name, 'serials', balance.serials]).toEqual([name, 'serials', serials]);
    if (isFull(balance.itemId as ItemId)) {
      expect([name, 'quantity', balance.quantity]).toEqual([name, 'quantity', pieces(serials)]);
      expect([name, 'sent', balance.inTransit]).toEqual([name, 'sent', pieces(num(balance.sentSerials))]);
    }
  }
  expect(somethings(derived(records))).toEqual(shownBalances(records, true));
  for (const { itemId, openRows } of ofType(records, 'guard')) {
    const rows = model.documents
      .filter(({ isVoid }) => !isVoid)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.item === itemId && outstandingOf(line) > 0);
    expect([itemId, 'open rows', openRows]).toEqual([itemId, 'open rows', rows.length]);
  }
  expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
  const movements = new Map(ofType(records, 'movement').map((one) => [String(one.movementId), one]));
  for (const { id, itemId, key, version } of units) {
    const found = await world.store.units.readById(tenant, String(itemId), String(id));
    expect([found?.unit.key, found?.unit.version]).toEqual([key, version]);
    const naive = model.units.get(nameOf(String(itemId), String(key)));
    expect([key, 'movements', found?.movementIds.length]).toEqual([key, 'movements', naive?.movements]);
    for (const movementId of found?.movementIds ?? []) {
      const its = movements.get(movementId)?.units as { id: string }[] | undefined;
      expect([key, movementId, its?.some((unit) => unit.id === id)]).toEqual([key, movementId, true]);
    }
  }
};

/** Movements tell what their units were before: walked back through the new ones, each is what it was. */
export const checkRewound = (before: Records, after: Records): void => {
  const was = new Map(ofType(before, 'unit').map((record) => [record.id, unitFrom(record)]));
  const movements = ofType(after, 'movement');
  const told = new Set(ofType(before, 'movement').map(({ movementId }) => movementId));
  const added = movements
    .filter(({ movementId }) => !told.has(movementId))
    .sort((a, b) => (String(a.movementId) < String(b.movementId) ? 1 : -1));
  const shown = (unit: Unit | undefined) =>
    unit === undefined ? undefined : { ...unit, movementIds: [], lifeChunks: 0, version: 0 };
  for (const record of ofType(after, 'unit')) {
    const its = added.flatMap(({ units }) => (units as MovedUnit[]).filter(({ id }) => id === record.id));
    const then = its.reduce<Unit | undefined>(
      (unit, moved) => (unit === undefined ? undefined : rewound(unit, moved)),
      unitFrom(record),
    );
    expect(shown(then)).toEqual(shown(was.get(record.id)));
  }
};

/** Records only ever move on: a unit that was written has a higher version. */
export const checkVersions = (before: Records, after: Records): void => {
  const was = new Map(ofType(before, 'unit').map((unit) => [unit.id, unit]));
  for (const unit of ofType(after, 'unit')) {
    const old = was.get(unit.id);
    if (old === undefined || JSON.stringify(old) === JSON.stringify(unit)) continue;
    expect([unit.key, num(unit.version) > num(old.version)]).toEqual([unit.key, true]);
  }
};
