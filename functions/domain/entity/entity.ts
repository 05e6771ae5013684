import type { Item } from '../registry.ts';
import { normaliseText } from '../serial/text.ts';
import type { Unit } from '../unit/unit.ts';

/** Capital goods: items that are of a model, whose units are individuals with a project number (D7–D14). */

export type Model = {
  readonly modelId: string;
  readonly brand: string;
  readonly model: string;
  readonly version: number;
};

/** Of which model an item is, and when its units become entities. */
export type EntityRules = {
  readonly modelId: string;
  /** Off, none is made by itself, whatever the others say (D9). */
  readonly create: boolean;
  /** By putting its number on an order (D10). */
  readonly createOnSave: boolean;
  /** By what brings it into stock (D11). */
  readonly createOnStockUpdate: boolean;
  /** The name under which its number stands among the parameters (D7). */
  readonly parameter?: string | undefined;
};

/** What a unit is besides, where it is an individual; a field of the unit's record. */
export type Entity = {
  /** As it was given; one that nobody named is called by its item and unit. */
  readonly entityId?: string | undefined;
  readonly modelId: string;
  /** Missing only between the decision that makes it and the drawing of the number. */
  readonly projectNumber?: string | undefined;
  /** Under which name the unit's number of the day stands among the parameters. */
  readonly parameter?: string | undefined;
  /** The other parameters. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** It was not made by an order's row, so it stays when a row that expects it lets go. */
  readonly advance?: true | undefined;
};

/** What happens to a unit, as far as the creation rules ask. */
export type Occasion = { readonly order: boolean; readonly stockUpdate: boolean };

export const makesEntity = (
  { entity: rules }: Pick<Item, 'entity'>,
  { order, stockUpdate }: Occasion,
): boolean =>
  rules?.create === true && ((order && rules.createOnSave) || (stockUpdate && rules.createOnStockUpdate));

/** The entity of a unit behind what happens to it: the one it is, or one that the item's rules make now. */
export const entityAfter = (
  before: Pick<Unit, 'entity'> | undefined,
  item: Pick<Item, 'entity'>,
  occasion: Occasion,
): Entity | undefined => {
  const { entity: rules } = item;
  if (before?.entity !== undefined) {
    const { entity } = before;
    const isSame = rules?.modelId === entity.modelId;
    return isSame && rules.parameter !== undefined && rules.parameter !== entity.parameter
      ? { ...entity, parameter: rules.parameter }
      : entity;
  }
  const made = makesEntity(item, occasion) ? rules : undefined;
  if (made === undefined) return undefined;
  const { modelId, parameter } = made;
  return parameter === undefined ? { modelId } : { modelId, parameter };
};

const BETWEEN = '~';

/** Given, or made of item and unit: neither ever changes, so nothing has to tell where it is. */
export const entityIdOf = ({
  entity,
  itemId,
  id,
}: Pick<Unit, 'entity' | 'itemId' | 'id'>): string | undefined =>
  entity === undefined ? undefined : (entity.entityId ?? `${itemId}${BETWEEN}${id}`);

/** The unit that a made id names; nothing where the id was given. */
export const unitNamedBy = (
  entityId: string,
): { readonly itemId: string; readonly id: string } | undefined => {
  const [itemId, id] = entityId.split(BETWEEN);
  return itemId === undefined || id === undefined ? undefined : { itemId, id };
};

/** All parameters, the number of the unit among them. */
export const parametersOf = ({
  entity,
  serial,
}: Pick<Unit, 'entity' | 'serial'>): Record<string, string> => ({
  ...entity?.parameters,
  ...(entity?.parameter === undefined ? {} : { [entity.parameter]: serial }),
});

/** `P` and at least six digits: nobody gives such a number, so none is ever met twice. */
export const isDrawnNumber = (projectNumber: string): boolean => /^P\d{6,}$/i.test(projectNumber);
export const drawnNumber = (n: number): string => `P${n.toString().padStart(6, '0')}`;

/** As texts are compared where entities are looked up. */
export const folded = (text: string): string => normaliseText(text).toUpperCase();
