import type { SerialEntry } from '../serial/input.ts';
import type { Violation } from '../violations.ts';
import { decideAssignment } from './assign.ts';
import { type Capture, decideCapture } from './capture.ts';
import type { Decision, DecisionContext } from './context.ts';
import { folding } from './fold.ts';
import { needOf } from './line-rules.ts';
import { roomOf } from './number-room.ts';

export type NumbersAdded = {
  /** Those that wait on the row; the others are of units that were posted. */
  readonly waiting: readonly SerialEntry[];
  readonly violations: readonly Violation[];
  readonly decision: Decision;
};

/** Numbers for a row of which some is posted: what is open is filled first, and what is over is captured (K5, K12). */
export const decideAddition = (given: Omit<Capture, 'open'>, context: DecisionContext): NumbersAdded => {
  const { document, line, item, entries } = given;
  // Where no numbers are taken, that is told once.
  const isOff = needOf(context.settings, item, { kind: document.kind, line }) === 'off';
  const open = isOff ? 0 : roomOf(document, line).open;
  const [waiting, over] = [entries.slice(0, open), entries.slice(open)];
  const fold = folding(context);
  const now = fold.document(document);
  const violations: Violation[] = [];
  if (waiting.length > 0) {
    const assignment = { line, add: waiting, remove: [], meant: waiting.length, pointer: '' };
    const assigned = decideAssignment({ document: now, lines: [assignment] }, context);
    violations.push(...assigned.violations);
    fold.absorb(assigned.decision, 2);
  }
  const captured = decideCapture(
    { ...given, document: fold.document(now), entries: over, open },
    fold.context(),
  );
  fold.absorb(captured.decision, 1);
  const { decision, documents } = fold.total();
  return {
    waiting,
    violations: [...violations, ...captured.violations],
    decision: { ...decision, document: documents[0]?.after },
  };
};
