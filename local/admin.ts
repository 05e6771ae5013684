import * as z from 'zod';
import type { EventBus } from './event-bus.ts';
import type { Handle } from './front.ts';
import type { LocalFunction } from './function-pool.ts';
import { splitTarget } from './gateway-event.ts';
import { ownAnswer } from './gateway-response.ts';
import { type Issuer, tokenRequestSchema } from './issuer.ts';
import { parseJson } from './json.ts';
import type { Permissions } from './permissions.ts';
import type { Queue } from './queues.ts';
import type { Schedules } from './schedules.ts';
import { messageOf } from './start-failure.ts';
import type { Streams } from './streams.ts';

type AdminParts = {
  readonly issuer: Issuer;
  readonly schedules: Schedules;
  readonly bus: EventBus;
  readonly queues: readonly Queue[];
  readonly streams: Streams;
  /** Where the table is, for what reads it by itself. */
  readonly table: { readonly endpoint: string; readonly table: string };
  readonly enginePid: () => number | undefined;
  /** Ends a thread of some function in the middle of whatever it does; answers of which one. */
  readonly killFunction: () => string | undefined;
  readonly findFunction: (name: string) => LocalFunction | undefined;
  readonly permissions: Permissions;
  /** Answers the functions' AWS calls, at every path below `/_local/aws`. */
  readonly services: Handle;
};

const json = (body: unknown, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(`${JSON.stringify(body, null, 2)}\n`),
});

const runSchema = z.strictObject({ time: z.iso.datetime({ offset: true }).or(z.iso.date()).optional() });

/** A name that isn't well encoded is none that we have. */
const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/** What `/_local/…` answers; the front lets only this machine in. */
export const createAdmin = (parts: AdminParts): Handle => {
  const { issuer, schedules, streams } = parts;

  const token: Handle = async ({ body }) => {
    const parsed = tokenRequestSchema.safeParse(parseJson(body.toString()));
    if (!parsed.success) return ownAnswer(400, z.prettifyError(parsed.error));
    const { token, expiresIn } = await issuer.sign(parsed.data);
    return json({ access_token: token, token_type: 'Bearer', expires_in: expiresIn });
  };
  const runSchedule = async (name: string, body: Buffer) => {
    const parsed = runSchema.safeParse(body.length === 0 ? {} : parseJson(body.toString()));
    if (!parsed.success) return ownAnswer(400, z.prettifyError(parsed.error));
    const at = parsed.data.time === undefined ? new Date() : new Date(parsed.data.time);
    const outcomes = await schedules.run(name, at);
    if (outcomes === undefined) {
      const known = Object.keys(schedules.expressions()).join(', ');
      return ownAnswer(404, `There is no schedule "${name}". There are: ${known}`);
    }
    const failed = outcomes.find(({ ok }) => !ok);
    if (failed?.ok === false) {
      const { errorType, errorMessage } = failed;
      return json({ message: 'The function failed.', errorType, errorMessage }, 502);
    }
    const answers = outcomes.map((outcome) => (outcome.ok ? outcome.answer : null));
    return json(answers.length === 1 ? answers[0] : answers);
  };

  const routes: Readonly<Record<string, Handle>> = {
    'GET /_local/health': async () => json({ status: 'ok', schedules: schedules.expressions() }),
    'POST /_local/token': token,
    'GET /_local/table': async () => json(parts.table),
    'GET /_local/processes': async () =>
      json({
        stack: { pid: process.pid, memory: process.memoryUsage() },
        engine: { pid: parts.enginePid() },
      }),
    'POST /_local/functions/kill': async () => json({ killed: parts.killFunction() ?? null }),
    'GET /_local/events': async ({ target }) => {
      const having = [...new URLSearchParams(splitTarget(target).rawQueryString)];
      return json({ events: parts.bus.events(having) });
    },
    'GET /_local/queues': async () =>
      json({
        queues: Object.fromEntries(
          parts.queues.map((queue) => [queue.name, { url: queue.url, messages: queue.messages() }]),
        ),
      }),
    'GET /_local/permissions': async () => json({ functions: parts.permissions.usage() }),
    'POST /_local/streams/pause': async () => {
      await streams.pause();
      return json({ streams: 'paused' });
    },
    'POST /_local/streams/resume': async () => {
      streams.resume();
      return json({ streams: 'running' });
    },
    'POST /_local/streams/settle': async ({ target }) => {
      const name = new URLSearchParams(splitTarget(target).rawQueryString).get('function');
      const by = name === null ? undefined : parts.findFunction(name);
      if (name !== null && by === undefined) return ownAnswer(404, `There is no function "${name}".`);
      try {
        await streams.settled(by);
        return json({ streams: 'settled' });
      } catch (error) {
        return ownAnswer(409, messageOf(error));
      }
    },
    'GET /_local/issuer/.well-known/openid-configuration': async () => json(issuer.configuration),
    'GET /_local/issuer/jwks.json': async () => json(issuer.jwks),
  };

  return async (request) => {
    const { path } = splitTarget(request.target);
    if (path.startsWith('/_local/aws')) return parts.services(request);
    const schedule = /^\/_local\/schedules\/([^/]+)\/run$/.exec(path)?.[1];
    if (schedule !== undefined && request.method === 'POST') {
      return runSchedule(decoded(schedule), request.body);
    }
    const handle = routes[`${request.method} ${path}`];
    return handle === undefined ? ownAnswer(404, 'There is no such local address.') : handle(request);
  };
};
