import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import type { ImageChange } from './projector.ts';
import type { StoredRecord } from './table.ts';

const keySchema = z.object({ pk: z.string(), sk: z.string() });
const imageSchema = z.looseObject({ pk: z.string(), sk: z.string() });

// The stream event's types name the same JSON as the SDK's, but are declared apart.
const valueSchema = z.record(z.string(), z.custom<AttributeValue>());

const imageFrom = (image: unknown): StoredRecord | undefined =>
  image === undefined ? undefined : imageSchema.parse(unmarshall(valueSchema.parse(image)));

/** @throws ZodError where the stream's record isn't one of this table */
export const changeFrom = ({ dynamodb }: DynamoDBRecord): ImageChange => ({
  key: keySchema.parse(unmarshall(valueSchema.parse(dynamodb?.Keys ?? {}))),
  old: imageFrom(dynamodb?.OldImage),
  now: imageFrom(dynamodb?.NewImage),
});
