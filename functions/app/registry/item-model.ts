import { quoted } from '../../domain/gs1/fault.ts';
import type { Item } from '../../domain/registry.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';

/** One model is of one item (D8): what a change of an item does to the records that tell so, and what stands against it. */
export const modelChange = async (
  { store }: Deps,
  { tenant }: Caller,
  { before, after }: { readonly before: Item | undefined; readonly after: Item },
): Promise<{ readonly violations: readonly Violation[]; readonly parts: readonly WritePart[] }> => {
  const [modelId, had] = [after.entity?.modelId, before?.entity?.modelId];
  const named = [modelId, had].flatMap((one) => one ?? []);
  if (named.length === 0) return { violations: [], parts: [] };
  const [model, owners] = await Promise.all([
    modelId === undefined ? undefined : store.models.read(tenant, modelId),
    store.modelItems.itemsOf(tenant, [...new Set(named)]),
  ]);
  const violations: Violation[] = [];
  if (modelId !== undefined && model === undefined) {
    const detail = `There is no model ${quoted(modelId)}.`;
    violations.push({ pointer: '/entity/modelId', code: 'model-unknown', detail });
  }
  if (modelId !== undefined && after.tracking !== 'serial') {
    const detail = `The item's tracking is ${after.tracking}; units of a model are told apart by their serial.`;
    violations.push({ pointer: '/tracking', code: 'entity-without-serials', detail });
  }
  const owner = modelId === undefined ? undefined : owners.get(modelId);
  if (owner !== undefined && owner !== after.itemId) {
    const detail = `Model ${modelId} is item ${quoted(owner)}'s; one model is of one item.`;
    violations.push({ pointer: '/entity/modelId', code: 'model-taken', itemId: owner, detail });
  }
  const left = had !== undefined && had !== modelId && owners.get(had) === after.itemId ? had : undefined;
  return {
    violations,
    parts: [
      ...(left === undefined ? [] : [store.modelItems.release(tenant, left)]),
      ...(modelId === undefined || owner !== undefined
        ? []
        : [store.modelItems.claim(tenant, modelId, after.itemId)]),
    ],
  };
};
