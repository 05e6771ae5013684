import { asnOperations } from './http/asns.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler(asnOperations);
