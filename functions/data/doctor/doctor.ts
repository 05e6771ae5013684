import type { Clock } from '../../app/ports.ts';
import type { RecordKey } from '../../app/write-part.ts';
import { type Finding, faultName, finding } from '../../domain/doctor/finding.ts';
import { stockCount } from '../../domain/doctor/stock-sums.ts';
import { tenantKey } from '../alert-keys.ts';
import { PROJECTED_TYPES, RECORD_TYPES } from '../attributes.ts';
import { everyBucket } from '../buckets.ts';
import { nameOf } from '../entries.ts';
import { wantedBy } from '../entry-sources.ts';
import { jobKey, jobsPartition, postingKey, tenantPrefix, underWayPartition } from '../keys.ts';
import { CorruptRecord, parseStored, STORED } from '../stored.ts';
import type { StoredRecord, Table } from '../table.ts';
import { entryDifference, entryDigest } from './entry-digest.ts';
import { examine, examineAgain } from './examine.ts';
import { type Sight, sightOf, standings } from './sight.ts';
import { COUNTED_TYPES, countAll, faultsIn, recounted, stockFindings } from './stock.ts';

/**
 * Looks whether everything of a tenant that must agree does. It reads the whole table once, or as often as something is
 * in doubt, and keeps little of it; what it doubts it looks at again until it stays so, for the system may be at work.
 */

export type Diagnosis = {
  readonly findings: readonly Finding[];
  /** Records that were looked at, and how many were in doubt at first. */
  readonly records: number;
  readonly doubted: number;
  /** Items that were posted to all the time, so that their balances could not be judged. */
  readonly busy: readonly string[];
  /** Whether more differs than was looked at closer. */
  readonly more: boolean;
};

export type Doctor = {
  readonly table: Table;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** How long is waited before each look at what was in doubt, milliseconds. */
  readonly pauses?: readonly number[] | undefined;
};

/** Long enough for lists and search to catch up. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];
const PAGE = 1_000;
/** So many records are dealt with at once, and so many are looked at again. */
const SLICE = 100;
const DOUBTS_MAX = 2_000;

const PROJECTED: ReadonlySet<unknown> = new Set(PROJECTED_TYPES);

const sliced = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / SLICE) }, (_, i) => all.slice(i * SLICE, (i + 1) * SLICE));

async function* pages(
  { table, tenant }: Sight,
  types?: readonly string[],
): AsyncGenerator<readonly StoredRecord[]> {
  const begins = tenantPrefix(tenant);
  let after: RecordKey | undefined;
  do {
    const page = await table.scan({ segment: 0, segments: 1, types, begins, after, limit: PAGE });
    yield* sliced(page.records);
    after = page.next;
  } while (after !== undefined);
}

/** What derives from the records, and what stands; of records that can't be read nothing does. */
const derivedFrom = async ({ table }: Sight, records: readonly StoredRecord[]) => {
  const projected = records.filter(({ type }) => PROJECTED.has(type));
  const settled = await Promise.allSettled(projected.map((record) => wantedBy(table, [record])));
  return settled.flatMap((one, i) => {
    const record = projected[i];
    return one.status === 'rejected' || record === undefined
      ? []
      : [...one.value.values()].map(({ key, attributes }) => ({ key, attributes, from: record }));
  });
};

const attributesOf = ({ pk: _, sk: __, ...attributes }: StoredRecord) => attributes;

/** Everything once: what differs by itself, what counts, and a digest of what is listed. */
const survey = async (sight: Sight) => {
  const counting = stockCount();
  const digest = entryDigest();
  const doubts = new Map<string, RecordKey>();
  let records = 0;
  let isListed = false;
  for await (const page of pages(sight)) {
    records += page.length;
    const entries = page.filter(({ type }) => type === RECORD_TYPES.entry);
    for (const entry of entries) digest.add('there', entry, attributesOf(entry));
    isListed ||= entries.length > 0;
    const others = page.filter(({ type }) => type !== RECORD_TYPES.entry);
    for (const { key, attributes } of await derivedFrom(sight, others)) digest.add('wanted', key, attributes);
    const given = await standings(sight.table, others);
    for (const { pk, sk } of await examine(sight, given)) doubts.set(nameOf({ pk, sk }), { pk, sk });
    await countAll(
      sight,
      counting,
      given.flatMap(({ standing }) => standing ?? []),
    );
  }
  return { counting, digest, doubts, records, isListed };
};

/** The records behind what is listed and should not be, or should be listed and isn't. */
const differingEntries = async (sight: Sight, sums: ReadonlySet<number>): Promise<RecordKey[]> => {
  if (sums.size === 0) return [];
  const difference = entryDifference(sums);
  for await (const page of pages(sight, [...PROJECTED_TYPES, RECORD_TYPES.entry])) {
    for (const one of await derivedFrom(sight, page)) difference.add('wanted', one, one.from);
    for (const entry of page.filter(({ type }) => type === RECORD_TYPES.entry)) {
      difference.add('there', { key: entry, attributes: attributesOf(entry) }, entry);
    }
  }
  return difference.left();
};

