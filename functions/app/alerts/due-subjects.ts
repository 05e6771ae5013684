import type { AlertKind, Subject } from '../../domain/alert/alert.ts';
import type { DueOf, Window } from '../../domain/alert/check-passes.ts';
import type { Asn } from '../../domain/asn/asn.ts';
import { coveringSupplier, startOf } from '../../domain/cover/cover.ts';
import { dueOn } from '../../domain/cover/due.ts';
import type { LedgerException } from '../../domain/exception.ts';
import { keyOf } from '../../domain/serial/text.ts';
import { type Unit, unitKey } from '../../domain/unit/unit.ts';
import { awaitedOf } from '../asns/read.ts';
import type { List } from '../lists/ports.ts';
import type { Caller, Deps } from '../ports.ts';
import { balancesOf } from '../registry/save-item.ts';
import { currentUnits, type NamedUnit } from '../units/current.ts';

/** What ends, as it is now: lists only propose, and whoever came back, was sold again or renamed is judged as that. */

export const listOf = (of: DueOf | 'exceptions', month: string, window: Window): List => {
  if (of === 'batches') return { of: 'due-batches', month, ...window };
  if (of === 'exceptions') return { of: 'due-exceptions', month, ...window };
  return { of: 'due', kind: of, month, ...window };
};

const KINDS = {
  supplier: 'supplier-warranty',
  customer: 'customer-warranty',
  expiry: 'serial-expiry',
} as const satisfies Record<Exclude<DueOf, 'batches'>, AlertKind>;

/** Under a posting that isn't decided it is no whole number, a little above what it was. */
const versionOf = (unit: Unit | undefined): number | undefined =>
  unit === undefined ? undefined : Math.floor(unit.version);

const ofUnit = (unit: Unit, of: keyof typeof KINDS): Subject | undefined => {
  const on = dueOn(unit, of);
  if (on === undefined) return undefined;
  const { itemId, id, serial, batch, partnerId, documentId } = unit;
  const supplierId = coveringSupplier(unit);
  // Another sale, or another supplier's cover, is another thing, also where it ends on the same day.
  const by = { supplier: supplierId, customer: documentId, expiry: undefined }[of];
  return {
    kind: KINDS[of],
    name: [itemId, id, ...(by === undefined ? [] : [by])],
    dueOn: on,
    // Goods have no beginning to be told from: what keeps for less than a threshold is past it when it comes.
    since: of === 'expiry' ? undefined : startOf(unit, of),
    itemId,
    id,
    serial,
    unitVersion: versionOf(unit),
    batch,
    partnerId: of === 'customer' ? partnerId : supplierId,
    documentId: of === 'customer' ? documentId : undefined,
  };
};

type Named = { readonly of: DueOf; readonly ref: readonly string[] };

const unitsNow = async (
  deps: Deps,
  tenant: string,
  named: readonly (Named & { readonly of: keyof typeof KINDS })[],
): Promise<Subject[]> => {
  const names = named.map(({ ref: [itemId = '', key = '', id = ''] }) => ({ itemId, key, id }));
  const units = await currentUnits(deps, tenant, names);
  return named.flatMap(({ of }, i) => {
    const unit = units[i];
    return unit === undefined ? [] : (ofUnit(unit, of) ?? []);
  });
};

/** A batch of which there is nothing left ends unnoticed. */
const batchesNow = async (deps: Deps, tenant: string, named: readonly Named[]): Promise<Subject[]> => {
  const names = named.map(({ ref: [itemId = '', batch = ''] }) => ({ itemId, batch }));
  const batches = await deps.store.batches.readMany(tenant, names);
  const items = [...new Set(batches.map(({ itemId }) => itemId))];
  const balances = (await Promise.all(items.map((itemId) => balancesOf(deps, tenant, itemId)))).flat();
  const isThere = (itemId: string, batch: string): boolean =>
    balances.some((one) => one.itemId === itemId && one.batch === batch && one.quantity + one.inTransit > 0);
  return batches.flatMap(({ itemId, batch, expiresOn }): Subject[] =>
    expiresOn === undefined || !isThere(itemId, batch)
      ? []
      : [{ kind: 'batch-expiry', name: [itemId, batch], dueOn: expiresOn, itemId, batch }],
  );
};

const isOfUnit = (named: Named): named is Named & { readonly of: keyof typeof KINDS } =>
  named.of !== 'batches';

/** By what is on record now; nothing of what doesn't end any more. */
export const subjectsNow = async (
  deps: Deps,
  tenant: string,
  named: readonly Named[],
): Promise<readonly Subject[]> => {
  const units = named.filter(isOfUnit);
  const batches = named.filter(({ of }) => of === 'batches');
  return (
    await Promise.all([
      units.length === 0 ? [] : unitsNow(deps, tenant, units),
      batches.length === 0 ? [] : batchesNow(deps, tenant, batches),
    ])
  ).flat();
};

const ofException = (exception: LedgerException, unit: Unit | undefined): Subject => {
  const { exceptionId, itemId, serial, id, partnerId, asnNumber, documentId, at } = exception;
  const [day = ''] = at.split('T');
  return {
    kind: 'open-exception',
    // Opened again, it is told again.
    name: [exceptionId, at],
    dueOn: day,
    exceptionId,
    itemId,
    serial: unit?.serial ?? serial,
    id: unit?.id ?? id,
    unitVersion: versionOf(unit),
    partnerId,
    asnNumber,
    documentId,
  };
};

export const openExceptions = async (
  deps: Deps,
  tenant: string,
  ids: readonly string[],
): Promise<Subject[]> => {
  const found = await deps.store.exceptions.readMany(tenant, ids);
  const open = found.filter(({ status }) => status === 'open');
  const { caseSensitive } = await deps.store.settings.read(tenant);
  const named = open.map(({ itemId = '', serial, id = '' }): NamedUnit => {
    return { itemId, key: keyOf(serial, caseSensitive), id };
  });
  const known = named.filter(({ itemId, id }) => itemId !== '' && id !== '');
  // A number that was scanned is told by itself.
  const scanned = named.filter(({ itemId, key, id }) => itemId !== '' && id === '' && key !== '');
  const [units, bearers] = await Promise.all([
    currentUnits(deps, tenant, known),
    deps.store.units.readMany(tenant, scanned),
  ]);
  const byName = new Map<string, Unit>(bearers.map((unit) => [unitKey(unit.itemId, unit.key), unit]));
  const byId = new Map(units.flatMap((unit) => (unit === undefined ? [] : [[unit.id, unit] as const])));
  return open.map((exception, i) => {
    const { itemId = '', key = '', id = '' } = named[i] ?? {};
    return ofException(exception, id === '' ? byName.get(unitKey(itemId, key)) : byId.get(id));
  });
};

/** Lists of which something is awaited still, by the day that they are expected. */
export const awaitedLists = async (deps: Deps, caller: Caller, lists: readonly Asn[]): Promise<Subject[]> => {
  const awaited = await awaitedOf(deps, caller, lists);
  return [...awaited].flatMap(({ asnNumber, partnerId, orderId, expectedDate: dueOn }): Subject[] => {
    const told = { name: [partnerId, asnNumber, orderId], asnNumber, partnerId, documentId: orderId };
    return dueOn === undefined ? [] : [{ kind: 'overdue-list', dueOn, ...told }];
  });
};
