import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { type Engine, startEngine, useEngine } from './engine.ts';
import { synthesise } from './synth.ts';

export type LocalOptions = {
  /** The port to listen on; 0 or undefined takes a free one. */
  readonly port?: number | undefined;
  /** Keep nothing. */
  readonly memory?: boolean | undefined;
  /** The folder for the data; `.local` by default. */
  readonly data?: string | undefined;
  /** An engine already running. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Load the demo company into a new data folder. */
  readonly demo?: boolean | undefined;
  readonly progress?: ((line: string) => void) | undefined;
  /** Hears what the functions print, beside the file of the data folder. */
  readonly onLog?: ((functionName: string, text: string) => void) | undefined;
  /** False: take `cdk.out` as it is. */
  readonly synth?: boolean | undefined;
  /** Another cloud assembly than `cdk.out`, never synthesised here. */
  readonly assembly?: string | undefined;
  /** Threads per function. */
  readonly maxWorkers?: number | undefined;
};

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** How what was started is ended again, last first. */
export type Life = {
  readonly stop: () => Promise<void>;
  readonly atStop: (close: () => void | Promise<void>) => void;
};

/** Takes the data folder, unless nothing is to be kept. */
export const openFolder = (options: LocalOptions, { atStop }: Life): DataFolder | undefined => {
  if (options.memory === true) return undefined;
  const folder = openDataFolder(options.data ?? join(root, '.local'));
  process.once('exit', folder.release);
  atStop(() => {
    process.removeListener('exit', folder.release);
    folder.release();
  });
  return folder;
};

/** What to do when the kept data don't fit the stack any more. */
export const startAfresh = (folder: DataFolder | undefined): string =>
  folder === undefined
    ? 'Delete that table, or use another engine.'
    : `To start afresh, delete ${folder.path} (its data go with it); to keep them, use --memory or --data with another folder for now.`;

/** The engine takes about as long to start as the synthesis: both at once. */
export const startEngineAndSynthesis = async (
  options: LocalOptions,
  folder: DataFolder | undefined,
  { atStop, step }: Life & { step: (name: string, text: string) => void },
): Promise<Engine> => {
  const starting =
    options.dynamodbEndpoint === undefined
      ? startEngine(folder?.file('dynamodb'))
      : useEngine(options.dynamodbEndpoint);
  atStop(async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === 'fulfilled') await started.value.stop();
  });
  const broken = new AbortController();
  const isGiven = options.synth === false || options.assembly !== undefined;
  const synthesis = isGiven ? Promise.resolve('taken as it is' as const) : synthesise(root, broken.signal);
  atStop(async () => {
    broken.abort();
    await Promise.allSettled([synthesis]);
  });
  // Whichever fails first ends the start: who has no Java needn't wait for the synthesis to learn it.
  const [engine] = await Promise.all([
    starting,
    synthesis.then((made) =>
      step('synth', made === 'made' ? 'the template is made anew' : `the template is ${made}`),
    ),
  ]);
  step('engine', `DynamoDB Local at ${engine.endpoint}`);
  return engine;
};
