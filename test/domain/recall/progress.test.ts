import { describe, expect, it } from 'vitest';
import { holdingPlaceIn, searchPlaceIn } from '../../../functions/domain/recall/progress.ts';

const SEARCH = { recallId: 'r1', pass: 1, phase: 'find', after: 'here' };
const HOLDING = { recallId: 'r1', does: 'hold', reason: 'unsafe', late: true };
const COUNTED = {
  summary: {
    counts: { total: 3, byStatus: { 'in-stock': 1, reserved: 2 }, inStock: 3, held: 1 },
    customers: [{ partnerId: 'jane', units: 1 }],
  },
  countedAt: '2026-03-10T09:00:00.000Z',
};

describe('the checkpoint of a search', () => {
  it.each(['settle', 'find', 'hold', 'count'])('tells that it is to %s, and where it goes on', (phase) => {
    expect(searchPlaceIn({ ...SEARCH, phase })).toEqual({ ...SEARCH, phase });
    expect(searchPlaceIn({ recallId: 'r1', pass: 2, phase })).toEqual({ recallId: 'r1', pass: 2, phase });
  });

  it('keeps the last count', () => {
    expect(searchPlaceIn({ ...SEARCH, counted: COUNTED })).toEqual({ ...SEARCH, counted: COUNTED });
  });

  const { summary } = COUNTED;
  it.each([
    ['of no recall', { ...SEARCH, recallId: undefined }],
    ['of a third pass', { ...SEARCH, pass: 3 }],
    ['of a phase that there is none of', { ...SEARCH, phase: 'rest' }],
    ['of a page that is no text', { ...SEARCH, after: 7 }],
    ['with a count of no time', { ...SEARCH, counted: { summary } }],
    ['with a count of nothing', { ...SEARCH, counted: { countedAt: COUNTED.countedAt } }],
    [
      'with a count without a total',
      { ...SEARCH, counted: { ...COUNTED, summary: { ...summary, counts: { byStatus: {} } } } },
    ],
    [
      'with a count of a status that there is none of',
      {
        ...SEARCH,
        counted: {
          ...COUNTED,
          summary: { ...summary, counts: { ...summary.counts, byStatus: { lost: 1 } } },
        },
      },
    ],
    [
      'with customers of no name',
      { ...SEARCH, counted: { ...COUNTED, summary: { ...summary, customers: [{ units: 1 }] } } },
    ],
    ['that is one of a hold', HOLDING],
    ['that is nothing', undefined],
  ])('is none where it is one %s', (_, checkpoint) => {
    expect(() => searchPlaceIn(checkpoint)).toThrow();
  });
});

describe('the checkpoint of holding', () => {
  it.each(['hold', 'release'])('tells that it is to %s, and whether it is a last look', (does) => {
    expect(holdingPlaceIn({ ...HOLDING, does })).toEqual({ ...HOLDING, does });
    const { late, ...first } = HOLDING;
    expect(holdingPlaceIn({ ...first, does })).toEqual({ ...first, does });
  });

  it.each([
    ['of no recall', { ...HOLDING, recallId: undefined }],
    ['without a reason', { ...HOLDING, reason: undefined }],
    ['of something else that is to be done', { ...HOLDING, does: 'sell' }],
    ['that is not a last look and says so', { ...HOLDING, late: false }],
    ['that is one of a search', SEARCH],
  ])('is none where it is one %s', (_, checkpoint) => {
    expect(() => holdingPlaceIn(checkpoint)).toThrow();
  });
});
