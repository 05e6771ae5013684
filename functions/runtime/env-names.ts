export const ENV_NAMES = {
  table: 'TABLE_NAME',
  failureQueue: 'FAILURE_QUEUE_URL',
  eventBus: 'EVENT_BUS_NAME',
  scopePrefix: 'SCOPE_PREFIX',
  machineClients: 'MACHINE_CLIENTS_PATH',
  service: 'SERVICE_NAME',
  usualRate: 'REQUESTS_PER_SECOND',
  heavyRate: 'HEAVY_REQUESTS_PER_SECOND',
} as const;
