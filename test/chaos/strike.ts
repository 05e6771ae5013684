import { expect } from 'vitest';
import { sweepPostings } from '../../functions/app/posting/sweep.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import type { World } from '../app/world.ts';
import { checkLedger, checkNothingLeft, type Look, look } from './checks.ts';
import { Crash, type Fault, type Faults, faultAt, Unreachable } from './faults.ts';
import { ACTS, type ActName, KEY, type Prepared } from './scenarios.ts';

/** One act, hit by one fault at one call; then what must be true, and what a repeated request and the sweeper make of it. */

export type Ground = {
  /** A process on the table, with its own clock and ids; its calls run through the faults. */
  readonly process: (given: { readonly n: number; readonly faults?: Faults }) => Promise<World>;
  readonly tenant: string;
  readonly given: Prepared;
};

export type Strike = {
  readonly act: ActName;
  readonly n: number;
  readonly fault: Fault;
  /** Whether the sweeper comes before the request is repeated. */
  readonly sweepsFirst: boolean;
};

const LEASE = 61_000;

const expected = (error: unknown): void => {
  const isOurs =
    error instanceof LedgerError && ['busy', 'in-flight', 'serial-busy'].includes(error.error.code);
  if (!(error instanceof Crash) && !(error instanceof Unreachable) && !isOurs) throw error;
};

const sweep = async (world: World): Promise<void> => {
  world.pass(LEASE);
  await sweepPostings(world.deps, { until: Number.POSITIVE_INFINITY });
};

/** Whether the fault struck: the act may have fewer calls. */
export const strike = async (
  { process, tenant, given }: Ground,
  { act, n, fault, sweepsFirst }: Strike,
  looks: { readonly before: Look; readonly after: Look },
): Promise<boolean> => {
  const others = await process({ n: 2 });
  const faults = faultAt(n, fault, () => sweep(others));
  const hit = await process({ n: 1, faults });
  const answers: unknown[] = [];
  await ACTS[act](hit, given, KEY).then((answer) => answers.push(answer), expected);
  if (!faults.struck()) return false;
  // All or nothing, to whoever looks; and done where it was said to be done.
  const seen = await look(others, given, tenant);
  if (answers.length > 0) expect(seen).toEqual(looks.after);
  else expect([looks.before, looks.after]).toContainEqual(seen);
  await checkLedger(others, tenant);
  const later = await process({ n: 3 });
  later.pass(LEASE);
  if (sweepsFirst) await sweep(later);
  expect([looks.before, looks.after]).toContainEqual(await look(later, given, tenant));
  answers.push(await ACTS[act](later, given, KEY));
  answers.push(await ACTS[act](later, given, KEY));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await look(later, given, tenant)).toEqual(looks.after);
  await sweep(later);
  expect(await look(later, given, tenant)).toEqual(looks.after);
  await checkLedger(later, tenant);
  await checkNothingLeft(later, tenant);
  return true;
};
