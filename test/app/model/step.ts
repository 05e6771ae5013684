import type { ItemId, Kind, LineAsked, Place } from './rules.ts';
/** What may be asked of a ledger; documents and their movements are named by their places, from 0. */

export type Step =
  | {
      readonly do: 'create';
      readonly kind: Kind;
      readonly place: Place;
      readonly to?: Place | undefined;
      readonly partner?: string | undefined;
      readonly retrospective: boolean;
      readonly lines: readonly LineAsked[];
      readonly post: boolean;
      readonly send: boolean;
    }
  | {
      readonly do: 'post';
      readonly doc: number;
      /** Everything where no line is named; the numbers that the line has where none are. */
      readonly parts?:
        | readonly { line: number; quantity: number; numbers?: readonly string[] | undefined }[]
        | undefined;
      readonly send: boolean;
    }
  | {
      readonly do: 'number';
      readonly mode: 'add' | 'replace' | 'remove';
      readonly doc: number;
      readonly line: number;
      readonly numbers: readonly string[];
    }
  | { readonly do: 'change'; readonly doc: number; readonly line: number; readonly quantity: number }
  | { readonly do: 'cancel'; readonly doc: number }
  | { readonly do: 'void'; readonly doc: number; readonly moves?: readonly number[] | undefined }
  | { readonly do: 'hold'; readonly item: ItemId; readonly number: string }
  | {
      readonly do: 'release';
      readonly item: ItemId;
      readonly number: string;
      readonly which: 'only' | 'first' | 'wrong';
    }
  | { readonly do: 'rename'; readonly item: ItemId; readonly number: string; readonly to: string }
  | {
      readonly do: 'link';
      readonly item: ItemId;
      readonly place: Place;
      readonly numbers: readonly string[];
    };
