import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineClients } from '../../functions/data/machine-clients.ts';
import { ROLE_NAMES, ROLES, SCOPES } from '../../functions/domain/roles.ts';
import { type TokenEvent, tokensHandler } from '../../functions/events/tokens.ts';

/** What Systems Manager keeps of machine clients, by the whole name of the parameter. */
const parameters: Record<string, string> = {
  '/ledger/machine-clients/erp': JSON.stringify({ tenant: 'acme', role: 'clerk' }),
  '/ledger/machine-clients/depot': JSON.stringify({ tenant: 'acme', role: 'supplier', partner: 'supplies' }),
  '/ledger/machine-clients/broken': '{"tenant":"acme","role":"boss"}',
  '/ledger/machine-clients/garbled': 'acme',
  '/ledger/other': JSON.stringify({ tenant: 'rival', role: 'admin' }),
};

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { Name } = JSON.parse(Buffer.concat(chunks).toString());
  const Value = parameters[Name];
  const isKnown = request.headers['x-amz-target'] === 'AmazonSSM.GetParameter' && Value !== undefined;
  response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(isKnown ? { Parameter: { Name, Value } } : { __type: 'ParameterNotFound' }));
});
let handle: (event: TokenEvent) => Promise<TokenEvent>;
const told: unknown[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new SSMClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  handle = tokensHandler({
    machineClients: machineClients(client, '/ledger/machine-clients'),
    log: { granted: (entry) => told.push(entry), refused: (entry) => told.push(entry) },
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ALL = SCOPES.map((scope) => `serial-ledger/${scope}`);

const eventOf = (given: Record<string, unknown>, clientId = 'people') =>
  ({
    version: '3',
    region: 'eu-central-1',
    userPoolId: 'eu-central-1_pool',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    response: { claimsAndScopeOverrideDetails: null },
    ...given,
  }) as unknown as TokenEvent;

const userEvent = (
  {
    groups = ['clerk'],
    scopes = ALL,
    ...attributes
  }: { groups?: string[]; scopes?: string[] } & Record<string, unknown>,
  source = 'TokenGeneration_HostedAuth',
) =>
  eventOf({
    triggerSource: source,
    userName: 'jane',
    request: {
      userAttributes: { sub: 'jane', email: 'jane@example.com', ...attributes },
      groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null },
      scopes,
    },
  });

const machineEvent = (clientId: string, more: Record<string, unknown> = {}) =>
  eventOf(
    {
      triggerSource: 'TokenGeneration_ClientCredentials',
      request: { userAttributes: {}, groupConfiguration: {}, scopes: ALL, ...more },
    },
    clientId,
  );

/** Tenant, partner and scopes of ours in the access token. */
const tokenOf = async (event: TokenEvent) => {
  const { accessTokenGeneration } = (await handle(event)).response.claimsAndScopeOverrideDetails;
  const { claimsToAddOrOverride, scopesToAdd } = accessTokenGeneration!;
  return { ...claimsToAddOrOverride, scopes: scopesToAdd };
};

const ofAcme = { 'custom:tenant': 'acme' };

describe('the token of a user', () => {
  it.each(ROLE_NAMES.filter((role) => role !== 'supplier'))('has the scopes of a %s', async (role) => {
    expect(await tokenOf(userEvent({ ...ofAcme, groups: [role] }))).toEqual({
      tenant: 'acme',
      scopes: [...ROLES[role]],
    });
  });

  it('has the partner of a supplier', async () => {
    const event = userEvent({ ...ofAcme, groups: ['supplier'], 'custom:partner': 'supplies' });
    expect(await tokenOf(event)).toEqual({ tenant: 'acme', partner: 'supplies', scopes: ['asn.write'] });
  });

  it('has no more than its app asked for', async () => {
    const scopes = ['openid', 'serial-ledger/ledger.read', 'serial-ledger/asn.write'];
    expect(await tokenOf(userEvent({ ...ofAcme, groups: ['manager'], scopes }))).toEqual({
      tenant: 'acme',
      scopes: ['ledger.read'],
    });
  });

  it('has the scopes of several roles together, and ignores groups that are none of ours', async () => {
    const { scopes } = await tokenOf(userEvent({ ...ofAcme, groups: ['viewer', 'night-shift', 'clerk'] }));
    expect(scopes).toEqual(['ledger.read', 'ledger.write']);
  });

  it('is the same after a refresh, whichever way the scopes come back', async () => {
    const event = userEvent(
      { ...ofAcme, scopes: ['openid', 'ledger.read', 'ledger.admin'] },
      'TokenGeneration_RefreshTokens',
    );
    expect((await tokenOf(event)).scopes).toEqual(['ledger.read']);
  });

  it('names no scope of ours by its longer name, which roles have not limited', async () => {
    const { response } = await handle(userEvent(ofAcme));
    expect(response.claimsAndScopeOverrideDetails.accessTokenGeneration!.scopesToSuppress).toEqual(ALL);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['tenant', { groups: ['clerk'] }, /no tenant/],
    ['tenant that can be one', { 'custom:tenant': 'a/b' }, /no tenant/],
    ['role', { ...ofAcme, groups: ['night-shift'] }, /none of the roles/],
    ['partner, though a supplier', { ...ofAcme, groups: ['supplier'] }, /needs its partner/],
    [
      'single role, though a supplier',
      { ...ofAcme, groups: ['supplier', 'admin'], 'custom:partner': 'p' },
      /no other role/,
    ],
    ['right to a partner', { ...ofAcme, 'custom:partner': 'supplies' }, /only a supplier/],
    [
      'scope that its role allows',
      { ...ofAcme, groups: ['viewer'], scopes: ['serial-ledger/ledger.admin'] },
      /nothing was asked/,
    ],
    ['scope of ours', { ...ofAcme, scopes: ['openid'] }, /nothing was asked/],
  ])('is not made for one without %s', async (_, given, reason) => {
    await expect(handle(userEvent(given))).rejects.toThrow(reason);
  });
});

describe('the token of a machine client', () => {
  it('has the tenant and the scopes that it was assigned', async () => {
    expect(await tokenOf(machineEvent('erp'))).toEqual({
      tenant: 'acme',
      scopes: ['ledger.read', 'ledger.write'],
    });
    expect(await tokenOf(machineEvent('depot'))).toEqual({
      tenant: 'acme',
      partner: 'supplies',
      scopes: ['asn.write'],
    });
  });

  it('has nothing of what the client says of itself', async () => {
    const says = { tenant: 'rival', partner: 'x', role: 'admin', 'custom:tenant': 'rival' };
    const event = machineEvent('erp', {
      clientMetadata: says,
      userAttributes: says,
      groupConfiguration: { groupsToOverride: ['admin'] },
    });
    expect(await tokenOf(event)).toEqual({ tenant: 'acme', scopes: ['ledger.read', 'ledger.write'] });
  });

  it.each(['stranger', '../other', 'erp/../erp', ''])(
    'is not made for one that nobody has assigned: "%s"',
    async (id) => {
      await expect(handle(machineEvent(id))).rejects.toThrow('no tenant is assigned');
    },
  );

  it.each(['broken', 'garbled'])('is not made of an assignment that can not be read: %s', async (id) => {
    await expect(handle(machineEvent(id))).rejects.toThrow(`/ledger/machine-clients/${id}`);
  });
});

it('tells of each token whose it is, and of each refusal why', async () => {
  told.length = 0;
  await handle(machineEvent('erp'));
  await handle(machineEvent('stranger')).catch(() => undefined);
  expect(told).toEqual([
    { clientId: 'erp', tenant: 'acme', scopes: ['ledger.read', 'ledger.write'] },
    { clientId: 'stranger', source: 'TokenGeneration_ClientCredentials', reason: 'no tenant is assigned' },
  ]);
});
