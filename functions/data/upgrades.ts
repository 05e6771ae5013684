import { RECORD_TYPES, type RecordType } from './attributes.ts';
import type { StoredRecord } from './table.ts';

/**
 * How records of older shapes are read: each type has a chain of steps, the n-th from version n to the next, so that a
 * record of any age is brought to today's shape as it is read. It is written in that shape by its next write, and stays
 * as it is until then.
 */

type Attributes = { readonly [name: string]: unknown };
type Upgrade = (attributes: Attributes) => Attributes;

/** Those that there were when settings listed what a tenant has; later ones were not taken from anybody. */
const FEATURES_OF_1 = ['serial-numbers-required', 'batch-tracking', 'expiry-tracking'];

/** Settings list what was taken from a tenant, so that a new feature is everybody's. */
const withoutFeatures: Upgrade = ({ features, ...rest }) => {
  const has: readonly unknown[] = Array.isArray(features) ? features : FEATURES_OF_1;
  return { ...rest, without: FEATURES_OF_1.filter((feature) => !has.includes(feature)) };
};

type Chains = { readonly [Type in RecordType]?: readonly Upgrade[] };

const CHAINS: Chains = { [RECORD_TYPES.settings]: [withoutFeatures] };

export type Upgraded =
  | { readonly record: StoredRecord }
  /** It was written by a later release, whose shape nobody knows here. */
  | { readonly later: number };

const chainOf = (chains: Chains, type: unknown): readonly Upgrade[] =>
  Object.entries(chains).find(([name]) => name === type)?.[1] ?? [];

/** A record in today's shape, whatever release wrote it. One without a version is for its shape to refuse. */
export const upgradeBy =
  (chains: Chains) =>
  (record: StoredRecord): Upgraded => {
    const { pk, sk, v, type } = record;
    if (typeof v !== 'number') return { record };
    const chain = chainOf(chains, type);
    const today = chain.length + 1;
    if (v > today) return { later: v };
    if (v === today || v < 1) return { record };
    const now = chain.slice(v - 1).reduce<Attributes>((attributes, step) => step(attributes), record);
    return { record: { ...now, pk, sk, v: today } };
  };

export const upgraded = upgradeBy(CHAINS);
