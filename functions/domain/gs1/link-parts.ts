import { type Gs1Fault, type Placed, placeOf, slicePlaced } from './fault.ts';

/** A URI of a Digital Link taken apart (RFC 3986), percent-encoding still on. */

type LinkParts = {
  readonly segments: readonly Placed[];
  readonly parameters: readonly { readonly name: Placed; readonly value: Placed }[];
};

const NO_URI = /[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/u;
/** All lower case or all upper case, as readers take it. */
const SCHEME = /^(?:https?|HTTPS?):\/\//;
const HOST = /^[A-Za-z0-9\-.:[\]]+$/;

const split = (given: Placed, by: string): Placed[] => {
  const parts: Placed[] = [];
  let from = 0;
  for (const part of given.text.split(by)) {
    parts.push(slicePlaced(given, from, from + part.length));
    from += part.length + by.length;
  }
  return parts;
};

const lengthBefore = (text: string, mark: string): number => {
  const at = text.indexOf(mark);
  return at < 0 ? text.length : at;
};

const parameterIn = (part: Placed): LinkParts['parameters'] => {
  const equals = part.text.indexOf('=');
  if (equals < 0) return [];
  const value = slicePlaced(part, equals + 1, part.text.length);
  return [{ name: slicePlaced(part, 0, equals), value }];
};

export const linkPartsIn = (given: Placed): LinkParts | Gs1Fault => {
  const fault = (at: number, detail: string): Gs1Fault => ({
    code: 'gs1-link',
    position: placeOf(given, at),
    detail,
  });
  const { text } = given;
  const strange = NO_URI.exec(text);
  if (strange !== null) return fault(strange.index, 'This character cannot stand in a URI.');
  const scheme = SCHEME.exec(text)?.[0];
  if (scheme === undefined) return fault(0, 'A Digital Link begins with http:// or https://.');
  const slash = text.indexOf('/', scheme.length);
  const host = text.slice(scheme.length, slash < 0 ? text.length : slash);
  if (!HOST.test(host)) return fault(scheme.length, 'The URI names no host, or none that can be one.');
  if (slash < 0) return fault(text.length, 'The URI has no path; a Digital Link has its key there.');
  const whole = lengthBefore(text, '#');
  const path = slicePlaced(given, slash + 1, Math.min(whole, lengthBefore(text, '?')));
  const query = slicePlaced(given, slash + 1 + path.text.length + 1, whole);
  return { segments: split(path, '/'), parameters: split(query, '&').flatMap(parameterIn) };
};

const ESCAPE = /%(?:([0-9A-Fa-f]{2}))?/y;

/** Takes percent-encoding off; in a query `+` stands for a space. */
export const unescaped = (given: Placed, where: 'path' | 'query'): Placed | Gs1Fault => {
  const { text } = given;
  const places: number[] = [];
  let value = '';
  for (let at = 0; at < text.length; ) {
    places.push(placeOf(given, at));
    ESCAPE.lastIndex = at;
    const [encoded, digits] = ESCAPE.exec(text) ?? [];
    if (encoded === undefined) {
      value += text[at] === '+' && where === 'query' ? ' ' : text[at];
      at += 1;
    } else if (digits === undefined) {
      const detail = 'A % must be followed by two hexadecimal digits.';
      return { code: 'gs1-link-encoding', position: placeOf(given, at), detail };
    } else {
      value += String.fromCharCode(Number.parseInt(digits, 16));
      at += encoded.length;
    }
  }
  return { text: value, places: [...places, placeOf(given, text.length)] };
};
