import { describe, expect, it } from 'vitest';
import { createRouter } from '../../local/routing.ts';

const choose = createRouter(
  [
    '$default',
    'GET /things/{id}',
    'ANY /things/{id}',
    'GET /things/special',
    'GET /things/{id}/parts/{part}',
    'GET /things/{proxy+}',
    'ANY /{proxy+}',
    'GET /{any}/special/parts',
    'GET /',
  ].map((routeKey) => ({ routeKey })),
);

describe('routing by the priority of HTTP APIs', () => {
  it.each([
    ['GET', '/things/special', 'GET /things/special', undefined],
    ['GET', '/things/7', 'GET /things/{id}', { id: '7' }],
    ['PUT', '/things/7', 'ANY /things/{id}', { id: '7' }],
    ['GET', '/things/7/parts/a%2Fb', 'GET /things/{id}/parts/{part}', { id: '7', part: 'a%2Fb' }],
    ['GET', '/things/7/others', 'GET /things/{proxy+}', { proxy: '7/others' }],
    ['GET', '/things/special/parts', 'GET /{any}/special/parts', { any: 'things' }],
    ['POST', '/things/7/others', 'ANY /{proxy+}', { proxy: 'things/7/others' }],
    ['GET', '/', 'GET /', undefined],
    ['POST', '/', '$default', undefined],
  ])('%s %s → %s', (method, path, routeKey, parameters) => {
    const match = choose(method, path);
    expect(match?.route.routeKey).toBe(routeKey);
    expect(match?.pathParameters).toEqual(parameters);
  });

  it('finds nothing without a $default route', () => {
    expect(createRouter([{ routeKey: 'GET /a' }])('GET', '/b')).toBeUndefined();
  });

  it('takes no empty segment for a variable', () => {
    expect(createRouter([{ routeKey: 'GET /things/{id}' }])('GET', '/things/')).toBeUndefined();
  });

  it('prefers the static segment that comes first', () => {
    const pick = createRouter([{ routeKey: 'GET /{a}/b' }, { routeKey: 'GET /a/{b}' }]);
    expect(pick('GET', '/a/b')?.route.routeKey).toBe('GET /a/{b}');
  });
});
