import fc from 'fast-check';
import type { Chance } from './chance.ts';
import type { Description, Schema } from './description.ts';
import type { Pools } from './pools.ts';

/** Values that fit a schema of the document; where a name says what is meant, mostly things that there are. */

const DAY = 86_400_000;
/** `YYYY-MM-DD`, so many days from today. */
export const dayFromNow = (offset: number): string =>
  new Date(Date.now() + offset * DAY).toISOString().slice(0, 10);

let made = 0;
/** A number that nobody has used before. */
export const freshSerial = (): string => {
  made += 1;
  return `FZ-${made.toString().padStart(6, '0')}`;
};

/** A serial shipping container code with its check digit. */
export const freshSscc = (): string => {
  made += 1;
  const body = `0061414${made.toString().padStart(10, '0')}`;
  const sum = [...body].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
};

/** Where a field takes what another name is known by. */
const KNOWN_AS: Readonly<Record<string, string>> = {
  itemId: 'itemId',
  parentItemId: 'itemId',
  locationId: 'locationId',
  toLocationId: 'locationId',
  partnerId: 'partnerId',
  modelId: 'modelId',
  entityId: 'entityId',
  projectNumber: 'projectNumber',
  documentId: 'documentId',
  orderId: 'documentId',
  movementIds: 'movementId',
  movementId: 'movementId',
  holdId: 'holdId',
  serial: 'serial',
  serials: 'serial',
  parentSerial: 'serial',
  serialFrom: 'serial',
  serialTo: 'serial',
  q: 'serial',
  prefix: 'serial',
  text: 'serial',
  scanned: 'serial',
  batch: 'batch',
  line: 'line',
  sscc: 'sscc',
  asnNumber: 'asnNumber',
  alertId: 'alertId',
  recallId: 'recallId',
  importId: 'importId',
};

const ID = fc
  .tuple(fc.constantFrom(...'abXY01'), fc.string({ unit: fc.constantFrom(...'abcXYZ019._-'), maxLength: 12 }))
  .map(([first, rest]) => `${first}${rest}`);

/** What people type, and what only programs send. */
const TEXT = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('Pump', 'Grüße, Straße 5', '日本語', 'x', 'N/A', 'a b', '0', '=1+1', '😀'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
);

const sized = (schema: Schema) => ({
  minLength: schema.minLength ?? 0,
  maxLength: Math.min(schema.maxLength ?? 60, 60),
});

/** Small numbers mostly, and now and then the bounds themselves. */
const INTEGER = ({ minimum = -3, maximum = 1_000_000 }: Schema) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }) },
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
  );

const NUMBER = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 0.0001, 0.00001, 1.5, 1_000_000, 99_999_999_999, -1, 0) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

const DATE = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -30, max: 0 }).map(dayFromNow) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }).map(dayFromNow) },
  { weight: 1, arbitrary: fc.constantFrom('2024-02-29', '1900-01-01', '9999-12-31', '2023-02-29') },
);

export type Values = {
  /** Made once for a schema; each value that is drawn looks at what is known by then. */
  readonly of: (schema: Schema, name?: string) => fc.Arbitrary<unknown>;
};

export const valuesOf = (description: Description, pools: Pools, chance: Chance): Values => {
  const known = (as: string, otherwise: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 12, arbitrary: fc.constant(0).map(() => pools.pick([as])?.[as] ?? freshSerial()) },
      { weight: 1, arbitrary: otherwise },
    );
  const text = (schema: Schema, name: string): fc.Arbitrary<unknown> => {
    if (schema.format === 'date') return DATE;
    if (name === 'first') return fc.constant(0).map(freshSerial);
    if (name === 'timeZone') return fc.constantFrom('Europe/Amsterdam', 'UTC', 'Asia/Kolkata', 'Mars/Base');
    if (name === 'at')
      return fc.oneof(
        DATE,
        DATE.map((day) => `${day}T10:00:00Z`),
      );
    const plain = schema.pattern === undefined ? fc.oneof(TEXT, fc.string(sized(schema))) : ID;
    const as = KNOWN_AS[name];
    if (as === undefined) return plain;
    const some = known(as, plain);
    // Numbers that are searched for are known in parts.
    if (name !== 'q' && name !== 'prefix') return some;
    return some.map((whole) => `${whole}`.slice(chance.below(4), 3 + chance.below(9)));
  };
  const object = (schema: Schema): fc.Arbitrary<unknown> => {
    const fields = Object.entries(schema.properties ?? {});
    const required = new Set(schema.required);
    const given = fc.record(Object.fromEntries(fields.map(([field, inner]) => [field, of(inner, field)])), {
      requiredKeys: [...required] as never,
    });
    if (typeof schema.additionalProperties !== 'object') return given;
    return fc.dictionary(
      fc.constantFrom('Colour', 'Chassis number', 'Größe', 'a'),
      of(schema.additionalProperties),
      {
        maxKeys: 3,
      },
    );
  };
  const of = (given: Schema, name = ''): fc.Arbitrary<unknown> => {
    const schema = description.resolve(given);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => of(one, name)));
    switch (schema.type) {
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return name === 'line' ? known('line', INTEGER(schema)) : INTEGER(schema);
      case 'number':
        return NUMBER;
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(of(schema.items ?? {}, name), { minLength: schema.minItems ?? 0, maxLength: 4 });
      case 'object':
        return object(schema);
      case 'string':
        return text(schema, name);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  };
  return { of };
};
