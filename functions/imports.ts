import { importOperations } from './http/imports.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler(importOperations);
