import { contentFault } from './content.ts';
import { type Gs1Fault, type PlacedElement, placeOf, quoted } from './fault.ts';
import { type AiRule, type CharacterSet, longestOf, shortestOf } from './rules.ts';

/** Judges the value of one AI by its rule. */

const FORBIDDEN: { readonly [Set in CharacterSet]: RegExp } = {
  N: /[^0-9]/u,
  X: /[^!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]/u,
  Y: /[^#\-/0-9A-Z]/u,
  Z: /[^A-Za-z0-9\-_=]/u,
};
const TAKES: { readonly [Set in CharacterSet]: string } = {
  N: 'digits only',
  X: 'only letters A–Z, digits and ! " % & \' ( ) * + , - . / : ; < = > ? _',
  Y: 'only capital letters A–Z, digits and # - /',
  Z: 'only base64url: letters A–Z, digits and - _',
};
/** With one or two `=` for padding its length is a multiple of three, as the dictionary's own check has it. */
const isPadded = (text: string): boolean =>
  !text.includes('=') || (/^[^=]+={1,2}$/.test(text) && text.length % 3 === 0);

const named = (character: string): string =>
  /[\p{Cc}\p{Cf}\p{Z}\p{Cs}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : `"${character}"`;

const lengthFault = ({ ai, value }: PlacedElement, rule: AiRule): Gs1Fault | undefined => {
  const [shortest, longest] = [shortestOf(rule), longestOf(rule)];
  const { length } = value.text;
  const wanted = shortest === longest ? `has ${longest}` : `has ${shortest} to ${longest}`;
  const detail = `The value of AI ${ai} ${wanted} characters, not ${length}: ${quoted(value.text)}.`;
  if (length < shortest) return { code: 'gs1-too-short', position: placeOf(value, length), ai, detail };
  return length > longest
    ? { code: 'gs1-too-long', position: placeOf(value, longest), ai, detail }
    : undefined;
};

/** The first thing that is wrong with the value, if anything. */
export const elementFault = (element: PlacedElement, rule: AiRule, today: string): Gs1Fault | undefined => {
  const tooMany = lengthFault(element, rule);
  if (tooMany !== undefined) return tooMany;
  const { ai, value } = element;
  let from = 0;
  for (const { set, min, max, optional, checks } of rule.components) {
    const part = value.text.slice(from, from + max);
    if (part === '' && optional) break;
    if (part.length < min) {
      const detail = `The value of AI ${ai} ends within a part of ${min} characters: ${quoted(value.text)}.`;
      return { code: 'gs1-too-short', position: placeOf(value, from + part.length), ai, detail };
    }
    const forbidden = FORBIDDEN[set].exec(part);
    if (forbidden !== null) {
      const detail = `The value of AI ${ai} holds ${named(forbidden[0])}; it takes ${TAKES[set]}.`;
      return { code: 'gs1-character', position: placeOf(value, from + forbidden.index), ai, detail };
    }
    if (set === 'Z' && !isPadded(part)) {
      const detail = `The value of AI ${ai} is wrongly padded: ${quoted(part)}.`;
      return { code: 'gs1-content', position: placeOf(value, from + part.indexOf('=')), ai, detail };
    }
    const fault = contentFault(checks, part, today);
    if (fault !== undefined) {
      const detail = `The value of AI ${ai} ${fault.says}: ${quoted(part)}.`;
      return { code: fault.code, position: placeOf(value, from + fault.at), ai, detail };
    }
    from += part.length;
  }
  return undefined;
};
