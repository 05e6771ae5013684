import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../local/stack.ts';
import { ownStack } from '../support/own-stack.ts';
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
  stack = await ownStack();
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

/** A page as it could be, and what must be found wrong with it. */
const NOT_TRUE: readonly (readonly [what: string, page: string, found: readonly RegExp[]])[] = [
  [
    'refusals that nobody told of, and answers that are others',
    `
\`\`\`sh
api GET /v1/items/none
api GET /v1/items
\`\`\`

\`\`\`sh
api GET /v1/items/none
\`\`\`

\`\`\`json
{"status": 409}
\`\`\`

\`\`\`sh
api GET /v1/items
\`\`\`

\`\`\`json 404
{}
\`\`\`

\`\`\`sh
# api GET /v1/partners
if false; then api GET /v1/partners; fi
api GET /v1/locations
\`\`\`

\`\`\`json
{"items": [{"name": "Main street"}, "…", {}], "colour": "…"}
\`\`\`
`,
    [
      /^line 3: GET \/v1\/items\/none answered 404/,
      /^line 8: GET \/v1\/items\/none answered 404/,
      /^line 8: GET \/v1\/items\/none: \/status is 404/,
      /^line 16: GET \/v1\/items answered 200/,
      /^line 24: of 3 requests only 1 were sent/,
      /^line 24: GET \/v1\/locations: \/items has 2 elements/,
      /^line 24: GET \/v1\/locations: \/items\/0\/name is "Main warehouse"/,
      /^line 24: GET \/v1\/locations: \/items\/2 is no object/,
      /^line 24: GET \/v1\/locations: \/colour is missing/,
    ],
  ],
  [
    'a request for a token that lacks something',
    '```sh\ncurl -s $SIGN_IN/oauth2/token -u $CLIENT:$SECRET -d grant_type=client_credentials\ncurl -s $SIGN_IN/oauth2/token -d grant_type=client_credentials\n```\n',
    [/^line 2: POST \/oauth2\/token answered 400/],
  ],
  [
    'a variable that nothing sets',
    '```sh\napi GET /v1/documents/$ORDER\n```\n',
    [/ORDER: unbound variable/, /^line 2: of 1 requests only 0 were sent/],
  ],
  ['a command that fails', '```sh\napi GET /v1/items\nfalse\n```\n', [/the shell ended with 1/]],
  [
    'requests where nobody tries them',
    'Try `api GET /v1/items`.\n\n```text\ncurl -s $BASE/v1/items\n```\n',
    [/^line 1: a request outside of a block/, /^line 4: a request in a block that is not sh/],
  ],
];

describe.skipIf(missing.length > 0).concurrent('a page that is not true is found out', () => {
  it.each(NOT_TRUE)('by %s', async (_, text, found) => {
    expect(await faultsOf(pageOf('docs/made-up.md', text))).toEqual(
      found.map((fault) => expect.stringMatching(fault)),
    );
  });
});
