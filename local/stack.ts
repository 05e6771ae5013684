import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdmin } from './admin.ts';
import { readAssembly } from './assembly.ts';
import { loadDemo } from './demo.ts';
import { createEventBus } from './event-bus.ts';
import { startEventSource } from './event-sources.ts';
import {
  type Life,
  type LocalOptions,
  openFolder,
  root,
  startAfresh,
  startEngineAndSynthesis,
} from './foundation.ts';
import { type Handle, startFront } from './front.ts';
import { openFunctionLog } from './function-log.ts';
import { functionDirectory, killerOf, localFunction } from './functions.ts';
import { createGateway } from './gateway.ts';
import { ownAnswer } from './gateway-response.ts';
import { createIssuer, type TokenRequest } from './issuer.ts';
import { readPermissions } from './permissions.ts';
import { createQueues, messagesSchema } from './queues.ts';
import { savedState } from './saved-state.ts';
import { startSchedules } from './schedules.ts';
import { createServices } from './services.ts';
import { sharedPages } from './shared-pages.ts';
import { StartFailure } from './start-failure.ts';
import { streamClient } from './stream-client.ts';
import { positionsSchema } from './stream-reader.ts';
import { allStreams, type Streams } from './streams.ts';
import { deleteTable, engineClient, ensureTable } from './table.ts';
import { readResources } from './template.ts';

