import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const tableSchema = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: z.array(indexSchema).optional(),
  LocalSecondaryIndexes: z.array(indexSchema).optional(),
  StreamSpecification: z
    .object({
      StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']),
    })
    .optional(),
  TimeToLiveSpecification: z
    .object({ Enabled: z.boolean(), AttributeName: z.string().optional() })
    .optional(),
});
type TableProperties = z.infer<typeof tableSchema>;
type Index = z.infer<typeof indexSchema>;

/** A table of the template as it exists in the engine. */
export type LocalTable = {
  readonly name: string;
  readonly hashKey: string;
  /** The stream's ARN in the template, which stands for the engine's own. */
  readonly templateStreamArn: string;
  readonly streamArn: string | undefined;
};

const createInput = (name: string, of: TableProperties): CreateTableCommandInput => {
  const index = ({ Projection: { ProjectionType, NonKeyAttributes }, ...rest }: Index) => ({
    ...rest,
    Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) },
  });
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: of.KeySchema,
    AttributeDefinitions: of.AttributeDefinitions,
    ...(of.GlobalSecondaryIndexes?.length && {
      GlobalSecondaryIndexes: of.GlobalSecondaryIndexes.map(index),
    }),
    ...(of.LocalSecondaryIndexes?.length && { LocalSecondaryIndexes: of.LocalSecondaryIndexes.map(index) }),
    ...(of.StreamSpecification && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: of.StreamSpecification.StreamViewType },
    }),
  };
};

type IndexShape = Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>;

const keyText = (keys: CreateTableCommandInput['KeySchema']): string =>
  (keys ?? [])
    .map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)
    .sort()
    .join(', ');

const indexText = (index: IndexShape): string => {
  const extra = [...(index.Projection?.NonKeyAttributes ?? [])].sort().join(' ');
  return `${index.IndexName} (${keyText(index.KeySchema)}; ${index.Projection?.ProjectionType} ${extra})`;
};

const indexesText = (indexes: readonly IndexShape[] | undefined): string =>
  (indexes ?? []).map(indexText).sort().join(' ');

/** What an existing table has otherwise than the template wants it, in words. */
const differences = (wanted: CreateTableCommandInput, found: TableDescription): string[] => {
  const types = (attributes: CreateTableCommandInput['AttributeDefinitions']): string =>
    (attributes ?? [])
      .map((one) => `${one.AttributeName} ${one.AttributeType}`)
      .sort()
      .join(', ');
  const pairs: [string, string, string][] = [
    ['keys', keyText(wanted.KeySchema), keyText(found.KeySchema)],
    ['attribute types', types(wanted.AttributeDefinitions), types(found.AttributeDefinitions)],
    ['global indexes', indexesText(wanted.GlobalSecondaryIndexes), indexesText(found.GlobalSecondaryIndexes)],
    ['local indexes', indexesText(wanted.LocalSecondaryIndexes), indexesText(found.LocalSecondaryIndexes)],
    [
      'stream',
      wanted.StreamSpecification?.StreamViewType ?? 'none',
      found.StreamSpecification?.StreamViewType ?? 'none',
    ],
  ];
  return pairs.filter(([, want, have]) => want !== have).map(([what]) => what);
};

const describe = async (client: DynamoDBClient, name: string): Promise<TableDescription | undefined> => {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

export const engineClient = (endpoint: string, region: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/**
 * Makes the table of the template where it is missing. Throws a StartFailure where the table that is there has
 * other keys, indexes or stream; `startAfresh` then says how to get rid of it.
 */
export const ensureTable = async (
  client: DynamoDBClient,
  resource: Resource,
  startAfresh: string,
): Promise<LocalTable> => {
  const parsed = tableSchema.safeParse(resource.properties);
  if (!parsed.success) {
    throw new StartFailure(`The table ${resource.id} can't be made: ${z.prettifyError(parsed.error)}`);
  }
  const name = resource.physical.ref;
  const input = createInput(name, parsed.data);
  const found = await describe(client, name);
  if (found !== undefined) {
    const different = differences(input, found);
    if (different.length > 0) {
      throw new StartFailure(
        `The table ${name} was made by an earlier version of the stack; other now: ${different.join(', ')}. ${startAfresh}`,
      );
    }
  }
  const table = found ?? (await client.send(new CreateTableCommand(input))).TableDescription;
  const ttl = parsed.data.TimeToLiveSpecification;
  if (found === undefined && ttl?.Enabled === true) {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { Enabled: true, AttributeName: ttl.AttributeName },
      }),
    );
  }
  return {
    name,
    hashKey: parsed.data.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '',
    templateStreamArn: resource.physical.attributes.StreamArn ?? '',
    streamArn: table?.LatestStreamArn,
  };
};

export const deleteTable = async (client: DynamoDBClient, name: string): Promise<void> => {
  await client.send(new DeleteTableCommand({ TableName: name }));
};
