import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type GatewayRequest, splitTarget } from './gateway-event.ts';
import { entityTooLarge, type GatewayResponse, internalServerError, ownAnswer } from './gateway-response.ts';
import { messageOf, StartFailure } from './start-failure.ts';

/** API Gateway's limit for a request body, in bytes. */
const maxBodyBytes = 10 * 1024 * 1024;
const keepAliveMs = 75_000;

export type Handle = (request: GatewayRequest) => Promise<GatewayResponse>;

/** The one HTTP server: the API, and under `/_local/` what belongs to this machine only. */
export type Front = {
  readonly port: number;
  readonly baseUrl: string;
  readonly serve: (handlers: { api: Handle; local: Handle }) => void;
  readonly close: () => Promise<void>;
};

const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    // What is too much is still read, so that the client gets to see the answer.
    if (length <= maxBodyBytes) chunks.push(bytes);
  }
  return length > maxBodyBytes ? undefined : Buffer.concat(chunks);
};

const isOurHost = (host: string | undefined): boolean =>
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');

/** Pages of other sites that a browser here has open must not reach what is local (DNS rebinding, forged posts). */
const isLocalCaller = ({ headers }: IncomingMessage): boolean => {
  const { host, origin } = headers;
  return isOurHost(host) && (origin === undefined || isOurHost(origin.replace(/^https?:\/\//, '')));
};

const send = (response: ServerResponse, { status, headers, body }: GatewayResponse): void => {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  const isBodyless = status === 204 || status === 304;
  if (isBodyless) response.removeHeader('content-type');
  response.writeHead(status, isBodyless ? {} : { 'content-length': body.length });
  response.end(isBodyless ? undefined : body);
};

/**
 * Listens on 127.0.0.1; port 0 means any free one. Until `serve` is called it answers 503.
 * Throws a StartFailure where the port is taken.
 */
export const startFront = async (wanted: number): Promise<Front> => {
  const starting: Handle = async () => ownAnswer(503, 'The local stack is starting.');
  let handlers = { api: starting, local: starting };

  const answer = async (message: IncomingMessage): Promise<GatewayResponse> => {
    const target = message.url ?? '/';
    const { path } = splitTarget(target);
    const isLocal = path.startsWith('/_local/') || path === '/_local';
    if (isLocal && !isLocalCaller(message)) return ownAnswer(403, 'This address is for this machine only.');
    const body = await readBody(message);
    if (body === undefined) return entityTooLarge();
    const request: GatewayRequest = {
      method: message.method ?? 'GET',
      target,
      headers: message.headersDistinct,
      body,
      sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
      at: new Date(),
    };
    return isLocal ? handlers.local(request) : handlers.api(request);
  };
  const server = createServer(async (message, response) => {
    try {
      send(response, await answer(message));
    } catch (error) {
      if (message.destroyed && !message.complete) return;
      console.error(`Local gateway: ${messageOf(error)}`);
      if (!response.headersSent) send(response, internalServerError());
    }
  });
  // Longer than clients keep idle connections, else one is closed on them just as they use it again.
  server.keepAliveTimeout = keepAliveMs;
  server.listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartFailure(
        `Port ${wanted} is in use. End the program that uses it, or take another: npm start -- --port ${wanted + 1}`,
      );
    }
    if (code === 'EACCES') throw new StartFailure(`Port ${wanted} needs more rights. Take one above 1023.`);
    throw new StartFailure(`Can't listen on port ${wanted}: ${messageOf(error)}`);
  }
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : wanted;
  return {
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    serve: (next) => {
      handlers = next;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
