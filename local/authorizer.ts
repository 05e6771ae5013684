import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

/** What the JWT authorizer of an HTTP API decides about one request. */
export type Authorization =
  | {
      readonly allowed: true;
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[];
    }
  | { readonly allowed: false; readonly status: 401 | 403; readonly challenge: string };

export type Authorizer = (header: string | undefined, scopes: readonly string[]) => Promise<Authorization>;

const authorizerSchema = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});
const configurationSchema = z.object({ jwks_uri: z.string() });

/** As API Gateway passes claims on: text as is, lists as `[a b]`. */
const claimText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const scopesOf = (payload: JWTPayload): string[] => {
  const given = payload.scope ?? payload.scp;
  if (Array.isArray(given)) return given.map(String);
  return typeof given === 'string' ? given.split(' ').filter((scope) => scope !== '') : [];
};

const unauthorized = (description?: string): Authorization => ({
  allowed: false,
  status: 401,
  challenge:
    description === undefined
      ? 'Bearer'
      : `Bearer scope="" error="invalid_token" error_description="${description.replaceAll('"', "'")}"`,
});

/** `aud` must name the audience; only a token without `aud` may name it by `client_id` (Cognito access tokens). */
const isForUs = (payload: JWTPayload, audiences: readonly string[]): boolean => {
  const named = payload.aud ?? payload.client_id;
  return [named].flat().some((one) => typeof one === 'string' && audiences.includes(one));
};

const verifyWith =
  (issuer: string, audiences: readonly string[], keys: JWTVerifyGetKey): Authorizer =>
  async (header, required) => {
    const token = header?.replace(/^bearer\s+/i, '').trim();
    if (token === undefined || token === '') return unauthorized();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ['RS256', 'RS384', 'RS512'],
        requiredClaims: ['exp'],
      });
      if (!isForUs(payload, audiences)) return unauthorized('the token is for another audience');
      const granted = scopesOf(payload);
      const matching = required.filter((scope) => granted.includes(scope));
      if (required.length > 0 && matching.length === 0) {
        const challenge = `Bearer scope="${required.join(' ')}" error="insufficient_scope" error_description="the token doesn't have a required scope"`;
        return { allowed: false, status: 403, challenge };
      }
      const claims = Object.entries(payload).map(([name, value]) => [name, claimText(value)] as const);
      return { allowed: true, claims: Object.fromEntries(claims), scopes: matching };
    } catch (error) {
      if (error instanceof errors.JOSEError) return unauthorized(error.message);
      throw error;
    }
  };

/** Finds the issuer's keys by its OIDC configuration, at the first token, and keeps them. */
const issuerKeys = (issuer: string): JWTVerifyGetKey => {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const discover = async (): Promise<JWTVerifyGetKey> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const { jwks_uri } = configurationSchema.parse(await response.json());
    return createRemoteJWKSet(new URL(jwks_uri));
  };
  return async (header, token) => {
    keys ??= discover().catch((error: unknown) => {
      keys = undefined;
      throw new errors.JWKSInvalid(`the issuer can't be reached: ${String(error)}`);
    });
    return (await keys)(header, token);
  };
};

/** The JWT authorizer of the template. Throws a StartFailure for settings that API Gateway's JWT kind lacks. */
export const jwtAuthorizer = (resource: Resource): Authorizer => {
  const parsed = authorizerSchema.safeParse(resource.properties);
  if (!parsed.success) {
    throw new StartFailure(`The authorizer ${resource.id} can't run here: ${z.prettifyError(parsed.error)}`);
  }
  const { Issuer, Audience } = parsed.data.JwtConfiguration;
  return verifyWith(Issuer, Audience, issuerKeys(Issuer));
};
