import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import * as z from 'zod';
import type { Caller } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { ID_PATTERN } from '../domain/id-pattern.ts';

/** Ids of tenants and partners stand in keys, so they must be ids. */
const claimsSchema = z.object({
  tenant: z.string().regex(ID_PATTERN),
  sub: z.string().min(1).max(256).optional(),
  client_id: z.string().min(1).max(256).optional(),
  partner: z.string().regex(ID_PATTERN).optional(),
  scope: z.string().optional(),
  /** What some issuers call it; the gateway writes lists as `[a b]`. */
  scp: z.string().optional(),
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
  const { tenant, sub, client_id, partner, scope, scp = '' } = claims.data;
  const scopes = (scope ?? scp.replace(/^\[|\]$/g, ''))
    .split(' ')
    // What has another prefix, or none, is of another API.
    .filter((s) => s !== '' && s.startsWith(scopePrefix))
    .map((s) => s.slice(scopePrefix.length));
  return { tenant, user: sub ?? client_id ?? 'unknown', partner, scopes };
};
