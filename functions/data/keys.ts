import { createHash } from 'node:crypto';
import { EVERYBODY } from '../app/jobs/ports.ts';
import type { UnitName } from '../app/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import type { BalanceName } from '../domain/balance.ts';
import { postingIdOf } from '../domain/movement.ts';
import { ALLOWANCES } from './attributes.ts';

/*
 * Every key of the table. All begin with the tenant, but for what the system looks for across
 * tenants, which begins with `*`, a name that no tenant can have. Parts are joined by `#`, which no id, serial or batch can hold.
 *
 * | record       | pk                                     | sk                         | read by                              |
 * | ------------ | -------------------------------------- | -------------------------- | ------------------------------------ |
 * | settings     | T#settings                             | settings                   | key                                  |
 * | item         | T#items#bucket                         | itemId                     | key; list = 4 queries                |
 * | item of GTIN | T#gtin#gtin                            | gtin                       | key                                  |
 * | item guard   | T#guard#itemId                         | guard                      | key                                  |
 * | location     | T#locations#bucket                     | locationId                 | key; list                            |
 * | partner      | T#partners#bucket                      | partnerId                  | key; list                            |
 * | model        | T#models#bucket                        | modelId                    | key; list                            |
 * | its item     | T#model-item#modelId                   | model-item                 | key                                  |
 * | entity       | T#entity#entityId                      | entity                     | key; only where it was given         |
 * | its number   | T#project-number#number                | project-number             | key; only where it was given         |
 * | counter      | T#counter#counter                      | counter                    | raised by whoever draws numbers      |
 * | unit         | T#unit#itemId#key                      | unit                       | key; by id: query (id tells the key) |
 * | life file    | T#unit#itemId#first key                | life#id#chunk              | the same query                       |
 * | what joined  | T#unit#itemId#first key                | join#id#movement           | the same query                       |
 * | alias        | T#unit#itemId#old or first key         | alias#id                   | the same query                       |
 * | its bearer   | T#unit#itemId#old or first key         | former                     | key, for many at once                |
 * | batch        | T#batch#itemId#batch                   | batch                      | key                                  |
 * | exception    | T#exception#exceptionId                | exception                  | key; list (projected)                |
 * | balance      | T#stock#itemId                         | locationId#batch           | key; of an item = 1 query            |
 * | movement     | T#posting#posting                      | movement#n                 | key (the id tells it)                |
 * | its units    | T#posting#posting                      | units#n#chunk              | key, where they are many             |
 * | posting      | T#posting#posting                      | head                       | key; of large postings only          |
 * | its plan     | T#posting#posting                      | ahead#chunk, gone#chunk,   | query, until it is done or undone    |
 * |              |                                        | early#chunk, late#chunk    |                                      |
 * | under way    | *#under-way#bucket                     | tenant#posting             | 4 queries, by the sweeper            |
 * | document     | T#document#documentId                  | head                       | query with its lines                 |
 * | its lines    | T#document#documentId                  | lines#chunk                | the same query                       |
 * | its numbers  | T#document#documentId                  | serials#chunk              | the same query                       |
 * | advance list | T#asn#asnNumber                        | partnerId                  | key; by number: query                |
 * | its numbers  | T#asn-entries#asnNumber#partnerId      | revision#chunk             | key                                  |
 * | carton       | T#carton#sscc                          | carton                     | key                                  |
 * | its name     | T#document-number#hash of number       | documentId                 | query by number                      |
 * | import       | T#import#importId                      | import                     | key                                  |
 * | its rows     | T#import#importId                      | rows#chunk                 | key                                  |
 * | its rejects  | T#import#importId                      | rejects#chunk#from         | query                                |
 * | job          | T#job#jobId                            | job                        | key                                  |
 * | one to do    | *#jobs#bucket                          | tenant#jobId (or its kind) | 4 queries, by the worker             |
 * | beacon       | T#beacon#beacon#light                  | beacon                     | by its entries (projected)           |
 * | alert        | T#alert#alertId                        | alert                      | key; list (projected)                |
 * | daily checks | T#checked                              | checked                    | key                                  |
 * | late end     | T#late#bucket                          | kind#reference             | 4 queries, by the daily check        |
 * | tenant       | *#tenants#bucket                       | tenant                     | 4 queries, by the daily check        |
 * | recall       | T#recalls#bucket                       | recallId                   | key; list                            |
 * | open recalls | T#open-recalls                         | open-recalls               | key, by every posting                |
 * | their units  | T#recall#recallId#bucket               | id                         | key; list = 4 queries                |
 * | requests     | T#~requests                            | weight#window              | raised by the API's functions        |
 * | idempotency  | T#idempotency#hash of scope            | idempotency                | key                                  |
 * | list entry   | T#list#name#arguments#bucket           | sort                       | 4 queries merged (projected)         |
 * | search entry | T#search#phase#first 3#bucket          | suffix!item!offset!id      | 4 queries merged (projected)         |
 */

