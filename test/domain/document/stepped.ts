import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { type Flow, type FlowName, flowOf } from '../../../functions/domain/document/flows.ts';
import { type StepPlan, stepUnit } from '../../../functions/domain/document/unit-step.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import type { SerialEntry } from '../../../functions/domain/serial/input.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, TODAY } from '../builders.ts';

export type StepGiven = {
  readonly unit?: Unit | undefined;
  readonly item?: Item;
  readonly entry?: Partial<SerialEntry>;
  readonly line?: Partial<DocumentLine>;
  readonly document?: Partial<LedgerDocument>;
  readonly plan?: Partial<StepPlan>;
  readonly context?: Partial<Parameters<typeof aContext>[0]>;
};

/** What a step makes of number A1, which is that of the unit given, or of none; on an invoice unless said otherwise. */
export const stepped = (flow: FlowName | Flow, given: StepGiven = {}) => {
  const { unit, item = anItem(), entry, line, document, plan, context } = given;
  return stepUnit(
    { text: 'a1', key: 'A1', pointer: '/lines/0/serials/0', ...entry },
    {
      flow: typeof flow === 'string' ? flowOf(flow) : flow,
      document: aDocument({ kind: 'customer-invoice', partnerId: 'jane', ...document }),
      line: { ...aLine(), ...line },
      item,
      movementId: 'p1.1',
      effectiveDate: TODAY,
      ...plan,
    },
    aContext({ items: [item], units: unit === undefined ? [] : [unit], ...context }),
  );
};
