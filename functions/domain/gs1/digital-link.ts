import { elementFault } from './element.ts';
import type { Parsed } from './element-string.ts';
import { type Gs1Fault, type Placed, type PlacedElement, placeOf, quoted } from './fault.ts';
import { linkPartsIn, unescaped } from './link-parts.ts';
import { type AiRule, ruleOf } from './rules.ts';

/** GS1 Digital Links: `https://any.host/any/stem/01/{gtin}/21/{serial}?17=YYMMDD`. */

type Named = { readonly ai: Placed; readonly value: Placed; readonly where: 'path' | 'query' };

/** In pairs from the end, as far as the first one that begins with a primary key. */
const pathIn = (segments: readonly Placed[]): readonly Named[] | undefined => {
  const named: Named[] = [];
  for (let i = segments.length - 2; i >= 0; i -= 2) {
    const [ai, value] = [segments[i], segments[i + 1]];
    if (ai === undefined || value === undefined) return undefined;
    named.unshift({ ai, value, where: 'path' });
    if (ruleOf(ai.text)?.keyOf !== undefined) return named;
  }
  return undefined;
};

/** Whether the AIs stand in the sequence in its order, some of them missing. */
const isWithin = (ais: readonly string[], sequence: readonly string[]): boolean => {
  const places = ais.map((ai) => sequence.indexOf(ai));
  return places.every((place, i) => place > (places[i - 1] ?? -1));
};

const pathFaults = (path: readonly Named[]): Gs1Fault[] => {
  const [key, ...qualifiers] = path;
  const sequences = ruleOf(key?.ai.text ?? '')?.keyOf ?? [];
  const ais = qualifiers.map(({ ai }) => ai.text);
  const wrong = ais.findIndex((_, i) =>
    sequences.every((sequence) => !isWithin(ais.slice(0, i + 1), sequence)),
  );
  const at = qualifiers[wrong]?.ai;
  if (key === undefined || at === undefined) return [];
  const takes =
    sequences.length === 0 ? 'none' : sequences.map((sequence) => sequence.join(', ')).join('; or ');
  const detail = `${quoted(at.text)} cannot stand here: key ${key.ai.text} is qualified by ${takes}, in this order.`;
  return [{ code: 'gs1-link-path', position: placeOf(at, 0), detail }];
};

const attributeFault = ({ ai }: Named, key: AiRule | undefined): Gs1Fault | undefined => {
  const rule = ruleOf(ai.text);
  const position = placeOf(ai, 0);
  if (rule === undefined) {
    return { code: 'gs1-ai-unknown', position, ai: ai.text, detail: `There is no AI ${ai.text}.` };
  }
  const qualifies = key?.keyOf?.some((sequence) => sequence.includes(ai.text)) === true;
  if (rule.attribute && !qualifies) return undefined;
  const why = qualifies ? `it qualifies key ${key.ai} in the path` : 'it is none of the attributes';
  const detail = `AI ${ai.text} cannot stand in the query: ${why}.`;
  return { code: 'gs1-link-attribute', position, ai: ai.text, detail };
};

/** Links of before have shorter GTINs, without the zeros in front. */
const lengthened = (ai: string, value: Placed): Placed =>
  ai === '01' && /^(\d{8}|\d{12}|\d{13})$/.test(value.text)
    ? {
        text: value.text.padStart(14, '0'),
        places: [...Array<number>(14 - value.text.length).fill(placeOf(value, 0)), ...value.places],
      }
    : value;

const elementIn = ({ ai, value, where }: Named): PlacedElement | Gs1Fault => {
  const plain = unescaped(value, where);
  return 'code' in plain ? plain : { ai: ai.text, aiAt: placeOf(ai, 0), value: lengthened(ai.text, plain) };
};

const repeated = (elements: readonly PlacedElement[]): Gs1Fault[] =>
  elements.flatMap(({ ai, aiAt }, i) =>
    elements.findIndex((one) => one.ai === ai) === i
      ? []
      : [{ code: 'gs1-repeated', position: aiAt, ai, detail: `AI ${ai} stands twice in the link.` }],
  );

export const parseDigitalLink = (given: Placed, today: string): Parsed => {
  const parts = linkPartsIn(given);
  if ('code' in parts) return { elements: [], faults: [parts] };
  const path = pathIn(parts.segments);
  if (path === undefined) {
    const position = placeOf(parts.segments[0] ?? given, 0);
    const detail = 'The path has no primary key of GS1 with its value, as /01/09506000134352.';
    return { elements: [], faults: [{ code: 'gs1-link', position, detail }] };
  }
  const key = ruleOf(path[0]?.ai.text ?? '');
  // Whatever isn't named by digits is none of GS1's.
  const attributes = parts.parameters
    .filter(({ name }) => /^\d+$/.test(name.text))
    .map(({ name, value }): Named => ({ ai: name, value, where: 'query' }));
  const faults = [
    ...pathFaults(path),
    ...attributes.flatMap((attribute) => attributeFault(attribute, key) ?? []),
  ];
  const elements: PlacedElement[] = [];
  for (const named of [...path, ...attributes]) {
    const rule = ruleOf(named.ai.text);
    if (rule === undefined) continue;
    const element = elementIn(named);
    if ('code' in element) {
      faults.push(element);
      continue;
    }
    elements.push(element);
    faults.push(...[elementFault(element, rule, today) ?? []].flat());
  }
  return { elements, faults: [...faults, ...repeated(elements)] };
};
