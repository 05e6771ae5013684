import type { RecordAttributes, RecordKey, WritePart, WriteResult } from '../app/write-part.ts';

/** A record as the engine holds it: its key and its attributes. */
export type StoredRecord = {
  readonly pk: string;
  readonly sk: string;
  readonly [attribute: string]: unknown;
};

export type QueryRequest = {
  readonly pk: string;
  /** Sort keys that begin with this. */
  readonly prefix?: string | undefined;
  /** Sort keys from here on, inclusive, and up to there, inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Go on behind this sort key. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly consistent: boolean;
};

export type QueryPage = { readonly records: readonly StoredRecord[]; readonly more: boolean };

export type ScanRequest = {
  /** The table is looked through in so many parts, of which this is one, from 0. */
  readonly segment: number;
  readonly segments: number;
  /** Only records of these types are answered; all, where none is named. */
  readonly types?: readonly string[] | undefined;
  /** Only records whose partition key begins so. */
  readonly begins?: string | undefined;
  /** Go on behind this record, whether it is there or not. */
  readonly after?: RecordKey | undefined;
  /** How many records are looked at, of whatever type. */
  readonly limit: number;
};

/** `next` is missing at the segment's end; a page may be empty and not the last. */
export type ScanPage = { readonly records: readonly StoredRecord[]; readonly next?: RecordKey | undefined };

/** How many actions one transaction takes (DynamoDB's limit). */
export const ACTIONS_PER_TRANSACTION = 100;

/** The few things that repositories need of the engine; a fake and DynamoDB pass one contract. */
export type Table = {
  /** Consistent; asks again for what the engine left out. Order and presence are the caller's to check. */
  readonly getMany: (keys: readonly RecordKey[]) => Promise<readonly StoredRecord[]>;
  /** All as they are at one moment, at most `ACTIONS_PER_TRANSACTION` keys; costs twice what `getMany` does. */
  readonly getTogether: (keys: readonly RecordKey[]) => Promise<readonly StoredRecord[]>;
  readonly query: (request: QueryRequest) => Promise<QueryPage>;
  /** Consistent, in no order. Looks at every record of the table, of all tenants: for the rebuild and the doctor only. */
  readonly scan: (request: ScanRequest) => Promise<ScanPage>;
  /** All or nothing, at most `ACTIONS_PER_TRANSACTION` parts. */
  readonly transact: (parts: readonly WritePart[]) => Promise<WriteResult>;
  /**
   * Adds to a number of a record by itself, and makes the record where there is none. A call whose answer is lost may
   * have added.
   * @returns what it is then
   */
  readonly raise: (given: {
    readonly key: RecordKey;
    readonly name: string;
    readonly by: number;
    readonly attributes: RecordAttributes;
  }) => Promise<number>;
  /** Unconditional puts and deletes of derived records; repeats what the engine left out until all is done. */
  readonly writeMany: (given: {
    readonly puts: readonly { readonly key: RecordKey; readonly attributes: RecordAttributes }[];
    readonly deletes: readonly RecordKey[];
  }) => Promise<void>;
};
