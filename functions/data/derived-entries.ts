import * as z from 'zod';
import type { List } from '../app/lists/ports.ts';
import type { RecordAttributes, RecordKey } from '../app/write-part.ts';
import type { Balance } from '../domain/balance.ts';
import { dueOn, monthOf, UNIT_DUE_KINDS } from '../domain/cover/due.ts';
import { folded, parametersOf } from '../domain/entity/entity.ts';
import { bringsBatch, bringsIn, type Movement, movesNumbers } from '../domain/movement.ts';
import { looseInto, looseIntoAny } from '../domain/parts/joins.ts';
import { pieces } from '../domain/quantity.ts';
import { searchEntries } from '../domain/search/entry.ts';
import { isInStock, type Unit } from '../domain/unit/unit.ts';
import { RECORD_TYPES } from './attributes.ts';
import { listPartition, listSort, searchPartition, searchSort } from './entry-keys.ts';
import { bucketOf, documentIdIn, tenantIn } from './keys.ts';
import type { DueEntry } from './late-dues.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord } from './table.ts';
import { unitFrom } from './unit-from.ts';

/** Which lists and search entries a record has: pure, so that it can be repeated, reordered and rebuilt. */

export type Entry = {
  readonly key: RecordKey;
  readonly attributes: RecordAttributes;
  /** What a daily check tells of, where it is an end. */
  readonly due?: DueEntry | undefined;
};
type DocumentHead = z.output<typeof STORED.document>;
type StoredLine = z.output<typeof STORED.documentLines>['lines'][number];

type Listed = { readonly list: List; readonly sort: string; readonly due?: Omit<DueEntry, 'ref'> };

const listEntries = (
  tenant: string,
  { id, ref }: { readonly id: string; readonly ref: readonly string[] },
  lists: readonly Listed[],
): Entry[] => {
  const bucket = bucketOf(id);
  return lists.map(({ list, sort, due }) => ({
    key: { pk: listPartition(tenant, list, bucket), sk: sort },
    attributes: { v: 1, type: RECORD_TYPES.entry, ref },
    ...(due === undefined ? {} : { due: { ...due, ref } }),
  }));
};

/** Where an individual is found besides: by its model, its project number and each of its parameters. */
const entityLists = (unit: Unit): List[] => {
  const { entity } = unit;
  if (entity === undefined) return [];
  const { modelId, projectNumber } = entity;
  return [
    { of: 'entities' },
    { of: 'entities', by: { modelId } },
    ...(projectNumber === undefined
      ? []
      : [{ of: 'entities' as const, by: { projectNumber: folded(projectNumber) } }]),
    ...Object.entries(parametersOf(unit)).map(([parameter, value]): List => {
      return { of: 'entities', by: { parameter: folded(parameter), value: folded(value) } };
    }),
  ];
};

const unitEntries = (tenant: string, unit: Unit): Entry[] => {
  const { itemId, key, id, locationId } = unit;
  const lists: Listed[] = [{ list: { of: 'units', itemId }, sort: listSort.unit(unit) }];
  if (isInStock(unit) && locationId !== undefined) {
    lists.push({ list: { of: 'units-in-stock', itemId, locationId }, sort: listSort.unit(unit) });
  }
  if (unit.parent?.id !== undefined) {
    const { itemId: of, id: whole } = unit.parent;
    lists.push({ list: { of: 'parts', itemId: of, id: whole }, sort: listSort.unit(unit) });
  }
  lists.push(...entityLists(unit).map((list) => ({ list, sort: listSort.unit(unit) })));
  const bucket = bucketOf(id);
  for (const kind of UNIT_DUE_KINDS) {
    const on = dueOn(unit, kind);
    if (on === undefined) continue;
    const list = { of: 'due', kind, month: monthOf(on) } as const;
    const due = kind === 'gap' ? {} : { due: { of: kind, on } };
    lists.push({ list, sort: listSort.due(on, [key, id]), ...due });
  }
  // Where an alias folds like the number, the number's entries stand: they come last.
  const search = [...(unit.aliases ?? []), unit.serial].flatMap(searchEntries).map((entry): Entry => {
    const { phase, suffix, offset, folded } = entry;
    return {
      key: {
        pk: searchPartition(tenant, { phase, query: suffix, bucket }),
        sk: searchSort(entry, unit),
      },
      attributes: { v: 1, type: RECORD_TYPES.entry, itemId, key, id, suffix, offset, folded },
    };
  });
  return [...listEntries(tenant, { id, ref: [itemId, key, id] }, lists), ...search];
};

const documentEntries = (tenant: string, head: DocumentHead): Entry[] => {
  const { documentId, kind, status, partnerId } = head;
  const by: List[] = [
    { of: 'documents' },
    { of: 'documents', by: { kind } },
    { of: 'documents', by: { status } },
    ...(partnerId === undefined ? [] : [{ of: 'documents' as const, by: { partnerId } }]),
  ];
  const lists = by.map((list) => ({ list, sort: listSort.document(documentId) }));
  return listEntries(tenant, { id: documentId, ref: [documentId] }, lists);
};

/** Where it brought units in, or a batch; the batch of units may be told by any movement, when it was the first that was heard of them. */
const receipts = (movement: Movement): List[] => {
  const { itemId, partnerId, batch } = movement;
  const ofBatch: List[] = batch === undefined ? [] : [{ of: 'receipts', by: { batch } }];
  if (!bringsIn(movement) && !bringsBatch(movement)) return movesNumbers(movement) ? ofBatch : [];
  return [
    { of: 'receipts' },
    { of: 'receipts', by: { itemId } },
    ...(partnerId === undefined ? [] : [{ of: 'receipts' as const, by: { partnerId } }]),
    ...ofBatch,
  ];
};

