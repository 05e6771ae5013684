import { folded, isDrawnNumber } from '../../domain/entity/entity.ts';
import type { Item } from '../../domain/registry.ts';
import { readSerials, type SerialEntry, type SerialRules } from '../../domain/serial/input.ts';
import { keyOf, normaliseText, readSerialText } from '../../domain/serial/text.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import { pointerOf, type Violation } from '../../domain/violations.ts';
import type { Read } from '../documents/input.ts';
import type { Caller, Deps } from '../ports.ts';
import { numberedBy } from './lookup.ts';

/** What people say of an entity, with every fault of it. */

export type EntityInput = {
  readonly modelId: string;
  readonly itemId?: string | undefined;
  readonly serial?: string | undefined;
  readonly projectNumber?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
};

export const PARAMETERS_MAX = 20;

/** The item of the model that is asked for, as far as it is one. */
export const itemFor = async (
  { store }: Deps,
  { tenant }: Caller,
  { modelId, itemId }: EntityInput,
): Promise<{ readonly item?: Item | undefined; readonly violations: readonly Violation[] }> => {
  const [model, owners] = await Promise.all([
    store.models.read(tenant, modelId),
    store.modelItems.itemsOf(tenant, [modelId]),
  ]);
  const pointer = '/modelId';
  if (model === undefined) {
    return { violations: [{ pointer, code: 'model-unknown', detail: `There is no model ${modelId}.` }] };
  }
  const owner = owners.get(modelId);
  const item = owner === undefined ? undefined : await store.items.read(tenant, owner);
  // Between the two reads it may have let go of the model.
  if (item?.entity?.modelId !== modelId) {
    const detail = `No item is of model ${modelId}; link one by its entity.modelId.`;
    return { violations: [{ pointer, code: 'model-without-item', detail }] };
  }
  if (itemId === undefined || itemId === item.itemId) return { item, violations: [] };
  const detail = `Model ${modelId} is item ${item.itemId}'s, not ${itemId}'s.`;
  return {
    item,
    violations: [{ pointer: '/itemId', code: 'entity-model-differs', detail, itemId: item.itemId }],
  };
};

const pointerTo = (parameter = ''): string => pointerOf(['parameters', parameter]);

/** The parameter that is the unit's number, however it is spelt. */
const placedIn = (
  parameters: Readonly<Record<string, string>>,
  name: string | undefined,
): [string, string] | undefined =>
  name === undefined ? undefined : Object.entries(parameters).find(([one]) => folded(one) === folded(name));

/** The parameters without those that are the unit's number, under its name of today or before. */
export const othersOf = (
  { parameters = {} }: EntityInput,
  { item, unit }: { readonly item: Item; readonly unit: Unit | undefined },
): Record<string, string> => {
  const numbers = [item.entity?.parameter, unit?.entity?.parameter].flatMap((one) => one ?? []);
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !numbers.some((one) => folded(one) === folded(name))),
  );
};

