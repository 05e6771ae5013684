import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { RecordKey } from '../app/write-part.ts';
import type { Failure } from '../data/failure-queue.ts';
import type { ImageChange, Projector } from '../data/projector.ts';
import { changeFrom } from '../data/stream-image.ts';
import { LedgerError } from '../domain/errors.ts';

export type ProjectDeps = {
  readonly projector: Projector;
  readonly sendFailures: (failures: readonly Failure[]) => Promise<void>;
  readonly log: { readonly poison: (failure: { eventId: string; reason: string }) => void };
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

/**
 * Keeps lists and search up with the table's stream. A record that cannot be projected goes to the failure queue with
 * its reason and holds up no other; where not one of a batch can be, the fault is not theirs and the stream retries.
 * @throws Error to have the whole batch delivered again
 */
export const projectHandler =
  (deps: ProjectDeps) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const reads = event.Records.map(read);
    const told = reads.flatMap((r) => ('change' in r ? [r] : []));
    const failures = reads.flatMap((r) => ('change' in r ? [] : [r]));
    try {
      await deps.projector.project(told.map(({ change }) => change));
    } catch (error) {
      if (isOutage(error)) throw error;
      const single = await singly(told, deps);
      if (told.length > 1 && single.length === told.length) throw error;
      failures.push(...single);
    }
    for (const failure of failures) deps.log.poison(failure);
    if (failures.length > 0) await deps.sendFailures(failures);
    return { batchItemFailures: [] };
  };
