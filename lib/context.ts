import type { Construct } from 'constructs';
import { MOST_PER_TENANT } from './throttling.ts';

/** What a deployment may say beside its stage, with `-c name=value` or in `cdk.context.json`. */

const CONTEXT = 'reservedConcurrency';

/** `-c` hands over text only. */
const objectIn = (given: unknown): object => {
  try {
    const read: unknown = typeof given === 'string' ? JSON.parse(given) : given;
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch {
    // Told below.
  }
  throw new Error(`The context "${CONTEXT}" must be an object such as {"work": 5}, not ${String(given)}`);
};

/**
 * How many calls of each function may run at once, by its name: `{"documents": 100, "work": 5}` leaves imports and
 * recalls five workers, however much there is to do, and keeps a hundred for scanning and posting.
 */
export const reservedConcurrency = (scope: Construct): ReadonlyMap<string, number> => {
  const given: unknown = scope.node.tryGetContext(CONTEXT);
  if (given === undefined) return new Map();
  return new Map(
    Object.entries(objectIn(given)).map(([name, count]) => {
      if (typeof count === 'number' && Number.isInteger(count) && count > 0) return [name, count];
      throw new Error(`The context "${CONTEXT}" gives ${name} ${String(count)}: it must be a number above 0`);
    }),
  );
};

const textAt = (scope: Construct, name: string): string | undefined => {
  const given: unknown = scope.node.tryGetContext(name);
  if (given === undefined || (typeof given === 'string' && given !== '')) return given;
  throw new Error(`The context "${name}" must be a text, not ${JSON.stringify(given)}`);
};

/** Whom alarms are mailed to. */
export const alarmEmail = (scope: Construct): string | undefined => textAt(scope, 'alarmEmail');

/** Whether alarms that are on hold nothing up: for the deployment that mends what they tell of. */
export const ignoresAlarms = (scope: Construct): boolean => {
  const given: unknown = scope.node.tryGetContext('ignoreAlarms') ?? false;
  if (given === true || given === 'true') return true;
  if (given === false || given === 'false') return false;
  throw new Error(`The context "ignoreAlarms" must be true or false, not ${JSON.stringify(given)}`);
};

export type ExistingTable = { readonly name: string; readonly streamArn: string };

/** A table that was restored from a backup, and takes the place of the one that the stateful stack has made. */
export const restoredTable = (scope: Construct): ExistingTable | undefined => {
  const [name, streamArn] = [textAt(scope, 'restoredTable'), textAt(scope, 'restoredTableStream')];
  if (name === undefined && streamArn === undefined) return undefined;
  if (name !== undefined && streamArn?.includes(`:table/${name}/stream/`)) return { name, streamArn };
  throw new Error(
    'The contexts "restoredTable" and "restoredTableStream" must be the name of a table and the ARN of its stream',
  );
};

const LEAST = 0.1;

const rateAt = (scope: Construct, name: string, most: number): number => {
  const given: unknown = scope.node.tryGetContext(name);
  // The command line gives text.
  const rate = typeof given === 'string' ? Number(given) : given;
  if (typeof rate === 'number' && rate >= LEAST && rate <= most) return rate;
  const range = `from ${LEAST} to ${most}`;
  throw new Error(`The context "${name}" must be a number ${range}, not ${JSON.stringify(given)}`);
};

/** Requests a second of one tenant, usual and heavy ones; a smaller number than 1 is an average, too. */
export const requestRates = (scope: Construct): { readonly usual: number; readonly heavy: number } => ({
  usual: rateAt(scope, 'requestsPerSecond', MOST_PER_TENANT.usual),
  heavy: rateAt(scope, 'heavyRequestsPerSecond', MOST_PER_TENANT.heavy),
});
