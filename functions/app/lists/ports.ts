import type { AlertKind, AlertStatus } from '../../domain/alert/alert.ts';
import type { AsnStatus } from '../../domain/asn/asn.ts';
import type { UnitDueKind } from '../../domain/cover/due.ts';
import type { DocumentStatus } from '../../domain/document/document.ts';
import type { DocumentKind } from '../../domain/document/kinds.ts';
import type { LedgerException } from '../../domain/exception.ts';
import type { SearchEntry, SearchPhase } from '../../domain/search/entry.ts';
import type { Page, PageRequest } from '../ports.ts';

/** What the stream derives from the ledger, and how it is asked: lists and the search index. */

/** A list that the stream keeps; it only proposes records, which are read afresh. */
export type List =
  | { readonly of: 'units'; readonly itemId: string; readonly prefix?: string | undefined }
  | {
      readonly of: 'units-in-stock';
      readonly itemId: string;
      readonly locationId: string;
      readonly prefix?: string | undefined;
    }
  | {
      readonly of: 'documents';
      readonly by?:
        | { readonly kind: DocumentKind }
        | { readonly status: DocumentStatus }
        | { readonly partnerId: string }
        | undefined;
    }
  | {
      readonly of: 'movements';
      readonly by?: { readonly itemId: string } | { readonly partnerId: string } | undefined;
      /** Effective dates, both inclusive. */
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    }
  /** Movements that brought numbered units in, or a batch; those of a batch whatever the item. */
  | {
      readonly of: 'receipts';
      readonly by?:
        | { readonly itemId: string }
        | { readonly partnerId: string }
        | { readonly batch: string }
        | undefined;
      /** Effective dates, both inclusive. */
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    }
  /** Movements that put goods without numbers into units. */
  | { readonly of: 'put-in'; readonly by: { readonly itemId: string } | { readonly batch: string } }
  /** Beacons that the stream has come by. */
  | { readonly of: 'beacons'; readonly beacon: string }
  /** Units that are parts of this one. */
  | { readonly of: 'parts'; readonly itemId: string; readonly id: string }
  | {
      readonly of: 'asns';
      readonly by?: { readonly status: AsnStatus } | { readonly partnerId: string } | undefined;
    }
  /** Units of which something ends in a month, by the day. */
  | {
      readonly of: 'due';
      readonly kind: UnitDueKind;
      readonly month: string;
      /** Both inclusive. */
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    }
  /** Batches that expire in a month, and open exceptions that came up in it (days in UTC), by the day. */
  | {
      readonly of: 'due-batches' | 'due-exceptions';
      readonly month: string;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    }
  /** By the day that they tell of. */
  | {
      readonly of: 'alerts';
      readonly status: AlertStatus;
      readonly kind?: AlertKind | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    }
  /** Units that are individuals; numbers, names and values in one spelling (`folded`). */
  | {
      readonly of: 'entities';
      readonly by?:
        | { readonly modelId: string }
        | { readonly projectNumber: string }
        | { readonly parameter: string; readonly value: string }
        | undefined;
    }
  | { readonly of: 'open-rows'; readonly itemId: string }
  | { readonly of: 'exceptions'; readonly status: LedgerException['status'] }
  /** Movements at a place that left quantity unnumbered. */
  | { readonly of: 'untracked'; readonly itemId: string; readonly locationId: string }
  | { readonly of: 'balances'; readonly locationId?: string | undefined };

/** `sort` is where the proposal stands in the list; `ref` names the record. */
export type Proposal = { readonly sort: string; readonly ref: readonly string[] };

export type ProposedEntry = SearchEntry & {
  readonly sort: string;
  readonly itemId: string;
  readonly key: string;
  readonly id: string;
};

export type EntryRequest = {
  readonly phase: SearchPhase;
  readonly query: string;
  readonly exact: boolean;
  readonly limit: number;
  readonly after?: string | undefined;
};

export type TypoRequest = PageRequest & {
  /** Whole numbers to look for, in order. */
  readonly variants: readonly string[];
  /** What many of them end with, what may be rarer last; each shorter than any of them. */
  readonly endings: readonly string[];
};

export type Indexes = {
  readonly propose: (tenant: string, list: List, page: PageRequest) => Promise<Page<Proposal>>;
  /** Entries of a phase that begin with the folded query, in order of `sort`. */
  readonly search: (tenant: string, request: EntryRequest) => Promise<Page<ProposedEntry>>;
  /** @throws LedgerError `invalid-cursor` where it is to go on at what is none of the variants */
  readonly typos: (tenant: string, request: TypoRequest) => Promise<Page<ProposedEntry>>;
};
