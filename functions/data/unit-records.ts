import type { UnitName, UnitRepository, UnitWithLife } from '../app/ports.ts';
import type { Condition, WritePart } from '../app/write-part.ts';
import type { Cover } from '../domain/cover/cover.ts';
import type { UnitChange } from '../domain/document/context.ts';
import type { Join } from '../domain/parts/joins.ts';
import { firstKeyOf, unitKey as nameFor, type Unit } from '../domain/unit/unit.ts';
import { RECORD_TYPES } from './attributes.ts';
import { wholePartition } from './buckets.ts';
import { unitKey } from './keys.ts';
import { aliasKey, aliasPrefix, formerKey, joinKey, joinPrefix, lifeKey, lifePrefix } from './life-keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';
import { unitFrom } from './unit-from.ts';

/** How often a unit is looked for before there is none. */
const LOOKS = 4;

/** Most cover is what the item's terms give. */
const briefly = (cover: Cover | undefined): Cover | string | undefined =>
  cover?.reason === undefined && cover?.voided === undefined ? cover?.until : cover;

/** What goes without saying isn't stored (`unitFrom` says it): a record with a marker is to stay below 1 KB. */
const briefAttributes = (unit: Unit) => {
  const { serial, key, lifeChunks, soldOn, status, lastEffectiveDate, origin, addedDate } = unit;
  return {
    ...unit,
    serial: serial === key ? undefined : serial,
    lifeChunks: lifeChunks === 0 ? undefined : lifeChunks,
    origin: origin?.known === true && origin.date === addedDate ? { ...origin, date: undefined } : origin,
    supplierCover: briefly(unit.supplierCover),
    customerCover: briefly(unit.customerCover),
    soldOn: status === 'sold' && soldOn === lastEffectiveDate ? undefined : soldOn,
    v: 1,
    type: RECORD_TYPES.unit,
  };
};

const attributesOf = (unit: Unit) => {
  const { movementId, ...rest } = unit.asOf;
  return { ...briefAttributes(unit), asOf: movementId === unit.movementIds.at(-1) ? rest : unit.asOf };
};

const aheadOf = (before: Unit | undefined): WritePart['ahead'] => ({
  as: 'marked',
  // Its last movement may lie in its life file by then, so what asserted its state is told.
  before: before === undefined ? undefined : briefAttributes(before),
});

const putRecord = (tenant: string, unit: Unit, condition: Condition): WritePart => ({
  action: 'put',
  key: unitKey(tenant, unit),
  attributes: attributesOf(unit),
  condition,
});

/** The very unit, not another one that was made under its number after it had left that. */
const sameUnit = ({ id, version }: Unit): Condition => ({ name: 'unchanged', version, is: { id } });

const deleteRecord = (tenant: string, unit: Unit): WritePart => ({
  action: 'delete',
  key: unitKey(tenant, unit),
  condition: sameUnit(unit),
});

const nameOf = ({ itemId, key }: UnitName): string => nameFor(itemId, key);

const firstName = ({ id, itemId, key }: Unit): UnitName => ({ itemId, key: firstKeyOf(id) ?? key });

/**
 * A renamed unit's record moves to its new number. Where it was stays an alias, and where it began tells where it is:
 * its id leads there. The record's own conditions guard these pointers.
 */
const renameParts = (tenant: string, before: Unit, after: Unit): WritePart[] => {
  const first = firstName(before);
  const { id, itemId } = before;
  const attributes = { v: 1, type: RECORD_TYPES.alias, id, itemId, to: after.key };
  const alias = (name: UnitName): WritePart[] =>
    [aliasKey(tenant, name, id), formerKey(tenant, name)].map((key) => ({
      action: 'put',
      key,
      attributes,
      condition: { name: 'always' },
    }));
  const isBack = after.key === first.key;
  const pointers = new Map([first, before].map(({ itemId, key }) => [key, { itemId, key }]));
  return [
    deleteRecord(tenant, before),
    putRecord(tenant, after, { name: 'absent' }),
    ...[...pointers.values()].filter(({ key }) => key !== after.key).flatMap(alias),
    ...(isBack
      ? [
          {
            action: 'delete' as const,
            key: aliasKey(tenant, first, before.id),
            condition: { name: 'always' as const },
          },
        ]
      : []),
  ];
};

const recordParts = (tenant: string, { before, after, renamed }: UnitChange): WritePart[] => {
  if (after === undefined) {
    return before === undefined ? [] : [{ ...deleteRecord(tenant, before), ahead: aheadOf(before) }];
  }
  if (renamed === true && before !== undefined) return renameParts(tenant, before, after);
  // This put, under this condition, is what keeps a number unique within its item.
  const condition: Condition = before === undefined ? { name: 'absent' } : sameUnit(before);
  return [{ ...putRecord(tenant, after, condition), ahead: aheadOf(before) }];
};

