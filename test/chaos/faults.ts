import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../functions/data/table.ts';

/** What may befall a process at one of its calls of the engine. */
export const FAULTS = ['crash', 'fail', 'lose', 'late'] as const;
export type Fault = (typeof FAULTS)[number];

/** The process has ended: none of its calls does anything any more. */
export class Crash extends Error {}
export class Unreachable extends Error {}

export type Faults = {
  /** How many calls there were. */
  readonly count: () => number;
  /** Whether the fault has struck. */
  readonly struck: () => boolean;
  readonly around: <T>(call: () => Promise<T>) => Promise<T>;
};

/**
 * Strikes at the n-th call, from 1: the process ends before it (`crash`); it fails and does nothing (`fail`); it is done,
 * but its answer is lost (`lose`); its answer comes so late that whoever may end the posting has done so (`late`).
 */
export const faultAt = (
  n: number,
  fault: Fault | 'none',
  /** What others do before a late answer comes. */
  meanwhile: () => Promise<unknown>,
): Faults => {
  let [count, struck, isDead] = [0, false, false];
  return {
    count: () => count,
    struck: () => struck,
    around: async (call) => {
      if (isDead) throw new Crash('the process has ended');
      count += 1;
      if (count !== n || fault === 'none') return call();
      struck = true;
      if (fault === 'crash') {
        isDead = true;
        throw new Crash('the process has ended');
      }
      if (fault === 'fail') throw new Unreachable('the engine cannot be reached');
      const answer = await call();
      if (fault === 'lose') throw new Unreachable('the connection broke before the answer');
      await meanwhile();
      return answer;
    },
  };
};

export const faultyTable = <T extends Table>(table: T, { around }: Pick<Faults, 'around'>): T => ({
  ...table,
  getMany: (keys) => around(() => table.getMany(keys)),
  getTogether: (keys) => around(() => table.getTogether(keys)),
  query: (request) => around(() => table.query(request)),
  scan: (request) => around(() => table.scan(request)),
  transact: (parts) => around(() => table.transact(parts)),
  raise: (given) => around(() => table.raise(given)),
  writeMany: (given) => around(() => table.writeMany(given)),
});

/** The same at each command that a client of the real engine sends. */
export const faultyClient = (client: DynamoDBClient, { around }: Pick<Faults, 'around'>): DynamoDBClient => {
  client.middlewareStack.add((next) => (args) => around(() => next(args)), {
    step: 'initialize',
    name: 'faults',
  });
  return client;
};
