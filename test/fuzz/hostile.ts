import type { Chance } from './chance.ts';
import type { Pools } from './pools.ts';
import type { Asked } from './requests.ts';
import { onWire, type Sent } from './wire.ts';

/** What makes a request that looks valid a hostile one. */

const LONG = 'x'.repeat(40_000);
/** Where a schema expects something else; what JSON can't say stands as text in `RAW`. */
const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  [],
  {},
  true,
  0,
  -0,
  -1,
  1.5,
  0.00001,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202egnirts',
  '\ufeff',
  'İstanbul ß ﬀ',
  '👩‍👩‍👧‍👦',
  '../../etc/passwd',
  "'; DROP TABLE units; --",
  '$(reboot)',
  'a#b',
  '*',
  '%00',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  LONG,
  [[[[[[]]]]]],
  [null],
  { length: 3 },
  { toString: 1, valueOf: 2 },
  '9'.repeat(400),
  '2026-02-30',
  '2026-3-1',
  '+275760-09-13',
];
/** Put in place of a marker, as `JSON.stringify` would never write them. */
const RAW = [
  '1e400',
  '-1e400',
  '1E+2',
  '-0',
  '0.1e-300',
  '123456789012345678901234567890',
  '"\\ud800"',
  '"\\u0000"',
];
const MARKER = '@raw@';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'x',
  '',
  'status',
  'tenant',
  'a/b~c',
  LONG,
];

type Path = readonly (string | number)[];
const leavesIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, inner]) =>
    leavesIn(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return [path, ...below];
};

const changedAt = (value: unknown, [step, ...rest]: Path, change: (old: unknown) => unknown): unknown => {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.map((one, i) => (i === step ? changedAt(one, rest, change) : one));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, one]) => [
      name,
      name === step ? changedAt(one, rest, change) : one,
    ]),
  );
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asJson = (sent: Sent, text: string): Sent => ({ ...sent, body: Buffer.from(text) });

type Given = {
  readonly chance: Chance;
  readonly pools: Pools;
  readonly tokens: Readonly<Record<string, string>>;
};
type Change = (asked: Asked, given: Given) => Sent;

const jsonOf = ({ body }: Asked): unknown => (body !== undefined && 'json' in body ? body.json : {});
const withJson = (asked: Asked, json: unknown): Sent => onWire({ ...asked, body: { json } });

/** With one value of the body in another's place. */
const odd: Change = (asked, { chance }) => {
  const json = jsonOf(asked);
  const path = chance.of(leavesIn(json));
  return withJson(
    asked,
    changedAt(json, path, () => chance.of(ODD)),
  );
};

const raw: Change = (asked, { chance }) => {
  const json = jsonOf(asked);
  const marked = changedAt(json, chance.of(leavesIn(json)), () => MARKER);
  const sent = withJson(asked, marked);
  return asJson(sent, sent.body?.toString().replace(`"${MARKER}"`, chance.of(RAW)) ?? '');
};

const extra: Change = (asked, { chance }) => {
  const json = jsonOf(asked);
  const places = leavesIn(json).filter((path) =>
    isRecord(path.reduce((at, step) => (at as never)[step], json as never)),
  );
  const name = chance.of(NAMES);
  const add = (old: unknown): unknown =>
    // A literal `__proto__` would be taken for what it says.
    Object.fromEntries([...Object.entries(isRecord(old) ? old : {}), [name, chance.of(ODD)]]);
  return withJson(asked, places.length === 0 ? add({}) : changedAt(json, chance.of(places), add));
};

const without: Change = (asked, { chance }) => {
  const json = jsonOf(asked);
  if (!isRecord(json)) return withJson(asked, {});
  const name = chance.of([...Object.keys(json), 'x']);
  return withJson(asked, Object.fromEntries(Object.entries(json).filter(([one]) => one !== name)));
};

/** The first of the fields once more, with another value. */
const doubled: Change = (asked, { chance }) => {
  const sent = withJson(asked, jsonOf(asked));
  const [, name] = /^\{("[^"]*"):/.exec(sent.body?.toString() ?? '') ?? [];
  if (name === undefined) return sent;
  return asJson(
    sent,
    sent.body?.toString().replace(/\}$/, `,${name}:${JSON.stringify(chance.of(ODD))}}`) ?? '',
  );
};

const deep = (open: string, close: string, levels: number): string =>
  open.repeat(levels) + close.repeat(levels);

