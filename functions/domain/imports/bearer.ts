import type { DecisionContext } from '../document/context.ts';
import type { Item } from '../registry.ts';
import { newNumberFault } from '../serial/new-number.ts';
import { isKnownNumber, stateOf, type Unit, unitKey } from '../unit/unit.ts';
import type { ImportRow, RowFault } from './row.ts';

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

/** Why no unit can become known by the row's number; that of one which is known is taken however it is written. */
export const numberFault = (
  { itemId, serial }: ImportRow,
  { pattern }: Item,
  { units, settings }: Pick<DecisionContext, 'units' | 'settings'>,
): RowFault | undefined =>
  isKnownNumber(units, { itemId, key: serial.key })
    ? undefined
    : newNumberFault(serial, { ...settings, pattern });
