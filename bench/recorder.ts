import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  TransactGetItemsCommand,
  type TransactGetItemsCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';

/** A call of the engine, as the client made it. */
export type Call =
  | { readonly name: 'TransactWriteItemsCommand'; readonly input: TransactWriteItemsCommandInput }
  | { readonly name: 'BatchWriteItemCommand'; readonly input: BatchWriteItemCommandInput }
  | { readonly name: 'QueryCommand'; readonly input: QueryCommandInput }
  | { readonly name: 'BatchGetItemCommand'; readonly input: BatchGetItemCommandInput }
  | { readonly name: 'TransactGetItemsCommand'; readonly input: TransactGetItemsCommandInput };

export type Recorder = {
  /** What the client sends while the work runs. */
  readonly during: (work: () => Promise<unknown>) => Promise<readonly Call[]>;
};

/** Listens to a client's calls, before they are serialised. */
export const recorderOf = (client: DynamoDBClient): Recorder => {
  let heard: Call[] | undefined;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      heard?.push({ name: context.commandName, input: args.input } as Call);
      return next(args);
    },
    { step: 'initialize', name: 'recorder' },
  );
  return {
    during: async (work) => {
      const calls: Call[] = [];
      heard = calls;
      try {
        await work();
      } finally {
        heard = undefined;
      }
      return calls;
    },
  };
};

/** The same action under another tenant, and without a condition: that one belongs to the operation. */
const elsewhere = (action: TransactWriteItem, tenant: string): TransactWriteItem => {
  const moved = (pk: string | undefined): string => `${tenant}${pk?.slice(pk.indexOf('#'))}`;
  const { Put, Update, Delete } = action;
  if (Put?.Item !== undefined) {
    return { Put: { TableName: Put.TableName, Item: { ...Put.Item, pk: { S: moved(Put.Item.pk?.S) } } } };
  }
  if (Update?.Key !== undefined) {
    const { ConditionExpression: _, ExpressionAttributeNames, ExpressionAttributeValues, ...rest } = Update;
    const used = (name: string): boolean => new RegExp(`${name}\\b`).test(rest.UpdateExpression ?? '');
    const only = <T>(named: Record<string, T> | undefined): Record<string, T> =>
      Object.fromEntries(Object.entries(named ?? {}).filter(([name]) => used(name)));
    return {
      Update: {
        ...rest,
        Key: { ...Update.Key, pk: { S: moved(Update.Key.pk?.S) } },
        ExpressionAttributeNames: only(ExpressionAttributeNames),
        ExpressionAttributeValues: only(ExpressionAttributeValues),
      },
    };
  }
  if (Delete?.Key !== undefined) {
    return {
      Delete: { TableName: Delete.TableName, Key: { ...Delete.Key, pk: { S: moved(Delete.Key.pk?.S) } } },
    };
  }
  throw new Error('an action that writes nothing was recorded');
};

const actionsOf = (call: Call): TransactWriteItem[] => {
  if (call.name === 'TransactWriteItemsCommand') {
    return (call.input.TransactItems ?? []).filter(({ ConditionCheck }) => ConditionCheck === undefined);
  }
  if (call.name !== 'BatchWriteItemCommand') return [];
  return Object.entries(call.input.RequestItems ?? {}).flatMap(([TableName, writes]) =>
    writes.map(({ PutRequest, DeleteRequest }) =>
      PutRequest === undefined
        ? { Delete: { TableName, Key: DeleteRequest?.Key } }
        : { Put: { TableName, Item: PutRequest.Item } },
    ),
  );
};

/** Every write of the calls, and whether a transaction made it. */
export const writesIn = (calls: readonly Call[]) =>
  calls.flatMap((call) =>
    actionsOf(call).map((action) => ({ action, inTransaction: call.name === 'TransactWriteItemsCommand' })),
  );

/** Every action that the calls wrote, under another tenant. */
export const actionsIn = (calls: readonly Call[], tenant: string): TransactWriteItem[] =>
  calls.flatMap(actionsOf).map((action) => elsewhere(action, tenant));

const PER_TRANSACTION = 100;

const keyOf = ({ Put, Update, Delete }: TransactWriteItem): string => {
  const { pk, sk } = Put?.Item ?? Update?.Key ?? Delete?.Key ?? {};
  return `${pk?.S}\n${sk?.S}`;
};

/** Full transactions, in which no record stands twice. */
const transactionsOf = (actions: readonly TransactWriteItem[]): TransactWriteItem[][] => {
  const all: TransactWriteItem[][] = [];
  let keys = new Set<string>();
  for (const action of actions) {
    const last = all.at(-1);
    if (last === undefined || last.length === PER_TRANSACTION || keys.has(keyOf(action))) {
      all.push([action]);
      keys = new Set();
    } else last.push(action);
    keys.add(keyOf(action));
  }
  return all;
};

/** The raw work of a posting: the same items in full transactions, as many at once as a posting sends. */
export const writeRaw = async (
  client: DynamoDBClient,
  actions: readonly TransactWriteItem[],
  { tableName, concurrency = 1 }: { readonly tableName?: string; readonly concurrency?: number } = {},
): Promise<void> => {
  const waiting = transactionsOf(
    tableName === undefined ? actions : actions.map((one) => into(tableName, one)),
  );
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await client.send(new TransactWriteItemsCommand({ TransactItems: next }));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
};

const into = (TableName: string, { Put, Update, Delete }: TransactWriteItem): TransactWriteItem => ({
  ...(Put === undefined ? {} : { Put: { ...Put, TableName } }),
  ...(Update === undefined ? {} : { Update: { ...Update, TableName } }),
  ...(Delete === undefined ? {} : { Delete: { ...Delete, TableName } }),
});

/** The raw work of a question: the same reads, queries at once and then what they proposed. */
export const readRaw = async (client: DynamoDBClient, calls: readonly Call[]): Promise<void> => {
  await Promise.all(
    calls.flatMap((c) => (c.name === 'QueryCommand' ? [client.send(new QueryCommand(c.input))] : [])),
  );
  for (const { name, input } of calls) {
    if (name === 'BatchGetItemCommand') await client.send(new BatchGetItemCommand(input));
    if (name === 'TransactGetItemsCommand') await client.send(new TransactGetItemsCommand(input));
  }
};
