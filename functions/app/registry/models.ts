import type { Model } from '../../domain/entity/entity.ts';
import type { Caller, Deps } from '../ports.ts';

/** Models with the item that is of each, where one is. */
export const withItems = async (
  { store }: Deps,
  { tenant }: Caller,
  models: readonly Model[],
): Promise<(Model & { readonly itemId?: string })[]> => {
  const items = await store.modelItems.itemsOf(
    tenant,
    models.map(({ modelId }) => modelId),
  );
  return models.map((model) => {
    const itemId = items.get(model.modelId);
    return itemId === undefined ? model : { ...model, itemId };
  });
};
