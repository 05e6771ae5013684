import { redriving } from './runtime/container.ts';

export const handler = redriving();
