import { Duration } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  ClientAttributes,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ROLES, SCOPES, USER_ATTRIBUTES } from '../../functions/domain/roles.ts';
import type { AccessContext, MachineClient } from '../access-context.ts';
import type { UserDirectory } from './user-directory.ts';

export type AppClientsProps = Pick<AccessContext, 'callbackUrls' | 'machineClients'> & {
  readonly directory: UserDirectory;
};

/** Shorter than this, sign-in pages and refreshes are at odds; a role that was taken away counts until then. */
const TOKEN_LIFE = Duration.hours(1);

/**
 * The apps that get tokens of the user directory: one for people, in browsers and on phones, and one for each machine
 * client of the context, whose tenant and role stand in a parameter beside it.
 */
export class AppClients extends Construct {
  /** What the authorizer takes: Cognito's access tokens name their app as `client_id`. */
  readonly audiences: readonly string[];
  readonly peopleClientId: string;

  constructor(scope: Construct, id: string, { directory, callbackUrls, machineClients }: AppClientsProps) {
    super(scope, id);
    this.peopleClientId = this.addPeople(directory, callbackUrls);
    const machines = machineClients.map((one) => this.addMachine(directory, one));
    this.audiences = [this.peopleClientId, ...machines];
  }

  private addPeople(directory: UserDirectory, callbackUrls: readonly string[]): string {
    const { pool: userPool } = directory;
    const client = new UserPoolClient(this, 'People', {
      userPool,
      userPoolClientName: 'people',
      // Apps that people hold keep no secret; PKCE proves that who fetches the token has asked for it.
      generateSecret: false,
      // Where none is named Cognito assumes three, and one of them renews tokens without replacing them.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, ...SCOPES.map((one) => directory.oAuthScope(one))],
        callbackUrls: [...callbackUrls],
        logoutUrls: [...callbackUrls],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: TOKEN_LIFE,
      idTokenValidity: TOKEN_LIFE,
      refreshTokenValidity: Duration.days(7),
      // A refresh token that was used is worth nothing to whoever copied it.
      refreshTokenRotationGracePeriod: Duration.seconds(30),
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true })
        .withCustomAttributes(USER_ATTRIBUTES.tenant, USER_ATTRIBUTES.partner),
      // Never tenant or partner; without this line an app may write all attributes.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    new CfnManagedLoginBranding(this, 'PeopleSignIn', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client.userPoolClientId;
  }

  private addMachine(directory: UserDirectory, { name, ...assignment }: MachineClient): string {
    const client = new UserPoolClient(this, `Machine-${name}`, {
      userPool: directory.pool,
      userPoolClientName: name,
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true, authorizationCodeGrant: false, implicitCodeGrant: false },
        scopes: ROLES[assignment.role].map((one) => directory.oAuthScope(one)),
      },
      supportedIdentityProviders: [],
      enableTokenRevocation: true,
      accessTokenValidity: TOKEN_LIFE,
      // It has none to read, and may write none.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    const { userPoolClientId } = client;
    new StringParameter(this, `Assignment-${name}`, {
      parameterName: `${directory.machineClientsPath}/${userPoolClientId}`,
      simpleName: false,
      description: `Serial Ledger: who the machine client ${name} is`,
      stringValue: JSON.stringify(assignment),
    });
    return userPoolClientId;
  }
}