/** The unit's number: by itself, or as the parameter that it is. */
export const readNumber = (
  { serial, parameters = {} }: EntityInput,
  {
    item,
    settings,
    unit,
    isKnown,
  }: Pick<SerialRules, 'isKnown'> & {
    readonly item: Item;
    readonly settings: Settings;
    readonly unit: Unit | undefined;
  },
): Read<SerialEntry> => {
  const name = item.entity?.parameter ?? unit?.entity?.parameter;
  const [given, placed] = placedIn(parameters, name) ?? [name];
  const keyed = (text: string): string => keyOf(normaliseText(text), settings.caseSensitive);
  const text = serial ?? placed ?? unit?.serial;
  const pointer = serial === undefined && placed !== undefined ? pointerTo(given) : '/serial';
  if (text === undefined) {
    const detail = 'It is told apart by the serial of its unit; give serial.';
    return { violations: [{ pointer, code: 'entity-serial-required', detail }] };
  }
  const violations: Violation[] = [];
  if (serial !== undefined && placed !== undefined && keyed(serial) !== keyed(placed)) {
    const detail = `${name} is the serial of the unit: "${serial}", not "${placed}".`;
    violations.push({ pointer: pointerTo(given), code: 'parameter-differs', serial: placed, detail });
  }
  if (unit !== undefined) {
    // An entity stays with its unit, whose number is corrected by a rename.
    const value = { text: unit.serial, key: unit.key, id: unit.id, pointer };
    if (keyed(text) !== unit.key) {
      const detail = `The entity's unit bears "${unit.serial}", not "${text}"; a wrong number is corrected by renaming the unit.`;
      violations.push({ pointer, code: 'entity-serial-differs', serial: text, detail });
    }
    return { value, violations };
  }
  const { caseSensitive, placeholders } = settings;
  const rules = { caseSensitive, placeholders, pattern: item.pattern, isKnown };
  const read = readSerials({ form: 'list', texts: [text] }, '', rules);
  const [entry] = read.entries;
  const faults = read.violations.map(({ position: _, ...violation }) => ({ ...violation, pointer }));
  return {
    value: entry === undefined ? undefined : { text: entry.text, key: entry.key, pointer },
    violations: [...violations, ...faults],
  };
};

/** A project number as it was given; nothing where one is to be drawn, or the entity has it already. */
export const readProjectNumber = async (
  deps: Deps,
  caller: Caller,
  { asked, unit }: { readonly asked: string | undefined; readonly unit: Unit | undefined },
): Promise<Read<string>> => {
  const has = unit?.entity?.projectNumber;
  if (asked === undefined || asked === has) return { violations: [] };
  const pointer = '/projectNumber';
  const read = readSerialText(asked, true, []);
  if (!read.ok) {
    const detail = read.detail.replace(/^The serial/, 'The project number');
    return { violations: [{ pointer, code: read.code, detail }] };
  }
  const { text } = read.serial;
  // Of a drawn number only the spelling is another.
  if (has !== undefined && folded(text) === folded(has)) {
    return { value: isDrawnNumber(has) ? undefined : text, violations: [] };
  }
  if (isDrawnNumber(text)) {
    const detail = `"${text}" looks like the numbers that are drawn; leave it out to have one drawn.`;
    return { violations: [{ pointer, code: 'project-number-drawn', detail }] };
  }
  const other = await numberedBy(deps, caller, text);
  if (other === undefined || other.id === unit?.id) return { value: text, violations: [] };
  const detail = `Project number ${text} is that of "${other.serial}" of item ${other.itemId}.`;
  return {
    violations: [
      { pointer, code: 'project-number-taken', serial: other.serial, itemId: other.itemId, detail },
    ],
  };
};

export const parameterFaults = ({ parameters = {} }: EntityInput): Violation[] => {
  const names = Object.keys(parameters);
  const actual = names.length;
  const twice = names.flatMap((name, i): Violation[] => {
    const first = names.findIndex((one) => folded(one) === folded(name));
    if (first === i) return [];
    const detail = `"${names[first]}" and "${name}" are one parameter; letter case doesn't tell them apart.`;
    return [{ pointer: pointerTo(name), code: 'parameter-repeated', detail }];
  });
  if (actual <= PARAMETERS_MAX) return twice;
  const detail = `${actual} parameters were given; an entity has at most ${PARAMETERS_MAX}.`;
  const many = { expected: PARAMETERS_MAX, actual, detail };
  return [...twice, { pointer: '/parameters', code: 'parameters-too-many', ...many }];
};

/** An entity can't be told to be of another item than its unit. */
export const otherItem = ({ itemId }: EntityInput, unit: Unit): Violation[] => {
  if (itemId === undefined || itemId === unit.itemId) return [];
  const detail = `The entity is "${unit.serial}" of item ${unit.itemId}, not of ${itemId}.`;
  return [{ pointer: '/itemId', code: 'entity-model-differs', detail, itemId: unit.itemId }];
};
