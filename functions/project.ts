import { streamHandler } from './runtime/container.ts';

export const handler = streamHandler();
