import * as z from 'zod';
import { once } from '../domain/lazily.ts';

/** Models, entities and what names them, as they are stored. */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();

/** A unit's own; most say no more than their model and number. */
export const entity = once(() =>
  z.object({
    entityId: maybe,
    modelId: text,
    projectNumber: maybe,
    parameter: maybe,
    parameters: z.record(text, text).optional(),
    advance: z.literal(true).optional(),
  }),
);

export const ENTITIES = {
  model: () => z.object({ v, modelId: text, brand: text, model: text, version: z.number() }),
  modelItem: () => z.object({ v, modelId: text, itemId: text }),
  entityName: () => z.object({ v, itemId: text, id: text }),
  /** `last`: the last number drawn. */
  counter: () => z.object({ v, last: z.number() }),
};

export const entityRules = once(() =>
  z.object({
    modelId: text,
    create: z.boolean(),
    createOnSave: z.boolean(),
    createOnStockUpdate: z.boolean(),
    parameter: maybe,
  }),
);
