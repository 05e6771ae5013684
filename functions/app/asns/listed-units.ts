import type { AsnEntry, ListedEntry } from '../../domain/asn/asn.ts';
import type { BalanceName } from '../../domain/balance.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { type Unit, unitKey } from '../../domain/unit/unit.ts';
import { readFollowing } from '../documents/followed-numbers.ts';
import type { Caller, Deps, UnitName } from '../ports.ts';
import type { State } from '../posting/decision-context.ts';

/** Units of an advance list as they are now: one that got its right number since is found under that. */

type Asked = {
  readonly order: LedgerDocument;
  readonly entries: readonly AsnEntry[];
  /** What else is looked at. */
  readonly units?: readonly UnitName[] | undefined;
  readonly balances?: readonly BalanceName[] | undefined;
};

export type Listed = {
  readonly document: LedgerDocument;
  readonly state: State;
  /** What was announced, by the numbers that its units bear now; in the same order. */
  readonly entries: readonly ListedEntry[];
};

/** How many are followed at a time. */
const AT_ONCE = 25;

const followed = async (
  { store }: Deps,
  { tenant }: Caller,
  strayed: readonly AsnEntry[],
): Promise<ReadonlyMap<AsnEntry, Unit>> => {
  const found = new Map<AsnEntry, Unit>();
  for (let from = 0; from < strayed.length; from += AT_ONCE) {
    const some = strayed.slice(from, from + AT_ONCE);
    await Promise.all(
      some.map(async (entry) => {
        const now = await store.units.readById(tenant, entry.itemId, entry.id ?? '');
        if (now !== undefined) found.set(entry, now.unit);
      }),
    );
  }
  return found;
};

export const readListed = async (deps: Deps, caller: Caller, asked: Asked): Promise<Listed> => {
  const { order, entries, units = [], balances = [] } = asked;
  const needed = {
    units: [...entries.map(({ itemId, key }) => ({ itemId, key })), ...units],
    balances,
  };
  const { document, state } = await readFollowing(deps, caller, { document: order, needed: () => needed });
  const idAt = new Map(state.units.map(({ itemId, key, id }) => [unitKey(itemId, key), id]));
  const strayed = entries.filter(
    ({ itemId, key, id }) => id !== undefined && idAt.get(unitKey(itemId, key)) !== id,
  );
  const elsewhere = await followed(deps, caller, strayed);
  return {
    document,
    state: { ...state, units: [...state.units, ...elsewhere.values()] },
    entries: entries.map((entry) => {
      const unit = elsewhere.get(entry);
      const sent = { ...entry, sentKey: entry.key };
      return unit === undefined ? sent : { ...sent, text: unit.serial, key: unit.key };
    }),
  };
};
