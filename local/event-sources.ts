import * as z from 'zod';
import { compileFilters } from './event-filter.ts';
import type { LocalFunction } from './function-pool.ts';
import { startQueueConsumer } from './queue-consumer.ts';
import type { Queue } from './queues.ts';
import type { SavedState } from './saved-state.ts';
import type { SharedPages } from './shared-pages.ts';
import { StartFailure } from './start-failure.ts';
import { startStreamConsumer } from './stream-consumer.ts';
import type { Position } from './stream-reader.ts';
import type { LocalTable } from './table.ts';
import type { Resource } from './template.ts';

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.number().int().positive().optional(),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  MaximumRetryAttempts: z.number().int().default(-1),
  MaximumRecordAgeInSeconds: z.number().int().default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  ParallelizationFactor: z.number().int().positive().default(1),
  TumblingWindowInSeconds: z.literal(0).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
});

/** The properties of an `AWS::Lambda::EventSourceMapping`, with CloudFormation's names and defaults. */
export type Mapping = z.infer<typeof mappingSchema>;

export type SourceHost = {
  readonly region: string;
  readonly streams: SharedPages;
  readonly tables: readonly LocalTable[];
  readonly queue: (arn: string) => Queue | undefined;
  readonly findFunction: (target: string) => LocalFunction | undefined;
  readonly positions: SavedState<Record<string, Position>>;
  readonly problem: (message: string) => void;
};

/** A running event source mapping, which feeds a function. Queue consumers have nothing to pause, and never settle. */
export type Consumer = {
  readonly function: LocalFunction;
  readonly nudge: () => void;
  readonly pause: () => Promise<void>;
  readonly resume: () => void;
  /** Until the signal, which ends the wait. */
  readonly settled?: (until: AbortSignal) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts the event source mapping; throws a StartFailure where it names what the stack doesn't hold. */
export const startEventSource = (resource: Resource, host: SourceHost): Consumer | undefined => {
  const broken = (what: string) =>
    new StartFailure(`The event source mapping ${resource.id} can't run: ${what}`);
  const parsed = mappingSchema.safeParse(resource.properties);
  if (!parsed.success) throw broken(z.prettifyError(parsed.error));
  const mapping = parsed.data;
  const target = host.findFunction(mapping.FunctionName);
  if (target === undefined) throw broken(`it names no function of the stack: ${mapping.FunctionName}`);
  const passes = compileFilters(mapping.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? []);
  if (!mapping.Enabled) return undefined;

  const failureArn = mapping.DestinationConfig?.OnFailure?.Destination;
  const failureQueue = failureArn === undefined ? undefined : host.queue(failureArn);
  if (failureArn !== undefined && failureQueue === undefined) {
    throw broken(`its failure destination is no queue of the stack: ${failureArn}`);
  }
  const table = host.tables.find(({ templateStreamArn }) => templateStreamArn === mapping.EventSourceArn);
  if (table !== undefined) {
    if (table.streamArn === undefined) throw broken(`the table ${table.name} has no stream.`);
    const id = `${resource.stack}/${resource.id}`;
    const { streamArn } = table;
    return startStreamConsumer({ id, mapping, table, streamArn, target, passes, failureQueue }, host);
  }
  const queue = host.queue(mapping.EventSourceArn);
  if (queue !== undefined) return startQueueConsumer({ mapping, queue, target, passes }, host);
  throw broken(`its source is neither a table nor a queue of the stack: ${mapping.EventSourceArn}`);
};
