import { alertOperations } from './http/alerts.ts';
import { serviceOperations } from './http/service.ts';
import { unitOperations } from './http/units.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler([...unitOperations, ...serviceOperations, ...alertOperations]);
