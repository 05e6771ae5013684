import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBracketed } from '../../../functions/domain/gs1/bracketed.ts';
import { parseDigitalLink } from '../../../functions/domain/gs1/digital-link.ts';
import { GS, type Parsed, parseElementString } from '../../../functions/domain/gs1/element-string.ts';
import { type Element, type Gs1Fault, placedAt } from '../../../functions/domain/gs1/fault.ts';
import { missingBeside, pairFaults } from '../../../functions/domain/gs1/pairs.ts';
import { ruleOf } from '../../../functions/domain/gs1/rules.ts';
import { elements, links, slipped, slips } from './arbitraries.ts';
import { BWIP_TODAY, bracketedComplaint, linkComplaint } from './bwip.ts';

/** Our judgement of many texts, right ones and damaged ones, against bwip-js's. */

const RUNS = { numRuns: 1_500 };

const faultsOf = ({ elements: read, faults }: Parsed): Gs1Fault[] => [...faults, ...pairFaults(read)];
const bracketed = (given: readonly Element[]): string =>
  given.map(({ ai, value }) => `(${ai})${value}`).join('');

type Disagreement = { readonly ours: readonly Gs1Fault[]; readonly theirs: string | undefined };

/** Where we are known to differ, and who is stricter; each with its reason in docs/scan.md. */
const KNOWN: Readonly<Record<string, (given: Disagreement) => boolean>> = {
  'company prefix of four digits': ({ ours, theirs }) =>
    theirs === undefined && ours.every(({ detail }) => detail.includes('company prefix')),
  'qualifier of another sequence in the query': ({ ours, theirs }) =>
    theirs === undefined && ours.every(({ code }) => code === 'gs1-link-attribute'),
  'AI twice in a link with one value': ({ ours, theirs }) =>
    theirs === undefined && ours.every(({ code }) => code === 'gs1-repeated'),
};

const met = new Set<string>();

/** Says which of the known disagreements it is, `same` where there is none. */
const verdict = (given: Disagreement): string => {
  if ((given.ours.length === 0) === (given.theirs === undefined)) return 'same';
  const known = Object.entries(KNOWN).find(([, is]) => is(given));
  if (known !== undefined) met.add(known[0]);
  return known?.[0] ?? `ours: ${JSON.stringify(given.ours)}; theirs: ${given.theirs}`;
};
const EXPECTED = ['same', ...Object.keys(KNOWN)];

describe('against bwip-js', () => {
  const judge = (given: readonly Element[]): Disagreement => {
    const text = bracketed(given);
    return {
      ours: faultsOf(parseBracketed(placedAt(text, 1), BWIP_TODAY)),
      theirs: bracketedComplaint(text, false),
    };
  };

  it('element strings that are mostly right are judged alike', () => {
    const counts = { valid: 0, invalid: 0 };
    fc.assert(
      fc.property(elements, (given) => {
        const judged = judge(given);
        counts[judged.theirs === undefined ? 'valid' : 'invalid'] += 1;
        expect(EXPECTED).toContain(verdict(judged));
      }),
      RUNS,
    );
    // Both are met often enough to say something.
    expect(Math.min(counts.valid, counts.invalid)).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('damaged ones are judged alike', () => {
    fc.assert(
      fc.property(elements, slips, (given, slip) => {
        expect(EXPECTED).toContain(verdict(judge(slipped(given, slip))));
      }),
      RUNS,
    );
  });

  it('what must stand beside is missed alike', () => {
    fc.assert(
      fc.property(elements, (given) => {
        const text = bracketed(given);
        const parsed = parseBracketed(placedAt(text, 1), BWIP_TODAY);
        const others = faultsOf(parsed);
        if (others.length > 0) return;
        const theirs = bracketedComplaint(text, true);
        expect(verdict({ ours: missingBeside(parsed.elements), theirs })).toBe('same');
      }),
      RUNS,
    );
  });

  it('links are judged alike', () => {
    const counts = { valid: 0, invalid: 0 };
    const pathOf = ({ ai, value }: Element) => `/${ai}/${encodeURIComponent(value)}`;
    fc.assert(
      fc.property(links, fc.option(slips), ({ path: right, query }, slip) => {
        const path = slip === null ? right : slipped(right, slip);
        const parameters = query.map(({ ai, value }) => `${ai}=${encodeURIComponent(value)}`).join('&');
        // What encodeURIComponent leaves alone and a URI has not is neither read nor written here.
        const uri = `https://example.com${path.map(pathOf).join('')}?${parameters}`.replaceAll('"', '%22');
        const theirs = linkComplaint(uri);
        counts[theirs === undefined ? 'valid' : 'invalid'] += 1;
        const ours = faultsOf(parseDigitalLink(placedAt(uri, 1), BWIP_TODAY));
        expect(EXPECTED).toContain(verdict({ ours, theirs }));
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(counts.valid, counts.invalid)).toBeGreaterThan(100);
  });

  it('the known differences are met, so that none is named in vain', () => {
    const of = (text: string) => faultsOf(parseBracketed(placedAt(text, 1), BWIP_TODAY));
    const ofLink = (uri: string) => faultsOf(parseDigitalLink(placedAt(uri, 1), BWIP_TODAY));
    const links = [
      'https://example.com/01/12312312312326/235/ABC?10=DEF',
      'https://example.com/01/12312312312326?99=A&99=A',
    ];
    verdict({ ours: of('(8010)02AB'), theirs: bracketedComplaint('(8010)02AB', false) });
    for (const uri of links) verdict({ ours: ofLink(uri), theirs: linkComplaint(uri) });
    expect([...met].sort()).toEqual(Object.keys(KNOWN).sort());
  });
});

describe('the three forms', () => {
  const valid = elements.filter(
    (given) => faultsOf(parseBracketed(placedAt(bracketed(given), 1), BWIP_TODAY)).length === 0,
  );
  const read = (parsed: Parsed): Element[] =>
    parsed.elements.map(({ ai, value }) => ({ ai, value: value.text }));

  it('say the same of the same elements', () => {
    fc.assert(
      fc.property(valid, (given) => {
        const text = given
          .map(({ ai, value }, i) => {
            const ends = ruleOf(ai)?.fixed === true || i + 1 === given.length;
            return `${ai}${value}${ends ? '' : GS}`;
          })
          .join('');
        const parsed = parseElementString(placedAt(text, 1), BWIP_TODAY);
        expect(parsed.faults).toEqual([]);
        expect(read(parsed)).toEqual(given);
        expect(read(parseBracketed(placedAt(bracketed(given), 1), BWIP_TODAY))).toEqual(given);
      }),
    );
  });

  it('tell where a fault is: within the text, and no further than just behind it', () => {
    fc.assert(
      fc.property(elements, slips, fc.string({ maxLength: 8 }), (given, slip, junk) => {
        const text = bracketed(slipped(given, slip)) + junk;
        for (const parsed of [
          parseBracketed(placedAt(text, 1), BWIP_TODAY),
          parseElementString(placedAt(text, 1), BWIP_TODAY),
          parseDigitalLink(placedAt(`https://example.com/${junk}${text}`, 1), BWIP_TODAY),
        ]) {
          for (const { position } of faultsOf(parsed)) {
            expect(position).toBeGreaterThanOrEqual(1);
            expect(position).toBeLessThanOrEqual(text.length + 30);
          }
        }
      }),
    );
  });
});
