import { ID_PATTERN } from './id-pattern.ts';

/**
 * Who may do what: the words of tokens, and the roles that people and machines have. Free of any library, so that `lib/`
 * can read it.
 */

export const SCOPES = ['ledger.read', 'ledger.write', 'ledger.admin', 'asn.write'] as const;
export type Scope = (typeof SCOPES)[number];

/** What each role may at most; a token has of this what its app asked for. */
export const ROLES = {
  viewer: ['ledger.read'],
  clerk: ['ledger.read', 'ledger.write'],
  manager: ['ledger.read', 'ledger.write', 'ledger.admin'],
  admin: SCOPES,
  supplier: ['asn.write'],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = [
  'viewer',
  'clerk',
  'manager',
  'admin',
  'supplier',
] as const satisfies readonly Role[];

/** What each role is for, in a word of business. */
export const ROLE_PURPOSES: Readonly<Record<Role, string>> = {
  viewer: 'sees everything of its tenant and changes nothing',
  clerk: 'receives, sells, moves, holds, imports, recalls; keeps items, places and partners',
  manager: 'as a clerk, and decides settings and when numbers are required',
  admin: 'as a manager, with every scope there is; for whoever runs the system',
  supplier: 'announces deliveries, and sees documents and lists of one partner only',
};

export const isRole = (name: string): name is Role => Object.hasOwn(ROLES, name);

/** Who somebody is for the ledger, decided by whoever runs it and never by the one who asks. */
export type Assignment = {
  readonly tenant: string | undefined;
  readonly roles: readonly Role[];
  readonly partner: string | undefined;
};

export type Grant = {
  readonly tenant: string;
  readonly partner: string | undefined;
  readonly scopes: readonly Scope[];
};

/** What is wrong with an assignment; nothing where it can be granted. */
export const assignmentFault = ({ tenant, roles, partner }: Assignment): string | undefined => {
  if (tenant === undefined || !ID_PATTERN.test(tenant)) return 'no tenant is assigned';
  if (roles.length === 0) return `none of the roles is assigned: ${ROLE_NAMES.join(', ')}`;
  const isSupplier = roles.includes('supplier');
  if (isSupplier && roles.length > 1) return 'a supplier has no other role';
  if (isSupplier && (partner === undefined || !ID_PATTERN.test(partner)))
    return 'a supplier needs its partner';
  return !isSupplier && partner !== undefined ? 'only a supplier is of a partner' : undefined;
};

/**
 * What a token may say: the tenant, the partner, and of the scopes of the roles those that were asked for. A string says
 * why there is none.
 */
export const grantOf = (assignment: Assignment, asked: readonly string[]): Grant | string => {
  const fault = assignmentFault(assignment);
  const { tenant, roles, partner } = assignment;
  if (fault !== undefined || tenant === undefined) return fault ?? 'no tenant is assigned';
  const allowed: ReadonlySet<string> = new Set(roles.flatMap((role) => ROLES[role]));
  const scopes = SCOPES.filter((scope) => allowed.has(scope) && asked.includes(scope));
  return scopes.length === 0
    ? `nothing was asked for that ${roles.join(' and ')} may: ${[...allowed].join(', ')}`
    : { tenant, partner, scopes };
};

/** The resource server: what scopes of ours are prefixed with where Cognito's own rules name them. */
export const RESOURCE_SERVER = 'serial-ledger';
export const prefixed = (scope: Scope): string => `${RESOURCE_SERVER}/${scope}`;

/** The attributes of a user that the stack defines, which nobody but an administrator writes. */
export const USER_ATTRIBUTES = { tenant: 'tenant', partner: 'partner' } as const;
