import type { RecallCriteria } from '../../domain/recall/recall.ts';
import { naturalOrder } from '../../domain/serial/natural-order.ts';
import { readSerialText } from '../../domain/serial/text.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';

/** What a recall asks for, read: numbers in their normal form, and everything that is wrong with it. */

export type ReadCriteria = {
  readonly criteria: RecallCriteria;
  readonly componentIds: readonly string[] | undefined;
  readonly violations: readonly Violation[];
};

const formFaults = (criteria: RecallCriteria): Violation[] => {
  const { itemId, from, to, serialFrom, serialTo } = criteria;
  const faults: Violation[] = [];
  const at = (pointer: string, code: Violation['code'], detail: string): void => {
    faults.push({ pointer: `/criteria${pointer}`, code, detail });
  };
  if (Object.values(criteria).every((asked) => asked === undefined)) {
    at('', 'criteria-missing', 'Give at least one criterion; a recall of everything is none.');
  }
  if (itemId === undefined && (serialFrom !== undefined || serialTo !== undefined)) {
    at('/itemId', 'criteria-missing', 'Numbers are unique within an item only: name the item of the range.');
  }
  if (from !== undefined && to !== undefined && to < from) {
    at('/to', 'range-reversed', `${to} lies before ${from}.`);
  }
  if (serialFrom !== undefined && serialTo !== undefined && naturalOrder(serialTo, serialFrom) < 0) {
    at('/serialTo', 'range-reversed', `"${serialTo}" comes before "${serialFrom}".`);
  }
  return faults;
};

type ReadText = { readonly key?: string | undefined; readonly violations: readonly Violation[] };

/** A number as it is kept; a placeholder is one, too, as some older number may be just that. */
const readText = (
  text: string | undefined,
  pointer: string,
  { settings, what }: { readonly settings: Settings; readonly what: 'serial' | 'batch' },
): ReadText => {
  if (text === undefined) return { violations: [] };
  const read = readSerialText(text, settings.caseSensitive, []);
  if (read.ok) return { key: read.serial.key, violations: [] };
  const code = what === 'batch' ? 'batch-invalid' : read.code;
  const detail = what === 'batch' ? read.detail.replace(/^The serial/, 'The batch') : read.detail;
  return { violations: [{ pointer: `/criteria${pointer}`, code, detail }] };
};

/** Things that are named and aren't there. */
const unknownFaults = async (
  { store }: Deps,
  { tenant }: Caller,
  { itemId, partnerId, documentId, component }: RecallCriteria,
): Promise<Violation[]> => {
  const [items, partner, document] = await Promise.all([
    store.items.readMany(
      tenant,
      [itemId, component?.itemId].flatMap((id) => id ?? []),
    ),
    partnerId === undefined ? undefined : store.partners.read(tenant, partnerId),
    documentId === undefined ? undefined : store.documents.read(tenant, documentId),
  ]);
  const isThere = (id: string): boolean => items.some((item) => item.itemId === id);
  const faults: Violation[] = [];
  if (itemId !== undefined && !isThere(itemId)) {
    faults.push({ pointer: '/criteria/itemId', code: 'item-unknown', detail: `There is no item ${itemId}.` });
  }
  if (component !== undefined && !isThere(component.itemId)) {
    const detail = `There is no item ${component.itemId}.`;
    faults.push({ pointer: '/criteria/component/itemId', code: 'item-unknown', detail });
  }
  if (partnerId !== undefined && partner === undefined) {
    const detail = `There is no partner ${partnerId}.`;
    faults.push({ pointer: '/criteria/partnerId', code: 'partner-unknown', detail });
  }
  if (documentId !== undefined && document === undefined) {
    const detail = `There is no document ${documentId}.`;
    faults.push({ pointer: '/criteria/documentId', code: 'document-unknown', detail });
  }
  return faults;
};

export const readCriteria = async (
  deps: Deps,
  caller: Caller,
  { asked, settings }: { readonly asked: RecallCriteria; readonly settings: Settings },
): Promise<ReadCriteria> => {
  const { component } = asked;
  const serial = { settings, what: 'serial' } as const;
  const part = readText(component?.serial, '/component/serial', serial);
  const from = readText(asked.serialFrom, '/serialFrom', serial);
  const to = readText(asked.serialTo, '/serialTo', serial);
  const batch = readText(asked.batch, '/batch', { settings, what: 'batch' });
  const [unknown, bearers] = await Promise.all([
    unknownFaults(deps, caller, asked),
    component === undefined || part.key === undefined
      ? undefined
      : deps.store.units.readByNumber(caller.tenant, { itemId: component.itemId, key: part.key }),
  ]);
  const criteria: RecallCriteria = {
    ...asked,
    batch: batch.key,
    serialFrom: from.key,
    serialTo: to.key,
  };
  const isMissing = component !== undefined && unknown.length === 0 && bearers?.length === 0;
  const detail = `"${component?.serial}" is not a known unit of item ${component?.itemId}.`;
  return {
    criteria,
    componentIds: bearers?.map(({ id }) => id),
    violations: [
      ...formFaults({ ...asked, serialFrom: from.key, serialTo: to.key }),
      ...[part, from, to, batch].flatMap(({ violations }) => violations),
      ...unknown,
      ...(isMissing
        ? [{ pointer: '/criteria/component/serial', code: 'serial-unknown' as const, detail }]
        : []),
    ],
  };
};
