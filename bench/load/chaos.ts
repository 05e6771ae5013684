import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from './stack.ts';

/** What may happen to a system: functions end in the middle, the engine halts, what follows the stream stands still. */

export type Struck = { killed: number; halts: number; streamsPaused: number };

const STREAMS_PAUSED = 60_000;

/** Strikes until the day is over; leaves everything running. */
export const strike = async (
  stack: Stack,
  { duration, isOver }: { readonly duration: number; readonly isOver: () => boolean },
): Promise<Struck> => {
  const struck: Struck = { killed: 0, halts: 0, streamsPaused: 0 };
  const { enginePid } = stack;
  const killing = async (): Promise<void> => {
    while (!isOver()) {
      await delay(Math.min(1_000 + Math.random() * 6_000, duration / 8));
      await stack.asked('functions/kill', {});
      struck.killed += 1;
    }
  };
  const halting = async (): Promise<void> => {
    if (enginePid === undefined) return;
    while (!isOver()) {
      await delay(Math.min(20_000, duration / 4) * (0.5 + Math.random()));
      if (isOver()) return;
      process.kill(enginePid, 'SIGSTOP');
      await delay(1_000 + Math.random() * Math.min(5_000, duration / 6));
      process.kill(enginePid, 'SIGCONT');
      struck.halts += 1;
    }
  };
  const standing = async (): Promise<void> => {
    await delay(duration * 0.35);
    await stack.asked('streams/pause', {});
    await delay(Math.min(STREAMS_PAUSED, duration * 0.3));
    await stack.asked('streams/resume', {});
    struck.streamsPaused += 1;
  };
  await Promise.all([killing(), halting(), standing()]);
  return struck;
};
