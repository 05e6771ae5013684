import { expect, it } from 'vitest';
import { exceptFor, lazily, once } from '../../functions/domain/lazily.ts';

it('makes a thing when it is first asked for, once, nothing too', () => {
  let made = 0;
  const thing = once(() => {
    made += 1;
    return undefined;
  });
  expect(made).toBe(0);
  expect([thing(), thing(), made]).toEqual([undefined, undefined, 1]);
});

it('makes each of several when it is first asked for, and is written as what they are', () => {
  const made: string[] = [];
  const all = lazily({
    a: () => made.push('a'),
    b: () => made.push('b'),
  });
  expect([all.b, all.b, made]).toEqual([1, 1, ['b']]);
  expect(Object.keys(all)).toEqual(['a', 'b']);
  expect({ ...all }).toEqual({ a: 2, b: 1 });
});

it('makes nothing where another takes the place of one', () => {
  const made: string[] = [];
  const all = lazily({
    a: () => made.push('a'),
    b: () => made.push('b'),
  });
  const other = exceptFor(all, { a: 7 });
  expect([other.a, made]).toEqual([7, []]);
  expect([other.b, all.b, all.a, made]).toEqual([1, 1, 2, ['b', 'a']]);
});
