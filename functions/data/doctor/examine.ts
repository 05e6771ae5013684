import { isDeepStrictEqual } from 'node:util';
import { type Finding, finding } from '../../domain/doctor/finding.ts';
import { LedgerError } from '../../domain/errors.ts';
import { RECORD_TYPES } from '../attributes.ts';
import { nameOf } from '../entries.ts';
import { sourceOf, wantedAmong, wantedBy } from '../entry-sources.ts';
import { CorruptRecord, checkShape } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import type { Check } from './check.ts';
import {
  advanceLists,
  aliases,
  cartons,
  entityNames,
  gtins,
  itemClaims,
  modelItems,
  recalls,
  recallUnits,
} from './claim-checks.ts';
import { documentNumbers, documentParts, documentRows, numbersOfDocuments } from './document-checks.ts';
import { movementLinks, movementUnits } from './movement-checks.ts';
import { type Sight, type Standing, standings } from './sight.ts';
import { unitBesides, unitMovements, unitRows } from './unit-checks.ts';
import { idempotencies, jobs, markerFaults, postings } from './work-checks.ts';

/** By type, what is looked at of records as they stand. */
const CHECKS: ReadonlyMap<unknown, readonly Check[]> = new Map<unknown, readonly Check[]>([
  [RECORD_TYPES.unit, [unitMovements, unitRows, unitBesides]],
  [RECORD_TYPES.movement, [movementUnits, movementLinks]],
  [RECORD_TYPES.document, [documentRows, documentNumbers]],
  [RECORD_TYPES.documentLines, [documentParts]],
  [RECORD_TYPES.documentSerials, [documentParts]],
  [RECORD_TYPES.documentNumber, [numbersOfDocuments]],
  [RECORD_TYPES.alias, [aliases]],
  [RECORD_TYPES.item, [itemClaims]],
  [RECORD_TYPES.gtin, [gtins]],
  [RECORD_TYPES.modelItem, [modelItems]],
  [RECORD_TYPES.entityName, [entityNames]],
  [RECORD_TYPES.asn, [advanceLists]],
  [RECORD_TYPES.carton, [cartons]],
  [RECORD_TYPES.recall, [recalls]],
  [RECORD_TYPES.recallUnit, [recallUnits]],
  [RECORD_TYPES.posting, [postings]],
  [RECORD_TYPES.idempotency, [idempotencies]],
  [RECORD_TYPES.job, [jobs]],
]);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The engine asks for a pause: that is no record's fault. */
const isBusy = (error: unknown): boolean => error instanceof LedgerError && error.error.code === 'busy';

/** One that does not fit its shape, or belongs to one that doesn't, keeps no other from being looked at. */
const checked = async (sight: Sight, check: Check, records: readonly StoredRecord[]): Promise<Finding[]> => {
  try {
    return await check(sight, records);
  } catch (error) {
    if (isBusy(error)) throw error;
    const [record] = records;
    if (record !== undefined && records.length === 1) {
      // Told once, of the one that is broken, however many lead to it.
      const place = error instanceof CorruptRecord ? error.place : record;
      return [finding('unreadable', place, { detail: reasonOf(error) })];
    }
    const found: Finding[] = [];
    for (const one of records) found.push(...(await checked(sight, check, [one])));
    return found;
  }
};

const shapeFaults = (records: readonly StoredRecord[]): Finding[] =>
  records.flatMap((record) => {
    try {
      checkShape(record);
      return [];
    } catch (error) {
      return [finding('unreadable', record, { detail: reasonOf(error) })];
    }
  });

const unreadableMarkers = (given: readonly Standing[]): Finding[] =>
  given.flatMap(({ record, hasUnreadableMarker }) =>
    hasUnreadableMarker === true
      ? [finding('unreadable', record, { detail: 'its marker of a large posting does not fit its shape' })]
      : [],
  );

/** Everything that is told by the records and by what belongs to them, but for lists and search. */
export const examine = async (sight: Sight, given: readonly Standing[]): Promise<Finding[]> => {
  const raw = given.map(({ record }) => record);
  const found = [...shapeFaults(raw), ...unreadableMarkers(given), ...markerFaults(sight, given)];
  const broken = new Set(found.filter(({ invariant }) => invariant === 'unreadable').map(nameOf));
  const standing = given
    .flatMap(({ standing: record }) => record ?? [])
    .filter((record) => !broken.has(nameOf(record)));
  for (const [type, its] of Map.groupBy(standing, (record) => record.type)) {
    for (const check of CHECKS.get(type) ?? []) found.push(...(await checked(sight, check, its)));
  }
  return found;
};

/** Entries that these records should have and haven't, as the rebuild would write them. */
const missingEntries = async ({ table }: Sight, record: StoredRecord): Promise<Finding[]> => {
  const wanted = await wantedBy(table, [record]);
  const there = new Map(
    (await table.getMany([...wanted.values()].map(({ key }) => key))).map((entry) => [nameOf(entry), entry]),
  );
  return [...wanted]
    .filter(([name, { attributes }]) => {
      const { pk: _, sk: __, ...is } = there.get(name) ?? { pk: '', sk: '' };
      return !isDeepStrictEqual(is, JSON.parse(JSON.stringify(attributes)));
    })
    .map(([, { key }]) =>
      finding('index-missing', record, { detail: `the entry ${key.pk} / ${key.sk} is missing or differs` }),
    );
};

const staleEntry = async ({ table }: Sight, entry: StoredRecord): Promise<Finding[]> => {
  const { pk, sk } = entry;
  const wanted = await wantedAmong(table, [{ pk, sk, source: sourceOf(entry) }]);
  return wanted.has(nameOf(entry))
    ? []
    : [finding('index-stale', entry, { detail: `the entry ${pk} / ${sk} stands for nothing` })];
};

/** The same records once more, in whatever state they are by now, with what is derived from them. */
export const examineAgain = async (
  sight: Sight,
  keys: readonly { pk: string; sk: string }[],
): Promise<Finding[]> => {
  const records = await sight.table.getMany(keys);
  const found = await examine(sight, await standings(sight.table, records));
  const entries: Check = async (_, its) => {
    const all: Finding[] = [];
    for (const one of its) {
      all.push(
        ...(one.type === RECORD_TYPES.entry
          ? await staleEntry(sight, one)
          : await missingEntries(sight, one)),
      );
    }
    return all;
  };
  return [...found, ...(await checked(sight, entries, records))];
};
