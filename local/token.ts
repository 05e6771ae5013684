/** `npm run -s token`: asks the running stack for a token and prints it, nothing else. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { messageOf } from './start-failure.ts';

const usage =
  'Usage: npm run -s token -- --tenant acme --scope "ledger.read ledger.write" [--partner p] [--sub s] [--expires-in seconds] [--url http://localhost:3000]';

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const readArguments = () => {
  try {
    return parseArgs({
      options: {
        tenant: { type: 'string' },
        scope: { type: 'string' },
        partner: { type: 'string' },
        sub: { type: 'string' },
        'expires-in': { type: 'string' },
        url: { type: 'string', default: 'http://localhost:3000' },
      },
    }).values;
  } catch (error) {
    return fail(`${messageOf(error)}\n${usage}`);
  }
};

const { tenant, scope, partner, sub, 'expires-in': expiresIn, url } = readArguments();
if (tenant === undefined || scope === undefined) fail(`--tenant and --scope are needed.\n${usage}`);

const ask = async (): Promise<Response> => {
  try {
    return await fetch(new URL('/_local/token', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        tenant,
        scope,
        partner,
        sub,
        ...(expiresIn && { expiresIn: Number(expiresIn) }),
      }),
    });
  } catch {
    return fail(
      `Nothing answers at ${url}. Start the stack with "npm start", or name its address with --url.`,
    );
  }
};
const response = await ask();
const answer: unknown = await response.json().catch(() => undefined);
const parsed = z.object({ access_token: z.string() }).safeParse(answer);
if (!response.ok || !parsed.success) {
  const told = z.object({ message: z.string() }).safeParse(answer);
  fail(`${url} gave no token: ${told.data?.message ?? `it answered ${response.status}`}`);
} else {
  console.log(parsed.data.access_token);
}
