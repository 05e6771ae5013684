import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Invokes functions of the stack for the command lines: on this machine, or in AWS. */

const LOCAL = 'http://127.0.0.1:3000';

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error that says what to do. */
export class Refusal extends Error {}

type Command = {
  readonly command: string;
  readonly construct: string;
  /** Further options, each with a value. */
  readonly more?: readonly string[];
};

const readOptions = ({ command, more = [] }: Command) => {
  const told = more.map((name) => ` [--${name} …]`).join('');
  const usage = `Usage: npm run ${command} --${told} [--url ${LOCAL}], or --function NAME for one in AWS (with the credentials and the region of the environment)`;
  try {
    const its = Object.fromEntries(more.map((option) => [option, { type: 'string' as const }]));
    const { values } = parseArgs({
      options: { ...its, url: { type: 'string' }, function: { type: 'string' } },
    });
    const { url, function: name, ...given } = values;
    if (url !== undefined && name !== undefined) throw new Error('--url and --function exclude one another.');
    return { url: new URL(url ?? LOCAL), name, given };
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

type Given = { readonly [option: string]: string | undefined };

const invoking = (asked: Command): { readonly invoke: Invoke; readonly given: Given } => {
  const { url, name, given } = readOptions(asked);
  const client = name === undefined ? localClient(url) : new LambdaClient({});
  const invoke: Invoke = async (event) => {
    try {
      const FunctionName = name ?? asked.construct;
      const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
      const payload = JSON.parse(answer.Payload?.transformToString() ?? 'null');
      if (answer.FunctionError === undefined) return payload;
      throw new Refusal(`${FunctionName} failed: ${payload?.errorType}: ${payload?.errorMessage}`);
    } catch (error) {
      throw new Refusal(reasonOf(error, name === undefined ? url : undefined));
    }
  };
  return { invoke, given };
};

/** Runs a command line that invokes the function of this construct; ends with 1 where it fails. */
export const run = async (
  command: Command,
  work: (invoke: Invoke, given: Given) => Promise<void>,
): Promise<void> => {
  try {
    const { invoke, given } = invoking(command);
    await work(invoke, given);
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
};
