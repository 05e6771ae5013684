import type * as z from 'zod';
import type { Caller, Deps } from '../app/ports.ts';
import { execute } from '../app/posting/execute.ts';
import { type RecordedAnswer, TornRead } from '../app/posting/ports.ts';
import type { WritePart } from '../app/write-part.ts';
import { LedgerError } from '../domain/errors.ts';
import type { Made } from './contract/shared.ts';
import { type CursorScope, cursorFrom, type Position, positionIn } from './cursor.ts';
import { idempotencyOf } from './idempotency.ts';
import { type HttpEvent, type Parsed, parseRequest } from './request.ts';
import type { RouteId } from './routes.ts';

/** A route's implementation: parsed in, contract-shaped out. */
export type Operation = {
  readonly id: RouteId;
  readonly run: (
    event: HttpEvent,
    context: { readonly caller: Caller; readonly deps: Deps },
  ) => Promise<RecordedAnswer>;
};

type Given<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Parsed<P, Q, B> & {
  readonly caller: Caller;
  readonly deps: Deps;
  readonly ifMatch: string | undefined;
};

type Reply<R extends z.ZodType> = {
  readonly status?: 200 | 201 | 202;
  readonly body: z.input<R>;
  readonly tag?: string;
  readonly location?: string;
};

const answerOf = <R extends z.ZodType>(schema: R, reply: Reply<R>): RecordedAnswer => ({
  status: reply.status ?? 200,
  headers: {
    'content-type': 'application/json',
    ...(reply.tag === undefined ? {} : { etag: reply.tag }),
    ...(reply.location === undefined ? {} : { location: reply.location }),
  },
  // Through the contract's schema, so that nothing leaves that the contract doesn't tell of.
  body: JSON.stringify(schema.parse(reply.body)),
});

const LOOKS = 5;

/**
 * Reads through a view in which every posting is whole: not there, or there. Where one was committed while it read, it
 * reads again.
 * @throws LedgerError `busy` where that happens time and again
 */
const wholly = async <T>(
  { caller, deps }: { readonly caller: Caller; readonly deps: Deps },
  run: (context: { readonly caller: Caller; readonly deps: Deps }) => Promise<T>,
): Promise<T> => {
  for (let look = 0; look < LOOKS; look += 1) {
    try {
      const store = deps.storeFor({ whole: true });
      const read = await run({ caller, deps: { ...deps, store } });
      await store.confirm();
      return read;
    } catch (error) {
      if (!(error instanceof TornRead)) throw error;
      // Mostly nothing was committed meanwhile, but this process had not heard of a posting yet. Where there are many
      // such, each look would learn of one: so all of them are learned of by one that takes them as they come.
      await run({ caller, deps }).catch(() => undefined);
    }
  }
  throw new LedgerError({ code: 'busy', retryAfter: 1 });
};

const ifMatchOf = (event: HttpEvent): string | undefined => event.headers['if-match'];

/** An operation that only reads. */
export const reading = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  id: RouteId,
  contract: Made<P, Q, B, R>,
  run: (given: Given<P, Q, B>) => Promise<Reply<R>>,
): Operation => ({
  id,
  run: async (event, context) => {
    const shapes = contract();
    const parsed = parseRequest(event, shapes);
    const ifMatch = ifMatchOf(event);
    const reply = await wholly(context, (view) => run({ ...parsed, ...view, ifMatch }));
    return answerOf(shapes.reply, reply);
  },
});

/** An operation that changes the ledger: decided, written and answered once, however often it is sent. */
export const writing = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  id: RouteId,
  contract: Made<P, Q, B, R>,
  run: (
    given: Given<P, Q, B>,
  ) => Promise<Reply<R> & { readonly parts: readonly WritePart[]; readonly postingId?: string | undefined }>,
): Operation => ({
  id,
  run: async (event, context) => {
    const shapes = contract();
    const parsed = parseRequest(event, shapes);
    const idempotency = idempotencyOf(event, context.caller);
    return execute({ ...context, idempotency }, async (deps) => {
      const reply = await run({ ...parsed, ...context, deps, ifMatch: ifMatchOf(event) });
      const { parts, postingId } = reply;
      return { parts, postingId, answer: answerOf(shapes.reply, reply) };
    });
  },
});

