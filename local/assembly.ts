import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { StartFailure } from './start-failure.ts';

const properties = z.record(z.string(), z.unknown());
const resourceSchema = z.object({
  Type: z.string(),
  Properties: properties.default({}),
  Metadata: properties.optional(),
  Condition: z.string().optional(),
});
const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), properties)).default({}),
  Conditions: properties.default({}),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});
const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z
        .object({
          templateFile: z.string().optional(),
          stackName: z.string().optional(),
          directoryName: z.string().optional(),
          file: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

export type Template = z.infer<typeof templateSchema>;
export type TemplateResource = z.infer<typeof resourceSchema>;

/** One synthesised stack: its template and the folder its asset paths are relative to. */
export type StackTemplate = {
  readonly name: string;
  readonly directory: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly template: Template;
  /** Asset folders by the key of the object they are uploaded as. */
  readonly assets: ReadonlyMap<string, string>;
};

const readJson = <T>(file: string, schema: z.ZodType<T>): T => {
  if (!existsSync(file))
    throw new StartFailure(`${file} is missing. Delete cdk.out and start again, so that it is made anew.`);
  const parsed = schema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    throw new StartFailure(`${file} is not what CDK writes: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
};

const known = (part: string | undefined): string | undefined =>
  part === undefined || part.startsWith('unknown-') ? undefined : part;

/** What the asset manifests of an assembly say: object key to path. */
const readAssets = (files: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    files
      .flatMap((file) => Object.values(readJson(file, assetsSchema).files))
      .flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => [objectKey, source.path ?? ''] as const),
      ),
  );

/**
 * Every stack of a cloud assembly (`cdk.out`), those of its stages included.
 * Throws a StartFailure where a file is missing or isn't what CDK writes.
 */
export const readAssembly = (directory: string): StackTemplate[] => {
  const manifest = readJson(join(directory, 'manifest.json'), manifestSchema);
  const artifacts = Object.entries(manifest.artifacts);
  const assets = readAssets(
    artifacts.flatMap(([, { type, properties }]) =>
      type === 'cdk:asset-manifest' && properties?.file !== undefined ? join(directory, properties.file) : [],
    ),
  );
  return artifacts.flatMap(([id, artifact]) => {
    const { templateFile, stackName, directoryName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      return readAssembly(join(directory, directoryName));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
    const [account, region] = (artifact.environment ?? '').replace('aws://', '').split('/');
    return [
      {
        name: stackName ?? id,
        directory,
        account: known(account),
        region: known(region),
        template: readJson(join(directory, templateFile), templateSchema),
        assets,
      },
    ];
  });
};
