import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { ROLE_NAMES, ROLES, SCOPES } from '../../functions/domain/roles.ts';
import { accessContextOf } from '../../lib/access-context.ts';
import { addSerialLedger } from '../../lib/serial-ledger.ts';

/** Without bundling: what is asked here isn't in the bundles. */
const newApp = (context: Record<string, unknown> = {}) =>
  new App({
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [], ...context },
    analyticsReporting: false,
  });

const templatesOf = (context: Record<string, unknown> = {}) => {
  const app = newApp(context);
  const { stateful, stateless } = addSerialLedger(app);
  return { app, stateful: Template.fromStack(stateful), stateless: Template.fromStack(stateless) };
};

const only = (template: Template, type: string, start = '') => {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(start));
  expect(found, `${type} ${start}`).toHaveLength(1);
  return found[0]![1];
};

const erp = { name: 'erp', tenant: 'acme', role: 'clerk' };
const depot = { name: 'depot-4', tenant: 'acme', role: 'supplier', partner: 'supplies' };
const { app, stateful, stateless } = templatesOf({
  machineClients: [erp, depot],
  callbackUrls: 'https://stock.example.com/signed-in,com.example.stock://signed-in',
});
const clients = Object.values(stateless.findResources('AWS::Cognito::UserPoolClient')).map(
  ({ Properties }) => Properties,
);
const clientNamed = (name: string) => clients.find(({ ClientName }) => ClientName === name);
/** Scopes of ours among those that an app may ask for. */
const scopesOf = (name: string): string[] =>
  clientNamed(name).AllowedOAuthScopes.flatMap((scope: string | { 'Fn::Join': [string, unknown[]] }) =>
    typeof scope === 'string' ? [] : [String(scope['Fn::Join'][1].at(-1)).slice(1)],
  );

describe('the user pool', () => {
  const pool = only(stateful, 'AWS::Cognito::UserPool');

  it('is of the Essentials plan, whose tokens can be made ours', () => {
    expect(pool.Properties.UserPoolTier).toBe('ESSENTIALS');
    expect(pool.Properties.LambdaConfig.PreTokenGenerationConfig.LambdaVersion).toBe('V3_0');
  });

  it('asks the function of tokens, which only it may call', () => {
    const { Ref: alias } = pool.Properties.LambdaConfig.PreTokenGenerationConfig.LambdaArn;
    const { Properties } = only(stateful, 'AWS::Lambda::Function');
    expect(Properties.Description).toContain('functions/tokens.ts');
    const [id] = Object.keys(stateful.findResources('AWS::Lambda::Function'));
    const { [alias]: released } = stateful.findResources('AWS::Lambda::Alias');
    expect(released?.Properties.FunctionName).toEqual({ Ref: id });
    const { Properties: permission } = only(stateful, 'AWS::Lambda::Permission');
    expect(permission).toMatchObject({
      Principal: 'cognito-idp.amazonaws.com',
      FunctionName: { Ref: alias },
    });
    expect(JSON.stringify(permission.SourceArn)).toContain('UserDirectory');
  });

  it('is protected from deletion, and stays when its stack goes', () => {
    expect(pool.Properties.DeletionProtection).toBe('ACTIVE');
    expect([pool.DeletionPolicy, pool.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  it('has users that administrators made, with long passwords and an authenticator app', () => {
    expect(pool.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true, RequireSymbols: true } },
      UsernameConfiguration: { CaseSensitive: false },
    });
  });

  it.each(['tenant', 'partner'])('never lets the %s of a user be changed', (name) => {
    const attribute = pool.Properties.Schema.find((one: { Name: string }) => one.Name === name);
    expect(attribute).toMatchObject({ AttributeDataType: 'String', Mutable: false });
  });

  it('has a group for each role', () => {
    const groups = Object.values(stateful.findResources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => Properties.GroupName).sort()).toEqual([...ROLE_NAMES].sort());
  });

  it('has a resource server with the scopes of the routes', () => {
    const { Properties } = only(stateful, 'AWS::Cognito::UserPoolResourceServer');
    expect(Properties.Identifier).toBe('serial-ledger');
    expect(Properties.Scopes.map((one: { ScopeName: string }) => one.ScopeName)).toEqual([...SCOPES]);
  });

  it('lets its function read assignments of machine clients, and nothing else', () => {
    const { Properties } = only(stateful, 'AWS::IAM::Policy', 'UserDirectoryTokensFunction');
    const own = Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
      [Action].flat().every((action) => !/^(logs|xray):/.test(action)),
    );
    expect(own.map(({ Action }: { Action: string }) => Action)).toEqual(['ssm:GetParameter']);
    expect(JSON.stringify(own[0].Resource)).toContain(':parameter/serial-ledger-dev/machine-clients/*');
  });
});

