import type { Unit } from '../domain/unit.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord } from './table.ts';

/** A unit as its record tells it. */
export const unitFrom = (record: StoredRecord): Unit => {
  const { serial, lifeChunks = 0, ...unit } = parseStored(STORED.unit, record);
  return { ...unit, serial: serial ?? unit.key, lifeChunks };
};
