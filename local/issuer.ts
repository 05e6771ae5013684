import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { StartFailure } from './start-failure.ts';

const algorithm = 'RS256';

export const tokenRequestSchema = z.strictObject({
  tenant: z.string().min(1),
  scope: z.string(),
  partner: z.string().min(1).optional(),
  sub: z.string().min(1).optional(),
  /** Seconds; negative ones make an expired token. */
  expiresIn: z.number().int().optional(),
});

/** The claims a development token is asked for with. */
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** The development token issuer; it stands in for Cognito and exists on loopback only. */
export type Issuer = {
  readonly url: string;
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly sign: (request: TokenRequest) => Promise<{ token: string; expiresIn: number }>;
};

const privateKeySchema = z.looseObject({
  kty: z.literal('RSA'),
  d: z.string(),
  n: z.string(),
  e: z.string(),
});

const makeKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return exportJWK(privateKey);
};

/** The kept key, so that tokens outlive a restart; a fresh one where none is kept. */
const loadKey = async (file: string | undefined): Promise<JWK> => {
  if (file === undefined) return makeKey();
  if (existsSync(file)) {
    const parsed = privateKeySchema.safeParse(parseJson(readFileSync(file, 'utf8')));
    if (!parsed.success) throw new StartFailure(`${file} is damaged. Delete it and start again.`);
    return parsed.data;
  }
  const key = await makeKey();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(key), { mode: 0o600 });
  return key;
};

export const createIssuer = async (settings: {
  readonly url: string;
  readonly audience: string;
  readonly keyFile: string | undefined;
}): Promise<Issuer> => {
  const { url, audience } = settings;
  const jwk = await loadKey(settings.keyFile);
  const kid = 'local';
  const key: CryptoKey | Uint8Array = await importJWK(jwk, algorithm);
  return {
    url,
    jwks: { keys: [{ kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '', kid, alg: algorithm, use: 'sig' }] },
    configuration: {
      issuer: url,
      jwks_uri: `${url}/jwks.json`,
      id_token_signing_alg_values_supported: [algorithm],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
    },
    sign: async ({ tenant, scope, partner, sub, expiresIn = 3600 }) => {
      const now = Math.floor(Date.now() / 1000);
      const token = await new SignJWT({ tenant, scope, ...(partner !== undefined && { partner }) })
        .setProtectedHeader({ alg: algorithm, kid })
        .setIssuer(url)
        .setAudience(audience)
        .setSubject(sub ?? `${partner ?? tenant}-user`)
        .setIssuedAt(Math.min(now, now + expiresIn))
        .setExpirationTime(now + expiresIn)
        .sign(key);
      return { token, expiresIn };
    },
  };
};
