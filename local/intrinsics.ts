import { isObject, type JsonObject } from './json.ts';
import { StartFailure } from './start-failure.ts';

/** What the intrinsic functions of one stack can look up. */
export type Lookup = {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly has: (id: string) => boolean;
  readonly parameter: (name: string) => unknown;
  readonly ref: (id: string) => string;
  readonly attribute: (id: string, name: string) => string;
  readonly condition: (name: string) => unknown;
  readonly mapping: (map: string, first: string, second: string) => unknown;
  readonly importValue: (name: string) => unknown;
};

/** `AWS::NoValue`: whatever holds it is left out. */
export const noValue: unique symbol = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, where: string) => unknown;

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Resolves a template value; `where` is the logical id that a StartFailure names. */
export const intrinsics = (lookup: Lookup) => {
  const broken = (where: string, what: string): StartFailure =>
    new StartFailure(`The stack is broken at ${where} of ${lookup.stackName}: ${what}`);

  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': lookup.region,
    'AWS::AccountId': lookup.account,
    'AWS::Partition': 'aws',
    'AWS::StackName': lookup.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${lookup.region}:${lookup.account}:stack/${lookup.stackName}/local`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': [],
    'AWS::NoValue': noValue,
  };

  const ref = (name: string, where: string): unknown => {
    const value = pseudo[name] ?? lookup.parameter(name);
    if (value !== undefined) return value;
    if (!lookup.has(name)) throw broken(where, `Ref to "${name}", which doesn't exist.`);
    return lookup.ref(name);
  };
  const attribute = (id: string, name: string, where: string): string => {
    if (!lookup.has(id)) throw broken(where, `Fn::GetAtt of "${id}", which doesn't exist.`);
    return lookup.attribute(id, name);
  };
  const list = (argument: unknown, where: string, length?: number): unknown[] => {
    if (!Array.isArray(argument) || (length !== undefined && argument.length !== length)) {
      throw broken(where, `an intrinsic function was given ${JSON.stringify(argument)}.`);
    }
    return argument;
  };
  const resolveList = (argument: unknown, where: string): unknown[] => {
    const resolved = resolve(argument, where);
    return list(resolved, where);
  };

  const substitute = (argument: unknown, where: string): string => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = isObject(variables) ? variables : {};
    return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (own[name] !== undefined) return String(resolve(own[name], where));
      const dot = name.indexOf('.');
      if (dot < 0 || pseudo[name] !== undefined) return String(ref(name, where));
      return attribute(name.slice(0, dot), name.slice(dot + 1), where);
    });
  };

  const holds = (name: string, where: string): boolean => {
    const condition = lookup.condition(name);
    if (condition === undefined) throw broken(where, `the condition "${name}" doesn't exist.`);
    return resolve(condition, where) === true;
  };

  const functions: Readonly<Record<string, Intrinsic>> = {
    Ref: (argument, where) => ref(String(argument), where),
    Condition: (argument, where) => holds(String(argument), where),
    'Fn::GetAtt': (argument, where) => {
      const [id, ...name] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return attribute(id ?? '', name.join('.'), where);
    },
    'Fn::Join': (argument, where) => {
      const [separator, parts] = list(argument, where, 2);
      return resolveList(parts, where).map(String).join(String(separator));
    },
    'Fn::Sub': substitute,
    'Fn::Select': (argument, where) => {
      const [index, items] = resolveList(argument, where);
      const picked = list(items, where)[Number(index)];
      if (picked === undefined) throw broken(where, `Fn::Select finds no entry ${String(index)}.`);
      return picked;
    },
    'Fn::Split': (argument, where) => {
      const [separator, text] = resolveList(argument, where);
      return String(text).split(String(separator));
    },
    'Fn::If': (argument, where) => {
      const [condition, yes, no] = list(argument, where, 3);
      return resolve(holds(String(condition), where) ? yes : no, where);
    },
    'Fn::Equals': (argument, where) => {
      const [left, right] = resolveList(argument, where);
      return equal(left, right);
    },
    'Fn::And': (argument, where) => resolveList(argument, where).every((part) => part === true),
    'Fn::Or': (argument, where) => resolveList(argument, where).some((part) => part === true),
    'Fn::Not': (argument, where) => resolveList(argument, where)[0] !== true,
    'Fn::FindInMap': (argument, where) => {
      const [map, first, second] = resolveList(argument, where).map(String);
      const found = lookup.mapping(map ?? '', first ?? '', second ?? '');
      if (found === undefined)
        throw broken(where, `Fn::FindInMap finds nothing at ${map}.${first}.${second}.`);
      return found;
    },
    'Fn::ImportValue': (argument, where) => lookup.importValue(String(resolve(argument, where))),
  };

  const intrinsicOf = (value: JsonObject): readonly [string, unknown] | undefined => {
    const [entry, ...others] = Object.entries(value);
    if (entry === undefined || others.length > 0) return undefined;
    const [name, argument] = entry;
    // "Condition" is also an ordinary property name; only a condition's reference holds a plain string.
    if (name === 'Condition') return typeof argument === 'string' ? entry : undefined;
    return name === 'Ref' || name.startsWith('Fn::') ? entry : undefined;
  };

  const resolve = (value: unknown, where: string): unknown => {
    if (Array.isArray(value)) {
      return value.map((entry) => resolve(entry, where)).filter((entry) => entry !== noValue);
    }
    if (!isObject(value)) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic === undefined) {
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, entry]) => [key, resolve(entry, where)] as const)
          .filter(([, entry]) => entry !== noValue),
      );
    }
    const [name, argument] = intrinsic;
    const apply = functions[name];
    if (apply === undefined) throw broken(where, `the intrinsic function ${name} isn't known here.`);
    return apply(argument, where);
  };

  return { resolve, holds };
};
