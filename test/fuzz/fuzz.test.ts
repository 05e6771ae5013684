import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalStack } from '../../local/stack.ts';
import { type Client, clientOf, settled, tokenFor } from '../support/client.ts';
import { endOwn, ownStack } from '../support/own-stack.ts';
import { type Document, descriptionOf } from './description.ts';
import { fuzz, type Outcome, table } from './fuzz.ts';
import { closeWire } from './wire.ts';

/**
 * `npm run fuzz` sends many requests; a slice takes two minutes. FUZZ_REQUESTS, FUZZ_SECONDS (whichever is
 * reached first) and FUZZ_SEED say otherwise.
 */
const { FUZZ_REQUESTS, FUZZ_SECONDS, FUZZ_SEED } = process.env;
const IS_LONG = FUZZ_REQUESTS !== undefined;
const REQUESTS = Number(FUZZ_REQUESTS ?? 100_000);
const SECONDS = Number(FUZZ_SECONDS ?? (IS_LONG ? 3_600 : 120));
const SEED = Number(FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Of its own: the schedule of checks is of all tenants. */
let stack: LocalStack;

beforeAll(async () => {
  stack = await ownStack();
}, 60_000);
afterAll(async () => {
  await closeWire();
  await endOwn(stack);
});

const check = async (): Promise<void> => {
  const response = await fetch(`${stack.baseUrl}/_local/schedules/daily-check/run`, { method: 'POST' });
  expect(response.status).toBe(200);
};

/** A long run is watched; of a slice only the failure is of interest. */
const say = (text: string): void => {
  if (IS_LONG) process.stderr.write(`${text}\n`);
};

const pagesOf = async (client: Client, path: string): Promise<Record<string, never>[]> => {
  const items: Record<string, never>[] = [];
  for (let cursor = ''; ; ) {
    const answer = await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`);
    expect([path, answer.status, answer.body.code]).toEqual([path, 200, undefined]);
    items.push(...answer.body.items);
    if (answer.body.nextCursor === undefined) return items;
    cursor = `&cursor=${answer.body.nextCursor}`;
  }
};

/** What must hold whatever was sent: everything still answers, and fully tracked items have as many serials as stock. */
const audit = async (tenant: string): Promise<void> => {
  const client = await clientOf(tenant, {}, stack.baseUrl);
  const items = await pagesOf(client, '/v1/items');
  for (const path of [
    '/v1/locations',
    '/v1/partners',
    '/v1/models',
    '/v1/documents',
    '/v1/movements',
    '/v1/asns',
  ])
    await pagesOf(client, path);
  for (const path of ['/v1/exceptions', '/v1/alerts', '/v1/recalls', '/v1/stock/reconciliation'])
    await pagesOf(client, path);
  for (const { itemId, serialType } of items) {
    const stock = await pagesOf(client, `/v1/stock?itemId=${itemId}`);
    const unequal = stock.filter(({ quantity, serials }) => quantity !== serials);
    if (serialType === 'fully-tracked') expect([itemId, unequal]).toEqual([itemId, []]);
    const units = await pagesOf(client, `/v1/items/${itemId}/serials`);
    for (const { id } of units.slice(0, 20)) {
      for (const what of ['', '/history', '/genealogy', '/warranty']) {
        const { status, text } = await client.get(`/v1/items/${itemId}/serials/${id}${what}`);
        expect([id, what, status, text]).toEqual([id, what, 200, expect.any(String)]);
      }
    }
  }
};

const told = (outcome: Outcome): string =>
  `seed ${outcome.seed}: ${outcome.sent} requests, ${outcome.faults.length} faults\n${table(outcome)}`;

it(
  'answers whatever is sent as it is documented, and nothing of it breaks the ledger',
  async () => {
    const { baseUrl } = stack;
    const description = descriptionOf((await (await fetch(`${baseUrl}/openapi.json`)).json()) as Document);
    const until = Date.now() + SECONDS * 1000;
    const outcome = await fuzz({
      baseUrl,
      description,
      seed: SEED,
      goesOn: (sent) => sent < REQUESTS && Date.now() < until,
      companies: IS_LONG ? 3 : 1,
      // A slice leaves the machine to other tests as well.
      atOnce: IS_LONG ? 8 : 2,
      tokenFor: (tenant, claims) => tokenFor(tenant, claims, baseUrl),
      settle: () => settled(baseUrl),
      check,
      say,
    });
    say(told(outcome));
    expect(outcome.faults.join('\n\n'), `seed ${SEED}`).toBe('');
    const unmet = [...outcome.counts].filter(([, { taken }]) => taken === 0).map(([id]) => id);
    expect(unmet, 'routes that took nothing').toEqual([]);
    await settled(baseUrl);
    for (const { tenant } of outcome.companies) await audit(tenant);
  },
  (SECONDS + 300) * 1000,
);
