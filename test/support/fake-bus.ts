import type { SendEvents } from '../../functions/data/event-bus.ts';
import type { OutwardEvent } from '../../functions/domain/outward/movement-events.ts';

/** What a listener gets: the detail, as it is read from the bus. */
export type Heard = {
  readonly type: string;
  readonly detail: {
    readonly eventId: string;
    readonly movementId: string;
    readonly kind: string;
    readonly part: number;
    readonly parts: number;
    readonly units: readonly { id: string; serial: string; version?: number; held?: true }[];
    readonly [field: string]: unknown;
  };
};

export type FakeBus = {
  readonly send: SendEvents;
  /** Everything that was taken, repeats as well, in order. */
  readonly heard: () => readonly Heard[];
  /** What happens to events of ids that this names from now on; by default all are taken. */
  readonly refuse: (why: (event: OutwardEvent) => string | undefined) => void;
  /** Whether any bus answers. */
  readonly fail: (down: boolean) => void;
  /** How often it was called. */
  readonly calls: () => number;
};

export const fakeBus = (): FakeBus => {
  const heard: Heard[] = [];
  let why: (event: OutwardEvent) => string | undefined = () => undefined;
  let [down, calls] = [false, 0];
  return {
    send: async (events) => {
      calls += 1;
      const refused = new Map<string, string>();
      for (const event of events) {
        const reason = down ? 'TimeoutError' : why(event);
        if (reason !== undefined) refused.set(event.id, reason);
        else heard.push({ type: event.type, detail: JSON.parse(JSON.stringify(event.detail)) });
      }
      return { refused, down };
    },
    heard: () => [...heard],
    refuse: (next) => {
      why = next;
    },
    fail: (now) => {
      down = now;
    },
    calls: () => calls,
  };
};
