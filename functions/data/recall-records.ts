import type { RecallRepository } from '../app/recalls/ports.ts';
import type { Recall, RecallUnit } from '../domain/recall/recall.ts';
import { RECORD_TYPES } from './attributes.ts';
import { queryBuckets } from './buckets.ts';
import { openRecallsKey, recallUnitKey, recallUnitsPartition, registryKey } from './keys.ts';
import { nextVersion, registry } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const unitFrom = (record: StoredRecord): RecallUnit => {
  const { v: _, ...unit } = parseStored(STORED.recallUnit, record);
  return unit;
};

const attributesOf = (unit: RecallUnit) => ({ ...unit, v: 1, type: RECORD_TYPES.recallUnit });

export const recallRecords = (table: Table): RecallRepository => ({
  ...registry<Recall>(table, {
    collection: 'recalls',
    type: RECORD_TYPES.recall,
    parse: (record) => parseStored(STORED.recall, record),
    idOf: ({ recallId }) => recallId,
  }),
  check: (tenant, { recallId, version }) => ({
    action: 'check',
    key: registryKey(tenant, 'recalls', recallId),
    condition: { name: 'unchanged', version },
  }),
  readOpen: async (tenant) => {
    const [record] = await table.getMany([openRecallsKey(tenant)]);
    if (record === undefined) return { recalls: [], version: 0 };
    const { recalls, version } = parseStored(STORED.openRecalls, record);
    return { recalls, version };
  },
  saveOpen: (tenant, { recalls, version }) => ({
    action: 'put',
    key: openRecallsKey(tenant),
    attributes: { v: 1, type: RECORD_TYPES.openRecalls, recalls, version },
    condition: nextVersion(version),
  }),
  readUnits: async (tenant, recallIds, ids) => {
    const keys = recallIds.flatMap((recallId) => ids.map((id) => recallUnitKey(tenant, { recallId, id })));
    return (await table.getMany(keys)).map(unitFrom);
  },
  listUnits: async (tenant, recallId, page) => {
    const partition = (bucket: number) => recallUnitsPartition(tenant, recallId, bucket);
    const found = await queryBuckets(table, { partition, consistent: true }, page);
    return { items: found.items.map(unitFrom), next: found.next };
  },
  putUnit: (tenant, unit) => ({
    action: 'put',
    key: recallUnitKey(tenant, unit),
    attributes: attributesOf(unit),
    condition: { name: 'always' },
    ahead: { as: 'beside' },
  }),
  addUnits: (tenant, units) =>
    table.writeMany({
      puts: units.map((unit) => ({ key: recallUnitKey(tenant, unit), attributes: attributesOf(unit) })),
      deletes: [],
    }),
});
