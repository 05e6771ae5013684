import type { OpenRecall, Recall, RecallUnit } from '../../domain/recall/recall.ts';
import type { Page, PageRequest, RegistryRepository } from '../ports.ts';
import type { WritePart } from '../write-part.ts';

/** What recalls need of the table. */

/** The open recalls of a tenant, in one record that every posting reads. */
export type OpenRecalls = { readonly recalls: readonly OpenRecall[]; readonly version: number };

export type RecallRepository = RegistryRepository<Recall> & {
  /** Holds while nobody has changed the recall. */
  readonly check: (tenant: string, recall: Recall) => WritePart;
  readonly readOpen: (tenant: string) => Promise<OpenRecalls>;
  /** Those open from now on, in place of what was read. */
  readonly saveOpen: (tenant: string, open: OpenRecalls) => WritePart;
  /** What these recalls know of these units. */
  readonly readUnits: (
    tenant: string,
    recallIds: readonly string[],
    ids: readonly string[],
  ) => Promise<readonly RecallUnit[]>;
  readonly listUnits: (tenant: string, recallId: string, page: PageRequest) => Promise<Page<RecallUnit>>;
  /** Goes with the record of the unit in front of it. */
  readonly putUnit: (tenant: string, unit: RecallUnit) => WritePart;
  /** Puts that may be repeated, in no order. */
  readonly addUnits: (tenant: string, units: readonly RecallUnit[]) => Promise<void>;
};
