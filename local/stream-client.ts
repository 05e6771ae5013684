import * as z from 'zod';

/** A stream record as the engine sends it, which is what Lambda's event holds: binary values are base64. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: Readonly<Record<string, unknown>>;
    /** Seconds since the epoch. DynamoDB Local rounds it down to the minute. */
    readonly ApproximateCreationDateTime: number;
  };
};

export type Shard = { readonly id: string; readonly parent: string | undefined };

export type StreamPage = {
  readonly records: readonly StreamRecord[];
  /** Undefined at the end of a closed shard. */
  readonly next: string | undefined;
  /** With this page all that was written before this moment (of `performance.now()`) is read; nothing where there may be more. */
  readonly wholeAt: number | undefined;
};

/** Of GetRecords. DynamoDB Local, unlike DynamoDB, cuts no page by its bytes. */
export const FULL_PAGE = 1_000;

/** An answer of the engine that isn't 200; `code` is DynamoDB's, like `TrimmedDataAccessException`. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const recordSchema = z.looseObject({
  eventID: z.string(),
  eventName: z.string(),
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    Keys: z.record(z.string(), z.unknown()),
    ApproximateCreationDateTime: z.number(),
  }),
});
const pageSchema = z.object({ Records: z.array(recordSchema), NextShardIterator: z.string().nullish() });
const iteratorSchema = z.object({ ShardIterator: z.string() });
const describeSchema = z.object({
  StreamDescription: z.object({
    Shards: z.array(z.object({ ShardId: z.string(), ParentShardId: z.string().nullish() })),
    LastEvaluatedShardId: z.string().nullish(),
  }),
});
const errorSchema = z.object({ __type: z.string().default(''), message: z.string().optional() });

/** DynamoDB Local writes an empty map as a value of no type. The content of a map, `M`, may well be empty. */
const withEmptyMaps = (key: string, value: unknown): unknown => {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty && !Array.isArray(value) && key !== 'M' ? { M: {} } : value;
};

/**
 * Reads streams of DynamoDB Local. Speaks the JSON protocol itself: the engine's records are then already in the
 * shape of Lambda's events, where the SDK would turn dates and binaries into objects and us back.
 */
export const streamClient = (endpoint: string) => {
  const call = async <T>(action: string, body: object, schema: z.ZodType<T>): Promise<T> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${action}`,
        // The engine wants the form of a signature but doesn't check it.
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    });
    const answer: unknown = JSON.parse(await response.text(), withEmptyMaps);
    if (response.ok) return schema.parse(answer);
    const { __type, message } = errorSchema.parse(answer);
    throw new StreamError(__type.split('#').at(-1) ?? '', message ?? '');
  };

  return {
    shards: async (StreamArn: string): Promise<Shard[]> => {
      const found: Shard[] = [];
      let last: string | undefined;
      do {
        const page = await call(
          'DescribeStream',
          { StreamArn, ...(last !== undefined && { ExclusiveStartShardId: last }) },
          describeSchema,
        );
        const { Shards, LastEvaluatedShardId } = page.StreamDescription;
        found.push(...Shards.map((one) => ({ id: one.ShardId, parent: one.ParentShardId ?? undefined })));
        last = LastEvaluatedShardId ?? undefined;
      } while (last !== undefined);
      return found;
    },
    /** Begins after a sequence number, or at the oldest record there is. */
    iterator: async (StreamArn: string, ShardId: string, after: string | undefined): Promise<string> => {
      const start =
        after === undefined
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
      const answer = await call('GetShardIterator', { StreamArn, ShardId, ...start }, iteratorSchema);
      return answer.ShardIterator;
    },
    page: async (ShardIterator: string): Promise<StreamPage> => {
      const asked = performance.now();
      const { Records, NextShardIterator } = await call('GetRecords', { ShardIterator }, pageSchema);
      const wholeAt = Records.length < FULL_PAGE ? asked : undefined;
      return { records: Records, next: NextShardIterator ?? undefined, wholeAt };
    },
  };
};

export type StreamClient = ReturnType<typeof streamClient>;
