export const ENV_NAMES = {
  table: 'TABLE_NAME',
  failureQueue: 'FAILURE_QUEUE_URL',
  scopePrefix: 'SCOPE_PREFIX',
} as const;
