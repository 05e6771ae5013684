import { recallOperations } from './http/recalls.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler(recallOperations);
