import { type Model, outstandingOf, stageOf } from './model.ts';
import type { Step } from './step.ts';

/** What kind of step it is, for counting. */
export const labelOf = (model: Model, step: Step): string => {
  if (step.do === 'create') {
    const { role, direction, buyBack } = step.lines[0] ?? {};
    const variant = role ?? direction ?? (buyBack === true ? 'buy-back' : undefined);
    const more = [variant, step.retrospective ? 'retrospective' : undefined, step.send ? 'sent' : undefined];
    return [step.kind, step.post ? 'posted' : 'drafted', ...more.filter((one) => one !== undefined)].join(
      ' ',
    );
  }
  const document = 'doc' in step ? model.documents[step.doc] : undefined;
  if (step.do === 'post' && document !== undefined) {
    return document.kind === 'transfer'
      ? `post transfer ${stageOf(document, step.send)}`
      : `post ${document.kind}`;
  }
  if (step.do === 'number') {
    const line = document?.lines.find(({ line: n }) => n === step.line);
    return line !== undefined && outstandingOf(line) === 0 && step.mode === 'add' ? 'capture' : step.mode;
  }
  if (step.do === 'void') return step.moves === undefined ? 'void all' : 'void chosen';
  return step.do;
};
