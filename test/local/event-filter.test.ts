import { describe, expect, it } from 'vitest';
import { compileFilters, compilePattern } from '../../local/event-filter.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: {
    NewImage: { kind: { S: 'unit' }, count: { N: '5' }, tags: { SS: ['a', 'b'] }, gone: { NULL: true } },
  },
  size: 5,
};
const image = (pattern: object) => ({ dynamodb: { NewImage: pattern } });

describe('event filters', () => {
  it.each([
    ['an exact value', image({ kind: { S: ['unit', 'other'] } }), true],
    ['another value', image({ kind: { S: ['other'] } }), false],
    ['a prefix', image({ kind: { S: [{ prefix: 'un' }] } }), true],
    ['a suffix', image({ kind: { S: [{ suffix: 'un' }] } }), false],
    ['a prefix in any case', image({ kind: { S: [{ prefix: { 'equals-ignore-case': 'UN' } }] } }), true],
    ['any case', image({ kind: { S: [{ 'equals-ignore-case': 'UNIT' }] } }), true],
    ['a wildcard', image({ kind: { S: [{ wildcard: 'u*t' }] } }), true],
    ['anything but a value', image({ kind: { S: [{ 'anything-but': 'unit' }] } }), false],
    ['anything but others', image({ kind: { S: [{ 'anything-but': ['a', 'b'] }] } }), true],
    ['anything but a prefix', image({ kind: { S: [{ 'anything-but': { prefix: 'un' } }] } }), false],
    ['anything but, where nothing is', image({ none: { S: [{ 'anything-but': 'x' }] } }), false],
    ['a leaf that exists', image({ kind: { S: [{ exists: true }] } }), true],
    ['a leaf that is missing', image({ none: { S: [{ exists: false }] } }), true],
    ['an object, which is no leaf', image({ kind: [{ exists: true }] }), false],
    ['an image that is missing', { dynamodb: { OldImage: { kind: { S: [{ exists: false }] } } } }, true],
    ['a member of a list', image({ tags: { SS: ['b'] } }), true],
    ['true', image({ gone: { NULL: [true] } }), true],
    ['a number range', { size: [{ numeric: ['>', 4, '<=', 5] }] }, true],
    ['a number out of range', { size: [{ numeric: ['>', 5] }] }, false],
    ["a number range over DynamoDB's N, a string", image({ count: { N: [{ numeric: ['>', 4] }] } }), false],
    ['$or of fields', { $or: [{ eventName: ['REMOVE'] }, { size: [5] }] }, true],
    ['all of several fields', { eventName: ['INSERT'], size: [6] }, false],
  ])('%s', (_, pattern, matches) => {
    expect(compilePattern(JSON.stringify(pattern))(record)).toBe(matches);
  });

  it('passes an event that one of the patterns matches, and every event without patterns', () => {
    expect(compileFilters(['{"size":[6]}', '{"size":[5]}'])(record)).toBe(true);
    expect(compileFilters(['{"size":[6]}'])(record)).toBe(false);
    expect(compileFilters([])(record)).toBe(true);
  });

  it.each(['{"size":5}', '{"size":[{"near":5}]}', '{"size":[{"numeric":["~",5]}]}', '["a"]', 'not json'])(
    'refuses the pattern %s',
    (pattern) => {
      expect(() => compilePattern(pattern)).toThrow(/filter is broken/);
    },
  );
});
