import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, chanceFrom } from './chance.ts';
import type { Description, Operation } from './description.ts';
import { hostile } from './hostile.ts';
import { faultsOf } from './judge.ts';
import { type Ask, CALM, firstDays, laterDays } from './lives.ts';
import { pools as newPools, type Pools } from './pools.ts';
import { type Asked, type Requests, requestsOf } from './requests.ts';
import { type Answered, curlOf, onWire, type Sent, send } from './wire.ts';

/** Sends requests to a running stack until enough were sent, and keeps what was wrong with the answers. */

export type Given = {
  readonly baseUrl: string;
  readonly description: Description;
  readonly seed: number;
  /** Whether it goes on after so many requests. */
  readonly goesOn: (sent: number) => boolean;
  readonly companies: number;
  readonly atOnce: number;
  readonly tokenFor: (tenant: string, claims?: object) => Promise<string>;
  readonly settle: () => Promise<void>;
  /** Told of each fault at once, and now and then how far it is. */
  readonly say: (text: string) => void;
  /** Runs the daily check of today. */
  readonly check: () => Promise<void>;
};

type Counts = { taken: number; refused: number; failed: number; readonly codes: Map<string, number> };
export type Outcome = {
  readonly seed: number;
  readonly sent: number;
  readonly faults: readonly string[];
  readonly counts: ReadonlyMap<string, Counts>;
  readonly companies: readonly Company[];
};

export type Company = {
  readonly tenant: string;
  readonly token: string;
  readonly tokens: Readonly<Record<string, string>>;
  readonly pools: Pools;
  readonly requests: Requests;
};

const HOSTILE = 0.45;
const FAULTS_KEPT = 40;
const SAID_EVERY = 1000;

const bearer = (token: string): string => `Bearer ${token}`;

const tokensFor = async ({ tokenFor }: Given, tenant: string): Promise<Record<string, string>> => {
  const some = {
    reads: await tokenFor(tenant, { scope: 'ledger.read' }),
    writes: await tokenFor(tenant, { scope: 'ledger.write' }),
    nothing: await tokenFor(tenant, { scope: '' }),
    supplier: await tokenFor(tenant, { scope: 'asn.write', partner: 'maker' }),
    nobody: await tokenFor(tenant, { scope: 'asn.write' }),
    strange: await tokenFor('a b#c'),
    late: await tokenFor(tenant, { expiresIn: -60 }),
  };
  const [head, , seal] = some.reads.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const claims = Buffer.from('{"tenant":"acme","scope":"ledger.admin"}').toString('base64url');
  const all = Object.fromEntries(Object.entries(some).map(([name, token]) => [name, bearer(token)]));
  return {
    ...all,
    forged: bearer(`${head}.${claims}.${seal}`),
    unsigned: bearer(`${none}.${claims}.`),
    empty: '',
    word: 'Bearer',
    basic: 'Basic YTpi',
    long: bearer('x'.repeat(6000)),
  };
};

const companyOf = async (given: Given, chance: Chance, n: number): Promise<Company> => {
  const tenant = `fuzz-${given.seed}-${n}`;
  const pools = newPools(chance);
  const requests = requestsOf({ description: given.description, pools, chance });
  const [token, tokens] = await Promise.all([given.tokenFor(tenant), tokensFor(given, tenant)]);
  return { tenant, token, tokens, pools, requests };
};

/** Of the fault that is told first, where several are. */
const codeIn = (answered: Answered): string => {
  const told = bodyIn(answered) as { code?: string; violations?: { code: string }[] } | undefined;
  const [first] = told?.violations ?? [];
  return [told?.code ?? `${answered.status}`, first?.code ?? []].flat().join('/');
};

const bodyIn = ({ text, headers }: Answered): Record<string, unknown> =>
  `${headers['content-type']}`.includes('json') ? JSON.parse(text) : {};

const nextIn = ({ headers }: Answered): string | undefined =>
  /^<([^>]*)>; rel="next"$/.exec(`${headers.link}`)?.[1];

