import { isObject, type JsonObject, parseJson } from './json.ts';
import { StartFailure } from './start-failure.ts';

/** Whether an event matches a filter. */
export type EventFilter = (event: unknown) => boolean;

type Test = (value: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';
const isLeaf = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

const broken = (what: string): StartFailure => new StartFailure(`An event filter is broken: ${what}`);

const text = (operand: unknown, operator: string): string => {
  if (isText(operand)) return operand;
  throw broken(`"${operator}" needs a string, not ${JSON.stringify(operand)}.`);
};

/** `[">", 0, "<=", 5]`. Matches JSON numbers only: DynamoDB's `N` values are strings, in AWS too. */
const numeric = (operand: unknown): Test => {
  if (!Array.isArray(operand) || operand.length % 2 !== 0) throw broken('"numeric" needs pairs.');
  const tests = Array.from({ length: operand.length / 2 }, (_, index): Test => {
    const compare = comparisons[String(operand[2 * index])];
    const bound: unknown = operand[2 * index + 1];
    if (compare === undefined || typeof bound !== 'number') {
      throw broken(`"numeric" can't be ${JSON.stringify(operand)}.`);
    }
    return (value) => typeof value === 'number' && compare(value, bound);
  });
  return (value) => tests.every((test) => test(value));
};

/** `*` stands for any run of characters. */
const wildcard = (pattern: string): Test => {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return (value) => isText(value) && expression.test(value);
};

const affix = (operand: unknown, operator: 'prefix' | 'suffix'): Test => {
  const method = operator === 'prefix' ? 'startsWith' : 'endsWith';
  if (isObject(operand)) {
    const wanted = text(operand['equals-ignore-case'], operator).toLowerCase();
    return (value) => isText(value) && value.toLowerCase()[method](wanted);
  }
  const wanted = text(operand, operator);
  return (value) => isText(value) && value[method](wanted);
};

const anythingBut = (operand: unknown): Test => {
  const excluded = [operand].flat().map(valueTest);
  return (value) => isLeaf(value) && value !== undefined && !excluded.some((test) => test(value));
};

const operators: Readonly<Record<string, (operand: unknown) => Test>> = {
  prefix: (operand) => affix(operand, 'prefix'),
  suffix: (operand) => affix(operand, 'suffix'),
  numeric,
  wildcard: (operand) => wildcard(text(operand, 'wildcard')),
  'anything-but': anythingBut,
  'equals-ignore-case': (operand) => {
    const wanted = text(operand, 'equals-ignore-case').toLowerCase();
    return (value) => isText(value) && value.toLowerCase() === wanted;
  },
  // Works on leaves only, as in AWS: an object doesn't count as existing.
  exists: (operand) => {
    if (typeof operand !== 'boolean') throw broken('"exists" needs true or false.');
    return (value) => (value !== undefined && isLeaf(value)) === operand;
  },
};

const valueTest = (pattern: unknown): Test => {
  if (isLeaf(pattern)) return (value) => value === pattern;
  const [entry, ...others] = isObject(pattern) ? Object.entries(pattern) : [];
  const operator = entry && operators[entry[0]];
  if (entry === undefined || operator === undefined || others.length > 0) {
    throw broken(`${JSON.stringify(pattern)} is no known comparison.`);
  }
  return operator(entry[1]);
};

/** A list in the event matches when one of its values does. */
const anyOf = (patterns: readonly unknown[]): Test => {
  const tests = patterns.map(valueTest);
  return (value) => [value].flat().some((one) => tests.some((test) => test(one)));
};

const compileObject = (pattern: JsonObject): Test => {
  const tests = Object.entries(pattern).map(([key, wanted]): Test => {
    if (key === '$or') {
      if (!Array.isArray(wanted)) throw broken('"$or" needs a list.');
      const choices = wanted.map(compile);
      return (value) => choices.some((choice) => choice(value));
    }
    const test = Array.isArray(wanted) ? anyOf(wanted) : compile(wanted);
    return (value) => test(isObject(value) ? value[key] : undefined);
  });
  return (value) => tests.every((test) => test(value));
};

const compile = (pattern: unknown): Test => {
  if (!isObject(pattern)) throw broken(`${JSON.stringify(pattern)} must be an object, or a list of values.`);
  return compileObject(pattern);
};

/** Compiles one pattern of Lambda's event filtering or an EventBridge rule; throws a StartFailure if it's broken. */
export const compilePattern = (pattern: unknown): EventFilter =>
  compile(typeof pattern === 'string' ? parseJson(pattern) : pattern);

/** An event passes when one pattern matches, or when there is none. */
export const compileFilters = (patterns: readonly unknown[]): EventFilter => {
  const filters = patterns.map(compilePattern);
  return filters.length === 0 ? () => true : (event) => filters.some((filter) => filter(event));
};
