import { LedgerError } from '../domain/errors.ts';

/** A record's version as an entity tag (RFC 9110, section 8.8.3); while a posting is at work on it, it is a fraction. */
export const tagOf = (version: number): string => `"${Math.floor(version)}"`;

/** @throws LedgerError `version-mismatch` unless an `If-Match` (`*`, or a list of tags) names what is there */
export const checkVersion = (ifMatch: string | undefined, version: number | undefined): void => {
  if (ifMatch === undefined) return;
  const actual = version === undefined ? 'none' : tagOf(version);
  const asked = ifMatch.split(',').map((tag) => tag.trim());
  if (version !== undefined && (asked.includes('*') || asked.includes(actual))) return;
  throw new LedgerError({ code: 'version-mismatch', expected: ifMatch, actual });
};
