import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../functions/domain/document/document.ts';
import type { Stage } from '../../../functions/domain/document/kinds.ts';
import { lineAfter, roomFor } from '../../../functions/domain/document/line-after.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aLine, entriesOf, TODAY } from '../builders.ts';

type Posted = { readonly quantity: number; readonly serials?: readonly string[]; readonly batch?: string };
const IDS = new Map(['A1', 'A2', 'A3'].map((key) => [key, `${key}.x`]));

const posting = (line: DocumentLine, stage: Stage, ...posted: readonly Posted[]) =>
  lineAfter(
    line,
    posted.map(({ quantity, serials = [], batch }) => ({
      line: { ...line, ...(batch === undefined ? {} : { batch }) },
      quantity: pieces(quantity),
      entries: entriesOf(serials),
    })),
    { stage, effectiveDate: TODAY, ids: IDS },
  );
const sent = (...keys: readonly string[]) =>
  keys.map((key) => ({ text: key, key, id: `${key}.x`, sent: true as const }));
const counted = (line: DocumentLine, counts: { dispatched?: number; cancelled?: number }): DocumentLine => ({
  ...line,
  dispatched: pieces(counts.dispatched ?? 0),
  cancelled: pieces(counts.cancelled ?? 0),
});

describe('the room of a row', () => {
  const line = counted(aLine({ quantity: 10, posted: 1 }), { dispatched: 4, cancelled: 2 });

  it.each([
    ['post', 7],
    ['dispatch', 4],
    ['arrive', 3],
    ['bring-back', 3],
  ] as const)('to %s is %i', (stage, count) => {
    expect(roomFor(line, stage)).toBe(pieces(count));
  });
});

describe('a row', () => {
  it('of which nothing is posted stays as it is', () => {
    const line = aLine({ assigned: ['A1'] });
    expect(posting(line, 'post')).toBe(line);
  });

  it('that is posted counts quantities and numbers, and keeps the numbers that wait', () => {
    const line = aLine({ quantity: 6, posted: 1, postedSerials: 1, assigned: ['A1', 'A2', 'A3'] });
    const two = [
      { quantity: 2, serials: ['A1'] },
      { quantity: 1, serials: ['B9'] },
    ] as const;
    expect(posting(line, 'post', ...two)).toEqual({
      ...line,
      posted: pieces(4),
      postedSerials: 3,
      postedOn: TODAY,
      assigned: [
        { text: 'A2', key: 'A2' },
        { text: 'A3', key: 'A3' },
      ],
    });
  });

  it.each([
    ['one of two', 3, 2, ['A1']],
    ['one of two where half a piece more is left', 3, 1.5, ['A1']],
    ['both where there is room', 3, 1, ['A1', 'A2']],
    ['none once all is posted', 3, 3, []],
    ['none once more than all is posted', 3, 4, []],
  ])('keeps %s of the numbers that others were posted instead of', (_, quantity, posted, kept) => {
    const line = aLine({ quantity, assigned: ['A1', 'A2'] });
    const { assigned } = posting(line, 'post', { quantity: posted, serials: ['B1'] });
    expect(assigned.map(({ key }) => key)).toEqual(kept);
  });

  it('that is sent off has its numbers on their way, with their units, behind those that wait', () => {
    const line = aLine({ quantity: 5, assigned: ['A1', 'A3'] });
    expect(posting(line, 'dispatch', { quantity: 2, serials: ['A1', 'A2'] })).toEqual({
      ...counted(line, { dispatched: 2 }),
      assigned: [{ text: 'A3', key: 'A3' }, ...sent('A1', 'A2')],
    });
  });

  it('counts what was lost on its way and is sent off again once, by its number or the one it bears by now', () => {
    const line = { ...counted(aLine({ quantity: 6 }), { dispatched: 2 }), assigned: sent('A1', 'A2') };
    expect(posting(line, 'dispatch', { quantity: 2, serials: ['A1', 'A3'] })).toEqual({
      ...counted(line, { dispatched: 3 }),
      assigned: sent('A2', 'A1', 'A3'),
    });
    const [old, other] = sent('A9', 'A2');
    const renamed = { ...line, assigned: [{ ...old!, id: 'A1.x' }, other!] };
    expect(posting(renamed, 'dispatch', { quantity: 1, serials: ['A1'] })).toEqual({
      ...line,
      assigned: sent('A2', 'A1'),
    });
  });

  it('counts what only waited on it, and what has no unit yet, as sent off by its posting', () => {
    const waiting = [...sent('A2'), { text: 'A1', key: 'A1', id: 'A1.x' }, { text: 'B1', key: 'B1' }];
    const nameless = { text: 'B2', key: 'B2', sent: true as const };
    const line = {
      ...counted(aLine({ quantity: 6 }), { dispatched: 2 }),
      assigned: [...waiting, nameless],
    };
    expect(posting(line, 'dispatch', { quantity: 1, serials: ['A1'] })).toEqual({
      ...counted(line, { dispatched: 3 }),
      assigned: [...sent('A2'), { text: 'B1', key: 'B1' }, nameless, ...sent('A1')],
    });
  });

  it('that is sent off is of the batch that was sent, or of its own', () => {
    const line = aLine({ quantity: 5, batch: 'L1' });
    expect(posting(line, 'dispatch', { quantity: 1, batch: 'L2' }).batch).toBe('L2');
    expect(posting(line, 'dispatch', { quantity: 1 }).batch).toBe('L1');
  });

  it('that went in one step before has sent that off as well', () => {
    expect(posting(aLine({ quantity: 9, posted: 3 }), 'dispatch', { quantity: 2 })).toMatchObject({
      posted: pieces(3),
      dispatched: pieces(5),
    });
    const both = counted(aLine({ quantity: 9, posted: 1 }), { dispatched: 4 });
    expect(posting(both, 'dispatch', { quantity: 2 }).dispatched).toBe(pieces(6));
  });

  it('that goes in one step counts as sent off only beside what goes in two', () => {
    const both = counted(aLine({ quantity: 9 }), { dispatched: 4 });
    expect(posting(both, 'post', { quantity: 2 })).toMatchObject({
      posted: pieces(2),
      dispatched: pieces(6),
    });
    expect(posting(aLine({ quantity: 9 }), 'post', { quantity: 2 })).toMatchObject({ dispatched: 0 });
  });

  it('that arrives is posted, and what is still on its way stays on it', () => {
    const line = { ...counted(aLine({ quantity: 3 }), { dispatched: 3 }), assigned: sent('A1', 'A2', 'A3') };
    expect(posting(line, 'arrive', { quantity: 2, serials: ['A1', 'A3'] })).toEqual({
      ...line,
      posted: pieces(2),
      postedSerials: 2,
      postedOn: TODAY,
      assigned: sent('A2'),
    });
  });

  it('that comes back is given up so far, and neither sent off nor posted', () => {
    const line = {
      ...counted(aLine({ quantity: 5 }), { dispatched: 3, cancelled: 1 }),
      assigned: sent('A1', 'A2', 'A3'),
    };
    expect(posting(line, 'bring-back', { quantity: 2, serials: ['A1', 'A3'] })).toEqual({
      ...counted(line, { dispatched: 1, cancelled: 3 }),
      assigned: sent('A2'),
    });
  });
});
