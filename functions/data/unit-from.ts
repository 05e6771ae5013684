import type * as z from 'zod';
import type { Cover } from '../domain/cover/cover.ts';
import type { Origin, Unit } from '../domain/unit/unit.ts';
import { CorruptRecord, parseStored, STORED } from './stored.ts';
import type { StoredRecord } from './table.ts';

type Kept = z.output<typeof STORED.unit>;

const coverFrom = (kept: NonNullable<Kept['supplierCover']>): Cover =>
  typeof kept === 'string' ? { until: kept } : kept;

const originFrom = (record: StoredRecord, kept: NonNullable<Kept['origin']>): Origin => {
  if (!kept.known) return kept;
  const date = kept.date ?? record.addedDate;
  if (typeof date !== 'string') throw new CorruptRecord(record, 'origin: it has no date');
  return { ...kept, date };
};

/**
 * A unit as its record tells it. Left out there is what it says otherwise: that its last movement is the one that
 * asserted its state, that a sold unit was sold when it last moved, and that it was added on the day of its origin.
 */
export const unitFrom = (record: StoredRecord): Unit => {
  const {
    serial,
    lifeChunks = 0,
    asOf,
    origin,
    supplierCover,
    customerCover,
    ...unit
  } = parseStored(STORED.unit, record);
  const movementId = asOf.movementId ?? unit.movementIds.at(-1);
  if (movementId === undefined) throw new CorruptRecord(record, 'asOf: no movement asserts its state');
  const soldOn = unit.soldOn ?? (unit.status === 'sold' ? unit.lastEffectiveDate : undefined);
  return {
    ...unit,
    ...(origin === undefined ? {} : { origin: originFrom(record, origin) }),
    ...(supplierCover === undefined ? {} : { supplierCover: coverFrom(supplierCover) }),
    ...(customerCover === undefined ? {} : { customerCover: coverFrom(customerCover) }),
    ...(soldOn === undefined ? {} : { soldOn }),
    asOf: { ...asOf, movementId },
    serial: serial ?? unit.key,
    lifeChunks,
  };
};
