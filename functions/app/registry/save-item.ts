import type { Balance } from '../../domain/balance.ts';
import { isOpenRow } from '../../domain/document/document.ts';
import { LedgerError, refuseIfAny } from '../../domain/errors.ts';
import {
  DEFAULT_POLICY,
  isFullyTracked,
  type PolicyStatement,
  policyFrom,
  statements,
  type Tracking,
} from '../../domain/policy.ts';
import { pieces, quantityShown } from '../../domain/quantity.ts';
import { gtin14, type Item } from '../../domain/registry.ts';
import { patternFault } from '../../domain/serial/pattern.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { checkFeature } from './entitlement.ts';
import { gtinChange } from './item-gtin.ts';
import { modelChange } from './item-model.ts';

export type ItemInput = PolicyStatement & {
  readonly itemId: string;
  readonly name: string;
  readonly kind: Item['kind'];
  readonly tracking: Tracking;
  readonly pattern?: string | undefined;
  readonly gtin?: string | undefined;
  readonly expiryTracking?: boolean | undefined;
  readonly shelfLifeDays?: number | undefined;
  readonly warranty?: Item['warranty'];
  readonly allowUnknownAtSale?: boolean | undefined;
  readonly entity?: Item['entity'];
};

/** Whoever says how long something lasts means that its expiry is kept. */
const hasExpiry = ({ expiryTracking, shelfLifeDays }: ItemInput): boolean | undefined =>
  expiryTracking ?? (shelfLifeDays === undefined ? undefined : true);

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
  if (given.tracking === 'none' && hasExpiry(given) === true) {
    const pointer = given.expiryTracking === true ? '/expiryTracking' : '/shelfLifeDays';
    const detail =
      'What is tracked by neither serial nor batch has no numbers that an expiry could be kept of.';
    faults.push({ pointer, code: 'expiry-without-tracking', detail });
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

type Conversion = { readonly before: Item; readonly after: Item };

/** Every balance of an item, read from its own partition. */
export const balancesOf = async ({ store }: Deps, tenant: string, itemId: string): Promise<Balance[]> => {
  const balances: Balance[] = [];
  let after: string | undefined;
  do {
    const page = await store.balances.listOfItem(tenant, itemId, { limit: 1000, after });
    balances.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return balances;
};

const ROWS_NAMED = 100;

const locked = (more: Omit<Violation, 'pointer' | 'code'>): Violation => ({
  pointer: '/tracking',
  code: 'item-tracking-locked',
  ...more,
});

const stockFaults = (balances: readonly Balance[]): Violation[] =>
  balances
    .filter(({ quantity, serials, inTransit }) => quantity !== 0 || serials !== 0 || inTransit !== 0)
    .map(({ itemId, locationId, quantity, serials, inTransit }) => {
      const actual = quantityShown(quantity);
      const sent = inTransit === 0 ? '' : ` and ${quantityShown(inTransit)} on their way from it`;
      const detail = `${actual} of item ${itemId} with ${serials} serials are at location ${locationId}${sent}; its tracking changes only without stock.`;
      return locked({ detail, itemId, locationId, actual });
    });

/** Full tracking begins only where every unit there is has its number (M11). */
const gapFaults = (balances: readonly Balance[]): Violation[] =>
  balances
    .filter(
      ({ quantity, serials, inTransit, sentSerials }) =>
        quantity !== pieces(serials) || inTransit !== pieces(sentSerials),
    )
    .map(({ itemId, locationId, quantity, serials, inTransit, sentSerials }) => {
      // What is on its way from here belongs to it still.
      const [expected, actual] = [quantityShown(quantity + inTransit), serials + sentSerials];
      const detail = `${expected} of item ${itemId} are at location ${locationId} or on their way from it, and ${actual} serials; full tracking needs one for each.`;
      return locked({ detail, itemId, locationId, expected, actual });
    });

/** The open rows, as far as the list of them knows; that there are any is counted exactly. */
const rowFaults = async (
  { store }: Deps,
  tenant: string,
  { itemId, openRows }: { readonly itemId: string; readonly openRows: number },
): Promise<Violation[]> => {
  if (openRows === 0) return [];
  const proposed = await store.indexes.propose(tenant, { of: 'open-rows', itemId }, { limit: ROWS_NAMED });
  const ids = new Set(proposed.items.flatMap(({ ref: [documentId] }) => documentId ?? []));
  const documents = await Promise.all([...ids].map((id) => store.documents.read(tenant, id)));
  const rows = documents.flatMap((document) =>
    (document?.lines ?? [])
      .filter((line) => document !== undefined && line.itemId === itemId && isOpenRow(document, line))
      .map((line) => ({ document, line })),
  );
  const named = rows.map(({ document, line }) => {
    const by = document?.number ?? document?.documentId;
    const detail = `Line ${line.line} of document ${by} is open; an item's tracking changes only without open rows.`;
    return locked({ detail, itemId, documentId: document?.documentId ?? '', line: line.line });
  });
  if (rows.length >= openRows) return named;
  const detail = `${openRows} open rows have item ${itemId}; its tracking changes only without any.`;
  return [...named, locked({ detail, itemId, actual: openRows })];
};

const isFully = (item: Item): boolean =>
  isFullyTracked({ serialTracking: true, serialNumbersRequired: false }, item);

/** What a change of tracking takes besides the item itself: that nothing is posted under the old one any more (I7). */
const conversion = async (
  deps: Deps,
  { tenant }: Caller,
  { before, after }: Conversion,
): Promise<{ readonly violations: readonly Violation[]; readonly parts: readonly WritePart[] }> => {
  const turns = before.tracking !== after.tracking || before.kind !== after.kind;
  if (!turns && (isFully(before) || !isFully(after))) return { violations: [], parts: [] };
  const { itemId } = before;
  // The guard first: a balance or row that comes after this reading changes it, and the conversion is not written.
  const guard = await deps.store.guards.read(tenant, itemId);
  const balances = await balancesOf(deps, tenant, itemId);
  const { openRows, balances: count } = guard ?? { openRows: 0, balances: 0 };
  // A posting that makes a balance counts it before it can be seen.
  if (count > balances.length) throw new LedgerError({ code: 'busy', retryAfter: 1 });
  const violations = turns
    ? [...stockFaults(balances), ...(await rowFaults(deps, tenant, { itemId, openRows }))]
    : gapFaults(balances);
  return {
    violations,
    parts: [
      deps.store.guards.advance(tenant, itemId, { epoch: before.epoch, openRows, balances: count }),
      ...balances.map((balance) => deps.store.balances.advance(tenant, balance)),
    ],
  };
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
  const settings = await deps.store.settings.read(caller.tenant);
  if (input.tracking === 'batch') checkFeature(settings, 'batch-tracking');
  const expiryTracking = hasExpiry(input);
  if (expiryTracking === true) checkFeature(settings, 'expiry-tracking');
  const next: Item = {
    itemId: input.itemId,
    name: input.name,
    kind: input.kind,
    tracking: input.tracking,
    serialPolicy: input.tracking === 'serial' ? policyFrom(input) : DEFAULT_POLICY,
    pattern: input.pattern,
    gtin: input.gtin === undefined ? undefined : gtin14(input.gtin),
    expiryTracking,
    shelfLifeDays: input.shelfLifeDays,
    warranty: input.warranty,
    allowUnknownAtSale: input.allowUnknownAtSale,
    entity: input.entity,
    epoch: before?.epoch ?? 1,
    version: (before?.version ?? 0) + 1,
  };
  const { violations, parts } =
    before === undefined
      ? { violations: [], parts: [deps.store.guards.begin(caller.tenant, next.itemId, next.epoch)] }
      : await conversion(deps, caller, { before, after: next });
  const [gtin, model] = await Promise.all([
    gtinChange(deps, caller, { before, after: next }),
    modelChange(deps, caller, { before, after: next }),
  ]);
  const taken = [...gtin.violations, ...model.violations];
  refuseIfAny([...trackingFaults(input), ...textFaults(input), ...taken, ...violations]);
  const converted = before !== undefined && parts.length > 0;
  const item = converted ? { ...next, epoch: next.epoch + 1 } : next;
  return {
    parts: [deps.store.items.save(caller.tenant, item), ...gtin.parts, ...model.parts, ...parts],
    item,
    created: before === undefined,
  };
};

export const itemOf = async ({ store }: Deps, { tenant }: Caller, itemId: string): Promise<Item> => {
  const item = await store.items.read(tenant, itemId);
  if (item === undefined) throw new LedgerError({ code: 'not-found', what: 'item', id: itemId });
  return item;
};
