import type { BeaconRepository } from '../app/lists/beacon-ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { queryBuckets } from './buckets.ts';
import { listPartition } from './entry-keys.ts';
import { beaconKey } from './keys.ts';
import type { Table } from './table.ts';

/** More than the stream has shards as a rule, and than its consumer has lanes. */
const LIGHTS = 24;

const lights = <T>(make: (light: number) => T): T[] => Array.from({ length: LIGHTS }, (_, n) => make(n));

export const beaconRecords = (table: Table): BeaconRepository => ({
  light: (tenant, beacon) =>
    table.writeMany({
      puts: lights((light) => ({
        key: beaconKey(tenant, { beacon, light }),
        attributes: { v: 1, type: RECORD_TYPES.beacon, beacon, light },
      })),
      deletes: [],
    }),
  areSeen: async (tenant, beacon) => {
    const partition = (bucket: number) => listPartition(tenant, { of: 'beacons', beacon }, bucket);
    const seen = await queryBuckets(table, { partition, consistent: true }, { limit: LIGHTS });
    return seen.items.length === LIGHTS;
  },
  clear: (tenant, beacon) =>
    table.writeMany({ puts: [], deletes: lights((light) => beaconKey(tenant, { beacon, light })) }),
});
