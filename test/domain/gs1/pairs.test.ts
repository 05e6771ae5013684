import { describe, expect, it } from 'vitest';
import { placedAt } from '../../../functions/domain/gs1/fault.ts';
import { missingBeside, pairFaults } from '../../../functions/domain/gs1/pairs.ts';

/** AIs with their values, the first at position 1, the next at 11 and so on. */
const elements = (...given: readonly (string | readonly [ai: string, value: string])[]) =>
  given.map((one, i) => {
    const [ai, value] = typeof one === 'string' ? [one, 'V'] : one;
    return { ai, aiAt: 1 + 10 * i, value: placedAt(value, 1 + 10 * i + ai.length) };
  });
const excluded = (...ais: readonly string[]): string[] =>
  pairFaults(elements(...ais)).map(({ code, position, detail }) => `${code} at ${position}: ${detail}`);
const missed = (...ais: readonly string[]): string[] =>
  missingBeside(elements(...ais)).map(({ ai, detail }) => `${ai}: ${detail}`);

describe('AIs on one thing', () => {
  it('have one value each, however often they stand there', () => {
    expect(pairFaults(elements(['10', 'A'], ['21', 'A'], ['10', 'A']))).toEqual([]);
    expect(pairFaults(elements(['10', 'A'], ['21', 'A'], ['10', 'B']))).toEqual([
      {
        code: 'gs1-repeated',
        position: 21,
        ai: '10',
        detail: 'AI 10 stands twice with different values, "A" and "B".',
      },
    ]);
    expect(
      pairFaults(elements(['10', 'A'], ['10', 'B'], ['10', 'B'])).map(({ position }) => position),
    ).toEqual([11, 21]);
  });

  it('exclude one another, whichever comes first; the later one is told', () => {
    expect(pairFaults(elements('01', '37'))).toEqual([
      { code: 'gs1-exclusive', position: 11, ai: '37', detail: 'AI 37 and AI 01 cannot be on one thing.' },
    ]);
    expect(excluded('37', '01')).toEqual(['gs1-exclusive at 11: AI 01 and AI 37 cannot be on one thing.']);
    expect(excluded('10', '21', '01', '37')).toEqual([
      'gs1-exclusive at 31: AI 37 and AI 01 cannot be on one thing.',
    ]);
  });

  it.each([
    ['with nothing against one another', ['01', '10', '17', '21'], 0],
    ['of one measure in two scales', ['3102', '3103'], 1],
    ['of one measure in one scale', ['3102', '3102'], 0],
    ['of two measures', ['3102', '3112'], 0],
    ['that begin alike and are of another length', ['3900', '390'], 0],
    ['two of them ruled out by a third', ['02', '01', '03'], 2],
  ])('may stand or not: %s', (_, ais, faults) => {
    expect(excluded(...ais)).toHaveLength(faults);
  });
});

describe('what an AI needs beside it', () => {
  it('is told with all that would do', () => {
    expect(missingBeside(elements('99', '22'))).toEqual([
      {
        code: 'gs1-incomplete',
        position: 11,
        ai: '22',
        detail: 'AI 22 goes with 01, which this text does not have.',
      },
    ]);
    expect(missed('7022')).toEqual([
      '7022: AI 7022 goes with 01 with 7021, or 03 with 7021, or 8006 with 7021, which this text does not have.',
    ]);
  });

  it.each([
    ['one of several is there', ['10', '03'], 0],
    ['it is there, behind or before', ['01', '10'], 0],
    ['none is there', ['10', '99'], 1],
    ['only half of a pair is there', ['250', '01'], 1],
    ['the other half of the pair is there', ['250', '21'], 2],
    ['a pair is there', ['250', '01', '21'], 0],
    ['any of a family is there', ['3930', '3103'], 1],
    ['any of a family is there that has what it needs', ['3930', '3103', '01'], 0],
    ['another of its family is there, which is not meant', ['3930', '3303', '01'], 1],
    ['nothing is needed', ['00', '01'], 0],
    ['an AI is none', ['89'], 0],
  ])('is missed or not, where %s', (_, ais, faults) => {
    expect(missed(...ais)).toHaveLength(faults);
  });

  it('is not one more of itself', () => {
    expect(missed('8040', '8041', '01', '21')).toEqual([]);
    expect(missed('8041', '8041', '01', '21')).toHaveLength(2);
  });
});