describe('the app of people', () => {
  const people = clientNamed('people');

  it('gets tokens by a code and keeps no secret', () => {
    expect(people).toMatchObject({
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      CallbackURLs: ['https://stock.example.com/signed-in', 'com.example.stock://signed-in'],
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenRotation: { Feature: 'ENABLED' },
    });
    // None named would be three, ALLOW_REFRESH_TOKEN_AUTH among them, which does not go with rotation.
    expect(people.ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH']);
  });

  it('may ask for all scopes of ours; a role decides which it gets', () => {
    expect(scopesOf('people')).toEqual([...SCOPES]);
  });

  it('may not write whose user somebody is', () => {
    expect(people.WriteAttributes).toEqual(['email']);
  });

  it('sends people nowhere but to their own machine unless it is told where', () => {
    const { stateless: untold } = templatesOf();
    expect(only(untold, 'AWS::Cognito::UserPoolClient').Properties.CallbackURLs).toEqual([
      'http://localhost:3000/signed-in',
    ]);
  });
});

describe('a machine client', () => {
  it.each([erp, depot])('$name has a secret and the scopes of its role', ({ name, role }) => {
    expect(clientNamed(name)).toMatchObject({
      AllowedOAuthFlows: ['client_credentials'],
      GenerateSecret: true,
    });
    expect(scopesOf(name)).toEqual([...ROLES[role as keyof typeof ROLES]]);
  });

  it('has its tenant and role in a parameter that bears its id', () => {
    const parameters = Object.values(stateless.findResources('AWS::SSM::Parameter')).map(
      ({ Properties }) => Properties,
    );
    expect(parameters.map(({ Value }) => JSON.parse(Value))).toEqual([
      { tenant: 'acme', role: 'clerk' },
      { tenant: 'acme', role: 'supplier', partner: 'supplies' },
    ]);
    const [first] = parameters;
    const [path, id] = first!.Name['Fn::Join'][1];
    expect(path).toBe('/serial-ledger-dev/machine-clients/');
    expect(stateless.findResources('AWS::Cognito::UserPoolClient')[id.Ref]!.Properties.ClientName).toBe(
      'erp',
    );
  });
});

describe('whose tokens the API takes', () => {
  const { Properties } = only(stateless, 'AWS::ApiGatewayV2::Authorizer');
  const { Issuer, Audience } = Properties.JwtConfiguration;

  it('are those of the issuer that is named, or else of the pool', () => {
    expect(Properties.IdentitySource).toEqual(['$request.header.Authorization']);
    const [condition, given, ours] = Issuer['Fn::If'];
    expect(given).toEqual({ Ref: 'JwtIssuer' });
    expect(JSON.stringify(ours)).toContain('ProviderName');
    const { Conditions, Parameters } = stateless.toJSON();
    expect(Conditions[condition]).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'JwtIssuer' }, ''] }] });
    expect([
      Parameters.JwtIssuer.Default,
      Parameters.JwtAudience.Default,
      Parameters.ScopePrefix.Default,
    ]).toEqual(['', 'serial-ledger', '']);
  });

  it('are for the audience that is named, or for one of the clients of the pool', () => {
    const [, given, ours] = Audience['Fn::If'];
    expect(given).toEqual([{ Ref: 'JwtAudience' }]);
    const ids = Object.keys(stateless.findResources('AWS::Cognito::UserPoolClient'));
    expect(ours.map(({ Ref }: { Ref: string }) => Ref).sort()).toEqual(ids.sort());
  });

  it('are of an issuer that must be named where there is to be no pool', () => {
    const { stateful, stateless } = templatesOf({ identity: 'own' });
    for (const template of [stateful, stateless]) {
      expect(
        Object.values(template.toJSON().Resources).filter((one) =>
          /::(Cognito|SSM)::/.test((one as { Type: string }).Type),
        ),
      ).toEqual([]);
    }
    expect(stateless.toJSON().Parameters.JwtIssuer).not.toHaveProperty('Default');
    stateless.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: { Ref: 'JwtIssuer' }, Audience: [{ Ref: 'JwtAudience' }] },
    });
  });
});

