import type { RegistryRepository, SettingsRepository } from '../app/ports.ts';
import type { Condition, RecordAttributes } from '../app/write-part.ts';
import type { Model } from '../domain/entity/entity.ts';
import type { Item, Location, Partner } from '../domain/registry.ts';
import { DEFAULT_SETTINGS, FEATURES } from '../domain/settings.ts';
import { RECORD_TYPES, type RecordType } from './attributes.ts';
import { queryBuckets } from './buckets.ts';
import { type Collection, collectionPartition, registryKey, settingsKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** New where the version is 1, else unchanged since the version before. */
export const nextVersion = (version: number): Condition =>
  version === 1 ? { name: 'absent' } : { name: 'unchanged', version: version - 1 };

export const settingsRecords = (table: Table): SettingsRepository => ({
  read: async (tenant) => {
    const [record] = await table.getMany([settingsKey(tenant)]);
    if (record === undefined) return DEFAULT_SETTINGS;
    const { v: _, without, ...settings } = parseStored(STORED.settings, record);
    return { ...settings, features: FEATURES.filter((feature) => !without.includes(feature)) };
  },
  save: (tenant, { features, ...settings }) => ({
    action: 'put',
    key: settingsKey(tenant),
    attributes: {
      ...settings,
      without: FEATURES.filter((feature) => !features.includes(feature)),
      v: 2,
      type: RECORD_TYPES.settings,
    },
    condition: nextVersion(settings.version),
  }),
  check: (tenant, { version, epoch }) => ({
    action: 'check',
    key: settingsKey(tenant),
    condition: version === 0 ? { name: 'absent' } : { name: 'holds', equals: { epoch } },
  }),
});

type Kind<T> = {
  readonly collection: Collection;
  readonly type: RecordType;
  readonly parse: (record: StoredRecord) => T;
  readonly idOf: (record: T) => string;
};

export const registry = <T extends { readonly version: number } & RecordAttributes>(
  table: Table,
  { collection, type, parse, idOf }: Kind<T>,
): RegistryRepository<T> => ({
  read: async (tenant, id) => {
    const [record] = await table.getMany([registryKey(tenant, collection, id)]);
    return record === undefined ? undefined : parse(record);
  },
  readMany: async (tenant, ids) =>
    (await table.getMany(ids.map((id) => registryKey(tenant, collection, id)))).map(parse),
  list: async (tenant, page) => {
    const partition = (bucket: number) => collectionPartition(tenant, collection, bucket);
    const found = await queryBuckets(table, { partition, consistent: true }, page);
    return { items: found.items.map(parse), next: found.next };
  },
  save: (tenant, record) => ({
    action: 'put',
    key: registryKey(tenant, collection, idOf(record)),
    attributes: { ...record, v: 1, type },
    condition: nextVersion(record.version),
  }),
});

export const itemRecords = (table: Table): RegistryRepository<Item> =>
  registry<Item>(table, {
    collection: 'items',
    type: RECORD_TYPES.item,
    parse: (record) => parseStored(STORED.item, record),
    idOf: ({ itemId }) => itemId,
  });

export const locationRecords = (table: Table): RegistryRepository<Location> =>
  registry<Location>(table, {
    collection: 'locations',
    type: RECORD_TYPES.location,
    parse: (record) => parseStored(STORED.location, record),
    idOf: ({ locationId }) => locationId,
  });

export const partnerRecords = (table: Table): RegistryRepository<Partner> =>
  registry<Partner>(table, {
    collection: 'partners',
    type: RECORD_TYPES.partner,
    parse: (record) => parseStored(STORED.partner, record),
    idOf: ({ partnerId }) => partnerId,
  });

export const modelRecords = (table: Table): RegistryRepository<Model> =>
  registry<Model>(table, {
    collection: 'models',
    type: RECORD_TYPES.model,
    parse: (record) => parseStored(STORED.model, record),
    idOf: ({ modelId }) => modelId,
  });