/** By its key where it doesn't say. */
const isOf = (tenant: string, record: StoredRecord): boolean =>
  typeof record.tenant === 'string' ? record.tenant === tenant : record.sk.startsWith(tenantPrefix(tenant));

/** Under way, or to be done, by what all tenants share: each leads to something of the tenant. */
const sharedFaults = async ({ table, tenant }: Sight, isListed: boolean): Promise<Finding[]> => {
  const faults: Finding[] = [];
  const leading = async (
    invariant: 'job-left' | 'posting-left',
    partition: (bucket: number) => string,
    leadsTo: (record: StoredRecord) => RecordKey,
  ) => {
    const its = (await everyBucket(table, partition)).filter((record) => isOf(tenant, record));
    return its.flatMap((record) => {
      try {
        return [{ record, key: leadsTo(record), invariant }];
      } catch (error) {
        if (!(error instanceof CorruptRecord)) throw error;
        faults.push(finding('unreadable', record, { detail: error.message }));
        return [];
      }
    });
  };
  const all = [
    ...(await leading('job-left', jobsPartition, (record) =>
      jobKey({ tenant, jobId: parseStored(STORED.waitingJob, record).jobId }),
    )),
    ...(await leading('posting-left', underWayPartition, (record) =>
      postingKey(tenant, parseStored(STORED.underWay, record).postingId),
    )),
  ];
  const there = new Set((await table.getMany(all.map(({ key }) => key))).map(nameOf));
  const [known] = await table.getMany([tenantKey(tenant)]);
  return [
    ...faults,
    ...all
      .filter(({ key }) => !there.has(nameOf(key)))
      .map(({ record, key, invariant }) =>
        finding(invariant, record, {
          detail: `it leads to ${key.pk} / ${key.sk}, which does not exist`,
          repair: 'delete this record',
        }),
      ),
    ...(isListed && known === undefined
      ? [
          finding('tenant-unlisted', tenantKey(tenant), {
            detail: 'the tenant is not among those whose days are checked',
          }),
        ]
      : []),
  ];
};

/** What is found in each of several looks at the same records. */
const lasting = async (
  { clock, pauses = PAUSES }: Doctor,
  sightAt: () => Sight,
  given: { readonly doubts: readonly RecordKey[]; readonly isListed: boolean },
): Promise<Finding[]> => {
  let found: ReadonlyMap<string, Finding> | undefined;
  for (const pause of pauses) {
    if (found?.size === 0) break;
    await clock.sleep(pause);
    const sight = sightAt();
    const looked: Finding[] = await sharedFaults(sight, given.isListed);
    const wanted: RecordKey[] = found === undefined ? [...given.doubts] : keysIn([...found.values()]);
    for (const keys of sliced(wanted)) looked.push(...(await examineAgain(sight, keys)));
    const now = new Map(looked.map((one) => [faultName(one), one]));
    const before = found;
    found = before === undefined ? now : new Map([...now].filter(([name]) => before.has(name)));
  }
  return [...(found?.values() ?? [])];
};

const keysIn = (findings: readonly Finding[]): RecordKey[] => [
  ...new Map(findings.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }])).values(),
];

export const diagnose = async (doctor: Doctor, tenant: string): Promise<Diagnosis> => {
  const { table, clock } = doctor;
  const sightAt = (): Sight => sightOf(table, { tenant, now: clock.now() });
  const first = await survey(sightAt());
  const { sums, all } = first.digest.doubted();
  for (const key of await differingEntries(sightAt(), sums)) first.doubts.set(nameOf(key), key);
  const doubts = [...first.doubts.values()];
  const findings = await lasting(doctor, sightAt, {
    doubts: doubts.slice(0, DOUBTS_MAX),
    isListed: first.isListed,
  });
  const sight = sightAt();
  const { faults, busy } = await recounted(sight, {
    faults: await faultsIn(sight, first.counting),
    recount: async (counting) => {
      const again = sightAt();
      for await (const page of pages(again, COUNTED_TYPES)) {
        const given = await standings(table, page);
        await countAll(
          again,
          counting,
          given.flatMap(({ standing }) => standing ?? []),
        );
      }
    },
  });
  const more = !all || doubts.length > DOUBTS_MAX;
  const isUncertain = more || findings.some(({ invariant }) => invariant === 'unreadable');
  return {
    findings: [...findings, ...stockFindings(sight, faults, isUncertain)],
    records: first.records,
    doubted: doubts.length,
    busy,
    more,
  };
};
