import type { Deps } from '../../../functions/app/ports.ts';
import { storesOn } from '../../../functions/runtime/container.ts';
import { fakeTable } from '../../support/fake-table.ts';
import { aWorld, NOW } from '../world.ts';
import { answerTo, ITEM } from './calls.ts';
import type { Operation } from './check.ts';
import { aCall, aSetting, NUMBERS, type Setting } from './clients.ts';
import { diceOf, slowTable, virtualClock } from './engine.ts';
import { type Asked, type Call, type History, PLACES, type Seen } from './model.ts';

/** Lets clients work at the same time and records what they ask and are told. */

export type Recorded = {
  readonly seed: number;
  readonly setting: Setting;
  readonly history: History;
  /** Calls that ended without an answer. */
  readonly unanswered: number;
  /** Postings written ahead: how many were committed, and how many came to nothing. */
  readonly large: { readonly posted: number; readonly aborted: number };
};

const PHONE = {
  itemId: ITEM,
  name: ITEM,
  kind: 'stocked',
  tracking: 'serial',
  serialType: 'fully-tracked',
} as const;

/** Plays what the seed says; the same seed makes the same history. */
export const record = async (seed: number): Promise<Recorded> => {
  const dice = diceOf(seed);
  const setting = aSetting(dice);
  const { limits, delay, contended, torn, rest } = setting;
  const table = fakeTable();
  const { deps: common } = await aWorld({ items: [PHONE] }, table);
  const { clock, run } = virtualClock(dice, NOW);
  const history: Operation<Asked>[] = [];
  const known = new Map<string, Seen>();
  let [moment, unanswered] = [0, 0];
  const tick = (): number => {
    moment += 1;
    return moment;
  };
  const ask = async (deps: Deps, client: number, call: Call): Promise<void> => {
    const from = tick();
    const answer = await answerTo(deps, call);
    const to = tick();
    if (answer === undefined) unanswered += 1;
    else history.push({ client, call, answer, from, to });
    if (answer?.is === 'units') for (const unit of answer.units) known.set(unit.id, unit);
  };
  // Each client has a process of its own, with what that remembers of ended postings.
  const aProcess = (): Deps => {
    // Some are slow throughout, and now and then one way takes very long, so that others do several things meanwhile.
    const usual = delay * dice.pick([1, 1, 1, 10]);
    const way = () => dice.below(dice.chance(0.03) ? 30 * delay : usual);
    const slow = slowTable(table, { clock, dice, manners: { delay: way, contended, torn } });
    return { ...common, ...storesOn(slow), clock, limits: { ...common.limits, ...limits } };
  };
  const client = async (n: number, calls: number): Promise<void> => {
    const deps = aProcess();
    for (let i = 0; i < calls; i += 1) {
      await clock.sleep(dice.below(rest + 1));
      await ask(deps, n, aCall({ dice, known, setting }));
    }
  };
  const all = async (): Promise<void> => {
    const observer = aProcess();
    if (setting.stocked)
      await ask(observer, 0, { do: 'receive', keys: NUMBERS.slice(0, 2), at: 'main', apart: false });
    await Promise.all(setting.calls.map((calls, i) => client(i + 1, calls)));
    const last: readonly Call[] = [
      { do: 'read', keys: NUMBERS },
      ...PLACES.map((at) => ({ do: 'count', at }) as const),
      ...[...known.keys()].map((id) => ({ do: 'look', id }) as const),
    ];
    for (const call of last) await ask(observer, 0, call);
  };
  await run(all());
  const heads = table.snapshot().filter(({ type }) => type === 'posting');
  const ended = (as: string) => heads.filter(({ status }) => status === as).length;
  const large = { posted: ended('posted'), aborted: ended('aborted') };
  return { seed, setting, history, unanswered, large };
};
