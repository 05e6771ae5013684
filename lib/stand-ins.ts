import { join } from 'node:path';

const RUNTIME = join(import.meta.dirname, '..', 'functions', 'runtime');

/** Packages of the SDK that the functions never need what they do of, and what is bundled in their place. */
export const STAND_INS: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': join(RUNTIME, 'lambda-credentials.ts'),
  '@aws-sdk/middleware-endpoint-discovery': join(RUNTIME, 'no-endpoint-discovery.ts'),
  '@smithy/core/event-streams': join(RUNTIME, 'no-event-streams.ts'),
};
