/**
 * Stands in the bundles for the SDK's reader and writer of event streams, which no operation of DynamoDB, SQS or
 * EventBridge has.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('functions have no event streams; see lib/stand-ins.ts');
  }
}

export const eventStreamSerdeProvider = (): undefined => undefined;