export type LocalStack = {
  readonly baseUrl: string;
  readonly dynamodbEndpoint: string;
  readonly tableName: string;
  readonly token: (claims: TokenRequest) => Promise<string>;
  readonly pauseStreams: () => Promise<void>;
  readonly resumeStreams: () => void;
  readonly streamsSettled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const defaultRegion = 'us-east-1';
const account = '000000000000';
const audience = 'serial-ledger';
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** How long stopping waits for requests and batches under way before their functions are ended. */
const patience = (): Promise<void> => delay(2_000, undefined, { ref: false });

/**
 * Runs the synthesised template on this machine. Throws a StartFailure that says what to do; whatever was
 * started by then is ended.
 */
export const startLocal = async (options: LocalOptions = {}): Promise<LocalStack> => {
  const closers: (() => void | Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const close of closers.toReversed()) await close();
    })();
    return stopping;
  };
  try {
    return await start(options, { stop, atStop: (close) => closers.push(close) });
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (options: LocalOptions, life: Life): Promise<LocalStack> => {
  const { atStop } = life;
  const step = (name: string, text: string): void => options.progress?.(`${name.padEnd(10)} ${text}`);
  const folder = openFolder(options, life);
  const front = await startFront(options.port ?? 0);
  atStop(front.close);
  const { baseUrl } = front;

  const engine = await startEngineAndSynthesis(options, folder, { ...life, step });

  const issuer = await createIssuer({
    url: `${baseUrl}/_local/issuer`,
    audience,
    keyFile: folder?.file('issuer-key.json'),
  });
  const stacks = readAssembly(options.assembly ?? join(root, 'cdk.out'));
  const region = stacks.find((stack) => stack.region !== undefined)?.region ?? defaultRegion;
  const isShared = folder === undefined && options.dynamodbEndpoint !== undefined;
  const resources = readResources(stacks, {
    account,
    region,
    baseUrl,
    parameters: { JwtIssuer: issuer.url, JwtAudience: audience, ScopePrefix: '' },
    ...(isShared && { nameSuffix: `-${randomUUID().slice(0, 8)}` }),
  });

  const client = engineClient(engine.endpoint, region);
  atStop(() => client.destroy());
  const tables = await Promise.all(
    resources
      .ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')
      .map((resource) => ensureTable(client, resource, startAfresh(folder))),
  );
  if (isShared) {
    atStop(async () => {
      for (const { name } of tables) await deleteTable(client, name);
    });
  }
  const [table] = tables;
  if (table === undefined) throw new StartFailure('The stacks hold no DynamoDB table.');
  step('table', tables.map(({ name }) => name).join(', '));

  const log = openFunctionLog(folder?.file('functions.log'), options.onLog);
  atStop(log.close);
  const problem = (message: string): void => {
    log.write('local', message);
    options.progress?.(`! ${message}`);
  };
  void engine.died.then(() => problem('DynamoDB Local has ended. End this with Ctrl-C and start again.'));
  let streams: Streams | undefined;
  const inFlight = new Set<Promise<unknown>>();
  const host = { dynamodbEndpoint: engine.endpoint, baseUrl, region, maxWorkers: options.maxWorkers ?? 4 };
  const permissions = readPermissions(resources);
  const functions = resources.ofType('AWS::Lambda::Function').map((resource) => {
    const one = localFunction(resource, { ...host, permissions, log: log.write });
    // Whatever a function has written is then looked for at once, however long the streams have been idle.
    const invoke = async (event: unknown) => {
      const running = one.invoke(event);
      inFlight.add(running);
      const outcome = await running;
      inFlight.delete(running);
      streams?.nudge();
      return outcome;
    };
    return { ...one, invoke };
  });
  atStop(async () => {
    await Promise.race([Promise.all(inFlight), patience()]);
    await Promise.all(functions.map((one) => one.close()));
  });
  const findFunction = functionDirectory(functions);
  step('functions', `${functions.length}`);

  const gateway = createGateway(resources, findFunction, {
    account,
    domainName: `127.0.0.1:${front.port}`,
    port: front.port,
  });
  step('routes', `${gateway.routeCount} at ${baseUrl}`);

  const saved = savedState(folder?.file('queues.json'), messagesSchema, {});
  atStop(saved.flush);
  const queues = createQueues(resources.ofType('AWS::SQS::Queue'), saved);
  atStop(() => {
    for (const queue of queues) queue.close();
  });
  const rules = resources.ofType('AWS::Events::Rule', 'AWS::Scheduler::Schedule');
  const bus = createEventBus(rules, { account, region, findFunction });
  const positions = savedState(folder?.file('positions.json'), positionsSchema, {});
  atStop(positions.flush);
  const pages = sharedPages(streamClient(engine.endpoint));
  const consumers = resources.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const consumer = startEventSource(resource, {
      region,
      streams: pages,
      tables,
      queue: (arn) => queues.find((queue) => queue.arn === arn),
      findFunction,
      positions,
      problem,
    });
    if (consumer !== undefined) atStop(() => Promise.race([consumer.stop(), patience()]));
    return consumer ?? [];
  });
  streams = allStreams(consumers);
  step('streams', `${count(consumers.length, 'consumer')}, ${count(queues.length, 'queue')}`);

  const schedules = startSchedules(rules, { account, region, findFunction, problem });
  atStop(schedules.stop);
  step('schedules', Object.keys(schedules.expressions()).join(', ') || 'none');

  const services = createServices({ queues, bus, findFunction });
  front.serve({
    api: gateway.handle,
    local: createAdmin({
      issuer,
      schedules,
      bus,
      queues,
      streams,
      services,
      findFunction,
      permissions,
      table: { endpoint: engine.endpoint, table: table.name },
      enginePid: engine.pid,
      killFunction: killerOf(functions),
    }),
  });
  const ending: Handle = async () => ownAnswer(503, 'The local stack is being stopped.');
  atStop(() => front.serve({ api: ending, local: ending }));
  const stack: LocalStack = {
    baseUrl,
    dynamodbEndpoint: engine.endpoint,
    tableName: table.name,
    token: async (claims) => (await issuer.sign(claims)).token,
    pauseStreams: streams.pause,
    resumeStreams: streams.resume,
    streamsSettled: streams.settled,
    stop: life.stop,
  };
  if (options.demo === true) await loadDemo(stack, folder, (text) => step('demo', text));
  return stack;
};
