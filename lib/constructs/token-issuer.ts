import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AccessContext } from '../access-context.ts';
import { AppClients } from './app-clients.ts';
import type { UserDirectory } from './user-directory.ts';

export type TokenIssuerProps = Pick<AccessContext, 'callbackUrls' | 'machineClients'> & {
  readonly directory: UserDirectory | undefined;
};

/** Whose tokens are taken. */
type Trusted = {
  readonly issuer: string;
  readonly audiences: string[];
  /** Stands before each scope, as a Cognito resource server names them `<server>/<scope>`. */
  readonly scopePrefix: string;
};

/**
 * Who issues the tokens that the API takes: the issuer that the parameter `JwtIssuer` names, or, where it names none, the
 * stack's own user directory.
 */
export class TokenIssuer extends Construct {
  readonly trusted: Trusted;
  readonly scopePrefix: string;

  constructor(scope: Construct, id: string, { directory, ...access }: TokenIssuerProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const given = new CfnParameter(stack, 'JwtIssuer', {
      description: 'The issuer of access tokens: an https URL that serves .well-known/openid-configuration',
      ...(directory !== undefined && { default: '' }),
    });
    const audience = new CfnParameter(stack, 'JwtAudience', {
      description:
        'What `aud` of a token of that issuer must name, or `client_id` where it has no `aud`; the user pool has its own',
      default: 'serial-ledger',
    });
    this.scopePrefix = new CfnParameter(stack, 'ScopePrefix', {
      description:
        "Stands before each scope of that issuer's tokens, such as `ledger-api/`; the user pool's have none",
      default: '',
    }).valueAsString;
    const { scopePrefix } = this;
    if (directory === undefined) {
      this.trusted = { issuer: given.valueAsString, audiences: [audience.valueAsString], scopePrefix };
      return;
    }
    const isGiven = new CfnCondition(stack, 'OwnIssuer', {
      expression: Fn.conditionNot(Fn.conditionEquals(given.valueAsString, '')),
    });
    const clients = new AppClients(this, 'AppClients', { ...access, directory });
    const choose = (own: unknown, ours: unknown) => Fn.conditionIf(isGiven.logicalId, own, ours);
    this.trusted = {
      issuer: Token.asString(choose(given.valueAsString, directory.issuer)),
      audiences: Token.asList(choose([audience.valueAsString], clients.audiences)),
      scopePrefix,
    };
    new CfnOutput(stack, 'SignInUrl', { value: directory.signInUrl });
    new CfnOutput(stack, 'UserPoolId', { value: directory.pool.userPoolId });
    new CfnOutput(stack, 'PeopleClientId', { value: clients.peopleClientId });
  }
}
