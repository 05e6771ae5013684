import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Asked } from './requests.ts';

/** Requests byte by byte, also such as no client library would send. */

export type Sent = {
  readonly method: string;
  /** Path and query as they stand in the request's first line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The body comes in drops, or never whole. */
  readonly pace?: 'slow' | 'cut';
};

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

export const isQuiet = ({ method }: Pick<Sent, 'method'>): boolean => method === 'HEAD';

const queryOf = (query: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
};

export const onWire = ({ operation, params, query, headers, body }: Asked): Sent => {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const given = { method: operation.method, target: `${path}${queryOf(query)}` };
  if (body === undefined) return { ...given, headers, body: undefined };
  const [type, text] =
    'json' in body ? ['application/json', JSON.stringify(body.json) ?? ''] : [body.type, body.text];
  return { ...given, headers: { 'content-type': type, ...headers }, body: Buffer.from(text) };
};

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
export const closeWire = (): void => agent.destroy();

const PIECES = 6;

/** Gives up half way, and waits until the other side has seen it. */
const cutOff = async (base: URL, { method, target, headers, body }: Sent): Promise<undefined> => {
  const socket = connect(Number(base.port), base.hostname);
  socket.on('error', () => undefined);
  const length = body?.length ?? 100;
  const lines = Object.entries({ host: base.host, ...headers, 'content-length': `${length}` });
  socket.write(
    `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  socket.write(body?.subarray(0, Math.floor(length / 2)) ?? '');
  await delay(20);
  socket.destroy();
  return undefined;
};

/** @returns nothing where the request was cut off on purpose */
export const send = async (baseUrl: string, sent: Sent): Promise<Answered | undefined> => {
  const base = new URL(baseUrl);
  if (sent.pace === 'cut') return cutOff(base, sent);
  const { method, target, headers, body, pace } = sent;
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: base.hostname,
        port: base.port,
        method,
        path: target,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
        timeout: 60_000,
      },
      async (response) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of response) chunks.push(chunk as Buffer);
        } catch (error) {
          reject(error);
          return;
        }
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      },
    );
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error('there was no answer for a minute')));
    const drip = async (): Promise<void> => {
      const size = Math.ceil((body?.length ?? 0) / PIECES);
      for (let at = 0; at < (body?.length ?? 0); at += size) {
        asked.write(body?.subarray(at, at + size));
        await delay(60);
      }
      asked.end();
    };
    if (pace === 'slow') void drip();
    else asked.end(body);
  });
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The request as a command; `file` keeps what is too long, or no text, for a command line. */
export const curlOf = (
  baseUrl: string,
  { method, target, headers, body }: Sent,
  file: (body: Buffer) => string,
): string => {
  const short =
    body !== undefined && body.length < 4000 && /^[\x20-\x7e\n\t]*$/.test(body.toString('latin1'));
  const data =
    body === undefined ? [] : ['--data-binary', quoted(short ? body.toString() : `@${file(body)}`)];
  return [
    'curl -i --path-as-is -g',
    ...(method === 'HEAD' ? ['-I'] : ['-X', method]),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value.slice(0, 3000)}`)]),
    ...data,
    quoted(`${baseUrl}${target}`),
  ].join(' ');
};