const putIn = (movement: Movement): List[] => {
  const { itemId, batch } = movement;
  if (looseInto(movement) === undefined && !looseIntoAny(movement)) return [];
  const ofBatch: List[] = batch === undefined ? [] : [{ of: 'put-in', by: { batch } }];
  return [{ of: 'put-in', by: { itemId } }, ...ofBatch];
};

const movementEntries = (tenant: string, movement: Movement): Entry[] => {
  const { movementId, itemId, partnerId, quantity, serialCount } = movement;
  const places = new Set([movement.from, movement.to].flatMap((place) => place ?? []));
  // Which quantity moved without numbers; of items that have none, nobody asks.
  const untracked = quantity === pieces(serialCount) ? [] : [...places];
  const by: List[] = [
    { of: 'movements' },
    { of: 'movements', by: { itemId } },
    ...(partnerId === undefined ? [] : [{ of: 'movements' as const, by: { partnerId } }]),
    ...untracked.map((locationId): List => ({ of: 'untracked', itemId, locationId })),
    ...receipts(movement),
    ...putIn(movement),
  ];
  const lists = by.map((list) => ({ list, sort: listSort.movement(movement) }));
  return listEntries(tenant, { id: movementId, ref: [movementId] }, lists);
};

const balanceEntries = (tenant: string, { itemId, locationId, batch }: Balance): Entry[] => {
  const sort = listSort.balance({ itemId, locationId, batch });
  const ref = [itemId, locationId, ...(batch === undefined ? [] : [batch])];
  const lists: Listed[] = [
    { list: { of: 'balances' }, sort },
    { list: { of: 'balances', locationId }, sort },
  ];
  return listEntries(tenant, { id: sort, ref }, lists);
};

const lineEntries = (
  tenant: string,
  documentId: string,
  { line, itemId, quantity, posted, cancelled }: StoredLine,
): Entry[] =>
  posted + cancelled >= quantity
    ? []
    : listEntries(tenant, { id: documentId, ref: [documentId, `${line}`] }, [
        { list: { of: 'open-rows', itemId }, sort: listSort.row({ documentId, line }) },
      ]);

const typed = z.looseObject({ type: z.string() });

/** What a record without a marker should have. */
export const entriesIn = (record: StoredRecord | undefined): Entry[] => {
  if (record === undefined) return [];
  const tenant = tenantIn(record);
  switch (typed.parse(record).type) {
    case RECORD_TYPES.unit:
      return unitEntries(tenant, unitFrom(record));
    case RECORD_TYPES.document:
      return documentEntries(tenant, parseStored(STORED.document, record));
    case RECORD_TYPES.movement:
      return movementEntries(tenant, parseStored(STORED.movement, record));
    case RECORD_TYPES.balance:
      return balanceEntries(tenant, parseStored(STORED.balance, record));
    case RECORD_TYPES.documentLines: {
      const { lines } = parseStored(STORED.documentLines, record);
      return lines.flatMap((line) => lineEntries(tenant, documentIdIn(record), line));
    }
    case RECORD_TYPES.exception: {
      const { exceptionId, status, at } = parseStored(STORED.exception, record);
      const [on = ''] = at.split('T');
      const list = { of: 'due-exceptions', month: monthOf(on) } as const;
      return listEntries(tenant, { id: exceptionId, ref: [exceptionId] }, [
        { list: { of: 'exceptions', status }, sort: exceptionId },
        ...(status === 'open' ? [{ list, sort: listSort.due(on, [exceptionId]) }] : []),
      ]);
    }
    case RECORD_TYPES.batch: {
      const { itemId, batch, expiresOn: on } = parseStored(STORED.batch, record);
      if (on === undefined) return [];
      const list = { of: 'due-batches', month: monthOf(on) } as const;
      const sort = listSort.due(on, [itemId, batch]);
      const due = { of: 'batches', on } as const;
      return listEntries(tenant, { id: batch, ref: [itemId, batch] }, [{ list, sort, due }]);
    }
    case RECORD_TYPES.alert: {
      const { alertId, kind, status, dueOn: on } = parseStored(STORED.alert, record);
      const sort = listSort.due(on, [alertId]);
      const lists: List[] = [
        { of: 'alerts', status },
        { of: 'alerts', status, kind },
      ];
      return listEntries(
        tenant,
        { id: alertId, ref: [alertId] },
        lists.map((list) => ({ list, sort })),
      );
    }
    case RECORD_TYPES.asn: {
      const asn = parseStored(STORED.asn, record);
      const { asnNumber, partnerId, status } = asn;
      const by: List[] = [{ of: 'asns' }, { of: 'asns', by: { status } }, { of: 'asns', by: { partnerId } }];
      const lists = by.map((list) => ({ list, sort: listSort.asn(asn) }));
      return listEntries(tenant, { id: asnNumber, ref: [asnNumber, partnerId] }, lists);
    }
    case RECORD_TYPES.beacon: {
      const { beacon, light } = parseStored(STORED.beacon, record);
      const list: List = { of: 'beacons', beacon };
      return listEntries(tenant, { id: beacon, ref: [beacon, `${light}`] }, [{ list, sort: `${light}` }]);
    }
    default:
      return [];
  }
};
