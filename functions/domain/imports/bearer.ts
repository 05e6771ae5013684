import { stateOf, type Unit, unitKey } from '../unit/unit.ts';
import type { ImportRow } from './row.ts';

/** Units by `unitKey`. */
type Units = ReadonlyMap<string, Unit>;

/** The unit that a row names. A number that was corrected since stands for its unit, until another bears it. */
export const bearerOf = (
  { itemId, serial }: ImportRow,
  { units, formers }: { readonly units: Units; readonly formers: Units },
): Unit | undefined => {
  const name = unitKey(itemId, serial.key);
  return [units.get(name), formers.get(name)].find((unit) => stateOf(unit) !== 'none');
};
