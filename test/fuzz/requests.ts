import fc from 'fast-check';
import { ASN_TRANSITIONS } from '../../functions/domain/asn/asn.ts';
import { DOCUMENT_TRANSITIONS } from '../../functions/domain/document/document.ts';
import type { Chance } from './chance.ts';
import type { Description, Operation } from './description.ts';
import type { Pools, Row } from './pools.ts';
import { freshSerial, freshSscc, valuesOf } from './values.ts';

/** Requests that look valid: made from the schemas, or from what was taken before. */

export type Body = { readonly json: unknown } | { readonly text: string; readonly type: string };

/** What a request asks for, before it is put on the wire. */
export type Asked = {
  readonly operation: Operation;
  readonly params: Row;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | undefined;
};

/** Path parameters by what they are known as. */
const knownAs = ({ path }: Operation, name: string): string =>
  name === 'id' && path.startsWith('/v1/exceptions') ? 'exceptionId' : name;

/** What makes something with a new id where there is none. */
const NAMING: ReadonlySet<string> = new Set([
  'saveItem',
  'saveLocation',
  'savePartner',
  'saveModel',
  'saveEntity',
  'putAsn',
]);

const OPEN = ['open'];
const NUMBERED = Object.keys(DOCUMENT_TRANSITIONS.number).filter((status) => status !== 'posted');

/** In which states a thing mostly is of which this is asked: of any other it is refused nearly always. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  postDocument: Object.keys(DOCUMENT_TRANSITIONS.post),
  cancelDocument: Object.keys(DOCUMENT_TRANSITIONS.cancel),
  changeLine: Object.keys(DOCUMENT_TRANSITIONS.change),
  addSerials: NUMBERED,
  replaceSerials: NUMBERED,
  removeSerials: NUMBERED,
  voidDocument: Object.keys(DOCUMENT_TRANSITIONS.void),
  closeException: OPEN,
  settleException: OPEN,
  snoozeAlert: ['open', 'snoozed'],
  cancelAsn: Object.keys(ASN_TRANSITIONS.cancel),
  receiveAsn: Object.keys(ASN_TRANSITIONS.receive),
};
/** What a thing is told by, where the request names something in it besides. */
const WHOLE = 'documentId';

const CSV_HEADER = 'orderNumber,line,itemId,serial,batch,expiresOn';
const RECIPES_KEPT = 40;

