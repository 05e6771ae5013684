import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LedgerError } from '../../functions/domain/errors.ts';
import { type CursorScope, cursorFrom, positionIn } from '../../functions/http/cursor.ts';
import type { RouteId } from '../../functions/http/routes.ts';
import { aService, type Request } from './gateway.ts';

const scope: CursorScope = { tenant: 'acme', list: '/v1/items', query: { status: 'open', limit: '2' } };
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'taken';
  } catch (error) {
    return error instanceof LedgerError ? error.error.code : `${error}`;
  }
};

describe('a cursor', () => {
  it('leads back to its position, whatever that is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', 'whole', 'part'),
        (position, phase) => {
          expect(positionIn(scope, cursorFrom(scope, { position, phase }))).toEqual({ position, phase });
        },
      ),
    );
  });

  it('is good for another page size, and for nothing else', () => {
    const cursor = cursorFrom(scope, { position: 'x' });
    const { query } = scope;
    expect(
      codeOf(() => positionIn({ ...scope, query: { limit: '9', cursor, status: 'open' } }, cursor)),
    ).toBe('taken');
    const others: CursorScope[] = [
      { ...scope, tenant: 'globex' },
      { ...scope, list: '/v1/partners' },
      { ...scope, query: { ...query, status: 'posted' } },
      { ...scope, query: { ...query, kind: 'x' } },
      { ...scope, query: {} },
    ];
    expect(others.map((other) => codeOf(() => positionIn(other, cursor)))).toEqual(
      others.map(() => 'invalid-cursor'),
    );
  });

  it('that is none is refused as such, whatever it is', () => {
    const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), json), (text) => {
        expect(codeOf(() => positionIn(scope, text))).toBe('invalid-cursor');
      }),
    );
  });
});

describe('a cursor that was forged', () => {
  let service: Awaited<ReturnType<typeof aService>>;
  beforeAll(async () => {
    service = await aService();
    await service.world.receive(['A-1', 'A-2', 'B-1']);
    await service.world.settle();
  });

  /** The cursor of a list, with a position that the service did not give. */
  const forged =
    (id: RouteId, list: string, given: Request) =>
    async (position: string, phase = '') => {
      const { query = {} } = given;
      const cursor = cursorFrom({ tenant: 'acme', list, query }, { position, phase });
      const { status, body } = await service.ask(id, { ...given, query: { ...query, cursor } });
      return status === 200 ? 'taken' : `${status} ${body.code}`;
    };
  const params = { itemId: 'phone' };
  const lists: readonly (readonly [RouteId, string, Request])[] = [
    ['listItems', '/v1/items', {}],
    ['listPartners', '/v1/partners', {}],
    ['listDocuments', '/v1/documents', { query: { kind: 'product-receipt' } }],
    ['listMovements', '/v1/movements', { query: { from: '2026-03-10', to: '2026-03-10' } }],
    ['getStock', '/v1/stock', { query: { itemId: 'phone' } }],
    ['getStock', '/v1/stock', {}],
    ['listUnits', '/v1/items/phone/serials', { params, query: { prefix: 'A' } }],
    ['searchSerials', '/v1/search/serials', { query: { q: 'A-1' } }],
    ['searchSerials', '/v1/search/serials', { query: { q: 'A', itemId: 'phone' } }],
  ];

  it.each(lists)(
    'is taken or refused, but never a fault of the service: %s %s %o',
    async (id, list, given) => {
      const ask = forged(id, list, given);
      for (const position of [
        '',
        '!',
        '#',
        'A',
        'Z'.repeat(40),
        '\u{10FFFF}',
        '\ud800',
        '\u0000',
        'A#'.repeat(500),
      ]) {
        for (const phase of ['', 'whole', 'part', 'else']) {
          expect(['taken', '400 invalid-cursor']).toContain(await ask(position, phase));
        }
      }
    },
  );

  it('is refused where it is to go on at an item that can be none', async () => {
    const ask = forged('exportSerials', '/v1/exports/serials', {});
    const refused = await Promise.all(['', '#', 'a#b', '\u0000'].map((itemId) => ask('A', itemId)));
    expect(new Set(refused)).toEqual(new Set(['400 invalid-cursor']));
  });
});
