import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { MachineClients } from '../app/token-ports.ts';
import { ROLE_NAMES } from '../domain/roles.ts';

/** What stands in the parameter of a machine client. */
const kept = z.strictObject({
  tenant: z.string(),
  role: z.enum(ROLE_NAMES),
  partner: z.string().optional(),
});

/** A client's id as Cognito makes them; a parameter's name is joined from nothing else. */
const CLIENT_ID = /^[A-Za-z0-9_+]{1,128}$/;

const parse = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** One parameter per client below `path`, written by the deployment; a client has no say in it. */
export const machineClients = (client: Pick<SSMClient, 'send'>, path: string): MachineClients => ({
  read: async (clientId) => {
    if (!CLIENT_ID.test(clientId)) return undefined;
    const Name = `${path}/${clientId}`;
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name }));
      const read = kept.safeParse(parse(Parameter?.Value));
      if (!read.success) throw new Error(`the parameter ${Name} is not what a machine client has`);
      const { tenant, role, partner } = read.data;
      return { tenant, roles: [role], partner };
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  },
});
