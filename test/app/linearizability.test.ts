import { expect, it } from 'vitest';
import { check, type Verdict } from './linear/check.ts';
import { type Recorded, record } from './linear/history.ts';
import { type Asked, type History, LEDGER } from './linear/model.ts';

/** Whatever clients do at once to two units, they are told what a ledger would tell that takes one call at a time. */

/** The first of the seeds; LINEAR_SEED with LINEAR_RUNS=1 plays one history again. */
const SEED = Number(process.env.LINEAR_SEED ?? 2026);
const RUNS = Number(process.env.LINEAR_RUNS ?? 2_000);

const lines = (history: History): string =>
  history
    .toSorted((a, b) => a.from - b.from)
    .map(({ client, call, answer, from, to }) =>
      [`${from}–${to} client ${client}:`, JSON.stringify(call), '=>', JSON.stringify(answer)].join(' '),
    )
    .join('\n');

const told = ({ seed, setting, history }: Recorded, verdict: Verdict<Asked> & { linear: false }): string =>
  [
    `LINEAR_SEED=${seed} LINEAR_RUNS=1: no order explains what the clients were told.`,
    JSON.stringify(setting),
    lines(history),
    `The search came as far as ${verdict.furthest.map(({ from }) => from).join(', ')}; there none of these is explained:`,
    lines(verdict.stuck),
  ].join('\n');

let played = 0;
const tallied = new Map<string, number>();
const tally = (label: string, n: number): void => {
  tallied.set(label, (tallied.get(label) ?? 0) + n);
};

const tallyAll = ({ history, unanswered, large }: Recorded): void => {
  for (const { call, answer } of history) {
    const many = 'keys' in call && call.keys.length > 1 ? ' several' : '';
    tally(`${call.do}${many} ${answer.is === 'refused' ? 'refused' : 'done'}`, 1);
  }
  tally('unanswered', unanswered);
  tally('large posted', large.posted);
  tally('large aborted', large.aborted);
};

it(`explains ${RUNS} histories`, { timeout: 60_000 + 100 * RUNS }, async () => {
  for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
    const recorded = await record(seed).catch((error: unknown) => {
      throw new Error(`LINEAR_SEED=${seed} LINEAR_RUNS=1: a call failed`, { cause: error });
    });
    tallyAll(recorded);
    const verdict = check(recorded.history, LEDGER);
    if (!verdict.linear) throw new Error(told(recorded, verdict));
    played += 1;
  }
});

it('was put to the test by every call, done and refused, small and large', ({ skip }) => {
  skip(played < Math.max(RUNS, 1_000), 'too few histories were played');
  const postings = ['receive', 'sell', 'return'].flatMap((what) => [what, `${what} several`]);
  const labels = [
    ...[...postings, 'release', 'rename'].flatMap((call) => [`${call} done`, `${call} refused`]),
    ...['hold', 'look', 'count', 'read', 'read several'].map((call) => `${call} done`),
    ...['large posted', 'large aborted', 'unanswered'],
  ];
  expect(labels.filter((label) => (tallied.get(label) ?? 0) < RUNS / 100)).toEqual([]);
  expect(tallied.get('large posted')).toBeGreaterThan(RUNS);
});

it('plays the same history again', async () => {
  expect(await record(SEED)).toEqual(await record(SEED));
});
