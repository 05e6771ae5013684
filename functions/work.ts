import { working } from './runtime/container.ts';

export const handler = working();
