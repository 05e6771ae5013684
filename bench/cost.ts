import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Bed, openCompany } from './bed.ts';
import { rounded } from './measure.ts';
import { type Call, writesIn } from './recorder.ts';

/**
 * What postings cost in AWS, computed from the sizes of what they send: DynamoDB Local miscounts transactions. A write
 * unit is 1 KB of an item, two of them in a transaction; a read unit 4 KB, read consistently.
 */

const KIB = 1024;

/** As the engine counts it: UTF-8 names and values, numbers by their digits, an overhead for each nesting. */
const sizeOf = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + 1 + sizeOf(one), 0);
  if (value.M !== undefined) return 3 + itemSize(value.M) + Object.keys(value.M).length;
  return 1;
};

const itemSize = (item: Record<string, AttributeValue>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

/** Of updates and deletes the record is known to be below 1 KB. */
const writeUnits = ({ Put }: TransactWriteItem): number =>
  Put?.Item === undefined ? 1 : Math.ceil(itemSize(Put.Item) / KIB);

export type Cost = {
  readonly what: string;
  readonly serials: number;
  readonly writeUnits: number;
  readonly writeUnitsPerSerial: number;
  /** At least one for each record that is asked for, also where there is none. */
  readonly readUnits: number;
  /** The largest record of a unit, bytes. */
  readonly unitBytes: number;
};

const readUnits = (calls: readonly Call[]): number =>
  calls
    .flatMap((call) =>
      call.name === 'BatchGetItemCommand' ? Object.values(call.input.RequestItems ?? {}) : [],
    )
    .reduce((sum, { Keys }) => sum + (Keys?.length ?? 0), 0) +
  calls.filter(({ name }) => name === 'QueryCommand').length;

const costOf = (what: string, serials: number, calls: readonly Call[]): Cost => {
  const writes = writesIn(calls);
  const units = writes.reduce(
    (sum, { action, inTransaction }) => sum + writeUnits(action) * (inTransaction ? 2 : 1),
    0,
  );
  const records = writes.flatMap(({ action: { Put } }) =>
    Put?.Item?.type?.S === 'unit' ? [itemSize(Put.Item)] : [],
  );
  return {
    what,
    serials,
    writeUnits: units,
    writeUnitsPerSerial: rounded(units / serials),
    readUnits: readUnits(calls),
    unitBytes: Math.max(0, ...records),
  };
};

const SIZES = [1, 90, 1_000];

export const costs = async (bed: Bed): Promise<readonly Cost[]> => {
  const tenant = 'costs';
  await openCompany(bed, tenant);
  const all: Cost[] = [];
  const heads = { receive: ['product-receipt', 'acme'], sell: ['customer-invoice', 'jane'] } as const;
  // The first one makes the balance.
  for (const [n, count] of [90, ...SIZES].entries()) {
    for (const [work, [kind, partnerId]] of Object.entries(heads)) {
      const serialRange = { first: `K${n}-0001`, count };
      const lines = [{ itemId: 'pump', quantity: count, serialRange }];
      const body = { kind, partnerId, locationId: 'main', lines, post: true };
      const calls = await bed.recorder.during(() =>
        bed.call(tenant, 'POST /v1/documents', { key: `${kind}${n}`, body }),
      );
      if (n > 0) all.push(costOf(`${work} ${count}`, count, calls));
    }
  }
  return all;
};