describe('the context', () => {
  it.each<[string, unknown]>([
    ['identity', 'okta'],
    ['corsOrigins', '*'],
    ['corsOrigins', ['https://*.example.com']],
    ['corsOrigins', ['https://stock.example.com/']],
    ['corsOrigins', ['http://stock.example.com']],
    ['corsOrigins', ['stock.example.com']],
    ['corsOrigins', { origin: 'https://stock.example.com' }],
    ['callbackUrls', ['http://stock.example.com/signed-in']],
    ['callbackUrls', ['https://stock.example.com/#signed-in']],
    ['callbackUrls', ['https://*.example.com/signed-in']],
    ['callbackUrls', ['https://me:secret@stock.example.com/signed-in']],
    ['callbackUrls', ['javascript:alert(1)']],
    ['machineClients', [{ ...erp, role: 'boss' }]],
    ['machineClients', [{ ...erp, tenant: 'a/b' }]],
    ['machineClients', [{ ...erp, partner: 'supplies' }]],
    ['machineClients', [{ ...erp, name: 'Our ERP' }]],
    ['machineClients', [{ ...erp, scopes: ['ledger.admin'] }]],
    ['machineClients', [{ ...depot, partner: undefined }]],
    ['machineClients', [erp, { ...depot, name: 'erp' }]],
    ['machineClients', Array.from({ length: 50 }, (_, i) => ({ ...erp, name: `erp-${i}` }))],
    ['machineClients', 'erp'],
  ])('%s can not be %j', (name, value) => {
    expect(() => accessContextOf(newApp({ [name]: value }).node)).toThrow(`The context "${name}" must be`);
  });

  it.each(['machineClients', 'callbackUrls'])('has no %s for an issuer of its own', (name) => {
    const given = { machineClients: [erp], callbackUrls: 'https://stock.example.com/in' }[name];
    const { node } = newApp({ identity: 'own', [name]: given });
    expect(() => accessContextOf(node)).toThrow(`The context "${name}" must be left out`);
  });

  it('is taken as JSON too, as a command line gives it', () => {
    const context = accessContextOf(
      newApp({
        machineClients: JSON.stringify([erp]),
        corsOrigins: 'https://a.example.com, http://localhost:5173, https://a.example.com',
      }).node,
    );
    expect(context.machineClients).toEqual([erp]);
    expect(context.corsOrigins).toEqual(['https://a.example.com', 'http://localhost:5173']);
  });
});

describe('pages of other origins', () => {
  it('may not call the API unless the context names them', () => {
    expect(only(stateless, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });

  it('may call it with what clients send where it does, without cookies', () => {
    const { stateless: open } = templatesOf({ corsOrigins: ['https://stock.example.com'] });
    const { CorsConfiguration } = only(open, 'AWS::ApiGatewayV2::Api').Properties;
    expect(CorsConfiguration).toMatchObject({
      AllowOrigins: ['https://stock.example.com'],
      AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
      MaxAge: 3600,
    });
    expect([...CorsConfiguration.AllowMethods].sort()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
    expect(CorsConfiguration).not.toHaveProperty('AllowCredentials');
  });
});

it('passes cdk-nag with clients of both kinds', () => {
  expect(() => app.synth()).not.toThrow();
});
