import { Arn, ArnFormat, Duration, Fn, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  UserPoolDomain,
  UserPoolGroup,
  UserPoolOperation,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import {
  RESOURCE_SERVER,
  ROLE_NAMES,
  ROLE_PURPOSES,
  ROLES,
  SCOPES,
  type Scope,
  USER_ATTRIBUTES,
} from '../../functions/domain/roles.ts';
import { ENV_NAMES } from '../../functions/runtime/env-names.ts';
import { removalOf, stageOf } from '../stage.ts';
import { ServiceFunction } from './service-function.ts';

export type UserDirectoryProps = {
  /** Unique in the account, such as `serial-ledger-prod`. */
  readonly name: string;
};

const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  'ledger.read': 'See everything of the tenant',
  'ledger.write': 'See and post',
  'ledger.admin': 'See, post and change settings',
  'asn.write': "Announce a supplier's deliveries",
};

/** Written once, when an administrator makes the user: nobody can move to another tenant or partner afterwards. */
const assignedOnce = () => new StringAttribute({ minLen: 1, maxLen: 64, mutable: false });

/**
 * Who may sign in: users with tenant and partner as attributes, their roles as groups, and the function that puts both
 * into access tokens, for machine clients too. Only administrators make users.
 */
export class UserDirectory extends Construct {
  readonly pool: UserPool;
  /** Below it lies one parameter per machine client. */
  readonly machineClientsPath: string;
  /** Where people sign in and where tokens are given, without a path. */
  readonly signInUrl: string;
  /** What its tokens name as their issuer. */
  readonly issuer: string;
  private readonly server: UserPoolResourceServer;
  private readonly scopes: ReadonlyMap<Scope, ResourceServerScope>;

  constructor(scope: Construct, id: string, { name }: UserDirectoryProps) {
    super(scope, id);
    this.machineClientsPath = `/${name}/machine-clients`;
    this.pool = this.addPool(name);
    this.issuer = `https://${this.pool.userPoolProviderName}`;
    this.scopes = new Map(
      SCOPES.map((one) => [
        one,
        new ResourceServerScope({ scopeName: one, scopeDescription: SCOPE_MEANINGS[one] }),
      ]),
    );
    this.server = this.pool.addResourceServer('ResourceServer', {
      identifier: RESOURCE_SERVER,
      scopes: [...this.scopes.values()],
    });
    for (const [precedence, role] of [...ROLE_NAMES].reverse().entries()) {
      const may = ROLES[role].join(', ');
      const description = `${ROLE_PURPOSES[role]} (${may})`;
      new UserPoolGroup(this, `${role}Group`, {
        userPool: this.pool,
        groupName: role,
        precedence,
        description,
      });
    }
    this.signInUrl = this.addSignIn(name);
    this.addTrigger();
  }

  /** The scope as apps ask for it. */
  oAuthScope(scope: Scope): OAuthScope {
    const known = this.scopes.get(scope);
    if (known === undefined) throw new Error(`The resource server has no scope ${scope}`);
    return OAuthScope.resourceServer(this.server, known);
  }

  private addPool(userPoolName: string): UserPool {
    const stage = stageOf(this);
    const pool = new UserPool(this, 'Resource', {
      userPoolName,
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      customAttributes: {
        [USER_ATTRIBUTES.tenant]: assignedOnce(),
        [USER_ATTRIBUTES.partner]: assignedOnce(),
      },
      autoVerify: { email: true },
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      // An app on the phone: messages cost, and can be taken over with the number.
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        passwordHistorySize: 5,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: stage.keepsData,
      removalPolicy: removalOf(stage),
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The Plus plan adds threat protection at several times the price; with a second factor required and no sign-up of their own, Essentials serves.',
    });
    return pool;
  }

  /** The name of a sign-in page is unique in its region over all accounts. */
  private addSignIn(name: string): string {
    const domainPrefix = Fn.join('-', [name, Stack.of(this).account]);
    const domain = new UserPoolDomain(this, 'SignIn', {
      userPool: this.pool,
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    return domain.baseUrl();
  }

  private addTrigger(): void {
    const tokens = new ServiceFunction(this, 'TokensFunction', {
      name: 'tokens',
      invokedBy: 'event',
      // Whoever is not set up is refused a token by an error, which is how Cognito wants it told.
      toleratedErrors: 20,
      impact: 'Somebody, or everybody, is given no token and cannot sign in.',
    });
    tokens.setEnvironment(ENV_NAMES.machineClients, this.machineClientsPath);
    const parameters = Arn.format(
      {
        service: 'ssm',
        resource: 'parameter',
        resourceName: `${this.machineClientsPath.slice(1)}/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      },
      Stack.of(this),
    );
    tokens.allow(['ssm:GetParameter'], parameters);
    const any = `parameter${this.machineClientsPath}/*`;
    Validations.of(tokens).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:${any}]`,
      reason: 'Parameters are named after clients, which are made after the pool, which calls this function.',
    });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, tokens.target, LambdaVersion.V3_0);
  }
}
