import { DICTIONARY } from './dictionary.ts';

/** What the GS1 Syntax Dictionary says of each AI. */

export type CharacterSet = 'N' | 'X' | 'Y' | 'Z';

export type Component = {
  readonly set: CharacterSet;
  readonly min: number;
  readonly max: number;
  readonly optional: boolean;
  /** Names of what the component's content must pass. */
  readonly checks: readonly string[];
};

export type AiRule = {
  readonly ai: string;
  /** Its first two digits fix its length; no separator has to follow. */
  readonly fixed: boolean;
  /** May stand in the query of a Digital Link. */
  readonly attribute: boolean;
  readonly components: readonly Component[];
  /** All must be satisfied: each by all AIs of one alternative. */
  readonly requires: readonly (readonly (readonly string[])[])[];
  readonly excludes: readonly string[];
  /** Sequences of qualifiers, where it is the primary key of a Digital Link. */
  readonly keyOf?: readonly (readonly string[])[] | undefined;
};

const COMPONENT = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,[a-z0-9]+)*)$/;

const componentIn = (text: string): Component[] => {
  const [, optional, set, upTo, length, checks = ''] = COMPONENT.exec(text) ?? [];
  if (set !== 'N' && set !== 'X' && set !== 'Y' && set !== 'Z') return [];
  const max = Number(length);
  return [
    {
      set,
      min: upTo === undefined ? max : 1,
      max,
      optional: optional === '[',
      checks: checks.split(',').filter((name) => name !== ''),
    },
  ];
};

const rangeIn = (text: string): string[] => {
  const [first = '', last = first] = text.split('-');
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) =>
    String(Number(first) + i).padStart(first.length, '0'),
  );
};

const listsIn = (words: readonly string[], name: string): string[] =>
  words.flatMap((word) => (word.startsWith(`${name}=`) ? [word.slice(name.length + 1)] : []));

const rulesIn = (line: string): AiRule[] => {
  const [range = '', ...words] = line.split(' ');
  const flags = words.find((word) => /^[*?]+$/.test(word)) ?? '';
  const [keys] = listsIn(words, 'dlpkey');
  const rule = {
    fixed: flags.includes('*'),
    attribute: flags.includes('?'),
    components: words.flatMap(componentIn),
    requires: listsIn(words, 'req').map((list) => list.split(',').map((group) => group.split('+'))),
    excludes: listsIn(words, 'ex').flatMap((list) => list.split(',')),
    keyOf: words.includes('dlpkey') ? [] : keys?.split('|').map((sequence) => sequence.split(',')),
  };
  return rangeIn(range).map((ai) => ({ ai, ...rule }));
};

const RULES: ReadonlyMap<string, AiRule> = new Map(
  DICTIONARY.trim()
    .split('\n')
    .flatMap(rulesIn)
    .map((rule) => [rule.ai, rule]),
);

export const ruleOf = (ai: string): AiRule | undefined => RULES.get(ai);

/** No AI begins with another one, so at most one of them stands at the beginning of a text. */
export const ruleAtStart = (text: string): AiRule | undefined =>
  [2, 3, 4].map((length) => RULES.get(text.slice(0, length))).find((rule) => rule !== undefined);

export const longestOf = ({ components }: AiRule): number =>
  components.reduce((total, { max }) => total + max, 0);

export const shortestOf = ({ components }: AiRule): number =>
  components.reduce((total, { min, optional }) => total + (optional ? 0 : min), 0);

/** Has a check digit or check characters, so that a text is hardly an element string with it by chance. */
export const isChecked = ({ components }: AiRule): boolean =>
  components.some(({ checks }) => checks.includes('csum') || checks.includes('csumalpha'));
