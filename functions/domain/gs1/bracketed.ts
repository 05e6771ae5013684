import { elementFault } from './element.ts';
import type { Parsed } from './element-string.ts';
import { type Gs1Fault, type Placed, type PlacedElement, placeOf, quoted } from './fault.ts';
import { ruleOf } from './rules.ts';

/** The form for people: `(01)09506000134352(21)ABC`; a `(` within a value is written `\(`. */

const OPENING = /\((\d*)(\)?)/y;

/** The value from `from` up to the next AI, its escapes taken off. */
const valueAt = (given: Placed, from: number): { readonly value: Placed; readonly next: number } => {
  const { text } = given;
  const kept: number[] = [];
  let at = from;
  while (at < text.length && text[at] !== '(') {
    if (text.startsWith('\\(', at)) at += 1;
    kept.push(at);
    at += 1;
  }
  const places = [...kept, at].map((i) => placeOf(given, i));
  return { value: { text: kept.map((i) => text[i]).join(''), places }, next: at };
};

/** The text begins with `(`. */
export const parseBracketed = (given: Placed, today: string): Parsed => {
  const elements: PlacedElement[] = [];
  const faults: Gs1Fault[] = [];
  const { text } = given;
  for (let at = 0; at < text.length; ) {
    OPENING.lastIndex = at;
    const [opening = '', ai = '', closing] = OPENING.exec(text) ?? [];
    const position = placeOf(given, at);
    if (ai === '' || closing === '') {
      const detail = `An AI in brackets must stand here, as (01): ${quoted(text.slice(at))}. Within a value a bracket is written \\(.`;
      faults.push({ code: 'gs1-brackets', position, detail });
      break;
    }
    const { value, next } = valueAt(given, at + opening.length);
    const rule = ruleOf(ai);
    if (rule === undefined) {
      faults.push({ code: 'gs1-ai-unknown', position, ai, detail: `There is no AI ${ai}.` });
    } else {
      const element = { ai, aiAt: position, value };
      elements.push(element);
      const fault = elementFault(element, rule, today);
      if (fault !== undefined) faults.push(fault);
    }
    at = next;
  }
  return { elements, faults };
};
