import { entityOperations } from './http/entities.ts';
import { registryOperations } from './http/registry.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler([...registryOperations, ...entityOperations]);
