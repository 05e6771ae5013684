import type { Finding } from '../../domain/doctor/finding.ts';
import type { StoredRecord } from '../table.ts';
import type { Sight } from './sight.ts';

/** Looks at some records of one type, as they stand, and at what belongs to them. */
export type Check = (sight: Sight, records: readonly StoredRecord[]) => Promise<Finding[]>;
