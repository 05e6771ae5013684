import * as z from 'zod';
import type { PlannedCount, PostingHead, PostingRepository, Standing } from '../app/posting/ports.ts';
import type { RecordKey, WritePart } from '../app/write-part.ts';
import { RECORD_TYPES } from './attributes.ts';
import { everyBucket, wholePartition } from './buckets.ts';
import { type PlanChunk, planKey, planPrefix, postingKey, underWayKey, underWayPartition } from './keys.ts';
import { asAfter, attributesOf, marked, markerIn, settling } from './markers.ts';
import { nextVersion } from './registry-records.ts';
import { parseEach, parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const KEYS_PER_CHUNK = 500;

const headFrom = (record: StoredRecord): PostingHead => parseStored(STORED.posting, record);

const headPart = (tenant: string, head: PostingHead): WritePart => ({
  action: 'put',
  key: postingKey(tenant, head.postingId),
  attributes: { ...head, v: 1, type: RECORD_TYPES.posting },
  condition: nextVersion(head.version),
});

const planPart = (
  key: RecordKey,
  attributes: { readonly keys: readonly RecordKey[] } | { readonly counts: readonly PlannedCount[] },
): WritePart => ({
  action: 'put',
  key,
  attributes: { ...attributes, v: 1, type: RECORD_TYPES.plan, version: 1 },
  condition: { name: 'absent' },
});

const keyOf = ({ pk, sk }: RecordKey): RecordKey => ({ pk, sk });

const standingFrom = (record: StoredRecord): Standing => {
  const marker = markerIn(record);
  return {
    key: keyOf(record),
    version: z.number().catch(0).parse(record.version),
    postingId: marker?.posting,
    vanishes: marker?.gone === true,
    appears: marker?.made === true,
    attributes: attributesOf(record),
    settling: (ended) => settling(record, ended),
  };
};

/** Large postings: their heads, their plans, and records as they stand, markers and all. */
export const postingRecords = (table: Table): PostingRepository => {
  const planned = async (tenant: string, postingId: string, of: PlanChunk) =>
    (await wholePartition(table, postingKey(tenant, postingId).pk, planPrefix(of))).map((record) => ({
      key: keyOf(record),
      plan: parseStored(STORED.plan, record),
    }));
  return {
    read: async (tenant, postingId) => {
      const [record] = await table.getMany([postingKey(tenant, postingId)]);
      return record === undefined ? undefined : headFrom(record);
    },
    begin: (tenant, head) => [
      headPart(tenant, head),
      {
        action: 'put',
        key: underWayKey(tenant, head.postingId),
        attributes: { v: 1, type: RECORD_TYPES.underWay, tenant, postingId: head.postingId },
        condition: { name: 'absent' },
      },
    ],
    save: headPart,
    mark: marked,
    announcement: (tenant, postingId, { of, keys, chunk }) =>
      Array.from({ length: Math.ceil(keys.length / KEYS_PER_CHUNK) }, (_, n) =>
        planPart(planKey(tenant, postingId, { of, chunk: chunk + n }), {
          keys: keys.slice(n * KEYS_PER_CHUNK, (n + 1) * KEYS_PER_CHUNK),
        }),
      ),
    chunkKeys: (tenant, postingId, { of, chunks }) =>
      Array.from({ length: chunks }, (_, chunk) => planKey(tenant, postingId, { of, chunk })),
    counts: (tenant, postingId, { when, chunk, counts }) =>
      planPart(planKey(tenant, postingId, { of: when, chunk }), { counts }),
    count: ({ key, amounts, epoch }, given) => ({
      action: 'add',
      key,
      amounts: Object.fromEntries(Object.entries(amounts).map(([name, n]) => [name, given.back ? -n : n])),
      attributes: {},
      condition: given.back || given.anyEpoch ? { name: 'always' } : { name: 'holds', equals: { epoch } },
    }),
    settled: (key) => ({ action: 'delete', key, condition: { name: 'unchanged', version: 1 } }),
    announced: async (tenant, postingId, of) => {
      const plans = await planned(tenant, postingId, of);
      return { keys: plans.flatMap(({ plan }) => plan.keys ?? []), chunks: plans.map(({ key }) => key) };
    },
    counted: async (tenant, postingId, when) =>
      (await planned(tenant, postingId, when)).map(({ key, plan }) => ({ key, counts: plan.counts ?? [] })),
    standing: async (keys) => (await table.getMany(keys)).map(standingFrom),
    entries: async (tenant, postingId, which) => {
      const prefix = which === 'all' ? undefined : planPrefix('movement');
      const records = await wholePartition(table, postingKey(tenant, postingId).pk, prefix);
      return records.filter(({ sk }) => sk !== 'head').map(standingFrom);
    },
    unmarking: ({ key, attributes, version }) => {
      const record = { ...attributes, ...key };
      const marker = markerIn(record);
      const left = marker === undefined ? undefined : asAfter(record, marker);
      if (left === undefined) return undefined;
      // Nothing of it changes, so its version doesn't.
      return {
        action: 'put',
        key,
        attributes: attributesOf(left),
        condition: { name: 'unchanged', version },
      };
    },
    writeAhead: async (parts) =>
      table.writeMany({
        puts: parts.flatMap((part) =>
          part.action === 'put' ? [{ key: part.key, attributes: part.attributes }] : [],
        ),
        deletes: [],
      }),
    remove: (keys) => table.writeMany({ puts: [], deletes: keys }),
    underWay: async () => {
      const { found, unreadable } = parseEach(STORED.underWay, await everyBucket(table, underWayPartition));
      return { found: found.map(({ tenant, postingId }) => ({ tenant, postingId })), unreadable };
    },
    leave: (tenant, postingId) => ({
      action: 'delete',
      key: underWayKey(tenant, postingId),
      condition: { name: 'always' },
    }),
  };
};
