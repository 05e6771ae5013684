import { expect, it } from 'vitest';
import { callerOf } from '../../functions/http/caller.ts';
import type { HttpEvent } from '../../functions/http/request.ts';

const scopesOf = (claims: Record<string, string>, prefix = ''): readonly string[] => {
  const jwt = { claims: { tenant: 'acme', ...claims }, scopes: [] };
  return callerOf({ requestContext: { authorizer: { jwt } } } as unknown as HttpEvent, prefix).scopes;
};

it.each<[Record<string, string>, string]>([
  [{ scope: 'ledger.read ledger.write' }, ''],
  [{ scope: 'ledger-api/ledger.read ledger-api/ledger.write' }, 'ledger-api/'],
  [{ scp: 'ledger.read ledger.write' }, ''],
  [{ scp: '[ledger.read ledger.write]' }, ''],
])('finds the scopes of %j', (claims, prefix) => {
  expect(scopesOf(claims, prefix)).toEqual(['ledger.read', 'ledger.write']);
});

it('takes no scope of another API for one of ours', () => {
  expect(scopesOf({ scope: 'ledger-api/asn.write ledger.read shop/ledger.admin' }, 'ledger-api/')).toEqual([
    'asn.write',
  ]);
});

it('finds none where a token says nothing of them', () => {
  expect(scopesOf({})).toEqual([]);
});
