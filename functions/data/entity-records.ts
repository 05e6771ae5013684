import type { CounterRepository, EntityNameRepository } from '../app/entities/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { counterKey, entityNameKey } from './entity-keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

export const entityNameRecords = (table: Table): EntityNameRepository => ({
  find: async (tenant, { of, name }) => {
    const [record] = await table.getMany([entityNameKey(tenant, of, name)]);
    if (record === undefined) return undefined;
    const { itemId, id } = parseStored(STORED.entityName, record);
    return { itemId, id };
  },
  claim: (tenant, { of, name }, { itemId, id }) => ({
    action: 'put',
    key: entityNameKey(tenant, of, name),
    attributes: { v: 1, type: RECORD_TYPES.entityName, itemId, id },
    condition: { name: 'absent' },
  }),
  // The unit's own condition guards it: only who changes the entity from having this name lets go of it.
  release: (tenant, { of, name }) => ({
    action: 'delete',
    key: entityNameKey(tenant, of, name),
    condition: { name: 'always' },
  }),
});

export const counterRecords = (table: Table): CounterRepository => ({
  draw: async (tenant, counter, count) => {
    const attributes = { v: 1, type: RECORD_TYPES.counter };
    const last = await table.raise({ key: counterKey(tenant, counter), name: 'last', by: count, attributes });
    return last - count + 1;
  },
});
