import type { RecordKey } from '../app/write-part.ts';
import { join } from './keys.ts';

/** Keys of models, entities and the numbers that are drawn for them (the table of all keys is in keys.ts). */

export const modelItemKey = (tenant: string, modelId: string): RecordKey => ({
  pk: join(tenant, 'model-item', modelId),
  sk: 'model-item',
});

/** What a name is taken by: an entity's id, or its project number in one spelling. */
export const entityNameKey = (tenant: string, of: 'entity' | 'project-number', name: string): RecordKey => ({
  pk: join(tenant, of, name),
  sk: of,
});

export const counterKey = (tenant: string, counter: string): RecordKey => ({
  pk: join(tenant, 'counter', counter),
  sk: 'counter',
});
