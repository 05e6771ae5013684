/**
 * Records that only tell how far the stream's consumer has come: spread over the table's partitions, so that whatever was
 * written before them is on the lists once all of them are.
 */
export type BeaconRepository = {
  readonly light: (tenant: string, beacon: string) => Promise<void>;
  readonly areSeen: (tenant: string, beacon: string) => Promise<boolean>;
  readonly clear: (tenant: string, beacon: string) => Promise<void>;
};
