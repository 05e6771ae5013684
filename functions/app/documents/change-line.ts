import { decideQuantity } from '../../domain/document/change-line.ts';
import { needOf } from '../../domain/document/line-rules.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { isWhole } from '../../domain/quantity.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf } from '../posting/decision-context.ts';
import {
  type DocumentAsked,
  type DocumentChange,
  documentChange,
  itemsOf,
  lineOf,
  openDocument,
} from './change.ts';
import { readQuantity } from './input.ts';

export type LineChange = DocumentAsked & { readonly line: number; readonly quantity: number };

/**
 * Changes a line's quantity, down to what is posted or numbered.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const changeLine = async (deps: Deps, caller: Caller, change: LineChange): Promise<DocumentChange> => {
  const [settings, document] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    openDocument(deps, caller, { ...change, command: 'change' }),
  ]);
  const line = lineOf(document, change.line);
  const items = await itemsOf(deps, caller, document);
  const moment = momentOf(deps, settings);
  const quantity = readQuantity(change.quantity, '/quantity');
  refuseIfAny(quantity.violations);
  const { violations, decision } = decideQuantity(document, {
    line,
    quantity: quantity.value ?? line.quantity,
  });
  const item = items.find(({ itemId }) => itemId === line.itemId);
  const need = item === undefined ? 'off' : needOf(settings, item, { kind: document.kind, line });
  const whole = need === 'off' || isWhole(quantity.value ?? line.quantity);
  const detail = `${change.quantity} of item ${line.itemId}: a serialised quantity is whole.`;
  refuseIfAny([
    ...(whole ? [] : [{ pointer: '/quantity', code: 'quantity-not-whole' as const, detail }]),
    ...violations,
  ]);
  const state = { units: [], balances: [], batches: [], exceptions: [], recalls: [] };
  const context = contextOf(deps, caller, { moment, items, state });
  return documentChange(deps, caller, { decision, context, document, before: document, items, moment });
};
