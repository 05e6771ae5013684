import type { Assignment } from '../domain/roles.ts';

/** Where machine clients have their tenant and role from. */
export type MachineClients = {
  /** @throws Error where what is kept of it cannot be read */
  readonly read: (clientId: string) => Promise<Assignment | undefined>;
};
