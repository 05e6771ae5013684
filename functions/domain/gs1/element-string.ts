import { elementFault } from './element.ts';
import { type Gs1Fault, type Placed, type PlacedElement, placeOf, quoted, slicePlaced } from './fault.ts';
import { longestOf, ruleAtStart } from './rules.ts';

/** Element strings: AIs and their values one behind the other, as they stand in a bar code. */

export type Parsed = { readonly elements: readonly PlacedElement[]; readonly faults: readonly Gs1Fault[] };

/** FNC1 as scanners transmit it: ends a value whose length isn't fixed. */
export const GS = '\u001d';

/** The text begins behind the leading FNC1; separators are `GS`. */
export const parseElementString = (given: Placed, today: string): Parsed => {
  const elements: PlacedElement[] = [];
  const faults: Gs1Fault[] = [];
  const { text } = given;
  if (text === '') {
    faults.push({ code: 'gs1-empty', position: placeOf(given, 0), detail: 'There is no AI in the text.' });
  }
  for (let at = 0; at < text.length; ) {
    const rule = ruleAtStart(text.slice(at, at + 4));
    if (rule === undefined) {
      const detail =
        text[at] === GS
          ? 'A separator stands where an AI must begin.'
          : `No AI begins here: ${quoted(text.slice(at).replaceAll(GS, '<GS>'))}.`;
      faults.push({ code: 'gs1-ai-unknown', position: placeOf(given, at), detail });
      // What follows can't be told apart any more.
      break;
    }
    const from = at + rule.ai.length;
    const separator = text.indexOf(GS, from);
    const end = separator < 0 ? text.length : separator;
    const to = rule.fixed ? Math.min(end, from + longestOf(rule)) : end;
    const element = { ai: rule.ai, aiAt: placeOf(given, at), value: slicePlaced(given, from, to) };
    elements.push(element);
    const fault = elementFault(element, rule, today);
    if (fault !== undefined) faults.push(fault);
    if (fault?.code === 'gs1-too-short' && rule.fixed) break;
    // Behind a value of fixed length a separator may stand, but needn't.
    at = text[to] === GS ? to + 1 : to;
  }
  return { elements, faults };
};
