import type { MovementRepository } from '../app/ports.ts';
import { MOVEMENT_ID, type Movement } from '../domain/movement.ts';
import { RECORD_TYPES } from './attributes.ts';
import { movementKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const movementFrom = (record: StoredRecord): Movement => parseStored(STORED.movement, record);

export const movementRecords = (table: Table): MovementRepository => {
  const readMany = async (tenant: string, ids: readonly string[]): Promise<Movement[]> => {
    const keys = ids.filter((id) => MOVEMENT_ID.test(id)).map((id) => movementKey(tenant, id));
    return (await table.getMany(keys)).map(movementFrom);
  };
  return {
    markVoided: (tenant, movement) => ({
      action: 'put',
      key: movementKey(tenant, movement.movementId),
      attributes: { ...movement, v: 1, type: RECORD_TYPES.movement },
      condition: { name: 'unchanged', version: movement.version - 1 },
    }),
    read: async (tenant, movementId) => (await readMany(tenant, [movementId]))[0],
    readMany,
    add: (tenant, movement) => ({
      action: 'put',
      key: movementKey(tenant, movement.movementId),
      attributes: { ...movement, v: 1, type: RECORD_TYPES.movement },
      condition: { name: 'absent' },
    }),
  };
};
