import { newTenant, tokenFor } from '../support/client.ts';
import { type Block, type Page, readPage } from './pages.ts';
import { type Exchange, type Recorder, startRecorder } from './recorder.ts';
import { type Shell, startShell } from './shell.ts';
import { lies, type Shown, statusShown } from './shown.ts';

/**
 * Does what a page tells its reader to do: every `sh` block with a request is run by bash, in the order of the page, as a
 * tenant of its own. Each request must be answered as a success, but for the last one of a block of which a refusal is
 * shown; and what a block behind it shows must be what was answered.
 */

const REQUEST = /\bcurl (?=-|["']?\$|["']?http)|\bapi (?=GET|POST|PUT|PATCH|DELETE)/g;
const DEFINITION = /^\w+\(\) \{.*\}$/gm;
const requestsIn = (text: string): number => (text.replaceAll(DEFINITION, '').match(REQUEST) ?? []).length;
const hasRequest = (text: string): boolean => text.search(REQUEST) >= 0;
const isRun = ({ info, text }: Block): boolean => info === 'sh' && hasRequest(text);

/** What a reader has from the user pool, where a page is about that. */
const FROM_THE_POOL = { CLIENT: 'client', SECRET: 'secret', CODE: 'code', VERIFIER: 'verifier' };

/** Where a reader's stack listens, and whose token he takes. */
const READERS_BASE = 'http://127.0.0.1:3000';
const READERS_TENANT = /--tenant acme\b/g;
const READERS_TOKEN = 'npm run -s token -- ';

/** Requests that stand where nobody tries them. */
const hidden = ({ blocks, prose }: Page): string[] => [
  ...prose.flatMap((line, n) => (hasRequest(line) ? [`line ${n + 1}: a request outside of a block`] : [])),
  ...blocks
    .filter((block) => block.info !== 'sh' && hasRequest(block.text))
    .map(({ line }) => `line ${line}: a request in a block that is not sh`),
];

/** What the page shows of the last answer of a block. */
const shownOf = ({ blocks }: Page, block: Block): readonly Shown[] => {
  const behind = blocks.slice(blocks.indexOf(block) + 1);
  const end = behind.findIndex(({ info, section }) => info === 'sh' || section !== block.section);
  return (end < 0 ? behind : behind.slice(0, end)).filter(({ info }) => /^(json|csv)( \d{3})?$/.test(info));
};

const judged = (block: Block, exchanges: readonly Exchange[], shown: readonly Shown[]): string[] => {
  const refused = shown.flatMap((one) => statusShown(one) ?? []).at(0);
  const last = exchanges.at(-1);
  const statuses = exchanges
    .filter((one) => (one === last && refused !== undefined ? one.status !== refused : one.status >= 300))
    .map(({ asked, status, text }) => `${asked} answered ${status} ${text.slice(0, 500)}`);
  const told = requestsIn(block.text);
  const untried = exchanges.length < told ? [`of ${told} requests only ${exchanges.length} were sent`] : [];
  return [...untried, ...statuses, ...(last === undefined ? [] : shown.flatMap((one) => lies(one, last)))];
};

type Stage = { readonly shell: Shell; readonly recorder: Recorder; readonly tenant: string };

const perform = async (page: Page, { shell, recorder, tenant }: Stage): Promise<string[]> => {
  const found: string[] = [];
  for (const block of page.blocks.filter(isRun)) {
    const text = block.text
      .replaceAll(READERS_BASE, recorder.url)
      .replaceAll(READERS_TOKEN, `${READERS_TOKEN}--url ${recorder.url} `)
      .replaceAll(READERS_TENANT, `--tenant ${tenant}`);
    const wrong = await shell.run(`line-${block.line}`, text);
    const faults = judged(block, recorder.taken(), shownOf(page, block));
    const all = wrong === undefined ? faults : [wrong, ...faults];
    found.push(...all.map((fault) => `line ${block.line}: ${fault}`));
    // What follows would only fail for what has not happened.
    if (wrong !== undefined) break;
  }
  return found;
};

const README = readPage('README.md');

/** The tour's beginning, without which no page does anything: what it calls by, and what there is to trade. */
const BEGINNING: Page = {
  ...README,
  blocks: README.blocks
    .filter(isRun)
    .slice(0, 2)
    .map((block) => ({ ...block, text: block.text.replaceAll(/^(BASE|TOKEN)=.*$/gm, '') })),
};

/** Everything that is wrong with the requests of a page. */
export const rehearse = async (page: Page, baseUrl: string): Promise<string[]> => {
  const found = hidden(page);
  if (!page.blocks.some(isRun)) return found;
  const tenant = newTenant();
  const recorder = await startRecorder(baseUrl);
  const TOKEN = await tokenFor(tenant, { scope: 'ledger.read ledger.write' }, baseUrl);
  const shell = startShell({ ...FROM_THE_POOL, BASE: recorder.url, SIGN_IN: recorder.url, TOKEN });
  const stage = { shell, recorder, tenant };
  try {
    if (page.path !== README.path) found.push(...(await perform(BEGINNING, stage)));
    found.push(...(await perform(page, stage)));
    return found;
  } finally {
    shell.close();
    recorder.close();
  }
};

/** The pages that hold a request, wherever. */
export const withRequests = ({ text }: Page): boolean => hasRequest(text);
