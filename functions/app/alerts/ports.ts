import type { Alert } from '../../domain/alert/alert.ts';
import type { DueOf } from '../../domain/alert/check-passes.ts';
import type { Listing, Page, PageRequest } from '../ports.ts';
import type { WritePart } from '../write-part.ts';

/** What daily checks and their alerts need of the table. */

export type AlertRepository = {
  readonly readMany: (tenant: string, alertIds: readonly string[]) => Promise<readonly Alert[]>;
  /** A new one only where there is none of its id yet. */
  readonly save: (tenant: string, alert: Alert) => WritePart;
};

/** How far the checks of a tenant have come. */
export type Checked = {
  /** The last day that was checked for; none before the first. */
  readonly day?: string | undefined;
  /** Ends up to here are noted as late from now on. */
  readonly horizon: string;
  readonly version: number;
};

/** An end that came onto the lists when a check may have passed it already. */
export type LateDue = {
  readonly of: DueOf;
  /** Names the record: item, key and id of a unit, or item and batch. */
  readonly ref: readonly string[];
  /** Its place among the late ones. */
  readonly sort: string;
};

export type CheckRepository = {
  /** All tenants that there are, as the stream has heard of them. */
  readonly tenants: () => Promise<Listing<string>>;
  readonly read: (tenant: string) => Promise<Checked | undefined>;
  readonly save: (tenant: string, checked: Checked) => WritePart;
  readonly late: (tenant: string, page: PageRequest) => Promise<Page<LateDue>>;
  readonly removeLate: (tenant: string, late: readonly LateDue[]) => Promise<void>;
};
