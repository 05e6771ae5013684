import * as z from 'zod';
import { StartFailure } from './start-failure.ts';
import type { Resource, Resources } from './template.ts';

/** What the roles of the template allow, and what the functions have done with it. */

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const statementSchema = z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMany });
const documentSchema = z.object({ Statement: z.array(statementSchema) });
const policySchema = z.object({ PolicyDocument: documentSchema, Roles: z.array(z.string()).default([]) });
const roleSchema = z.object({
  Policies: z.array(z.object({ PolicyDocument: documentSchema })).default([]),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
});

export type Usage = {
  readonly allowed: readonly string[];
  readonly used: readonly string[];
  readonly refused: readonly string[];
};

export type Permissions = {
  /** The actions that the function's role allows; undefined where the template doesn't say. */
  readonly allowedTo: (fn: Resource) => readonly string[] | undefined;
  readonly note: (functionName: string, action: string, isAllowed: boolean) => void;
  /** By function. */
  readonly usage: () => Readonly<Record<string, Usage>>;
};

const parsed = <T>(resource: Resource, schema: z.ZodType<T>): T => {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  throw new StartFailure(`${resource.type} ${resource.id} can't be read: ${z.prettifyError(result.error)}`);
};

export const readPermissions = (resources: Resources): Permissions => {
  const policies = resources.ofType('AWS::IAM::Policy').map((one) => parsed(one, policySchema));
  const roles = resources.ofType('AWS::IAM::Role');
  const known = new Map<string, { allowed: readonly string[]; used: Set<string>; refused: Set<string> }>();

  const actionsOf = (role: Resource): readonly string[] | undefined => {
    const { Policies, ManagedPolicyArns } = parsed(role, roleSchema);
    // What AWS's own policies allow isn't known here.
    if (ManagedPolicyArns.length > 0) return undefined;
    const attached = policies.filter(({ Roles }) => Roles.includes(role.physical.ref));
    const statements = [...Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const those = (effect: string) =>
      statements.flatMap(({ Effect, Action }) => (Effect === effect ? Action : []));
    const denied = new Set(those('Deny'));
    return [...new Set(those('Allow'))].filter((action) => !denied.has(action)).sort();
  };

  return {
    allowedTo: (fn) => {
      const role = roles.find(({ physical }) => physical.attributes.Arn === fn.properties.Role);
      const allowed = role === undefined ? undefined : actionsOf(role);
      if (allowed !== undefined) known.set(fn.physical.ref, { allowed, used: new Set(), refused: new Set() });
      return allowed;
    },
    note: (functionName, action, isAllowed) => {
      const its = known.get(functionName);
      (isAllowed ? its?.used : its?.refused)?.add(action);
    },
    usage: () =>
      Object.fromEntries(
        [...known].map(([name, { allowed, used, refused }]) => [
          name,
          { allowed, used: [...used].sort(), refused: [...refused].sort() },
        ]),
      ),
  };
};
