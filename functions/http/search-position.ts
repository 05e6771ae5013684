import { SEARCH_STEPS, type SearchPosition } from '../app/enquiry/search-serials.ts';
import { invalidCursor, type Position } from './cursor.ts';

/** Behind a step's name while nothing was found, so that the search knows on its later pages whether to look for typos. */
const NOTHING_YET = ':none';

export const positionOfSearch = ({ step, after, found }: SearchPosition): Position => ({
  phase: found ? step : `${step}${NOTHING_YET}`,
  position: after ?? '',
});

/** @throws LedgerError `invalid-cursor` where there is no such step */
export const searchPositionIn = ({ phase, position }: Position): SearchPosition => {
  const step = SEARCH_STEPS.find((name) => phase === name || phase === `${name}${NOTHING_YET}`);
  if (step === undefined) throw invalidCursor();
  return { step, found: phase === step, after: position === '' ? undefined : position };
};
