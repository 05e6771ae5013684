import type { WritePart } from '../write-part.ts';

/** What entities need of the table besides the units whose fields they are. */

export type EntityName = {
  readonly of: 'entity' | 'project-number';
  /** The id, or the number in one spelling. */
  readonly name: string;
};

/** Where a unit is, whatever number it bears. */
export type UnitPlace = { readonly itemId: string; readonly id: string };

/** Names that were given, each to one entity. */
export type EntityNameRepository = {
  readonly find: (tenant: string, name: EntityName) => Promise<UnitPlace | undefined>;
  /** Only where nobody has it. */
  readonly claim: (tenant: string, name: EntityName, unit: UnitPlace) => WritePart;
  readonly release: (tenant: string, name: EntityName) => WritePart;
};

export const PROJECT_NUMBERS = 'project-numbers';

export type CounterRepository = {
  /**
   * Draws as many numbers, that nobody has drawn before nor will again; some may never be used.
   * @returns the first of them
   */
  readonly draw: (tenant: string, counter: typeof PROJECT_NUMBERS, count: number) => Promise<number>;
};
