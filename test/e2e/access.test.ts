import { describe, expect, it } from 'vitest';
import { clientOf, company, receipt, settled } from '../support/client.ts';

describe('access', () => {
  it('needs a valid token of the issuer', async () => {
    const client = await company();
    expect((await client.get('/v1/items', { token: null })).status).toBe(401);
    expect((await client.get('/v1/items', { token: 'nonsense' })).status).toBe(401);
    const [head, , signature] = client.token.split('.');
    const forged = Buffer.from(JSON.stringify({ tenant: client.tenant, scope: 'ledger.admin' })).toString(
      'base64url',
    );
    expect((await client.get('/v1/items', { token: `${head}.${forged}.${signature}` })).status).toBe(401);
    expect((await client.get('/openapi.json', { token: null })).status).toBe(200);
  });

  it('needs one of the route’s scopes', async () => {
    const client = await company();
    const reader = await clientOf(client.tenant, { scope: 'ledger.read' });
    expect((await reader.get('/v1/items')).status).toBe(200);
    expect((await reader.post('/v1/documents', receipt(['N-1']))).status).toBe(403);
    const writer = await clientOf(client.tenant, { scope: 'ledger.write' });
    expect((await writer.patch('/v1/settings', { serialTracking: false })).status).toBe(403);
    expect((await writer.post('/v1/documents', receipt(['N-1']))).status).toBe(201);
  });

  it('keeps tenants apart', async () => {
    const [mine, theirs] = [await company(), await company()];
    const made = await mine.post('/v1/documents', receipt(['T-1']), { key: 'same' });
    expect((await theirs.post('/v1/documents', receipt(['T-1']), { key: 'same' })).body.documentId).not.toBe(
      made.body.documentId,
    );
    await settled();
    const [unit] = (await mine.get('/v1/items/pump/serials?serial=T-1')).body.items;
    expect((await theirs.get(`/v1/items/pump/serials/${unit.id}`)).status).toBe(404);
    expect((await theirs.get(`/v1/documents/${made.body.documentId}`)).status).toBe(404);
    expect((await theirs.get(`/v1/movements/${made.body.movementIds[0]}`)).status).toBe(404);
    expect((await theirs.post(`/v1/documents/${made.body.documentId}/post`)).status).toBe(404);
    expect((await theirs.get('/v1/search/serials?q=T-1')).body.items ?? []).not.toContainEqual(
      expect.objectContaining({ id: unit.id }),
    );
  });

  it('shows a supplier its own documents and nothing else', async () => {
    const client = await company();
    await client.put('/v1/partners/rival', { name: 'Rival', role: 'supplier' });
    const own = await client.post('/v1/documents', receipt(['A-1']));
    const other = await client.post('/v1/documents', receipt(['R-1'], { partnerId: 'rival' }));
    await settled();
    const supplier = await clientOf(client.tenant, { scope: 'asn.write', partner: 'acme' });
    expect((await supplier.get(`/v1/documents/${own.body.documentId}`)).status).toBe(200);
    expect((await supplier.get(`/v1/documents/${other.body.documentId}`)).status).toBe(404);
    expect((await supplier.get('/v1/documents')).body.items).toMatchObject([
      { documentId: own.body.documentId },
    ]);
    expect((await supplier.get('/v1/documents?partnerId=rival')).body.items).toEqual([]);
    const wide = await clientOf(client.tenant, { scope: 'ledger.read asn.write', partner: 'acme' });
    expect((await wide.get('/v1/items')).body).toMatchObject({ status: 403, code: 'forbidden' });
    const stray = await clientOf(client.tenant, { scope: 'asn.write' });
    expect((await stray.get('/v1/documents')).status).toBe(403);
  });
});