type PageQuery = { readonly cursor?: string | undefined };
type ListQuery = PageQuery & { readonly limit: number };

type Listed<Row> = {
  readonly items: Row[];
  readonly next: Position | undefined;
  /** What the answer tells beside the page. */
  readonly beside?: { readonly [name: string]: unknown };
};

type Paged = { readonly next: Position | undefined };

/** Answers one page of something, with where the next one is. */
const paging = <
  P extends z.ZodType,
  Q extends z.ZodType<PageQuery>,
  B extends z.ZodType,
  R extends z.ZodType,
  L extends Paged,
>(
  id: RouteId,
  contract: Made<P, Q, B, R>,
  given: {
    readonly run: (given: Given<P, Q, B> & { readonly at: Position | undefined }) => Promise<L>;
    readonly answer: (
      page: L,
      told: { readonly reply: R; readonly nextCursor: string | undefined },
    ) => RecordedAnswer;
  },
): Operation => ({
  id,
  run: async (event, context) => {
    const shapes = contract();
    const parsed = parseRequest(event, shapes);
    const { cursor } = parsed.query;
    const query = { ...event.queryStringParameters };
    const { tenant, partner } = context.caller;
    const scope: CursorScope = { tenant, partner, list: event.rawPath, query };
    const at = positionIn(scope, cursor);
    const page = await wholly(context, (view) => given.run({ ...parsed, ...view, ifMatch: undefined, at }));
    const nextCursor = page.next === undefined ? undefined : cursorFrom(scope, page.next);
    const answer = given.answer(page, { reply: shapes.reply, nextCursor });
    if (nextCursor === undefined) return answer;
    const link = `<${event.rawPath}?${new URLSearchParams({ ...event.queryStringParameters, cursor: nextCursor })}>; rel="next"`;
    return { ...answer, headers: { ...answer.headers, link } };
  },
});

/** An operation that answers a page as CSV; `Link` names the next one. */
export const exporting = <P extends z.ZodType, Q extends z.ZodType<PageQuery>, B extends z.ZodType>(
  id: RouteId,
  contract: Made<P, Q, B, z.ZodString>,
  run: (
    given: Given<P, Q, B> & { readonly at: Position | undefined },
  ) => Promise<Paged & { readonly text: string }>,
): Operation =>
  paging(id, contract, {
    run,
    answer: ({ text }) => ({
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8; header=present' },
      body: text,
    }),
  });

/** An operation that answers something of which a part comes in pages. */
export const paged = <
  P extends z.ZodType,
  Q extends z.ZodType<PageQuery>,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  id: RouteId,
  contract: Made<P, Q, B, R>,
  run: (
    given: Given<P, Q, B> & { readonly at: Position | undefined },
  ) => Promise<Paged & { readonly body: (nextCursor: string | undefined) => z.input<R> }>,
): Operation =>
  paging(id, contract, {
    run,
    answer: ({ body }, { reply, nextCursor }) => answerOf(reply, { body: body(nextCursor) }),
  });

/** An operation that answers a page; `run` gets the position that the cursor names. */
export const listing = <P extends z.ZodType, Q extends z.ZodType<ListQuery>, B extends z.ZodType, Row>(
  id: RouteId,
  contract: Made<P, Q, B, z.ZodType<unknown, { items: Row[]; nextCursor?: string | undefined }>>,
  run: (given: Given<P, Q, B> & { readonly at: Position | undefined }) => Promise<Listed<Row>>,
): Operation =>
  paging(id, contract, {
    run,
    answer: ({ items, beside }, { reply, nextCursor }) =>
      answerOf(reply, { body: { ...beside, items, nextCursor } }),
  });