/** No JSON, or JSON of a sort that makes parsers and schemas work. */
const broken: Change = (asked, { chance }) => {
  const sent = withJson(asked, jsonOf(asked));
  const text = sent.body?.toString() ?? '';
  const bodies: readonly (() => Buffer | string)[] = [
    () => text.slice(0, chance.below(text.length + 1)),
    () => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80])]),
    () => Buffer.from(text.replace(/:"/, ':"\u00ff'), 'latin1'),
    () => `\ufeff${text}`,
    () => Buffer.from(text, 'utf16le'),
    () => deep('[', ']', 100_000),
    () => deep('{"a":', '}', 20_000).replace(':}', ':1}'),
    () => `{"lines":${deep('[', ']', 5_000)}}`,
    () => '',
    () => 'null',
    () => '[]',
    () => '"x"',
    () => '1e400',
    () => `${text}${text}`,
    () => `${text} // comment`,
    () => `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join()}}`,
    () => `{"serials":[${Array.from({ length: 10_001 }, (_, i) => `"S${i}"`).join()}]}`,
    () =>
      JSON.stringify({
        ...(isRecord(jsonOf(asked)) ? (jsonOf(asked) as object) : {}),
        serials: Array(10_000).fill(''),
      }),
  ];
  return { ...sent, body: Buffer.from(chance.of(bodies)()) };
};

/** Bodies about as large as the gateway (10 MB), a function (6 MB) or a file (4 MB) may be. */
const large: Change = (asked, { chance }) => {
  const sent = onWire(asked);
  const MB = 1024 * 1024;
  const size = chance.of([
    MB,
    4 * MB,
    4 * MB + 1,
    5 * MB,
    6 * MB,
    7 * MB,
    10 * MB - 1,
    10 * MB,
    10 * MB + 1,
    12 * MB,
  ]);
  const start = sent.body?.toString() ?? '';
  const fill = chance.of([' ', '\n', 'x', '"', '[', '0']);
  return { ...sent, body: Buffer.from(start + fill.repeat(Math.max(0, size - Buffer.byteLength(start)))) };
};

const typed: Change = (asked, { chance }) => {
  const sent = onWire(asked);
  const { 'content-type': _, ...others } = sent.headers;
  const type = chance.of([
    undefined,
    '',
    'text/plain',
    'text/csv',
    'application/xml',
    'application/merge-patch+json',
    'application/json; charset=utf-16',
    'APPLICATION/JSON',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'garbage',
    `application/json; x=${'y'.repeat(2000)}`,
  ]);
  const coding = chance.is(0.2)
    ? { 'content-encoding': chance.of(['gzip', 'identity', 'br, gzip', 'x']) }
    : {};
  return {
    ...sent,
    headers: { ...others, ...(type === undefined ? {} : { 'content-type': type }), ...coding },
    body: sent.body ?? Buffer.from(chance.of(['', '{}', 'x', 'a=b'])),
  };
};

const FAULTY_QUERY = [
  'limit=0',
  'limit=101',
  'limit=1e1',
  'limit=-1',
  'limit=%D9%A3',
  'limit=',
  'limit',
  'limit=5&limit=6',
  'cursor=',
  'cursor=%00',
  'cursor=W10',
  'cursor=e30',
  'cursor=bnVsbA',
  'x=1',
  '__proto__=1',
  'constructor=1',
  'a[b]=c',
  'itemId=a&itemId=b',
  'itemId=%zz',
  'itemId=%C0%AF',
  'itemId=%00',
  'itemId=%ED%A0%80',
  'serial=%F0%9F%98%80',
  'status=In-Stock',
  'from=2026-02-30',
  'from=2026-05-01&to=2026-01-01',
  'text=%1D%5DC101',
  'at=2026-13-01T00:00:00Z',
  'at=9999-12-31T23:59:59-23:59',
  'levels=21',
  '&&&',
  '=',
  '%',
  '?',
  `q=${'%41'.repeat(3000)}`,
  `q=${'Z'.repeat(7000)}`,
];

const queried: Change = (asked, { chance }) => {
  const sent = onWire(asked);
  const joint = sent.target.includes('?') ? '&' : '?';
  return { ...sent, target: `${sent.target}${joint}${chance.of(FAULTY_QUERY)}` };
};

const FAULTY_PATH = [
  '%',
  '%zz',
  '%C0%AF',
  '%ff',
  '%ED%A0%80',
  '%00',
  '%2F',
  '%2e%2e',
  '..',
  '.',
  '%23',
  '%3F',
  'a%0D%0Ab',
  '__proto__',
  'constructor',
  'a'.repeat(64),
  'a'.repeat(65),
  'a'.repeat(6000),
  '%F0%9F%98%80',
  '0',
  '-1',
  '1e2',
  '999',
  '00000000000000000000000001.1',
  `${'a'.repeat(50)}.${'b'.repeat(14)}`,
  'NaN',
  'null',
  'x~y',
  '~',
  'a~b~c',
  '',
];

