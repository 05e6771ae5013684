import { issuing } from './runtime/container.ts';

export const handler = issuing();
