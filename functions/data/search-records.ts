import * as z from 'zod';
import type { ProposedEntry } from '../app/lists/ports.ts';
import { once } from '../domain/lazily.ts';
import type { SearchPhase } from '../domain/search/entry.ts';
import { searchSort } from './entry-keys.ts';
import { parseStored } from './stored.ts';
import type { StoredRecord } from './table.ts';

const searchEntry = once(() =>
  z.object({
    itemId: z.string(),
    key: z.string(),
    id: z.string(),
    suffix: z.string(),
    offset: z.number(),
    folded: z.string(),
  }),
);

export const proposedFrom = (record: StoredRecord, phase: SearchPhase): ProposedEntry => ({
  ...parseStored(searchEntry(), record),
  phase,
  sort: record.sk,
});

/** The entry of the whole number of which this is one of a part. */
export const wholeOf = (entry: ProposedEntry): ProposedEntry => {
  const whole = { ...entry, phase: 'whole', suffix: entry.folded, offset: 0 } as const;
  return { ...whole, sort: searchSort(whole, entry) };
};
