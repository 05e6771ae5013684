import { documentOperations } from './http/documents.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler(documentOperations);
