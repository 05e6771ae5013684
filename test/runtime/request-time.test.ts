import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it } from 'vitest';
import { endingWithRequest, untilAnswered } from '../../functions/runtime/request-time.ts';

/** An engine that answers nothing by itself. */
const anEngine = async () => {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => void asked.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const until = async (count: number): Promise<void> => {
    while (asked.length < count) await delay(5);
  };
  const end = (): void => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { client: endingWithRequest(client), asked, until, end };
};

let engine: Awaited<ReturnType<typeof anEngine>>;
afterEach(() => engine.end());

const write = () => engine.client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
/** As where the process was frozen for long. */
const breakOff = (response: ServerResponse | undefined): void => void response?.socket?.destroy();

it('what was under way when a request was answered is not tried again, and nothing else is begun', async () => {
  engine = await anEngine();
  const answered = new AbortController();
  const outcomes: unknown[] = [];
  const work = untilAnswered(answered.signal, async () => {
    for (let n = 0; n < 2; n += 1) outcomes.push(await write().catch(({ name }: Error) => name));
  });
  await engine.until(1);
  answered.abort();
  breakOff(engine.asked[0]);
  await work;
  expect([engine.asked.length, outcomes]).toEqual([1, ['AbortError', 'AbortError']]);
});

it('a request beside it goes on, and tries again what breaks off', async () => {
  engine = await anEngine();
  const [late, other] = [new AbortController(), new AbortController()];
  late.abort();
  const [refused, written] = [untilAnswered(late.signal, write), untilAnswered(other.signal, write)];
  await expect(refused).rejects.toThrow('aborted');
  await engine.until(1);
  breakOff(engine.asked[0]);
  await engine.until(2);
  engine.asked[1]?.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  expect((await written).$metadata.httpStatusCode).toBe(200);
});
