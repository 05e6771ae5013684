import type { Settings } from '../settings.ts';
import type { Violation } from '../violations.ts';

/** Judges an effective date that exists: not in the future, not in a locked period. */
export const dateFaults = (
  date: string,
  { settings, today }: { readonly settings: Settings; readonly today: string },
  pointer: string,
): Violation[] => {
  if (date > today) {
    const detail = `${date} is in the future; today is ${today} in ${settings.timeZone}.`;
    return [{ pointer, code: 'date-future', detail }];
  }
  if (settings.lockDate !== undefined && date <= settings.lockDate) {
    const detail = `${date} is in a locked period; it ends with ${settings.lockDate}.`;
    return [{ pointer, code: 'date-locked', detail }];
  }
  return [];
};
