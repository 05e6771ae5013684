import { describe, expect, it } from 'vitest';
import {
  type Assignment,
  assignmentFault,
  grantOf,
  isRole,
  prefixed,
  RESOURCE_SERVER,
  ROLE_NAMES,
  ROLE_PURPOSES,
  ROLES,
  SCOPES,
} from '../../functions/domain/roles.ts';

const who = (given: Partial<Assignment>): Assignment => ({
  tenant: 'acme',
  roles: ['clerk'],
  partner: undefined,
  ...given,
});

describe('a role', () => {
  it.each([
    ['viewer', ['ledger.read']],
    ['clerk', ['ledger.read', 'ledger.write']],
    ['manager', ['ledger.read', 'ledger.write', 'ledger.admin']],
    ['admin', ['ledger.read', 'ledger.write', 'ledger.admin', 'asn.write']],
    ['supplier', ['asn.write']],
  ] as const)('of a %s may %j', (role, scopes) => {
    expect(ROLES[role]).toEqual(scopes);
    expect(
      grantOf(who({ roles: [role], partner: role === 'supplier' ? 'maker' : undefined }), SCOPES),
    ).toEqual({ tenant: 'acme', partner: role === 'supplier' ? 'maker' : undefined, scopes });
  });

  it('is one of those with a name and a purpose', () => {
    expect(Object.keys(ROLES).sort()).toEqual([...ROLE_NAMES].sort());
    expect(ROLE_NAMES.filter((role) => !/\w/.test(ROLE_PURPOSES[role]))).toEqual([]);
    expect(['clerk', 'supplier'].map(isRole)).toEqual([true, true]);
    expect(['boss', '', 'toString', 'Clerk'].map(isRole)).toEqual([false, false, false, false]);
  });
});

describe('an assignment', () => {
  it.each([
    ['no tenant', { tenant: undefined }, 'no tenant is assigned'],
    ['what can be no tenant', { tenant: 'acme/rival' }, 'no tenant is assigned'],
    ['no role', { roles: [] }, 'none of the roles is assigned: viewer, clerk, manager, admin, supplier'],
    [
      'a supplier who has another role',
      { roles: ['viewer', 'supplier'], partner: 'maker' },
      'a supplier has no other role',
    ],
    ['a supplier of nobody', { roles: ['supplier'] }, 'a supplier needs its partner'],
    [
      'a supplier of what can be no partner',
      { roles: ['supplier'], partner: 'the maker' },
      'a supplier needs its partner',
    ],
    ['a clerk of a partner', { partner: 'maker' }, 'only a supplier is of a partner'],
  ] as const)('of %s is refused', (_, given, fault) => {
    expect(assignmentFault(who(given))).toBe(fault);
    expect(grantOf(who(given), SCOPES)).toBe(fault);
  });

  it.each([
    ['one role', {}],
    ['several roles', { roles: ['viewer', 'clerk'] }],
    ['a supplier', { roles: ['supplier'], partner: 'maker' }],
  ] as const)('of %s is granted', (_, given) => {
    expect(assignmentFault(who(given))).toBeUndefined();
  });
});

describe('a token', () => {
  it('says what was asked for and is allowed by one of the roles, and no more', () => {
    const both = who({ roles: ['viewer', 'manager'] });
    expect(grantOf(both, ['asn.write', 'ledger.admin', 'ledger.read', 'openid'])).toEqual({
      tenant: 'acme',
      partner: undefined,
      scopes: ['ledger.read', 'ledger.admin'],
    });
  });

  it('is refused where nothing was asked for that the roles may', () => {
    expect(grantOf(who({ roles: ['viewer', 'clerk'] }), ['ledger.admin', 'openid'])).toBe(
      'nothing was asked for that viewer and clerk may: ledger.read, ledger.write',
    );
  });

  it('names its scopes by the resource server', () => {
    expect(prefixed('asn.write')).toBe(`${RESOURCE_SERVER}/asn.write`);
    expect(SCOPES.map(prefixed)).toContain('serial-ledger/ledger.read');
  });
});
