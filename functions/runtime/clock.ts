import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../app/ports.ts';

export const clock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
  random: () => Math.random(),
};

const ulid = monotonicFactory();

/** Lower-case letters and digits without those that are misread for one another. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

export const ids: Ids = {
  sortable: () => ulid(),
  // A posting's id, which is in the text, holds 80 random bits.
  shortOf: (text) =>
    Array.from(
      createHash('sha256').update(text).digest().subarray(0, 8),
      (byte) => ALPHABET[byte % ALPHABET.length],
    ).join(''),
};
