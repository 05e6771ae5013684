import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { RecordKey } from '../app/write-part.ts';
import type { Failure } from '../data/failure-queue.ts';
import type { Teller } from '../data/outward.ts';
import type { ImageChange, Projector } from '../data/projector.ts';
import { changeFrom } from '../data/stream-image.ts';
import { LedgerError } from '../domain/errors.ts';

export type ProjectDeps = {
  readonly projector: Projector;
  readonly teller: Pick<Teller, 'tell'>;
  readonly sendFailures: (failures: readonly Failure[]) => Promise<void>;
  readonly log: {
    readonly poison: (failure: { eventId: string; reason: string }) => void;
    readonly untold: (failure: { eventId: string; reason: string }) => void;
  };
};

type Told = { readonly record: DynamoDBRecord; readonly change: ImageChange };

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const keysIn = ({ dynamodb }: DynamoDBRecord): RecordKey => ({
  pk: dynamodb?.Keys?.pk?.S ?? '',
  sk: dynamodb?.Keys?.sk?.S ?? '',
});

const failureOf = (record: DynamoDBRecord, error: unknown): Failure => ({
  keys: keysIn(record),
  eventId: record.eventID ?? '',
  reason: reasonOf(error),
});

const read = (record: DynamoDBRecord): Told | Failure => {
  try {
    return { record, change: changeFrom(record) };
  } catch (error) {
    return failureOf(record, error);
  }
};

/** The engine refuses for now; no record is at fault, and the stream delivers the batch again. */
const isOutage = (error: unknown): boolean => error instanceof LedgerError && error.error.code === 'busy';

/** One by one, to find out which record of a batch it is that cannot be projected. */
const singly = async (told: readonly Told[], { projector }: ProjectDeps): Promise<Failure[]> => {
  const failures: Failure[] = [];
  for (const { record, change } of told) {
    try {
      await projector.project([change]);
    } catch (error) {
      if (isOutage(error)) throw error;
      failures.push(failureOf(record, error));
    }
  }
  return failures;
};

/** Lists and search first: they follow whatever becomes of the events. Answers those that could not be projected. */
const project = async (told: readonly Told[], deps: ProjectDeps): Promise<Failure[]> => {
  try {
    await deps.projector.project(told.map(({ change }) => change));
    return [];
  } catch (error) {
    if (isOutage(error)) throw error;
    const failures = await singly(told, deps);
    if (told.length > 1 && failures.length === told.length) throw error;
    return failures;
  }
};

/**
 * Keeps lists and search up with the table's stream, and tells outward what happened. A record that cannot be projected
 * or told goes to the failure queue with its reason and holds up no other; where not one of a batch can be projected,
 * the fault is not theirs and the stream retries.
 * @throws Error to have the whole batch delivered again
 */
export const projectHandler =
  (deps: ProjectDeps) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { log } = deps;
    const reads = event.Records.map(read);
    const told = reads.flatMap((r) => ('change' in r ? [r] : []));
    const poison = reads.flatMap((r) => ('change' in r ? [] : [r]));
    poison.push(...(await project(told, deps)));
    const untold = await deps.teller.tell(told.map(({ change }) => change));
    const mute = told.flatMap(({ record, change }) => {
      const why = untold.get(change);
      const isPoison = poison.some(({ eventId }) => eventId === record.eventID);
      return why === undefined || isPoison ? [] : [failureOf(record, why.error)];
    });
    for (const failure of poison) log.poison(failure);
    for (const failure of mute) log.untold(failure);
    const failures = [...poison, ...mute];
    if (failures.length > 0) await deps.sendFailures(failures);
    return { batchItemFailures: [] };
  };