const pathOf = (target: string): string => target.split('?')[0] ?? '';

/** Sends, judges, counts and learns. */
const exchanger = (given: Given) => {
  const { baseUrl, description, seed } = given;
  const counts = new Map<string, Counts>(
    description.operations.map(({ id }) => [id, { taken: 0, refused: 0, failed: 0, codes: new Map() }]),
  );
  const faults: string[] = [];
  let total = 0;
  let folder: string | undefined;
  const fileFor = (body: Buffer): string => {
    folder ??= mkdtempSync(join(tmpdir(), `fuzz-${seed}-`));
    const file = join(folder, `${faults.length}.body`);
    writeFileSync(file, body);
    return file;
  };
  const tell = (company: Company, sent: Sent, why: readonly string[], answer: string): void => {
    const token = `authorization: Bearer $(npm run -s token -- --tenant ${company.tenant} --scope "ledger.read ledger.write ledger.admin")`;
    const own = sent.headers.authorization === bearer(company.token);
    const shown = own ? { ...sent.headers, authorization: '…' } : sent.headers;
    const command = curlOf(baseUrl, { ...sent, headers: shown }, fileFor).replace(
      "'authorization: …'",
      `"${token}"`,
    );
    const pace = sent.pace === undefined ? '' : ` (sent ${sent.pace})`;
    const fault = `${why.join('; ')}\n  seed ${seed}, request ${total}${pace}\n  ${command}\n  ${answer.slice(0, 1500)}`;
    if (faults.length >= FAULTS_KEPT) return;
    faults.push(fault);
    given.say(fault);
  };
  const judge = (company: Company, sent: Sent, answered: Answered): Operation | undefined => {
    const operation = description.reached(sent.method, pathOf(sent.target));
    const wrong = faultsOf({ sent, answered, operation }, description);
    if (wrong.length > 0) tell(company, sent, wrong, `${answered.status} ${answered.text}`);
    const count = counts.get(operation?.id ?? '');
    if (count !== undefined) {
      if (answered.status < 300) count.taken += 1;
      else if (answered.status < 500) {
        count.refused += 1;
        // An answer that is wrong may not even be JSON.
        const code = wrong.length > 0 ? 'wrong' : codeIn(answered);
        count.codes.set(code, (count.codes.get(code) ?? 0) + 1);
      } else count.failed += 1;
    }
    return operation;
  };
  const exchange = async (company: Company, plain: Sent, asked?: Asked): Promise<Answered | undefined> => {
    const sent = { ...plain, headers: { authorization: bearer(company.token), ...plain.headers } };
    total += 1;
    if (total % SAID_EVERY === 0) given.say(`${total} requests, ${faults.length} faults`);
    try {
      const answered = await send(baseUrl, sent);
      if (answered === undefined) return undefined;
      judge(company, sent, answered);
      if (answered.status < 300 && sent.method !== 'HEAD') {
        company.pools.learn(bodyIn(answered), asked?.params ?? {});
        const next = nextIn(answered);
        if (next !== undefined) company.pools.follow(next);
      }
      return answered;
    } catch (error) {
      tell(company, sent, [`there was no answer: ${error instanceof Error ? error.message : error}`], '');
      return undefined;
    }
  };
  return { exchange, faults, counts, total: () => total };
};

type Exchange = ReturnType<typeof exchanger>['exchange'];

/** For the first days: each of their requests must be taken. */
const askerFor = ({ description }: Given, exchange: Exchange, company: Company): Ask => {
  const { operations } = description;
  return async (id, { params = {}, query = {}, body, raw } = {}) => {
    const operation = operations.find((one) => one.id === id);
    if (operation === undefined) throw new Error(`there is no ${id}`);
    const given = raw ?? (body === undefined ? undefined : { json: body });
    const asked: Asked = { operation, params, query, headers: {}, body: given };
    const answered = await exchange(company, onWire(asked), asked);
    if (answered === undefined || answered.status >= 300) {
      throw new Error(`${id} was not taken: ${answered?.status} ${answered?.text}`);
    }
    company.requests.remember(asked);
    return bodyIn(answered);
  };
};