const misplaced: Change = (asked, { chance }) => {
  const sent = onWire(asked);
  const segments = sent.target.split('/');
  const at = 1 + chance.below(segments.length - 1);
  const changed = segments.map((one, i) => (i === at ? chance.of(FAULTY_PATH) : one)).join('/');
  const target = chance.of([
    changed,
    changed,
    changed,
    changed,
    `${sent.target}/`,
    `/${sent.target}`,
    sent.target.toUpperCase(),
  ]);
  return { ...sent, target };
};

const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'GET'];
const otherwise: Change = (asked, { chance }) => ({ ...onWire(asked), method: chance.of(METHODS) });

const KEYS = [
  '',
  ' ',
  '"',
  '""',
  '"a"',
  'a"b',
  '"a\\"b"',
  'x'.repeat(255),
  'x'.repeat(256),
  'k1',
  'k2',
  'ü',
  '"\\x"',
  '\t',
];
const TAGS = [
  '*',
  '"1"',
  '"2"',
  'W/"1"',
  '1',
  '""',
  '"9".."',
  '"1", "2"',
  ', ,',
  '"99999999999999999999999"',
  '"-1"',
  'x'.repeat(3000),
];

const headed: Change = (asked, { chance, tokens }) => {
  const sent = onWire(asked);
  const headers: readonly (() => Record<string, string>)[] = [
    () => ({ 'idempotency-key': chance.of(KEYS) }),
    () => ({ 'idempotency-key': chance.of(KEYS), 'if-match': chance.of(TAGS) }),
    () => ({ 'if-match': chance.of(TAGS) }),
    () => ({ authorization: chance.of(Object.values(tokens)) }),
    () => ({ accept: 'text/html;q=0', 'accept-encoding': 'gzip, br', 'accept-language': '*' }),
    () => ({ 'x-forwarded-for': 'x, y', 'x-amzn-trace-id': 'Root=1', origin: 'https://evil.example' }),
    () => ({ cookie: `a=${'b'.repeat(3000)}; ; =; __proto__=1` }),
    () => ({ 'x-long': 'y'.repeat(9000) }),
    () => Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`x-h${i}`, `${i}`])),
    () => ({ 'x-http-method-override': 'DELETE', 'content-range': 'bytes 0-1/2', range: 'bytes=0-1' }),
  ];
  return { ...sent, headers: { ...sent.headers, ...chance.of(headers)() } };
};

/** A genuine cursor, for another query, or with something changed in it. */
const followed: Change = (asked, { chance, pools }) => {
  const target = pools.cursor();
  if (target === undefined) return queried(asked, { chance, pools, tokens: {} });
  const sent = { ...onWire({ ...asked, body: undefined }), method: 'GET', target };
  const [, cursor = ''] = /[?&]cursor=([^&]*)/.exec(target) ?? [];
  const flipped = (): string => {
    const at = chance.below(cursor.length);
    return `${cursor.slice(0, at)}${chance.of([...'AZaz09-_.'])}${cursor.slice(at + 1)}`;
  };
  const moved = (): string => {
    const [seal, phase] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
    const position = chance.of([
      '',
      '/',
      '#',
      '\uffff',
      'a'.repeat(3000),
      '0',
      '1.1/0',
      '999999.1/9',
      ' ',
      '\u0000',
      '!',
      '-1',
    ]);
    return Buffer.from(JSON.stringify([seal, chance.of([phase, 'part', 'x', '']), position])).toString(
      'base64url',
    );
  };
  const other = chance.of([
    flipped,
    flipped,
    moved,
    moved,
    () => cursor.slice(0, -3),
    () => `${cursor}${cursor}`,
    () => cursor,
  ])();
  return { ...sent, target: target.replace(cursor, other) };
};

const paced: Change = (asked, { chance }) => {
  const sent = onWire(asked);
  return { ...sent, body: sent.body ?? Buffer.from('{}'), pace: chance.of(['slow', 'cut'] as const) };
};

const CHANGES: readonly (readonly [weight: number, change: Change])[] = [
  [10, odd],
  [5, raw],
  [4, extra],
  [3, without],
  [2, doubled],
  [4, broken],
  [0.4, large],
  [2, typed],
  [5, queried],
  [5, misplaced],
  [2, otherwise],
  [5, headed],
  [4, followed],
  [1, paced],
];
const TOTAL = CHANGES.reduce((sum, [weight]) => sum + weight, 0);

const ON_BODY: ReadonlySet<Change> = new Set([odd, raw, extra, without, doubled, broken]);

const changeAt = (point: number): Change => {
  let left = point;
  for (const [weight, change] of CHANGES) {
    left -= weight;
    if (left < 0) return change;
  }
  return odd;
};

export const hostile: Change = (asked, given) => {
  const change = changeAt(given.chance.next() * TOTAL);
  // Of a request without a body only the rest can be odd.
  const isReading = asked.operation.method === 'GET';
  return isReading && ON_BODY.has(change) && given.chance.is(0.8)
    ? queried(asked, given)
    : change(asked, given);
};
