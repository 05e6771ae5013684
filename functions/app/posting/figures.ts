import type { Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';

/** Of what a posting writes, only the record of a unit bears a number. */
const isUnit = (part: WritePart): boolean =>
  part.ahead?.as === 'marked' && part.action === 'put' && 'serial' in part.attributes;

/** Counts a posting that stands, and the units it changed. */
export const countPosting = (
  { meter }: Deps,
  as: 'SmallPostings' | 'LargePostings',
  parts: readonly WritePart[],
): void => {
  meter(as, 1);
  meter('PostedSerials', parts.filter(isUnit).length);
};
