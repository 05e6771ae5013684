import type { Balance } from '../../domain/balance.ts';
import type { Batch } from '../../domain/batch.ts';
import { notFound, refuseIfAny } from '../../domain/errors.ts';
import { readBatch } from '../documents/input.ts';
import type { Caller, Deps } from '../ports.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { balancesOf, itemOf } from './save-item.ts';

export type BatchFound = { readonly batch: Batch; readonly balances: readonly Balance[] };
type BatchName = { readonly itemId: string; readonly batch: string };

/** @throws LedgerError `not-found` where the item has no such batch */
export const batchOf = async (deps: Deps, caller: Caller, name: BatchName): Promise<BatchFound> => {
  const { tenant } = caller;
  const { itemId } = name;
  const [settings] = await Promise.all([deps.store.settings.read(tenant), itemOf(deps, caller, itemId)]);
  const key = readBatch(name.batch, '', settings).value;
  if (key === undefined) throw notFound('batch', name.batch);
  const [[known], all] = await Promise.all([
    deps.store.batches.readMany(tenant, [{ itemId, batch: key }]),
    balancesOf(deps, tenant, itemId),
  ]);
  const balances = all.filter(({ batch }) => batch === key);
  if (known === undefined && balances.length === 0) throw notFound('batch', name.batch);
  return { batch: known ?? { itemId, batch: key, receipts: 0, version: 0 }, balances };
};

/**
 * Corrects a batch's expiry, which its first receipt has set.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const correctBatch = async (
  deps: Deps,
  caller: Caller,
  given: BatchName & { readonly expiresOn: string; readonly ifMatch?: string | undefined },
): Promise<BatchFound & { readonly parts: readonly WritePart[] }> => {
  const { batch: before, balances } = await batchOf(deps, caller, given);
  checkVersion(given.ifMatch, before.version);
  const item = await itemOf(deps, caller, given.itemId);
  const detail = `Item ${item.itemId} has no expiry.`;
  refuseIfAny(
    item.expiryTracking === true
      ? []
      : [{ pointer: '/expiresOn', code: 'expiry-not-tracked', detail, itemId: item.itemId }],
  );
  const batch: Batch = { ...before, expiresOn: given.expiresOn, version: before.version + 1 };
  return {
    batch,
    balances,
    parts: [deps.store.batches.save(caller.tenant, batch, before.version === 0 ? undefined : before)],
  };
};
