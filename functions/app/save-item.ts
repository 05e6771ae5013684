import { LedgerError, refuseIfAny, type Violation } from '../domain/errors.ts';
import {
  DEFAULT_POLICY,
  type PolicyStatement,
  policyFrom,
  statements,
  type Tracking,
} from '../domain/policy.ts';
import { quantityShown } from '../domain/quantity.ts';
import { gtin14, type Item } from '../domain/registry.ts';
import { patternFault } from '../domain/serial-pattern.ts';
import type { Caller, Deps } from './ports.ts';
import { checkVersion } from './versions.ts';
import type { WritePart } from './write-part.ts';

export type ItemInput = PolicyStatement & {
  readonly itemId: string;
  readonly name: string;
  readonly kind: Item['kind'];
  readonly tracking: Tracking;
  readonly pattern?: string | undefined;
  readonly gtin?: string | undefined;
};

const trackingFaults = (given: ItemInput): Violation[] => {
  const faults: Violation[] = [];
  if (given.kind === 'lookup' && given.tracking !== 'none') {
    const detail = `A lookup item has no stock, so it cannot be tracked by ${given.tracking}.`;
    faults.push({ pointer: '/tracking', code: 'item-not-stocked', detail });
  }
  if (statements(given) > 1) {
    const detail = 'Give one of serialPolicy, serialType, or requireAtSale and requireAtPurchase.';
    faults.push({ pointer: '/serialPolicy', code: 'policy-ambiguous', detail });
  }
  const silent = statements(given) === 0 || given.serialType === 'not-serialised';
  if (given.tracking !== 'serial' && !silent) {
    const detail = `The item's tracking is ${given.tracking}; a serial policy needs tracking "serial".`;
    faults.push({ pointer: '/tracking', code: 'policy-without-tracking', detail });
  }
  return faults;
};

const textFaults = ({ pattern, gtin }: ItemInput): Violation[] => {
  const wrong = pattern === undefined ? undefined : patternFault(pattern);
  const faults: Violation[] =
    wrong === undefined ? [] : [{ pointer: '/pattern', code: 'pattern-invalid', detail: wrong }];
  if (gtin !== undefined && gtin14(gtin) === undefined) {
    const detail = `"${gtin}" is not a GTIN of 8, 12, 13 or 14 digits with a right check digit.`;
    faults.push({ pointer: '/gtin', code: 'gtin-invalid', detail });
  }
  return faults;
};

/** Tracking changes only without stock (I7); each balance that is in the way is named. */
const conversionFaults = async (
  { store }: Deps,
  { tenant }: Caller,
  change: { before: Item; after: Item },
): Promise<Violation[]> => {
  const { before, after } = change;
  if (before.tracking === after.tracking && before.kind === after.kind) return [];
  const balances = await store.balances.listOfItem(tenant, before.itemId, { limit: 100 });
  const stock = balances.items
    .filter((balance) => balance.quantity !== 0 || balance.serials !== 0)
    .map((balance): Violation => {
      const quantity = quantityShown(balance.quantity);
      const detail = `${quantity} of item ${before.itemId} are at location ${balance.locationId}; its tracking changes only without stock.`;
      return {
        pointer: '/tracking',
        code: 'item-tracking-locked',
        detail,
        itemId: before.itemId,
        locationId: balance.locationId,
        actual: quantity,
      };
    });
  const expected = await store.indexes.propose(
    tenant,
    { of: 'units', itemId: before.itemId },
    { limit: 100 },
  );
  const names = expected.items.flatMap(({ ref: [itemId, key] }) =>
    itemId === undefined || key === undefined ? [] : [{ itemId, key }],
  );
  const rows = (await store.units.readMany(tenant, names))
    .filter((unit) => unit.status === 'expected')
    .map((unit): Violation => {
      const by = unit.documentNumber ?? unit.documentId;
      const detail = `"${unit.serial}" is expected on line ${unit.line} of document ${by}.`;
      return {
        pointer: '/tracking',
        code: 'item-tracking-locked',
        detail,
        serial: unit.serial,
        documentId: unit.documentId,
        line: unit.line,
      };
    });
  return [...stock, ...rows];
};

/**
 * Makes or replaces an item.
 * @throws LedgerError `refused`; `version-mismatch` where `ifMatch` names another version
 */
export const saveItem = async (
  deps: Deps,
  caller: Caller,
  { input, ifMatch }: { readonly input: ItemInput; readonly ifMatch: string | undefined },
): Promise<{ readonly parts: readonly WritePart[]; readonly item: Item; readonly created: boolean }> => {
  const before = await deps.store.items.read(caller.tenant, input.itemId);
  checkVersion(ifMatch, before?.version);
  const item: Item = {
    itemId: input.itemId,
    name: input.name,
    kind: input.kind,
    tracking: input.tracking,
    serialPolicy: input.tracking === 'serial' ? policyFrom(input) : DEFAULT_POLICY,
    pattern: input.pattern,
    gtin: input.gtin === undefined ? undefined : gtin14(input.gtin),
    version: (before?.version ?? 0) + 1,
  };
  const locked = before === undefined ? [] : await conversionFaults(deps, caller, { before, after: item });
  refuseIfAny([...trackingFaults(input), ...textFaults(input), ...locked]);
  return { parts: [deps.store.items.save(caller.tenant, item)], item, created: before === undefined };
};

export const itemOf = async ({ store }: Deps, { tenant }: Caller, itemId: string): Promise<Item> => {
  const item = await store.items.read(tenant, itemId);
  if (item === undefined) throw new LedgerError({ code: 'not-found', what: 'item', id: itemId });
  return item;
};
