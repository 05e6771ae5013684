import type { StackTemplate, TemplateResource } from './assembly.ts';
import { intrinsics, type Lookup, noValue } from './intrinsics.ts';
import { isObject, type JsonObject } from './json.ts';
import { isQualifier, nameProperty, type Physical, physical, type Surroundings } from './physical.ts';
import { StartFailure } from './start-failure.ts';

/** A resource of the template as it is on this machine. */
export type Resource = {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  /** All intrinsics resolved. */
  readonly properties: JsonObject;
  readonly physical: Physical;
  /** The folder of the stack's assets, and this resource's asset in it. */
  readonly directory: string;
  readonly asset: string | undefined;
};

export type Resources = {
  /** Resources of these types; only these are resolved, so that what isn't run can't be in the way. */
  readonly ofType: (...types: string[]) => Resource[];
};

type Settings = Surroundings & { readonly parameters: Readonly<Record<string, string>> };

const memo = <T>(make: (key: string) => T): ((key: string) => T) => {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
};

/** Reads the resources of all stacks. Throws a StartFailure naming the logical id where it can't. */
export const readResources = (stacks: readonly StackTemplate[], settings: Settings): Resources => {
  const scopes = stacks.map((stack) => stackScope(stack, settings, (name) => importValue(name)));
  const importValue = memo((name: string): unknown => {
    for (const scope of scopes) {
      const found = scope.exported(name);
      if (found !== undefined) return found;
    }
    throw new StartFailure(`The stack is broken: no stack exports "${name}".`);
  });
  return { ofType: (...types) => scopes.flatMap((scope) => scope.ofType(types)) };
};

const stackScope = (stack: StackTemplate, settings: Settings, importValue: (name: string) => unknown) => {
  const { template } = stack;
  const here: Surroundings = {
    ...settings,
    account: stack.account ?? settings.account,
    region: stack.region ?? settings.region,
  };

  const parameter = (name: string): unknown => {
    const declared = template.Parameters[name];
    if (declared === undefined) return undefined;
    const value = settings.parameters[name] ?? declared.Default;
    if (value === undefined) {
      throw new StartFailure(`The parameter ${name} of ${stack.name} has no default, so it can't run here.`);
    }
    return value;
  };
  const physicalOf = memo((id: string): Physical => {
    const resource = resourceAt(id);
    const ownName = nameProperty(resource.Type);
    const given = ownName === undefined ? undefined : resolve(resource.Properties[ownName], id);
    const name = typeof given === 'string' ? given : `${stack.name}-${id}`;
    const properties = isQualifier(resource.Type) ? resolveObject(resource.Properties, id) : {};
    return physical(resource.Type, { ...here, name: `${name}${settings.nameSuffix ?? ''}`, properties });
  });
  const resourceAt = (id: string): TemplateResource => {
    const resource = template.Resources[id];
    if (resource === undefined) throw new StartFailure(`${stack.name} has no resource "${id}".`);
    return resource;
  };
  const lookup: Lookup = {
    stackName: stack.name,
    account: here.account,
    region: here.region,
    has: (id) => template.Resources[id] !== undefined,
    parameter,
    ref: (id) => physicalOf(id).ref,
    attribute: (id, name) =>
      physicalOf(id).attributes[name] ?? `${physicalOf(id).ref}-${name.toLowerCase().replaceAll('.', '-')}`,
    condition: (name) => template.Conditions[name],
    mapping: (map, first, second) => template.Mappings[map]?.[first]?.[second],
    importValue,
  };
  const { resolve, holds } = intrinsics(lookup);

  const resolveObject = (value: JsonObject, id: string): JsonObject => {
    const resolved = resolve(value, id);
    if (!isObject(resolved)) throw new StartFailure(`${id} of ${stack.name} has no readable properties.`);
    return resolved;
  };
  /** By the asset manifest; the metadata are there only when CDK was told to write them. */
  const assetOf = (resource: TemplateResource, { Code }: JsonObject): string | undefined => {
    const key = isObject(Code) ? Code.S3Key : undefined;
    const named = resource.Metadata?.['aws:asset:path'];
    return (
      (typeof key === 'string' && stack.assets.get(key)) || (typeof named === 'string' ? named : undefined)
    );
  };
  const toResource = ([id, resource]: readonly [string, TemplateResource]): Resource => {
    const properties = resolveObject(resource.Properties, id);
    return {
      stack: stack.name,
      id,
      type: resource.Type,
      properties,
      physical: physicalOf(id),
      directory: stack.directory,
      asset: assetOf(resource, properties),
    };
  };
  return {
    ofType: (types: readonly string[]): Resource[] =>
      Object.entries(template.Resources)
        .filter(([, resource]) => types.includes(resource.Type))
        .filter(([id, resource]) => resource.Condition === undefined || holds(resource.Condition, id))
        .map(toResource),
    exported: (name: string): unknown => {
      const output = Object.entries(template.Outputs).find(
        ([id, candidate]) => candidate.Export !== undefined && resolve(candidate.Export.Name, id) === name,
      );
      if (output === undefined) return undefined;
      const value = resolve(output[1].Value, output[0]);
      return value === noValue ? undefined : value;
    },
  };
};