/** Lists and search entries spread over this many partitions; changing it takes a rebuild. */
export const BUCKETS = 4;

/** For keys alone. */
export const join = (...parts: readonly (string | number)[]): string => parts.join('#');

export const padded = (n: number): string => n.toString().padStart(5, '0');

export const bucketOf = (id: string): number => (createHash('sha256').update(id).digest()[0] ?? 0) % BUCKETS;

export const settingsKey = (tenant: string): RecordKey => ({ pk: join(tenant, 'settings'), sk: 'settings' });

/** Collections of master data: small, listed as they are, spread over the buckets. */
export type Collection = 'items' | 'locations' | 'partners' | 'models' | 'recalls';

export const collectionPartition = (tenant: string, collection: Collection, bucket: number): string =>
  join(tenant, collection, bucket);

export const registryKey = (tenant: string, collection: Collection, id: string): RecordKey => ({
  pk: collectionPartition(tenant, collection, bucketOf(id)),
  sk: id,
});

export const unitKey = (tenant: string, { itemId, key }: UnitName): RecordKey => ({
  pk: join(tenant, 'unit', itemId, key),
  sk: 'unit',
});

export const isUnit = ({ sk }: RecordKey): boolean => sk === 'unit';

export const batchKey = (
  tenant: string,
  { itemId, batch }: { itemId: string; batch: string },
): RecordKey => ({
  pk: join(tenant, 'batch', itemId, batch),
  sk: 'batch',
});

export const exceptionKey = (tenant: string, exceptionId: string): RecordKey => ({
  pk: join(tenant, 'exception', exceptionId),
  sk: 'exception',
});

export const gtinKey = (tenant: string, gtin: string): RecordKey => ({
  pk: join(tenant, 'gtin', gtin),
  sk: 'gtin',
});

export const itemGuardKey = (tenant: string, itemId: string): RecordKey => ({
  pk: join(tenant, 'guard', itemId),
  sk: 'guard',
});

export const stockPartition = (tenant: string, itemId: string): string => join(tenant, 'stock', itemId);

export const balanceKey = (tenant: string, { itemId, locationId, batch }: BalanceName): RecordKey => ({
  pk: stockPartition(tenant, itemId),
  sk: join(locationId, batch ?? ''),
});

export const movementKey = (tenant: string, movementId: string): RecordKey => ({
  pk: join(tenant, 'posting', postingIdOf(movementId)),
  sk: join('movement', padded(Number(movementId.split('.')[1] ?? 0))),
});

/** Units of a movement of many, so many to a record. */
export const movementUnitsKey = (tenant: string, movementId: string, chunk: number): RecordKey => ({
  pk: movementKey(tenant, movementId).pk,
  sk: join('units', padded(Number(movementId.split('.')[1] ?? 0)), padded(chunk)),
});

export const postingKey = (tenant: string, postingId: string): RecordKey => ({
  pk: join(tenant, 'posting', postingId),
  sk: 'head',
});

/** What a large posting has announced: records written ahead, those that go with it, counts to raise early or lower late. */
export type PlanChunk = 'ahead' | 'gone' | 'early' | 'late';

