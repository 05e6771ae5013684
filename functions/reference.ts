import { publicReference } from './runtime/container.ts';

export const handler = publicReference();
