import fc from 'fast-check';
import { aStage, ask } from './model/ask.ts';
import { judge } from './model/calls.ts';
import { isKnown } from './model/known.ts';
import { newModel } from './model/model.ts';
import { aimed, runs } from './model/steps.ts';
import type { World } from './world.ts';

/** A company after a rich random life: every kind of step that a naive ledger would take, by seeded dice. */
export const aRandomLife = async ({ seed, steps }: { seed: number; steps: number }): Promise<World> => {
  const [run] = fc.sample(runs(steps), { numRuns: 1, seed });
  if (run === undefined) throw new Error('no life');
  const [world, documents] = [await aStage(), [] as string[]];
  let model = newModel();
  for (const thrown of run.throws) {
    const step = aimed(model, run.cast, thrown);
    if (step === undefined || isKnown(model, step)) continue;
    const after = judge(model, step);
    if (after === undefined) continue;
    await ask(world, documents, step);
    model = after;
  }
  await world.settle();
  return world;
};
