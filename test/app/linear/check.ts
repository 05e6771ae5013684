/** Whether calls that overlapped have an order in which a sequential model explains every answer. */

export type Operation<Asked> = Asked & {
  /** When it was asked and when it was answered; of any two such moments one is the earlier. */
  readonly from: number;
  readonly to: number;
};

export type SequentialModel<State, Asked> = {
  readonly initial: State;
  /** What it leaves; nothing where the answer can't be explained. */
  readonly next: (state: State, asked: Asked) => State | undefined;
  /** With this answer it changes nothing, whatever the state. */
  readonly isIdle: (asked: Asked) => boolean;
  /** The same for states that are alike. */
  readonly nameOf: (state: State) => string;
};

export type Verdict<Asked> =
  | { readonly linear: true }
  /** How far the search came at best, and what may have come next there but is not explained. */
  | {
      readonly linear: false;
      readonly furthest: readonly Operation<Asked>[];
      readonly stuck: readonly Operation<Asked>[];
    };

/** Those that may come next: none of the others was answered before they were asked. */
const next = <Asked>(left: readonly Operation<Asked>[]): Operation<Asked>[] => {
  const first = Math.min(...left.map(({ to }) => to));
  return left.filter(({ from }) => from < first);
};

/**
 * Tries every order that respects real time, after Wing and Gong, and none twice from the same calls in the same state,
 * after Lowe. A call that changes nothing is taken as soon as it is explained: whatever may follow may follow it too.
 */
export const check = <State, Asked>(
  history: readonly Operation<Asked>[],
  model: SequentialModel<State, Asked>,
): Verdict<Asked> => {
  const bits = new Map(history.map((operation, i) => [operation, 1n << BigInt(i)]));
  const seen = new Set<string>();
  let furthest: readonly Operation<Asked>[] = [];
  const search = (state: State, order: readonly Operation<Asked>[], done: bigint): boolean => {
    if (order.length > furthest.length) furthest = order;
    if (order.length === history.length) return true;
    const name = `${done.toString(36)} ${model.nameOf(state)}`;
    if (seen.has(name)) return false;
    seen.add(name);
    const left = history.filter((operation) => (done & (bits.get(operation) ?? 0n)) === 0n);
    const steps = next(left).flatMap((operation) => {
      const after = model.next(state, operation);
      return after === undefined ? [] : [{ operation, after }];
    });
    const idle = steps.find(({ operation }) => model.isIdle(operation));
    return (idle === undefined ? steps : [idle]).some(({ operation, after }) =>
      search(after, [...order, operation], done | (bits.get(operation) ?? 0n)),
    );
  };
  if (search(model.initial, [], 0n)) return { linear: true };
  const taken = new Set(furthest);
  return { linear: false, furthest, stuck: next(history.filter((operation) => !taken.has(operation))) };
};
