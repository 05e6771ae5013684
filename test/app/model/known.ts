import type { Model } from './model.ts';
import { stillSent } from './posting.ts';
import { claimOf } from './rules.ts';
import type { Step } from './step.ts';

/** Steps that are not sent: what they should do is open, or the ledger is known to be wrong about them. */

type Known = { readonly why: string; readonly is: (model: Model, step: Step) => boolean };

const KNOWN: readonly Known[] = [
  {
    why: 'the row of a number that was lost on its way does not follow when it gets another',
    is: (model, step) =>
      step.do === 'rename' &&
      model.documents.some((document) =>
        document.lines.some(
          (line) =>
            line.item === step.item &&
            line.onWay.includes(step.number) &&
            !stillSent(model, document, line).some(({ key }) => key === step.number),
        ),
      ),
  },
  {
    why: 'what a typed number means that stood on a row which claims nothing is told by test/e2e/followed-numbers.test.ts',
    is: (model, step) =>
      step.do === 'rename' &&
      model.documents.some(({ kind, lines }) =>
        lines.some(
          (line) =>
            line.item === step.item &&
            line.assigned.includes(step.number) &&
            claimOf(kind, line) === undefined,
        ),
      ),
  },
];

export const isKnown = (model: Model, step: Step): boolean => KNOWN.some(({ is }) => is(model, step));