export const planKey = (
  tenant: string,
  postingId: string,
  { of, chunk }: { readonly of: PlanChunk; readonly chunk: number },
): RecordKey => ({ pk: postingKey(tenant, postingId).pk, sk: join(of, padded(chunk)) });

export const planPrefix = (of: PlanChunk | 'movement'): string => join(of, '');

export const underWayPartition = (bucket: number): string => join(EVERYBODY, 'under-way', bucket);

export const underWayKey = (tenant: string, postingId: string): RecordKey => ({
  pk: underWayPartition(bucketOf(tenant)),
  sk: join(tenant, postingId),
});

/** Spread by their partition keys. */
export const beaconKey = (
  tenant: string,
  { beacon, light }: { beacon: string; light: number },
): RecordKey => ({ pk: join(tenant, 'beacon', beacon, light), sk: 'beacon' });

/** Those recalls that postings are judged by, in one record. */
export const openRecallsKey = (tenant: string): RecordKey => ({
  pk: join(tenant, 'open-recalls'),
  sk: 'open-recalls',
});

export const recallUnitsPartition = (tenant: string, recallId: string, bucket: number): string =>
  join(tenant, 'recall', recallId, bucket);

export const recallUnitKey = (
  tenant: string,
  { recallId, id }: { recallId: string; id: string },
): RecordKey => ({ pk: recallUnitsPartition(tenant, recallId, bucketOf(id)), sk: id });

export const jobKey = ({ tenant, jobId }: { tenant: string; jobId: string }): RecordKey => ({
  pk: join(tenant, 'job', jobId),
  sk: 'job',
});

export const jobsPartition = (bucket: number): string => join(EVERYBODY, 'jobs', bucket);

export const waitingJobKey = ({ tenant, place }: { tenant: string; place: string }): RecordKey => ({
  pk: jobsPartition(bucketOf(place)),
  sk: join(tenant, place),
});

export const documentPartition = (tenant: string, documentId: string): string =>
  join(tenant, 'document', documentId);

export const documentKey = (tenant: string, documentId: string): RecordKey => ({
  pk: documentPartition(tenant, documentId),
  sk: 'head',
});

/** Lines and the numbers on them lie in chunks, so that a document of any size is written whole by one transaction. */
export const documentChunkKey = (
  tenant: string,
  documentId: string,
  { of, chunk }: { readonly of: 'lines' | 'serials'; readonly chunk: number },
): RecordKey => ({
  pk: documentPartition(tenant, documentId),
  sk: join(of, padded(chunk)),
});

/** Numbers are free texts, and several documents may bear the same. */
export const documentNumbersPartition = (tenant: string, number: string): string =>
  join(tenant, 'document-number', createHash('sha256').update(number).digest('base64url'));

export const documentNumberKey = (
  tenant: string,
  { number, documentId }: { readonly number: string; readonly documentId: string },
): RecordKey => ({ pk: documentNumbersPartition(tenant, number), sk: documentId });

/** Which document a record of its partition belongs to. */
export const documentIdIn = ({ pk }: RecordKey): string => pk.split('#')[2] ?? '';

export const idempotencyKey = (tenant: string, scope: string): RecordKey => ({
  pk: join(tenant, 'idempotency', createHash('sha256').update(scope).digest('base64url')),
  sk: 'idempotency',
});

/** How the partition keys of a tenant's own records begin. */
export const tenantPrefix = (tenant: string): string => join(tenant, '');

/** How many requests of a tenant, or of one of its suppliers, were taken out of a window's. */
export const allowanceKey = (
  tenant: string,
  {
    partner = '',
    weight,
    window,
  }: { readonly partner?: string | undefined; readonly weight: string; readonly window: number },
): RecordKey => ({ pk: join(tenant, ALLOWANCES), sk: join(weight, window, partner) });

/** Whose record it is. */
export const tenantIn = ({ pk }: RecordKey): string => pk.split('#')[0] ?? '';
