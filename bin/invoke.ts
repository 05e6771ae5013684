import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Invokes functions of the stack for the command lines: on this machine, or in AWS. */

const LOCAL = 'http://127.0.0.1:3000';

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error that says what to do. */
class Refusal extends Error {}

const readOptions = (command: string) => {
  const usage = `Usage: npm run ${command} -- [--url ${LOCAL}], or --function NAME for one in AWS (with the credentials and the region of the environment)`;
  try {
    const { url, function: name } = parseArgs({
      options: { url: { type: 'string' }, function: { type: 'string' } },
    }).values;
    if (url !== undefined && name !== undefined) throw new Error('--url and --function exclude one another.');
    return { url: new URL(url ?? LOCAL), name };
  } catch (error) {
    throw new Refusal(`${textOf(error)}\n${usage}`);
  }
};

const localClient = (url: URL): LambdaClient =>
  new LambdaClient({
    endpoint: new URL('/_local/aws', url).href,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

const reasonOf = (error: unknown, url: URL | undefined): string => {
  const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  return isRefused && url !== undefined
    ? `Nothing answers at ${url.origin}. Start the stack with "npm start", or name its address with --url.`
    : textOf(error);
};

export type Invoke = (event: object) => Promise<unknown>;

const invoking = (command: string, construct: string): Invoke => {
  const { url, name } = readOptions(command);
  const client = name === undefined ? localClient(url) : new LambdaClient({});
  return async (event) => {
    try {
      const FunctionName = name ?? construct;
      const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
      const payload = JSON.parse(answer.Payload?.transformToString() ?? 'null');
      if (answer.FunctionError === undefined) return payload;
      throw new Refusal(`${FunctionName} failed: ${payload?.errorType}: ${payload?.errorMessage}`);
    } catch (error) {
      throw new Refusal(reasonOf(error, name === undefined ? url : undefined));
    }
  };
};

/** Runs a command line that invokes the function of this construct; ends with 1 where it fails. */
export const run = async (
  { command, construct }: { readonly command: string; readonly construct: string },
  work: (invoke: Invoke) => Promise<void>,
): Promise<void> => {
  try {
    await work(invoking(command, construct));
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
};
