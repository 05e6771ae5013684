import { describe, expect, it } from 'vitest';
import { diagnose } from '../../functions/data/doctor/doctor.ts';
import { aRandomLife } from '../app/random-life.ts';
import type { World } from '../app/world.ts';

const findingsOf = async ({ table, deps }: World, tenant = 'acme') => {
  const clock = { now: deps.clock.now, sleep: async () => undefined };
  return diagnose({ table, clock, pauses: [1, 1] }, tenant);
};

describe('a company that nobody has damaged', () => {
  it.each(Array.from({ length: Number(process.env.LIVES ?? 6) }, (_, n) => n + 1))(
    'is found clean after the random life %i',
    async (seed) => {
      const world = await aRandomLife({ seed, steps: 60 });
      const { findings, records } = await findingsOf(world);
      expect(findings).toEqual([]);
      expect(records).toBeGreaterThan(100);
    },
  );
});
