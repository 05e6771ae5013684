import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type LocalStack, startLocal } from '../../local/stack.ts';
import { PAGES, type Page, pageOf } from './pages.ts';
import { rehearse, withRequests } from './rehearsal.ts';

/** Every request that the documentation shows, run as its reader would; on a stack of its own: a schedule is of all tenants. */

const missing = ['bash', 'curl'].filter((name) => spawnSync(name, ['--version']).status !== 0);
if (missing.length > 0) {
  const notice = `${missing.join(' and ')} not found: the requests of the documentation cannot be tried on this machine.`;
  // Whoever only wants to run the rest needs neither; where what is merged is decided, nothing may be left untried.
  if (process.env.CI !== undefined) throw new Error(notice);
  console.error(notice);
}

let stack: LocalStack | undefined;

beforeAll(async () => {
  if (missing.length > 0) return;
  stack = await startLocal({ memory: true, demo: false, dynamodbEndpoint: inject('dynamodbEndpoint') });
});
afterAll(() => stack?.stop());

const faultsOf = (page: Page): Promise<string[]> => {
  if (stack === undefined) throw new Error('the stack has not started');
  return rehearse(page, stack.baseUrl);
};

describe.skipIf(missing.length > 0).concurrent('requests of the documentation', () => {
  it.each(PAGES.filter(withRequests).map((page) => [page.path, page] as const))(
    'are answered as %s says',
    async (_, page) => {
      expect(await faultsOf(page)).toEqual([]);
    },
  );
});

/** A page with one request, and what it shows of the answer. */
const aPage = (request: string, shown = ''): string => `\`\`\`sh\n${request}\n\`\`\`\n\n${shown}`;
const json = (text: string, status = ''): string => `\`\`\`json${status}\n${text}\n\`\`\`\n`;

const LIES: readonly (readonly [what: string, page: string, found: RegExp])[] = [
  ['a request that is refused', aPage('api GET /v1/items/none'), /\/v1\/items\/none answered 404/],
  ['an answer of another status', aPage('api GET /v1/items/none', json('{"status": 409}')), /answered 404/],
  ['a success that is shown as a refusal', aPage('api GET /v1/items', json('{}', ' 404')), /answered 200/],
  ['a member that differs', aPage('api GET /v1/items/pump', json('{"name": "Pipe"}')), /\/name is "Pump"/],
  [
    'a member that is missing',
    aPage('api GET /v1/items/pump', json('{"colour": "…"}')),
    /\/colour is missing/,
  ],
  [
    'a list that is longer',
    aPage('api GET /v1/locations', json('{"items": ["…", {}, {}]}')),
    /has 2 elements/,
  ],
  [
    'a refusal before the last request',
    aPage('api GET /v1/none\napi GET /v1/items'),
    /\/v1\/none answered 404/,
  ],
  ['a variable that nothing sets', aPage('api GET /v1/documents/$ORDER'), /ORDER: unbound variable/],
  ['a command that fails', aPage('api GET /v1/items\nfalse'), /the shell ended with 1/],
  [
    'a request that is not sent',
    aPage('if false; then api GET /v1/items; fi; api GET /v1/items'),
    /only 1 were sent/,
  ],
  ['a request in a comment', aPage('# api GET /v1/items\napi GET /v1/items'), /only 1 were sent/],
  ['a request in another block', '```text\ncurl -s $BASE/v1/items\n```\n', /a block that is not sh/],
  ['a request in the text', 'Try `api GET /v1/items`.\n', /outside of a block/],
];

describe.skipIf(missing.length > 0).concurrent('a page that is not true', () => {
  it.each(LIES)('is found out: %s', async (_, text, found) => {
    expect((await faultsOf(pageOf('docs/made-up.md', text))).join('\n')).toMatch(found);
  });
});
