import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASN_TRANSITIONS } from '../functions/domain/asn/asn.ts';
import { DOCUMENT_TRANSITIONS } from '../functions/domain/document/document.ts';
import { UNIT_TRANSITIONS } from '../functions/domain/unit/unit.ts';

type Transitions = { readonly [command: string]: { readonly [from: string]: readonly string[] } };

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'state-machines.md'), 'utf8');

/** The arrows of the n-th drawing as `from to command`. */
const drawn = (n: number): string[] => {
  const drawing = [...page.matchAll(/```mermaid\n(.*?)```/gs)][n]?.[1] ?? '';
  return [...drawing.matchAll(/^ {2}(\S+) --> (\S+): (\S+)$/gm)]
    .map(([, from, to, command]) => `${from} ${to} ${command}`.replaceAll('[*]', 'none').replaceAll('_', '-'))
    .sort();
};

describe('docs/state-machines.md', () => {
  it("draws a unit's transitions as the code has them", () => {
    const known = Object.entries(UNIT_TRANSITIONS).flatMap(([step, { from, to }]) =>
      from.map((state) => `${state} ${to} ${step}`),
    );
    expect(drawn(0)).toEqual(known.sort());
  });

  it.each([
    ['document', DOCUMENT_TRANSITIONS, 1],
    ['advance list', ASN_TRANSITIONS, 2],
  ] satisfies [string, Transitions, number][])(
    "draws a %s's transitions as the code has them",
    (_, transitions, n) => {
      const known = Object.entries<Transitions[string]>(transitions).flatMap(([command, froms]) =>
        Object.entries(froms).flatMap(([from, tos]) => tos.map((to) => `${from} ${to} ${command}`)),
      );
      expect(drawn(n)).toEqual(known.sort());
    },
  );
});
