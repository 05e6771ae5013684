import { MOVEMENT_KINDS } from '../movement.ts';

/**
 * Movements by their kinds, and two of them apart: `buy-back` is a receipt that says so, where no other would do;
 * `deliver` is a sale by the document that has the unit reserved, while no other may sell it.
 */
export const UNIT_ACTIONS = [...MOVEMENT_KINDS, 'buy-back', 'deliver'] as const;
export type UnitAction = (typeof UNIT_ACTIONS)[number];
