import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { settled } from '../support/client.ts';

/** Stands before the running stack, and keeps what was asked of it and answered. */

/** Reads by key, which are up to date; all others are of lists, which follow in a moment (docs/access-patterns.md). */
const BY_KEY =
  /^\/v1\/((stock|settings)\b|(items|locations|partners|documents|movements)\/[^/?]+$)|\/serials(\?serial=|\/[^/?]+(\/history)?$)/;

export type Exchange = {
  readonly asked: string;
  readonly status: number;
  readonly text: string;
};

export type Recorder = {
  readonly url: string;
  /** What was exchanged since it was last asked. */
  readonly taken: () => readonly Exchange[];
  readonly close: () => void;
};

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/**
 * Stands in for the token endpoint of the user pool, which is in AWS only: judges whether a request for a token has what
 * it must have (RFC 6749, 4.1.3 and 4.4.2; RFC 7636, 4.5).
 */
const tokenStatus = ({ headers }: IncomingMessage, body: string): 200 | 400 => {
  const form = new URLSearchParams(body);
  const has = (...names: readonly string[]): boolean => names.every((name) => (form.get(name) ?? '') !== '');
  const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  const isRight =
    form.get('grant_type') === 'client_credentials'
      ? /^[^:]+:.+$/.test(Buffer.from(basic, 'base64').toString())
      : form.get('grant_type') === 'authorization_code' &&
        has('code', 'client_id', 'redirect_uri', 'code_verifier');
  return isForm && isRight ? 200 : 400;
};

export const startRecorder = async (baseUrl: string): Promise<Recorder> => {
  let exchanges: Exchange[] = [];
  let isWritten = false;

  const pass = async (asked: IncomingMessage, answered: ServerResponse): Promise<void> => {
    const body = await bodyOf(asked);
    // A reader takes longer to read than lists and search take to follow.
    if (asked.url === '/oauth2/token') {
      const status = tokenStatus(asked, body.toString());
      exchanges.push({ asked: `${asked.method} ${asked.url}`, status, text: '' });
      answered.writeHead(status).end();
      return;
    }
    if (asked.method !== 'GET') isWritten = true;
    else if (isWritten && !BY_KEY.test(asked.url ?? '')) {
      await settled(baseUrl);
      isWritten = false;
    }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, headers } = asked;
      request(`${baseUrl}${asked.url}`, { method, headers }, resolve).on('error', reject).end(body);
    });
    const told = await bodyOf(answer);
    const status = answer.statusCode ?? 0;
    exchanges.push({ asked: `${asked.method} ${asked.url}`, status, text: told.toString() });
    answered.writeHead(status, answer.headers).end(told);
  };

  const server = createServer((asked, answered) => {
    pass(asked, answered).catch((error) => answered.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    taken: () => {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
