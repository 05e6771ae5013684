import type { Exchange } from './recorder.ts';

/**
 * Compares an answer with what a page shows of it: members that are shown must be there and equal, others may be there
 * too; lists have as many elements. `"…"` stands for any value, and at the end of a list for any further elements.
 */

const ANY = '…';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const differences = (shown: Json, found: unknown, path: string): string[] => {
  if (shown === ANY) return found === undefined ? [`${path} is missing`] : [];
  if (Array.isArray(shown)) {
    if (!Array.isArray(found)) return [`${path} is no list`];
    const isOpen = shown.at(-1) === ANY;
    const elements: readonly Json[] = isOpen ? shown.slice(0, -1) : shown;
    const fits = isOpen ? found.length >= elements.length : found.length === elements.length;
    const wrong = elements.flatMap((one, n) => differences(one, found[n], `${path}/${n}`));
    return fits ? wrong : [`${path} has ${found.length} elements`, ...wrong];
  }
  if (isRecord(shown)) {
    if (!isRecord(found)) return [`${path} is no object`];
    return Object.entries(shown).flatMap(([name, value]) =>
      differences(value as Json, found[name], `${path}/${name}`),
    );
  }
  return Object.is(shown, found) ? [] : [`${path} is ${JSON.stringify(found)}`];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type Shown = { readonly info: string; readonly text: string };

/** The status that an answer is shown with: behind the fence, or as a problem's own; none where it is a success. */
export const statusShown = ({ info, text }: Shown): number | undefined => {
  const [, behind] = /^\w+ (\d{3})$/.exec(info) ?? [];
  if (behind !== undefined) return Number(behind);
  const json = parsed(text);
  return isRecord(json) && typeof json.status === 'number' ? json.status : undefined;
};

const asPattern = (text: string): RegExp => {
  const literal = text
    .trim()
    .split(ANY)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*?')}$`, 's');
};

/** What is wrong with what a page shows of an answer. */
export const lies = (shown: Shown, answer: Exchange): string[] => {
  if (!shown.info.startsWith('json')) {
    const told = answer.text.replaceAll('\r\n', '\n').trim();
    return asPattern(shown.text).test(told) ? [] : [`${answer.asked} answered ${told.slice(0, 500)}`];
  }
  const json = parsed(shown.text);
  if (json === undefined) return ['what is shown is not JSON'];
  return differences(json as Json, parsed(answer.text), '').map(
    (difference) => `${answer.asked}: ${difference}`,
  );
};
