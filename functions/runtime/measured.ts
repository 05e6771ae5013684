import type { SendEvents } from '../data/event-bus.ts';
import type { Failure } from '../data/failure-queue.ts';
import { ALERT_TYPES } from '../domain/outward/facts.ts';
import type { projectHandler } from '../events/project.ts';
import type { redriveHandler } from '../events/redrive.ts';
import { clock } from './clock.ts';
import { meter } from './metrics.ts';

/** What is counted around the parts, so that they need not know of it. */

const ALERTS: ReadonlySet<string> = new Set(Object.values(ALERT_TYPES));

/** A bus of which it is known how much it took. */
export const countingSend =
  (send: SendEvents): SendEvents =>
  async (events) => {
    const sent = await send(events);
    const taken = events.filter(({ id }) => !sent.refused.has(id));
    meter('EventsTold', taken.length);
    meter('AlertsTold', taken.filter(({ type }) => ALERTS.has(type)).length);
    return sent;
  };

type SendFailures = (failures: readonly Failure[]) => Promise<void>;

export const countingFailures =
  (send: SendFailures): SendFailures =>
  async (failures) => {
    await send(failures);
    meter('Unprojected', failures.length);
  };

type Redrive = ReturnType<typeof redriveHandler>;

export const countingRedriven =
  (redrive: Redrive): Redrive =>
  async () => {
    const result = await redrive();
    meter('Redriven', result.redriven);
    return result;
  };

type Follow = ReturnType<typeof projectHandler>;

/** How far lists and the search were behind with the oldest change, once it is in them. */
export const timingLag =
  (follow: Follow): Follow =>
  async (event) => {
    const answer = await follow(event);
    const times = event.Records.flatMap(({ dynamodb }) => dynamodb?.ApproximateCreationDateTime ?? []);
    if (times.length > 0) meter('ProjectionLag', Math.max(0, clock.now() - 1000 * Math.min(...times)));
    return answer;
  };
