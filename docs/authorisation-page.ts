import { ROLE_NAMES, ROLE_PURPOSES, ROLES } from '../functions/domain/roles.ts';
import { type Access, AUTHORISATION } from '../functions/http/authorisation.ts';
import { code, GENERATED, page, table } from './pages.ts';

/** Who may do what, as a page. */

const MEANS: Readonly<Record<Access, string>> = { all: 'yes', own: 'own', no: '–' };

const rolesTable = (): string =>
  table(
    ['role', 'what for', 'scopes'],
    ROLE_NAMES.map((role) => [role, ROLE_PURPOSES[role], ROLES[role].map(code).join(' ')]),
  );

const isPublic = ({ route }: (typeof AUTHORISATION)[number]): boolean => route.scopes.length === 0;

const routesTable = (): string =>
  table(
    ['route', ...ROLE_NAMES, 'one of the scopes'],
    AUTHORISATION.filter((row) => !isPublic(row)).map((row) => [
      code(`${row.route.method} ${row.route.path}`),
      ...ROLE_NAMES.map((role) => MEANS[row[role]]),
      row.route.scopes.map(code).join(' '),
    ]),
  );

export const authorisationPage = (): string => {
  const open = AUTHORISATION.filter(isPublic).map(({ route }) => code(`${route.method} ${route.path}`));
  return page(
    '# Authorisation',
    GENERATED,
    'A token says for which tenant it is, which scopes it has, and, of a supplier, for which partner ([identity.md](identity.md)). The scopes of a route are alternatives. API Gateway looks at them first and the function behind it once more.',
    '## Roles',
    rolesTable(),
    'A token has of the scopes of its roles those that its app asked for.',
    '## Routes',
    `*Yes*: everything of the tenant of the token, and nothing of another: what belongs to another tenant is answered as what doesn't exist. *Own*: only what is of the token's partner; what is of another is answered as what doesn't exist. *–*: 403, and 401 without a valid token.`,
    routesTable(),
    `For everyone, without a token: ${open.join(', ')}, and the answer that there is no such path.`,
    '## Tokens with a partner',
    'The claim `partner` narrows a token and never widens it: whatever its scopes are, it is taken only where the column *supplier* says *own*, and shows and changes only what is of that partner. A token that has `asn.write` as its only scope of ours is refused without the claim.',
    'A supplier is not told who of the tenant did what, by which movements, why, or which units are held. That a number which it announces is in the records already is all it learns of what came from others: a number is unique within its item, whoever sent it.',
    '## What nobody sends',
    'Status, stock, versions, movements, tenant and dates of record follow from postings. A request that names a field which its route does not describe, anywhere in its body or query, is refused as a whole with `unknown-field`.',
  );
};
