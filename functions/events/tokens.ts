import type { PreTokenGenerationV2TriggerEvent, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';
import type { MachineClients } from '../app/token-ports.ts';
import {
  type Assignment,
  type Grant,
  grantOf,
  isRole,
  prefixed,
  RESOURCE_SERVER,
  SCOPES,
  USER_ATTRIBUTES,
} from '../domain/roles.ts';

/** What Cognito asks before it makes the tokens of a user or of a machine client (version 3 of the event). */
export type TokenEvent = PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent;

export type TokensDeps = {
  readonly machineClients: MachineClients;
  readonly log: {
    readonly granted: (entry: { clientId: string; tenant: string; scopes: readonly string[] }) => void;
    readonly refused: (entry: { clientId: string; source: string; reason: string }) => void;
  };
};

/** Cognito shows its message to whoever wanted the token. */
class NoToken extends Error {
  override name = 'NoToken';
}

const NOBODY: Assignment = { tenant: undefined, roles: [], partner: undefined };

/** Attributes and groups are written by administrators alone: no app of the stack may write them. */
const assignmentOfUser = ({ userAttributes, groupConfiguration }: TokenEvent['request']): Assignment => ({
  tenant: userAttributes[`custom:${USER_ATTRIBUTES.tenant}`],
  roles: (groupConfiguration.groupsToOverride ?? []).filter(isRole),
  // An attribute that was emptied is none.
  partner: userAttributes[`custom:${USER_ATTRIBUTES.partner}`] || undefined,
});

const assignmentIn = async (event: TokenEvent, machineClients: MachineClients): Promise<Assignment> =>
  event.triggerSource === 'TokenGeneration_ClientCredentials'
    ? ((await machineClients.read(event.callerContext.clientId)) ?? NOBODY)
    : assignmentOfUser(event.request);

/** Scopes without the name of the resource server; after a refresh they may come without it already. */
const askedIn = ({ scopes = [] }: TokenEvent['request']): string[] =>
  scopes.map((scope) =>
    scope.startsWith(`${RESOURCE_SERVER}/`) ? scope.slice(RESOURCE_SERVER.length + 1) : scope,
  );

const answered = (event: TokenEvent, { tenant, partner, scopes }: Grant): TokenEvent => ({
  ...event,
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: { tenant, ...(partner === undefined ? {} : { partner }) },
        scopesToAdd: [...scopes],
        // What the role has not allowed must not be told by another name.
        scopesToSuppress: SCOPES.map(prefixed),
      },
    },
  },
});

/**
 * Puts tenant, partner and scopes into access tokens. What a client says of itself (`clientMetadata`) is not looked at.
 * @throws NoToken where nothing can be granted, so that there is no token at all
 */
export const tokensHandler =
  ({ machineClients, log }: TokensDeps) =>
  async (event: TokenEvent): Promise<TokenEvent> => {
    const { clientId } = event.callerContext;
    const grant = grantOf(await assignmentIn(event, machineClients), askedIn(event.request));
    if (typeof grant === 'string') {
      log.refused({ clientId, source: event.triggerSource, reason: grant });
      throw new NoToken(`The ledger gives no token: ${grant}.`);
    }
    log.granted({ clientId, tenant: grant.tenant, scopes: grant.scopes });
    return answered(event, grant);
  };
