/** `npm start`: runs the stack on this machine until Ctrl-C. */
import { parseArgs } from 'node:util';
import type { LocalOptions } from './foundation.ts';
import { startLocal } from './stack.ts';
import { messageOf, StartFailure } from './start-failure.ts';
import { welcome } from './welcome.ts';

const usage =
  'Usage: npm start -- [--port 3000] [--memory] [--no-demo] [--data DIR] [--dynamodb-endpoint URL] [--assembly cdk.out]';

const readOptions = (args: readonly string[]): LocalOptions => {
  const parse = () =>
    parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '3000' },
        memory: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        data: { type: 'string' },
        assembly: { type: 'string' },
        'dynamodb-endpoint': { type: 'string' },
      },
    }).values;
  const values = (() => {
    try {
      return parse();
    } catch (error) {
      throw new StartFailure(`${messageOf(error)}\n${usage}`);
    }
  })();
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new StartFailure(`--port ${values.port} is no port: give a number from 0 to 65535.\n${usage}`);
  }
  const endpoint = values['dynamodb-endpoint'];
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint)) {
    throw new StartFailure(
      `--dynamodb-endpoint ${endpoint} is no URL: give one like http://127.0.0.1:8000.\n${usage}`,
    );
  }
  if (values.memory && values.data !== undefined) {
    throw new StartFailure(`--memory keeps nothing, so it can't go with --data.\n${usage}`);
  }
  return {
    port,
    memory: values.memory,
    demo: !values['no-demo'],
    data: values.data,
    assembly: values.assembly,
    dynamodbEndpoint: endpoint,
    progress: (line) => console.log(line),
  };
};

const giveUp = (error: unknown): never => {
  console.error(error instanceof StartFailure ? `\n${error.message}` : error);
  process.exit(1);
};

// Lambda runs in UTC.
process.env.TZ = 'UTC';
process.on('uncaughtException', giveUp);
process.on('unhandledRejection', giveUp);

let stop = async (): Promise<void> => {};
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Everything we start ends with us; a second Ctrl-C doesn't wait for the last batch.
    if (isStopping) process.exit(1);
    isStopping = true;
    console.log('\nStopping …');
    stop().then(() => process.exit(0), giveUp);
  });
}
try {
  const startedAt = new Date();
  const stack = await startLocal(readOptions(process.argv.slice(2)));
  stop = stack.stop;
  console.log(await welcome(stack, startedAt));
} catch (error) {
  giveUp(error);
}
