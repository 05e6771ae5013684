import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, clientOf } from '../support/client.ts';
import { type JsonSchema, type Operation, operationsOf, pathOf } from '../support/operations.ts';

/** What follows from postings is sent by nobody: every object of every body is closed, and names none of it. */

const STATE = [
  ...[
    'status',
    'inStock',
    'version',
    'v',
    'asOf',
    'movementIds',
    'movementId',
    'documentId',
    'tenant',
    'user',
    'id',
  ],
  ...[
    'createdBy',
    'createdAt',
    'recordedAt',
    'addedDate',
    'aliases',
    'heldBy',
    'reservedBy',
    'onList',
    'origin',
    'pk',
  ],
  ...[
    'sk',
    'type',
    'marker',
    'expiresAt',
    'counts',
    'posted',
    'dispatched',
    'cancelled',
    'assigned',
    'features',
  ],
  ...[
    'serialNumbersRequired',
    'acknowledgedBy',
    'closedBy',
    'received',
    'revision',
    'importId',
    'recallId',
    'alertId',
  ],
];

/** Where a body names a thing that is meant, not a state. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  voidDocument: ['/movementIds'],
  openRecall: ['/criteria/documentId'],
};

let client: Client;
let writes: readonly Operation[];
beforeAll(async () => {
  client = await clientOf();
  writes = operationsOf((await client.get('/openapi.json')).body).filter(({ method }) => method !== 'GET');
});

type Place = { readonly at: readonly string[]; readonly schema: JsonSchema };

/** Every object in a schema, with the way to it. */
const objectsIn = ({ at, schema }: Place): Place[] => [
  ...(schema.properties === undefined ? [] : [{ at, schema }]),
  ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    objectsIn({ at: [...at, name], schema: inner }),
  ),
  ...(schema.items === undefined ? [] : objectsIn({ at: [...at, '0'], schema: schema.items })),
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((inner) =>
    objectsIn({ at, schema: inner }),
  ),
];

/** A body with these fields at that place, and nothing else. */
const bodyAt = (at: readonly string[], fields: object): unknown => {
  const [name, ...rest] = at;
  if (name === undefined) return fields;
  return name === '0' ? [bodyAt(rest, fields)] : { [name]: bodyAt(rest, fields) };
};

describe('no write', () => {
  it('describes a field of state', () => {
    const described = writes.flatMap(({ id, body }) =>
      objectsIn({ at: [], schema: body ?? {} }).flatMap(({ at, schema }) =>
        Object.keys(schema.properties ?? {})
          .filter((name) => STATE.includes(name))
          .map((name) => `/${[...at, name].join('/')}`)
          .filter((pointer) => !(MEANT[id] ?? []).includes(pointer))
          .map((pointer) => `${id} ${pointer}`),
      ),
    );
    expect(writes.length).toBeGreaterThan(30);
    expect(described).toEqual([]);
  });

  it('leaves an object of its body open to fields that it does not describe', () => {
    const open = writes.flatMap(({ id, body }) =>
      objectsIn({ at: [], schema: body ?? {} })
        .filter(({ schema }) => schema.additionalProperties !== false)
        .map(({ at }) => `${id} /${at.join('/')}`),
    );
    expect(open).toEqual([]);
  });

  it('takes one, wherever it stands in the body', async () => {
    const taken: string[] = [];
    let tried = 0;
    for (const one of writes) {
      for (const { at, schema } of objectsIn({ at: [], schema: one.body ?? {} })) {
        const names = STATE.filter((name) => schema.properties?.[name] === undefined);
        const body = bodyAt(at, Object.fromEntries(names.map((name) => [name, 1])));
        const answer = await client.request(one.method, pathOf(one.path, {}), body);
        const refused = new Set(
          (answer.body.violations ?? []).map(
            ({ pointer, code }: Record<string, string>) => `${pointer} ${code}`,
          ),
        );
        const isUnion = one.body !== undefined && !hasOneShape(one.body, at);
        tried += names.length;
        if (answer.status !== 400) taken.push(`${one.id} /${at.join('/')}: ${answer.status}`);
        if (isUnion) continue;
        for (const name of names) {
          const pointer = `/${[...at, name].join('/')}`;
          if (!refused.has(`${pointer} unknown-field`)) taken.push(`${one.id} ${pointer}`);
        }
      }
    }
    expect(tried).toBeGreaterThan(1000);
    expect(taken).toEqual([]);
  });

  it('takes one in its query', async () => {
    const taken: string[] = [];
    for (const one of writes) {
      const query = STATE.map((name) => `${name}=1`).join('&');
      const answer = await client.request(one.method, `${pathOf(one.path, {})}?${query}`, {});
      if (answer.status !== 400 && answer.status !== 415)
        taken.push(`${one.id}: ${answer.status} ${answer.text}`);
    }
    expect(taken).toEqual([]);
  });
});

/** Of several forms only one fault is told. */
const hasOneShape = (schema: JsonSchema, at: readonly string[]): boolean => {
  const [name, ...rest] = at;
  if ((schema.anyOf ?? schema.oneOf ?? schema.allOf) !== undefined) return false;
  if (name === undefined) return true;
  const inner = name === '0' ? schema.items : schema.properties?.[name];
  return inner !== undefined && hasOneShape(inner, rest);
};
