import { expect } from 'vitest';
import { refusal } from '../world.ts';
import { aStage, ask } from './ask.ts';
import { judge } from './calls.ts';
import { checkInvariants, checkRewound, checkVersions, compare } from './checks.ts';
import { isKnown } from './known.ts';
import { labelOf } from './label.ts';
import { newModel } from './model.ts';
import type { Step } from './step.ts';
import { aimed, type Run } from './steps.ts';

/** Plays steps on both ledgers, side by side. */

type Played = { readonly steps: readonly Step[]; readonly failure?: Error };
/** Steps that were refused changed nothing; only the last, that failed, may be one. */
/** Told of every step, and whether it is taken. */
export type Tally = (label: string, taken: boolean) => void;

type Chooser = (model: ReturnType<typeof newModel>) => Step | undefined;

const playOn = async (choose: Chooser, tally: Tally): Promise<Played> => {
  const [world, documents, steps] = [await aStage(), [] as string[], [] as Step[]];
  let model = newModel();
  let before = world.table.snapshot();
  for (let step = choose(model); step !== undefined; step = choose(model)) {
    if (isKnown(model, step)) continue;
    const after = judge(model, step);
    tally(labelOf(model, step), after !== undefined);
    try {
      const codes = await refusal(ask(world, documents, step));
      const isRefused = codes.length > 0;
      if (isRefused !== (after === undefined)) throw new Error(`ledger: ${codes.join() || 'taken'}`);
      const now = world.table.snapshot();
      if (after === undefined) expect(now).toEqual(before);
      else {
        model = after;
        compare(now, model, documents);
        await checkInvariants(world, now, model);
        checkVersions(before, now);
        checkRewound(before, now);
        before = now;
        steps.push(step);
      }
    } catch (error) {
      return { steps: [...steps, step], failure: error as Error };
    }
  }
  return { steps };
};

export const play = ({ cast, throws }: Run, tally: Tally): Promise<Played> => {
  const left = [...throws];
  return playOn((model) => {
    const thrown = left.shift();
    return thrown === undefined ? undefined : aimed(model, cast, thrown);
  }, tally);
};

const replay = (steps: readonly Step[]): Promise<Played> => {
  const left = [...steps];
  return playOn(
    () => left.shift(),
    () => undefined,
  );
};

/** Without one step; later documents move up where it made one. */
const without = (steps: readonly Step[], at: number): Step[] => {
  const gone = steps[at];
  const n = steps.slice(0, at).filter((step) => step.do === 'create').length;
  return steps.flatMap((step, i): Step[] => {
    if (i === at) return [];
    if (gone?.do !== 'create' || !('doc' in step)) return [step];
    if (step.doc === n) return [];
    return [step.doc > n ? { ...step, doc: step.doc - 1 } : step];
  });
};

/** The fewest of the steps that still fail. */
export const fewest = async (played: Played): Promise<Played> => {
  let best = played;
  for (let at = best.steps.length - 2; at >= 0; at = Math.min(at, best.steps.length - 1) - 1) {
    const fewer = await replay(without(best.steps, at));
    if (fewer.failure !== undefined) best = fewer;
  }
  return best;
};
