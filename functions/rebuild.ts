import { rebuilding } from './runtime/container.ts';

export const handler = rebuilding();
