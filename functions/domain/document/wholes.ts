import type { Unit } from '../unit/unit.ts';

/** Units that others become parts of, or are taken out of, as far as they exist already. */
export type Wholes = {
  /** By the id that their parts name, with all that they are in themselves. */
  readonly byId: ReadonlyMap<string, Unit>;
  /** By `unitKey` of how a line names them: whoever bears the number, or bore it before it was renamed. */
  readonly named: ReadonlyMap<string, readonly Unit[]>;
  /** Ids of those that earlier postings of the document took parts out of. */
  readonly opened: ReadonlySet<string>;
};

export const NO_WHOLES: Wholes = { byId: new Map(), named: new Map(), opened: new Set() };
