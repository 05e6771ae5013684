import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authorisationPage } from '../../docs/authorisation-page.ts';
import { ROLE_NAMES, ROLES, SCOPES } from '../../functions/domain/roles.ts';
import { AUTHORISATION, accessOf, bearerOf } from '../../functions/http/authorisation.ts';
import { openApiDocument } from '../../functions/http/openapi.ts';
import { ROUTES } from '../../functions/http/routes.ts';

const columnOf = (role: (typeof ROLE_NAMES)[number], access: string): string[] =>
  AUTHORISATION.filter((row) => row[role] === access).map(({ id }) => id);
const protectedOnes = AUTHORISATION.filter(({ route }) => route.scopes.length > 0);
const changes = protectedOnes.filter(({ route }) => route.method !== 'GET').map(({ id }) => id);

describe('the authorisation table', () => {
  it('is what docs/authorisation.md shows', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'authorisation.md'), 'utf8');
    expect(page).toBe(authorisationPage());
  });

  it('has every route, and the document of the API all but the public ones', () => {
    expect(AUTHORISATION.map(({ id }) => id)).toEqual(Object.keys(ROUTES));
    const described = Object.values(openApiDocument().paths ?? {}).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(described.sort()).toEqual(protectedOnes.map(({ id }) => id).sort());
  });

  it('leaves open only the reference', () => {
    expect(AUTHORISATION.filter(({ route }) => route.scopes.length === 0).map(({ id }) => id)).toEqual([
      'getOpenApi',
      'getDocs',
      'getDocsFile',
    ]);
  });

  it('lets a viewer change nothing', () => {
    const seen = columnOf('viewer', 'all');
    expect(changes.filter((id) => seen.includes(id))).toEqual([]);
  });

  it('lets a clerk change everything but settings', () => {
    expect(columnOf('clerk', 'no')).toEqual(['changeSettings', 'activateNumbers', 'deactivateNumbers']);
  });

  it.each(['manager', 'admin'] as const)('lets a %s do everything', (role) => {
    expect(columnOf(role, 'all')).toEqual(AUTHORISATION.map(({ id }) => id));
  });

  it('shows a supplier its own lists and documents, and lets it announce', () => {
    expect(columnOf('supplier', 'own')).toEqual([
      ...['listDocuments', 'getDocument', 'putAsn', 'getAsn', 'listAsns', 'cancelAsn'],
    ]);
  });

  it.each(SCOPES)('is never widened by a partner: %s', (scope) => {
    for (const { route } of protectedOnes) {
      const alone = accessOf({ scopes: [scope], partner: undefined }, route);
      const narrowed = accessOf({ scopes: [scope], partner: 'acme' }, route);
      expect(narrowed).not.toBe('all');
      if (narrowed === 'own' && scope !== 'asn.write') expect(alone).toBe('all');
    }
  });

  it('takes no other scope for one of ours, however it begins', () => {
    const scopes = ['asn.write', 'ledger.view', 'ledger.'];
    for (const { route } of protectedOnes) expect(accessOf({ scopes, partner: undefined }, route)).toBe('no');
  });

  it('gives nobody a role without scopes, and a partner to suppliers alone', () => {
    for (const role of ROLE_NAMES) {
      expect(ROLES[role]).not.toEqual([]);
      expect(bearerOf(role).partner !== undefined).toBe(role === 'supplier');
    }
  });
});
