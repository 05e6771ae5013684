import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultName, finding, REPAIRS, sweepOf } from '../../../functions/domain/doctor/finding.ts';

const RECORD = { pk: 'ACME#ITEM#phone', sk: 'A1' };

describe('what the doctor finds', () => {
  it('is told with the record that it is about, and with what repairs it', () => {
    expect(finding('index-stale', RECORD, { detail: 'it is old' })).toEqual({
      invariant: 'index-stale',
      pk: 'ACME#ITEM#phone',
      sk: 'A1',
      detail: 'it is old',
      repair: 'npm run rebuild-index',
    });
  });

  it('may be repaired by something else than others of its kind', () => {
    const repair = sweepOf('acme', 'p1');
    expect(repair).toBe('npm run sweep -- --tenant acme --posting p1');
    expect(finding('posting-stuck', RECORD, { detail: 'it stands still', repair }).repair).toBe(repair);
  });

  it('is the same fault where kind, record and words are the same', () => {
    const found = finding('index-stale', RECORD, { detail: 'it is old' });
    expect(faultName({ ...found, repair: 'another' })).toBe(faultName(found));
    const others = [
      { ...found, invariant: 'index-missing' as const },
      { ...found, pk: 'ACME#ITEM#lamp' },
      { ...found, sk: 'A2' },
      { ...found, detail: 'it is older' },
      // What is at the end of one is not what is at the beginning of the next.
      { ...found, pk: 'ACME#ITEM#phoneA', sk: '1' },
    ];
    expect(new Set([found, ...others].map(faultName)).size).toBe(6);
  });

  it('is repaired by commands that there are, or as the runbook says', () => {
    const read = (page: string) => readFileSync(join(import.meta.dirname, '../../..', page), 'utf8');
    const { scripts } = JSON.parse(read('package.json'));
    const sections = [...read('docs/runbook.md').matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    const known = [
      ...Object.keys(scripts).map((script) => `npm run ${script}`),
      ...sections.map((title) => `by hand: docs/runbook.md, section ${title}`),
    ];
    for (const repair of Object.values(REPAIRS)) expect(known).toContain(repair);
  });
});
