import type { ItemClaims } from '../app/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import { RECORD_TYPES, type RecordType } from './attributes.ts';
import { modelItemKey } from './entity-keys.ts';
import { gtinKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** Which item something is of: written with the item, so that it is exact, and one name has one item. */

type Claim = {
  readonly type: RecordType;
  /** The attribute that is the name. */
  readonly attribute: string;
  readonly keyOf: (tenant: string, name: string) => RecordKey;
  /** Name and item. */
  readonly read: (record: StoredRecord) => readonly [string, string];
};

const claims =
  ({ type, attribute, keyOf, read }: Claim) =>
  (table: Table): ItemClaims => ({
    itemsOf: async (tenant, names) =>
      new Map((await table.getMany(names.map((name) => keyOf(tenant, name)))).map(read)),
    claim: (tenant, name, itemId) => ({
      action: 'put',
      key: keyOf(tenant, name),
      attributes: { v: 1, type, [attribute]: name, itemId },
      condition: { name: 'absent' },
    }),
    // The item's own condition guards it: only who changes the item from having this name lets go of it.
    release: (tenant, name) => ({
      action: 'delete',
      key: keyOf(tenant, name),
      condition: { name: 'always' },
    }),
  });

export const gtinRecords = claims({
  type: RECORD_TYPES.gtin,
  attribute: 'gtin',
  keyOf: gtinKey,
  read: (record) => {
    const { gtin, itemId } = parseStored(STORED.gtin, record);
    return [gtin, itemId];
  },
});

/** One model is of one item (D8). */
export const modelItemRecords = claims({
  type: RECORD_TYPES.modelItem,
  attribute: 'modelId',
  keyOf: modelItemKey,
  read: (record) => {
    const { modelId, itemId } = parseStored(STORED.modelItem, record);
    return [modelId, itemId];
  },
});
