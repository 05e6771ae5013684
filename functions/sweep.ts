import { sweeping } from './runtime/container.ts';

export const handler = sweeping();
