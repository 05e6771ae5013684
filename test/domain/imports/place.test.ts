import { describe, expect, it } from 'vitest';
import { importPlaceIn } from '../../../functions/domain/imports/place.ts';

const BEGUN = { importId: 'i1', chunk: 0, from: 0 };
const LINE = { line: 1, assigned: 2, captured: 3, batch: 'B1', expiresOn: '2027-01-31' };
const WHOLE = {
  importId: 'i1',
  chunk: 2,
  from: 40,
  size: 250,
  overlay: {
    document: { documentId: 'doc-1', lines: [LINE, { line: 2, assigned: 0, captured: 1 }] },
    balances: { 'phone#main#': { quantity: 2, serials: 1 } },
  },
  failed: 'It takes too long.',
};

describe('the place where an import stands', () => {
  it('is read as it was kept, with all that a dry run carries along', () => {
    expect(importPlaceIn(BEGUN)).toEqual(BEGUN);
    expect(importPlaceIn(WHOLE)).toEqual(WHOLE);
    expect(importPlaceIn({ ...BEGUN, overlay: { balances: {} } })).toEqual({
      ...BEGUN,
      overlay: { balances: {} },
    });
  });

  it.each<[string, unknown]>([
    ['of another job', null],
    ['without an import', { chunk: 0, from: 0 }],
    ['without a chunk', { importId: 'i1', from: 0 }],
    ['without a row', { importId: 'i1', chunk: 0 }],
    ['with a size that is none', { ...BEGUN, size: 'many' }],
    ['with a failure that says nothing', { ...BEGUN, failed: true }],
    ['that carries no balances', { ...BEGUN, overlay: {} }],
    ['that carries half a balance', { ...BEGUN, overlay: { balances: { a: { quantity: 1 } } } }],
    ['that carries a balance without a quantity', { ...BEGUN, overlay: { balances: { a: { serials: 1 } } } }],
    [
      'that carries a document without an id',
      { ...BEGUN, overlay: { document: { lines: [] }, balances: {} } },
    ],
    [
      'that carries a document without lines',
      { ...BEGUN, overlay: { document: { documentId: 'd' }, balances: {} } },
    ],
    ...(['line', 'assigned', 'captured'] as const).map((name): [string, unknown] => {
      const { [name]: _, ...rest } = LINE;
      const document = { documentId: 'd', lines: [rest] };
      return [`that carries a line without ${name}`, { ...BEGUN, overlay: { document, balances: {} } }];
    }),
    ...(['batch', 'expiresOn'] as const).map((name): [string, unknown] => {
      const document = { documentId: 'd', lines: [{ ...LINE, [name]: 1 }] };
      return [`that carries a line whose ${name} is none`, { ...BEGUN, overlay: { document, balances: {} } }];
    }),
  ])('is no checkpoint of ours: one %s', (_, checkpoint) => {
    expect(() => importPlaceIn(checkpoint)).toThrow();
  });
});
