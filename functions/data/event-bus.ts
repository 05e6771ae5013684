import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { OutwardEvent } from '../domain/outward/movement-events.ts';

/** What became of events that were to be told: why some were not taken, by their ids; `down` where no bus answers. */
export type Sent = { readonly refused: ReadonlyMap<string, string>; readonly down: boolean };
export type SendEvents = (events: readonly OutwardEvent[]) => Promise<Sent>;

const SOURCE = 'serial-ledger';
/** EventBridge's limits for one call; the second is 256 KB with what is counted beside the texts. */
const PER_CALL = 10;
const BYTES_PER_CALL = 240_000;
/** Calls under way at once. */
const CONCURRENCY = 4;
/** How often entries of a call that went well are sent that the bus didn't take: it does so when it has too much to do. */
const TRIES = 3;

type Entry = { readonly id: string; readonly entry: PutEventsRequestEntry; readonly bytes: number };

const entryOf = ({ id, type, at, detail }: OutwardEvent, busName: string): Entry => {
  const Detail = JSON.stringify(detail);
  const entry = { EventBusName: busName, Source: SOURCE, DetailType: type, Time: new Date(at), Detail };
  return { id, entry, bytes: Buffer.byteLength(Detail) + Buffer.byteLength(type) + SOURCE.length + 14 };
};

/** As few calls as the limits allow, in order. */
const packed = (entries: readonly Entry[]): Entry[][] => {
  const packs: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = packs.at(-1);
    bytes += entry.bytes;
    if (last !== undefined && last.length < PER_CALL && bytes <= BYTES_PER_CALL) last.push(entry);
    else {
      packs.push([entry]);
      bytes = entry.bytes;
    }
  }
  return packs;
};

type Given = {
  readonly client: EventBridgeClient;
  readonly busName: string;
  readonly pause: (milliseconds: number) => Promise<void>;
};

/** Those that the bus didn't take in the end, and why. */
const sendPack = async ({ client, pause }: Given, pack: readonly Entry[]): Promise<[string, string][]> => {
  let asked = pack;
  for (let tries = 1; ; tries += 1) {
    const answer = await client.send(new PutEventsCommand({ Entries: asked.map(({ entry }) => entry) }));
    if ((answer.FailedEntryCount ?? 0) === 0) return [];
    const reasons = asked.map(({ id }, i): [string, string | undefined] => [
      id,
      answer.Entries?.[i]?.ErrorCode,
    ]);
    const refused = reasons.flatMap(([id, reason]): [string, string][] =>
      reason === undefined ? [] : [[id, reason]],
    );
    if (tries === TRIES) return refused;
    const ids = new Set(refused.map(([id]) => id));
    asked = asked.filter(({ id }) => ids.has(id));
    await pause(100 * 2 ** tries);
  }
};

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** Sends as many as there are. Once a call fails altogether, no other is begun: whoever sends goes on to what waits. */
export const eventBus =
  (given: Given): SendEvents =>
  async (events) => {
    const waiting = packed(events.map((event) => entryOf(event, given.busName)));
    const refused = new Map<string, string>();
    let down: string | undefined;
    const work = async (): Promise<void> => {
      for (let pack = waiting.shift(); pack !== undefined; pack = waiting.shift()) {
        let reasons: readonly [string, string][] = [];
        try {
          if (down === undefined) reasons = await sendPack(given, pack);
        } catch (error) {
          down ??= reasonOf(error);
        }
        if (down !== undefined) reasons = pack.map(({ id }) => [id, down ?? '']);
        for (const [id, reason] of reasons) refused.set(id, reason);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return { refused, down: down !== undefined };
  };
