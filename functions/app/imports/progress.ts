import type { Outcomes } from '../../domain/imports/lane.ts';
import { type RawRow, serialShown } from '../../domain/imports/row.ts';
import type { Job } from '../jobs/ports.ts';
import type { Import, Rejected } from './ports.ts';

/** What rows have come to, as it is told and counted. */

export const newProgress = (rows: number): Job['progress'] => ({
  rows,
  done: 0,
  accepted: 0,
  added: 0,
  unchanged: 0,
  rejected: 0,
});

export const rejectedIn = (imported: Import, rows: readonly RawRow[], outcomes: Outcomes): Rejected[] =>
  rows.flatMap(({ row, cells }): Rejected[] => {
    const outcome = outcomes.get(row);
    if (outcome === undefined || typeof outcome === 'string') return [];
    return [
      { row, serial: serialShown(cells, imported.columns), code: outcome.code, detail: outcome.detail },
    ];
  });

export const progressAfter = (progress: Job['progress'], rows: readonly RawRow[], outcomes: Outcomes) => {
  const count = (wanted: string): number => rows.filter(({ row }) => outcomes.get(row) === wanted).length;
  const [added, unchanged] = [count('added'), count('unchanged')];
  const accepted = added + unchanged;
  const more = (name: string, n: number): number => (progress[name] ?? 0) + n;
  return {
    ...progress,
    done: more('done', rows.length),
    accepted: more('accepted', accepted),
    added: more('added', added),
    unchanged: more('unchanged', unchanged),
    rejected: more('rejected', rows.length - accepted),
  };
};
