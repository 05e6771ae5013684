import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import * as z from 'zod';
import type { Caller } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { ID_PATTERN } from '../domain/id-pattern.ts';
import type { Route } from './route.ts';

/** Ids of tenants and partners stand in keys, so they must be ids. */
const claimsSchema = z.object({
  tenant: z.string().regex(ID_PATTERN),
  sub: z.string().min(1).max(256).optional(),
  client_id: z.string().min(1).max(256).optional(),
  partner: z.string().regex(ID_PATTERN).optional(),
  scope: z.string().default(''),
});

/**
 * Who calls, by the claims that the gateway's authorizer has verified.
 * @throws LedgerError `unauthenticated`
 */
export const callerOf = (event: APIGatewayProxyEventV2WithJWTAuthorizer, scopePrefix: string): Caller => {
  const claims = claimsSchema.safeParse(event.requestContext.authorizer?.jwt.claims ?? {});
  if (!claims.success) {
    const wrong = claims.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new LedgerError({
      code: 'unauthenticated',
      detail: `The token's claims are missing or wrong: ${wrong}.`,
    });
  }
  const { tenant, sub, client_id, partner, scope } = claims.data;
  const scopes = scope
    .split(' ')
    .map((s) => (s.startsWith(scopePrefix) ? s.slice(scopePrefix.length) : s))
    .filter((s) => s !== '');
  return { tenant, user: sub ?? client_id ?? 'unknown', partner, scopes };
};

/**
 * Scopes once more, behind the gateway; and a supplier's token goes no further than the supplier routes.
 * @throws LedgerError `forbidden`
 */
export const authorise = (caller: Caller, route: Route): void => {
  const scopes: readonly string[] = route.scopes;
  if (!scopes.some((scope) => caller.scopes.includes(scope))) {
    throw new LedgerError({
      code: 'forbidden',
      detail: `One of these scopes is needed: ${scopes.join(', ')}.`,
    });
  }
  if (caller.partner !== undefined && !scopes.includes('asn.write')) {
    throw new LedgerError({ code: 'forbidden', detail: "A partner's token is not taken on this path." });
  }
  const supplierOnly =
    caller.scopes.includes('asn.write') && !caller.scopes.some((s) => s.startsWith('ledger.'));
  if (supplierOnly && caller.partner === undefined) {
    throw new LedgerError({ code: 'forbidden', detail: 'A supplier token needs the claim partner.' });
  }
};