/** Requests for each route that has taken nothing so far: on a slow machine chance may have come to it too rarely. */
const ONCE_MORE = 600;

/** Now and then what was forbidden to all is allowed again. */
const CALMING = 0.01;

const step = async (
  exchange: Exchange,
  company: Company,
  { chance, operation }: { readonly chance: Chance; readonly operation: Operation },
): Promise<void> => {
  const { pools, requests, tokens } = company;
  const next = chance.is(0.05) ? pools.cursor() : undefined;
  if (next !== undefined) {
    await exchange(company, { method: 'GET', target: next, headers: {}, body: undefined });
    return;
  }
  const asked = requests.make(operation);
  if (chance.is(HOSTILE)) {
    await exchange(company, hostile(asked, { chance, pools, tokens }), asked);
    return;
  }
  const headers = chance.is(0.1) ? { 'idempotency-key': `k-${chance.below(1000)}` } : {};
  const answered = await exchange(company, onWire({ ...asked, headers }), asked);
  if (answered !== undefined && answered.status < 300) requests.remember(asked);
};

export const fuzz = async (given: Given): Promise<Outcome> => {
  const { description, seed, goesOn, settle } = given;
  const chance = chanceFrom(seed);
  const { exchange, faults, counts, total } = exchanger(given);
  const companies: Company[] = [];
  for (let n = 0; n < given.companies; n += 1) companies.push(await companyOf(given, chance, n));
  const asks = companies.map((company) => askerFor(given, exchange, company));
  await Promise.all(asks.map((ask) => firstDays(ask, settle)));
  await settle();
  await given.check();
  await settle();
  await Promise.all(
    asks.map((ask, n) => laterDays(ask, `${companies[n]?.pools.pick(['importId'])?.importId}`)),
  );
  const worker = async (): Promise<void> => {
    while (goesOn(total())) {
      const company = chance.of(companies);
      if (chance.is(CALMING)) {
        const operation = description.operations.find(({ id }) => id === 'changeSettings')!;
        const asked = { operation, params: {}, query: {}, headers: {}, body: { json: CALM } };
        await exchange(company, onWire(asked), asked);
        await exchange(company, {
          ...onWire(asked),
          method: 'POST',
          target: '/v1/settings/serial-numbers-required/deactivate',
          body: undefined,
        });
      }
      await step(exchange, company, { chance, operation: chance.of(description.operations) });
    }
  };
  await Promise.all(Array.from({ length: given.atOnce }, worker));
  const isUnmet = ({ id }: Operation): boolean => counts.get(id)?.taken === 0;
  for (const operation of description.operations) {
    for (let n = 0; n < ONCE_MORE && isUnmet(operation); n += 1) {
      // Some of them are taken only after others.
      const asked = n % 2 === 0 ? operation : chance.of(description.operations);
      await step(exchange, chance.of(companies), { chance, operation: asked });
    }
  }
  return { seed, sent: total(), faults, counts, companies };
};

const often = (codes: ReadonlyMap<string, number>): string =>
  [...codes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([code, n]) => `${code} ${n}`)
    .join(', ');

/** How often each route took what was sent, and for what it was refused mostly; for people. */
export const table = ({ counts }: Outcome): string =>
  [...counts]
    .map(([id, { taken, refused, failed, codes }]) => {
      const all = taken + refused + failed;
      const share = all === 0 ? 0 : Math.round((100 * taken) / all);
      return `${id.padEnd(22)} ${`${all}`.padStart(6)} sent ${`${share}`.padStart(3)} % taken, ${refused} refused${failed === 0 ? '' : `, ${failed} put off`}${codes.size === 0 ? '' : `, mostly ${often(codes)}`}`;
    })
    .join('\n');
