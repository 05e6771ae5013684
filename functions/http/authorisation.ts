import type { Caller } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { ROLES, type Role } from '../domain/roles.ts';
import { READ, type Route } from './route.ts';
import { ROUTES, type RouteId } from './routes.ts';

/** Who may do what: the one place that decides it, and the table that follows. */

/** Everything of the tenant, only what is of its partner, or nothing. */
export type Access = 'all' | 'own' | 'no';

type Bearer = Pick<Caller, 'scopes' | 'partner'>;

/** Suppliers' tokens are taken where the scope of suppliers is. */
const takesPartners = ({ scopes }: Route): boolean => scopes.includes('asn.write');

const isSupplierOnly = ({ scopes }: Bearer): boolean =>
  scopes.includes('asn.write') && !READ.some((scope) => scopes.includes(scope));

/** Why a token is not taken on a route; nothing where it is. */
const denialOf = (bearer: Bearer, route: Route): string | undefined => {
  const scopes: readonly string[] = route.scopes;
  if (scopes.length === 0) return undefined;
  if (!scopes.some((scope) => bearer.scopes.includes(scope)))
    return `One of these scopes is needed: ${scopes.join(', ')}.`;
  if (bearer.partner !== undefined)
    return takesPartners(route) ? undefined : "A partner's token is not taken on this path.";
  return isSupplierOnly(bearer) ? 'A supplier token needs the claim partner.' : undefined;
};

export const accessOf = (bearer: Bearer, route: Route): Access => {
  if (denialOf(bearer, route) !== undefined) return 'no';
  return bearer.partner === undefined || route.scopes.length === 0 ? 'all' : 'own';
};

/**
 * Scopes once more, behind the gateway; and a supplier's token goes no further than the supplier routes.
 * @throws LedgerError `forbidden`
 */
export const authorise = (caller: Caller, route: Route): void => {
  const detail = denialOf(caller, route);
  if (detail !== undefined) throw new LedgerError({ code: 'forbidden', detail });
};

/** A token as the role gets it; a supplier's is of some partner. */
export const bearerOf = (role: Role): Bearer => ({
  scopes: ROLES[role],
  partner: role === 'supplier' ? 'its-partner' : undefined,
});

export type AuthorisationRow = { readonly id: RouteId; readonly route: Route } & Readonly<
  Record<Role, Access>
>;

const isRouteId = (id: string): id is RouteId => Object.hasOwn(ROUTES, id);

/** Every route with every role. */
export const AUTHORISATION: readonly AuthorisationRow[] = Object.keys(ROUTES)
  .filter(isRouteId)
  .map((id) => {
    const route: Route = ROUTES[id];
    const of = (role: Role): Access => accessOf(bearerOf(role), route);
    return {
      id,
      route,
      viewer: of('viewer'),
      clerk: of('clerk'),
      manager: of('manager'),
      admin: of('admin'),
      supplier: of('supplier'),
    };
  });
