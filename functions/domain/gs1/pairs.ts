import type { Gs1Fault, PlacedElement } from './fault.ts';
import { ruleOf } from './rules.ts';

/** Which AIs go together on one thing. */

/** `31nn` stands for every AI that begins with 31. */
const matches = (pattern: string, ai: string): boolean =>
  ai.length === pattern.length && ai.startsWith(pattern.replace(/n+$/, ''));

/** What can't be, whatever else is on the thing: one AI with two values, AIs that exclude each other. */
export const pairFaults = (elements: readonly PlacedElement[]): Gs1Fault[] =>
  elements.flatMap(({ ai, aiAt, value }, i): Gs1Fault[] => {
    const earlier = elements.slice(0, i);
    const other = earlier.find((one) => one.ai === ai && one.value.text !== value.text);
    if (other !== undefined) {
      const detail = `AI ${ai} stands twice with different values, "${other.value.text}" and "${value.text}".`;
      return [{ code: 'gs1-repeated', position: aiAt, ai, detail }];
    }
    const excludes = (one: string, another: string): boolean =>
      one !== another && ruleOf(one)?.excludes.some((pattern) => matches(pattern, another)) === true;
    const enemy = earlier.find((one) => excludes(one.ai, ai) || excludes(ai, one.ai));
    if (enemy === undefined) return [];
    const detail = `AI ${ai} and AI ${enemy.ai} cannot be on one thing.`;
    return [{ code: 'gs1-exclusive', position: aiAt, ai, detail }];
  });

/**
 * What an AI needs beside it and hasn't. It may be in another bar code of the same thing, so that a text is not wrong
 * for it.
 */
export const missingBeside = (elements: readonly PlacedElement[]): Gs1Fault[] =>
  elements.flatMap(({ ai, aiAt }) =>
    (ruleOf(ai)?.requires ?? []).flatMap((alternatives): Gs1Fault[] => {
      const has = (pattern: string) => elements.some((one) => one.ai !== ai && matches(pattern, one.ai));
      if (alternatives.some((group) => group.every(has))) return [];
      const wanted = alternatives.map((group) => group.join(' with ')).join(', or ');
      const detail = `AI ${ai} goes with ${wanted}, which this text does not have.`;
      return [{ code: 'gs1-incomplete', position: aiAt, ai, detail }];
    }),
  );
