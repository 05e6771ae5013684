import type { UnitRepository, UnitWithLife } from '../app/ports.ts';
import type { WritePart } from '../app/write-part.ts';
import type { UnitChange } from '../domain/document/context.ts';
import { firstKeyOf, type Unit } from '../domain/unit.ts';
import { RECORD_TYPES } from './attributes.ts';
import { lifeKey, lifePrefix, unitKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const LIFE_RECORDS_MAX = 1_000;

export const unitFrom = (record: StoredRecord): Unit => parseStored(STORED.unit, record);

const recordPart = (tenant: string, { before, after }: UnitChange): WritePart[] => {
  if (after !== undefined) {
    return [
      {
        action: 'put',
        key: unitKey(tenant, after),
        attributes: { ...after, v: 1, type: RECORD_TYPES.unit },
        // This put, under this condition, is what keeps a number unique within its item.
        condition: nextVersion(after.version),
      },
    ];
  }
  if (before === undefined) return [];
  return [
    {
      action: 'delete',
      key: unitKey(tenant, before),
      condition: { name: 'unchanged', version: before.version },
    },
  ];
};

const lifePart = (tenant: string, { before, spilled }: UnitChange): WritePart[] =>
  before === undefined || spilled === undefined
    ? []
    : [
        {
          action: 'put',
          key: lifeKey(
            tenant,
            { itemId: before.itemId, key: firstKeyOf(before.id) ?? before.key },
            { id: before.id, n: before.lifeChunks },
          ),
          attributes: { v: 1, type: RECORD_TYPES.life, id: before.id, movementIds: spilled },
          condition: { name: 'absent' },
        },
      ];

const withLife = (records: readonly StoredRecord[], id: string): UnitWithLife | undefined => {
  const record = records.find(({ sk }) => sk === 'unit');
  const unit = record === undefined ? undefined : unitFrom(record);
  if (unit === undefined || unit.id !== id) return undefined;
  const life = records
    .filter(({ sk }) => sk.startsWith(lifePrefix(id)))
    .flatMap((chunk) => parseStored(STORED.life, chunk).movementIds);
  return { unit, movementIds: [...life, ...unit.movementIds] };
};

export const unitRecords = (table: Table): UnitRepository => ({
  readMany: async (tenant, units) =>
    (await table.getMany(units.map((u) => unitKey(tenant, u)))).map(unitFrom),
  readById: async (tenant, itemId, id) => {
    const key = firstKeyOf(id);
    if (key === undefined) return undefined;
    const { pk } = unitKey(tenant, { itemId, key });
    const { records } = await table.query({ pk, limit: LIFE_RECORDS_MAX, consistent: true });
    return withLife(records, id);
  },
  change: (tenant, change) => [...recordPart(tenant, change), ...lifePart(tenant, change)],
});