const lifePart = (tenant: string, { before, spilled }: UnitChange): WritePart[] =>
  before === undefined || spilled === undefined
    ? []
    : [
        {
          action: 'put',
          key: lifeKey(tenant, firstName(before), { id: before.id, n: before.lifeChunks }),
          attributes: { v: 1, type: RECORD_TYPES.life, id: before.id, movementIds: spilled },
          condition: { name: 'absent' },
          ahead: { as: 'beside' },
        },
      ];

/** It tells of a movement and counts with that alone; so nobody minds one whose posting came to nothing. */
const joinPart = (tenant: string, { itemId, id, movementId }: Join): WritePart[] => {
  const key = firstKeyOf(id);
  if (key === undefined) return [];
  return [
    {
      action: 'put',
      key: joinKey(tenant, { itemId, key }, { id, movementId }),
      attributes: { v: 1, type: RECORD_TYPES.join, id, movementId },
      condition: { name: 'always' },
      ahead: { as: 'chunk' },
    },
  ];
};

/** Its own, and those of units that were planned only. */
const joinsIn = (records: readonly StoredRecord[], id: string): UnitWithLife['joins'] => {
  const aliases = records.filter(({ sk }) => sk.startsWith(aliasPrefix));
  const made = new Set([
    unitIn(records)?.id,
    ...aliases.map((record) => parseStored(STORED.alias, record).id),
  ]);
  return records
    .filter(({ sk }) => sk.startsWith(joinPrefix))
    .map((record) => parseStored(STORED.join, record))
    .filter((join) => join.id === id || !made.has(join.id));
};

const lifeIn = (records: readonly StoredRecord[], id: string): string[] =>
  records
    .filter(({ sk }) => sk.startsWith(lifePrefix(id)))
    .flatMap((chunk) => parseStored(STORED.life, chunk).movementIds);

const unitIn = (records: readonly StoredRecord[]): Unit | undefined => {
  const record = records.find(({ sk }) => sk === 'unit');
  return record === undefined ? undefined : unitFrom(record);
};

export const unitRecords = (table: Table): UnitRepository => {
  const readMany = async (tenant: string, units: readonly UnitName[]): Promise<Unit[]> =>
    (await table.getMany(units.map((u) => unitKey(tenant, u)))).map(unitFrom);

  const recordsOf = async (tenant: string, name: UnitName): Promise<readonly StoredRecord[]> => {
    const { pk } = unitKey(tenant, name);
    return wholePartition(table, pk);
  };

  /** One look at where an id leads; nothing where there is no such unit, or it moved to another number meanwhile. */
  const lookFor = async (tenant: string, name: UnitName, id: string): Promise<UnitWithLife | undefined> => {
    const records = await recordsOf(tenant, name);
    const pointer = records.find(({ sk }) => sk === aliasKey(tenant, name, id).sk);
    const unit =
      pointer === undefined
        ? unitIn(records)
        : (await readMany(tenant, [{ itemId: name.itemId, key: parseStored(STORED.alias, pointer).to }]))[0];
    if (unit === undefined || unit.id !== id) return undefined;
    return {
      unit,
      movementIds: [...lifeIn(records, id), ...unit.movementIds],
      joins: joinsIn(records, id),
    };
  };

  const readById = async (tenant: string, itemId: string, id: string): Promise<UnitWithLife | undefined> => {
    const key = firstKeyOf(id);
    if (key === undefined) return undefined;
    // A rename moves record and pointer at once, but reading them isn't of one moment.
    for (let look = 0; look < LOOKS; look += 1) {
      const found = await lookFor(tenant, { itemId, key }, id);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    readMany,
    readById,
    readPlanned: async (tenant, itemId, id) => {
      const key = firstKeyOf(id);
      if (key === undefined) return [];
      return joinsIn(await recordsOf(tenant, { itemId, key }), id).filter((join) => join.id === id);
    },
    readFormer: async (tenant, names) => {
      const records = await table.getMany(names.map((name) => formerKey(tenant, name)));
      const found = await Promise.all(
        records.map(async (record) => {
          const { id, itemId } = parseStored(STORED.alias, record);
          return [record.pk, (await readById(tenant, itemId, id))?.unit] as const;
        }),
      );
      const byPartition = new Map(found);
      return new Map(
        names.flatMap((name) => {
          const unit = byPartition.get(unitKey(tenant, name).pk);
          return unit === undefined || unit.key === name.key ? [] : [[nameOf(name), unit] as const];
        }),
      );
    },
    readByNumber: async (tenant, name) => {
      const records = await recordsOf(tenant, name);
      const aliases = records
        .filter(({ sk }) => sk.startsWith(aliasPrefix))
        .map((record) => parseStored(STORED.alias, record));
      const own = unitIn(records);
      const others = await Promise.all(aliases.map(({ id }) => readById(tenant, name.itemId, id)));
      const renamed = others.flatMap((found) => found?.unit ?? []).filter(({ id }) => id !== own?.id);
      return own === undefined ? renamed : [own, ...renamed];
    },
    check: (tenant, unit) => ({
      action: 'check',
      key: unitKey(tenant, unit),
      condition: sameUnit(unit),
    }),
    change: (tenant, change) => [...recordParts(tenant, change), ...lifePart(tenant, change)],
    join: joinPart,
  };
};
