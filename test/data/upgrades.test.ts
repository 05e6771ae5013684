import { describe, expect, it } from 'vitest';
import { upgradeBy } from '../../functions/data/upgrades.ts';

const upgraded = upgradeBy({
  location: [({ title, ...rest }) => ({ ...rest, name: title }), (one) => ({ ...one, open: true })],
});
const place = { pk: 'p', sk: 's', type: 'location' };

describe('a record of an older shape', () => {
  it.each([
    ['the first', { ...place, v: 1, title: 'Main' }],
    ['the second', { ...place, v: 2, name: 'Main' }],
    ['the last', { ...place, v: 3, name: 'Main', open: true }],
  ])("is brought to today's, step by step, from %s", (_, record) => {
    expect(upgraded(record)).toEqual({ record: { ...place, v: 3, name: 'Main', open: true } });
  });

  it('stays as it is where its type has one shape only', () => {
    const record = { ...place, type: 'partner', v: 1, title: 'x' };
    expect(upgraded(record)).toEqual({ record });
  });
});

describe('a record of a shape that is not ours', () => {
  it('is told by the version of the release that wrote it', () => {
    expect(upgraded({ ...place, v: 4 })).toEqual({ later: 4 });
    expect(upgraded({ ...place, type: 'partner', v: 2 })).toEqual({ later: 2 });
  });

  it('keeps its missing version, for its shape to refuse', () => {
    expect(upgraded(place)).toEqual({ record: place });
  });
});
