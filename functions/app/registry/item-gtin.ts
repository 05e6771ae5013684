import { quoted } from '../../domain/gs1/fault.ts';
import type { Item } from '../../domain/registry.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';

/** One GTIN is of one item: what a change of an item does to the records that tell so. */
export const gtinChange = async (
  { store }: Deps,
  { tenant }: Caller,
  { before, after }: { readonly before: Item | undefined; readonly after: Item },
): Promise<{ readonly violations: readonly Violation[]; readonly parts: readonly WritePart[] }> => {
  const { gtin, itemId } = after;
  const named = [gtin, before?.gtin].flatMap((one) => one ?? []);
  const owners = await store.gtins.itemsOf(tenant, [...new Set(named)]);
  const [owner, had] = [owners.get(gtin ?? ''), owners.get(before?.gtin ?? '')];
  if (owner !== undefined && owner !== itemId) {
    const detail = `GTIN ${gtin} is item ${quoted(owner)}'s; one GTIN is of one item.`;
    return { violations: [{ pointer: '/gtin', code: 'gtin-taken', itemId: owner, detail }], parts: [] };
  }
  const left = before?.gtin !== gtin && had === itemId ? before?.gtin : undefined;
  return {
    violations: [],
    parts: [
      ...(left === undefined ? [] : [store.gtins.release(tenant, left)]),
      ...(gtin === undefined || owner === itemId ? [] : [store.gtins.claim(tenant, gtin, itemId)]),
    ],
  };
};

/** The item of a GTIN of 14 digits, as it is now. */
export const itemOfGtin = async (
  { store }: Deps,
  { tenant }: Caller,
  gtin: string,
): Promise<Item | undefined> => {
  const itemId = (await store.gtins.itemsOf(tenant, [gtin])).get(gtin);
  const item = itemId === undefined ? undefined : await store.items.read(tenant, itemId);
  // Between the two reads it may have got another one.
  return item?.gtin === gtin ? item : undefined;
};
