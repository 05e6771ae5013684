import { isDeepStrictEqual } from 'node:util';
import { type Finding, finding } from '../../domain/doctor/finding.ts';
import { type StockFault, stockCount, stockFaults } from '../../domain/doctor/stock-sums.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { LedgerError } from '../../domain/errors.ts';
import { isFullyTracked } from '../../domain/policy.ts';
import { RECORD_TYPES } from '../attributes.ts';
import { wholePartition } from '../buckets.ts';
import { balanceKey, itemGuardKey, stockPartition } from '../keys.ts';
import { itemRecords, settingsRecords } from '../registry-records.ts';
import { CorruptRecord, parseStored, STORED } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import { unitFrom } from '../unit-from.ts';
import type { Sight } from './sight.ts';

/** Balances and guards against what they count. */

type Counting = ReturnType<typeof stockCount>;

/** What is counted, and what counts. */
export const COUNTED_TYPES = [
  RECORD_TYPES.unit,
  RECORD_TYPES.movement,
  RECORD_TYPES.balance,
  RECORD_TYPES.guard,
  RECORD_TYPES.document,
] as const;

const countOne = (
  counting: Counting,
  record: StoredRecord,
  documents: ReadonlyMap<string, LedgerDocument>,
): void => {
  switch (record.type) {
    case RECORD_TYPES.unit:
      counting.unit(unitFrom(record));
      return;
    case RECORD_TYPES.movement:
      counting.movement(parseStored(STORED.movement, record));
      return;
    case RECORD_TYPES.balance:
      counting.balance(parseStored(STORED.balance, record));
      return;
    case RECORD_TYPES.guard:
      counting.guard(parseStored(STORED.guard, record));
      return;
    case RECORD_TYPES.document: {
      const document = documents.get(parseStored(STORED.document, record).documentId);
      if (document !== undefined) counting.document(document);
      return;
    }
  }
};

/** Takes records into account as they stand. One that can't be read is told elsewhere, and counts for nothing. */
export const countAll = async (
  sight: Sight,
  counting: Counting,
  records: readonly StoredRecord[],
): Promise<void> => {
  const ids = records.flatMap((record) => {
    if (record.type !== RECORD_TYPES.document) return [];
    const { data } = STORED.document.safeParse(record);
    return data === undefined ? [] : [data.documentId];
  });
  const documents = await sight.documents(ids).catch((error: unknown) => {
    if (error instanceof LedgerError) throw error;
    return new Map<string, LedgerDocument>();
  });
  for (const record of records) {
    try {
      countOne(counting, record, documents);
    } catch {
      // Told as unreadable by whoever looks at its shape.
    }
  }
};

/** Which items are fully tracked now. */
const fullyTracked = async ({ tenant, view }: Sight, itemIds: readonly string[]) => {
  try {
    const settings = await settingsRecords(view).read(tenant);
    const items = await itemRecords(view).readMany(tenant, itemIds);
    const full = new Set(items.filter((item) => isFullyTracked(settings, item)).map(({ itemId }) => itemId));
    return (itemId: string): boolean => full.has(itemId);
  } catch (error) {
    if (!(error instanceof CorruptRecord)) throw error;
    // Told as unreadable by whoever looks at its shape; until that is mended nobody knows.
    return () => false;
  }
};

export const faultsIn = async (sight: Sight, { stock }: Counting): Promise<StockFault[]> => {
  const ids = new Set([...stock.counted.keys(), ...stock.guards.keys()]);
  return stockFaults(stock, await fullyTracked(sight, [...ids]));
};

/** What can't be read has not been counted: a balance may be right although it differs. */
const AFTER_READING =
  'mend what else is told first, and run this again: what can not be read counts for nothing, so this may be right as it is';

export const stockFindings = (
  { tenant }: Sight,
  faults: readonly StockFault[],
  isUncertain: boolean,
): Finding[] =>
  faults.map(({ invariant, itemId, balance, detail }) => {
    const repair = isUncertain ? { repair: AFTER_READING } : {};
    if (balance === undefined) {
      return finding(invariant, itemGuardKey(tenant, itemId), {
        detail: `the guard of item ${itemId}: ${detail}`,
        ...repair,
      });
    }
    const { locationId, batch } = balance;
    const where = `item ${itemId} at ${locationId}${batch === undefined ? '' : `, batch ${batch}`}`;
    const key = balanceKey(tenant, balance);
    return finding(invariant, key, { detail: `the balance of ${where}: ${detail}`, ...repair });
  });

/** What must not have changed while an item was counted. */
const standOf = async ({ tenant, table }: Sight, itemIds: readonly string[]) => {
  const balances = await Promise.all(itemIds.map((id) => wholePartition(table, stockPartition(tenant, id))));
  const guards = await table.getMany(itemIds.map((id) => itemGuardKey(tenant, id)));
  return new Map(
    itemIds.map((itemId, i) => [
      itemId,
      { balances: balances[i], guard: guards.find((guard) => guard.itemId === itemId) },
    ]),
  );
};

const RECOUNTS = 6;

type Recount = (counting: Counting) => Promise<void>;

/**
 * Counts doubted items again, each until nothing was posted to it while it was counted. Those that are posted to all the
 * time can't be judged, and are told apart.
 */
export const recounted = async (
  sight: Sight,
  { faults, recount }: { readonly faults: readonly StockFault[]; readonly recount: Recount },
): Promise<{ readonly faults: readonly StockFault[]; readonly busy: readonly string[] }> => {
  const certain: StockFault[] = [];
  let doubted = [...new Set(faults.map(({ itemId }) => itemId))];
  for (let n = 0; n < RECOUNTS && doubted.length > 0; n += 1) {
    const before = await standOf(sight, doubted);
    const counting = stockCount(new Set(doubted));
    await recount(counting);
    const after = await standOf(sight, doubted);
    const found = await faultsIn(sight, counting);
    const quiet = new Set(doubted.filter((id) => isDeepStrictEqual(before.get(id), after.get(id))));
    certain.push(...found.filter(({ itemId }) => quiet.has(itemId)));
    doubted = doubted.filter((id) => !quiet.has(id) && found.some(({ itemId }) => itemId === id));
  }
  return { faults: certain, busy: doubted };
};
