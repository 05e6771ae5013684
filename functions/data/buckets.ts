import type { Page, PageRequest } from '../app/ports.ts';
import { BUCKETS } from './keys.ts';
import type { QueryRequest, StoredRecord, Table } from './table.ts';

type BucketQuery = Omit<QueryRequest, 'pk' | 'limit' | 'after'> & {
  readonly partition: (bucket: number) => string;
};

/** One page over all buckets in order of the sort key: an ordered range read per bucket, merged. */
export const queryBuckets = async (
  table: Table,
  query: BucketQuery,
  page: PageRequest,
): Promise<Page<StoredRecord>> => {
  const { partition, ...rest } = query;
  const pages = await Promise.all(
    Array.from({ length: BUCKETS }, (_, bucket) =>
      table.query({ ...rest, pk: partition(bucket), limit: page.limit, after: page.after }),
    ),
  );
  const merged = pages
    .flatMap(({ records }) => records)
    .sort((a, b) => (a.sk < b.sk ? -1 : Number(a.sk > b.sk)));
  const items = merged.slice(0, page.limit);
  const more = merged.length > page.limit || pages.some((p) => p.more);
  return more ? { items, next: items.at(-1)?.sk } : { items };
};

const PAGE = 1_000;

/** All records of a partition whose sort keys begin so. */
export const wholePartition = async (table: Table, pk: string, prefix?: string): Promise<StoredRecord[]> => {
  const found: StoredRecord[] = [];
  let after: string | undefined;
  for (let more = true; more; ) {
    const page = await table.query({ pk, prefix, after, limit: PAGE, consistent: true });
    found.push(...page.records);
    more = page.more;
    after = page.records.at(-1)?.sk;
  }
  return found;
};

/** All records of a list that is spread over the buckets, in no order. */
export const everyBucket = async (
  table: Table,
  partition: (bucket: number) => string,
): Promise<StoredRecord[]> => {
  const buckets = Array.from({ length: BUCKETS }, (_, bucket) => wholePartition(table, partition(bucket)));
  return (await Promise.all(buckets)).flat();
};