export const requestsOf = ({
  description,
  pools,
  chance,
}: {
  description: Description;
  pools: Pools;
  chance: Chance;
}) => {
  const { of } = valuesOf(description, pools, chance);
  const draw = <T>(arbitrary: fc.Arbitrary<T>): T =>
    fc.sample(arbitrary, { seed: chance.below(2 ** 31), numRuns: 1 })[0]!;
  const made = description.operations.map((operation) => {
    const [query, body] = [
      operation.parameters
        .filter((one) => one.in === 'query' && one.name !== 'cursor')
        .map(({ name, required, schema }) => ({
          name,
          required: required === true,
          value: of(schema, name),
        })),
      operation.body?.['application/json'],
    ];
    return { operation, query, body: body === undefined ? undefined : of(body.schema) };
  });
  const recipes = new Map<string, Asked[]>();

  const nameable = ({ id }: Operation, names: readonly string[]): Row | undefined => {
    const states = FITTING[id];
    if (states === undefined || chance.is(0.2)) return pools.pick(names);
    const by = names.includes(WHOLE) ? [WHOLE] : names;
    const whole = [...states]
      .sort(() => chance.next() - 0.5)
      .map((status) => pools.pick(by, { status }))
      .find((one) => one !== undefined);
    const known = whole?.[WHOLE];
    if (known === undefined) return whole ?? pools.pick(names);
    return pools.pick(names, { [WHOLE]: known }) ?? pools.pick(names);
  };

  const paramsFor = (operation: Operation): Row => {
    const names = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    const known = nameable(
      operation,
      names.map((name) => knownAs(operation, name)),
    );
    const naming = NAMING.has(operation.id) && chance.is(0.4);
    return Object.fromEntries(
      names.map((name) => {
        const value = known?.[knownAs(operation, name)];
        return [name, value === undefined || naming ? freshSerial().toLowerCase() : value];
      }),
    );
  };

  const csv = (): Body => {
    const rows = Array.from({ length: 1 + chance.below(6) }, () => {
      const { itemId = 'pump' } = pools.pick(['itemId', 'tracking'], { tracking: 'serial' }) ?? {};
      const serial = chance.is(0.7) ? freshSerial() : (pools.pick(['serial'])?.serial ?? '');
      return `${chance.is(0.3) ? 'PO-1' : ''},${chance.is(0.3) ? '1' : ''},${itemId},${serial},,`;
    });
    return { text: [CSV_HEADER, ...rows].join('\n'), type: 'text/csv' };
  };

  const fromSchema = (operation: Operation): Asked => {
    const { query, body } = made.find((one) => one.operation === operation)!;
    const asked = query
      .filter(({ required }) => required || chance.is(0.25))
      .map(({ name, value }) => [name, `${draw(value)}`] as const);
    const isBare = body === undefined || (chance.is(0.5) && operation.body?.['text/plain'] !== undefined);
    const bare = (): Body | undefined => {
      if (operation.body?.['text/csv'] !== undefined) return csv();
      if (operation.body?.['text/plain'] === undefined) return undefined;
      return { text: `${freshSerial()}\n${freshSerial()}`, type: 'text/plain' };
    };
    return {
      operation,
      params: paramsFor(operation),
      query: Object.fromEntries(asked),
      headers: {},
      body: isBare ? bare() : { json: draw(body) },
    };
  };

  const freshNumbers = (given: readonly unknown[], itemId: unknown): unknown[] => {
    const way = chance.next();
    if (way < 0.2 || given.some((one) => typeof one !== 'string')) return [...given];
    const having: Row = typeof itemId === 'string' ? { itemId } : {};
    const standing = () => pools.pick(['serial', 'status'], { ...having, status: 'in-stock' })?.serial;
    return given.map(() => (way < 0.6 ? freshSerial() : (standing() ?? freshSerial())));
  };

  /** The same again about other things. */
  const freshened = (value: unknown, name: string, above: Readonly<Record<string, unknown>>): unknown => {
    if (Array.isArray(value)) {
      if (name === 'serials') return freshNumbers(value, above.itemId);
      return value.map((one) => freshened(one, name, above));
    }
    if (typeof value === 'object' && value !== null) {
      const inside = { ...above, ...value };
      return Object.fromEntries(
        Object.entries(value).map(([field, inner]) => [field, freshened(inner, field, inside)]),
      );
    }
    if (name === 'sscc') return freshSscc();
    if (name === 'first') return freshSerial();
    if (name === 'serial' && typeof value === 'string') {
      if (chance.is(0.5)) return freshSerial();
      return pools.pick(
        ['serial', 'itemId'],
        typeof above.itemId === 'string' ? { itemId: above.itemId } : {},
      )?.serial;
    }
    // Documents that are open are what much is asked of.
    if (name === 'post' && chance.is(0.4)) return value !== true;
    if (name === 'orderId' && chance.is(0.6)) {
      return pools.pick([WHOLE, 'kind'], { kind: 'purchase-order', status: 'open' })?.[WHOLE] ?? value;
    }
    if (name === 'documentId' && chance.is(0.6)) {
      return pools.pick(['documentId', 'kind'])?.documentId ?? value;
    }
    if (/^(item|location|toLocation|partner|model)Id$/.test(name) && chance.is(0.1)) {
      const as = name === 'toLocationId' ? 'locationId' : name;
      return pools.pick([as])?.[as] ?? value;
    }
    return value;
  };

  const fromRecipe = (operation: Operation, known: readonly Asked[]): Asked => {
    const recipe = chance.of(known);
    const params = chance.is(0.8) ? paramsFor(operation) : recipe.params;
    const { body } = recipe;
    return {
      ...recipe,
      params,
      headers: {},
      body: body !== undefined && 'json' in body ? { json: freshened(body.json, '', params) } : body,
    };
  };

  return {
    draw,
    /** A request to this operation. */
    make: (operation: Operation): Asked => {
      const known = recipes.get(operation.id) ?? [];
      return known.length > 0 && chance.is(0.6) ? fromRecipe(operation, known) : fromSchema(operation);
    },
    /** What was taken is asked again, in other words. */
    remember: (asked: Asked): void => {
      const kept = recipes.get(asked.operation.id) ?? [];
      recipes.set(asked.operation.id, kept);
      if (kept.length < RECIPES_KEPT) kept.push(asked);
      else kept[chance.below(RECIPES_KEPT)] = asked;
    },
  };
};

export type Requests = ReturnType<typeof requestsOf>;
