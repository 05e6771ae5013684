import { checking } from './runtime/container.ts';

export const handler = checking();
