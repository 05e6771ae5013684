import type { RecordKey } from '../app/write-part.ts';
import { LedgerError } from '../domain/errors.ts';
import { alertEvent } from '../domain/outward/alert-events.ts';
import { movementEvents, type OutwardEvent } from '../domain/outward/movement-events.ts';
import { RECORD_TYPES } from './attributes.ts';
import type { SendEvents, Sent } from './event-bus.ts';
import { planPrefix, tenantIn } from './keys.ts';
import { markerIn } from './markers.ts';
import { movementRecords } from './movement-records.ts';
import type { ImageChange } from './projector.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** What the ledger's records tell outward, beside the lists that are derived from them. */

type Told = { readonly old: StoredRecord | undefined; readonly now: StoredRecord };

type Telling = {
  /** Whether the change is one that is told; reads nothing. */
  readonly tells: (change: Told) => boolean;
  /** Some at a time, so that a posting of thousands isn't held whole. */
  readonly events: (table: Table, now: StoredRecord) => AsyncIterable<readonly OutwardEvent[]>;
};

const writtenAhead = (record: StoredRecord): boolean => markerIn(record)?.made === true;

/** By itself it is told as it appears. What is written ahead of a commit is told by that; what is added later, never. */
const MOVEMENT: Telling = {
  tells: ({ old, now }) => old === undefined && !writtenAhead(now),
  events: async function* (table, now) {
    const tenant = tenantIn(now);
    const { units, unitChunks, ...movement } = parseStored(STORED.movement, now);
    const whole =
      unitChunks === undefined
        ? { ...movement, units }
        : await movementRecords(table).read(tenant, movement.movementId);
    if (whole !== undefined) yield movementEvents(tenant, whole);
  },
};

/** Movements of one page, unless they have more units together. */
const MOVEMENTS_PER_PAGE = 25;
const UNITS_PER_PAGE = 2_000;

const isPosted = (record: StoredRecord | undefined): boolean =>
  record !== undefined && parseStored(STORED.posting, record).status === 'posted';

/** Movements by their ids, in groups that are read at once. */
const grouped = (heads: readonly { readonly movementId: string; readonly serialCount: number }[]) => {
  const groups: string[][] = [];
  let units = 0;
  for (const { movementId, serialCount } of heads) {
    units += serialCount;
    const last = groups.at(-1);
    if (last !== undefined && units <= UNITS_PER_PAGE) last.push(movementId);
    else {
      groups.push([movementId]);
      units = serialCount;
    }
  }
  return groups;
};

/** The commit of a large posting tells all of its movements, which stand in its partition by then. */
const POSTING: Telling = {
  tells: ({ old, now }) => isPosted(now) && !isPosted(old),
  events: async function* (table, now) {
    const tenant = tenantIn(now);
    const movements = movementRecords(table);
    let after: string | undefined;
    for (let more = true; more; ) {
      const query = { pk: now.pk, prefix: planPrefix('movement'), limit: MOVEMENTS_PER_PAGE };
      const page = await table.query({ ...query, after, consistent: true });
      const heads = page.records.map((record) => parseStored(STORED.movement, record));
      for (const ids of grouped(heads)) {
        const whole = await movements.readMany(tenant, ids);
        yield whole.flatMap((movement) => movementEvents(tenant, movement));
      }
      more = page.more;
      after = page.records.at(-1)?.sk;
    }
  },
};

/** As it is raised, once; it is acknowledged and put off later. */
const ALERT: Telling = {
  tells: ({ old }) => old === undefined,
  events: async function* (_, now) {
    yield [alertEvent(tenantIn(now), parseStored(STORED.alert, now))];
  },
};

/** By type of record. */
const TELLING: ReadonlyMap<unknown, Telling> = new Map([
  [RECORD_TYPES.movement, MOVEMENT],
  [RECORD_TYPES.posting, POSTING],
  [RECORD_TYPES.alert, ALERT],
]);

/** Why a change could not be told; `down` where it is the bus that doesn't answer. */
type Untold = { readonly error: Error; readonly down: boolean };

export type Teller = {
  /**
   * Tells what the changes say; answers those of which it could not, and why. Once no bus answers it tries no more.
   * @throws LedgerError `busy` where the table refuses for now
   */
  readonly tell: (changes: readonly ImageChange[]) => Promise<ReadonlyMap<ImageChange, Untold>>;
  /** Tells what a record, as it stands now, told when it appeared, or would have; nothing where all went well. */
  readonly retell: (key: RecordKey) => Promise<Untold | undefined>;
};

/** So many events are gathered before they are sent, all at once. */
const AT_ONCE = 100;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const notTaken = (reason: string): Error => Object.assign(new Error(reason), { name: 'EventNotTaken' });

type Waiting = { readonly change: ImageChange; readonly event: OutwardEvent };

/** Gathers events and sends them, and knows what became of the changes that they tell. */
const sending = (send: SendEvents) => {
  const untold = new Map<ImageChange, Untold>();
  let waiting: Waiting[] = [];
  let down: Error | undefined;
  const sendOr = async (all: readonly Waiting[]): Promise<Sent> => {
    try {
      return await send(all.map(({ event }) => event));
    } catch (error) {
      const { message } = asError(error);
      return { refused: new Map(all.map(({ event }) => [event.id, message])), down: true };
    }
  };
  const flush = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    if (all.length === 0) return;
    const sent = await sendOr(all);
    for (const { change, event } of all) {
      const reason = sent.refused.get(event.id);
      if (reason === undefined) continue;
      const error = notTaken(reason);
      untold.set(change, { error, down: sent.down });
      if (sent.down) down = error;
    }
  };
  return {
    untold,
    flush,
    /** Whether no bus answers; then it is to be told another time. */
    gaveUp: (change: ImageChange): boolean => {
      if (down !== undefined) untold.set(change, { error: down, down: true });
      return down !== undefined;
    },
    add: async (change: ImageChange, events: readonly OutwardEvent[]): Promise<void> => {
      waiting.push(...events.map((event) => ({ change, event })));
      if (waiting.length >= AT_ONCE) await flush();
    },
  };
};

export const teller = (table: Table, send: SendEvents): Teller => {
  const tell: Teller['tell'] = async (changes) => {
    const sent = sending(send);
    for (const change of changes) {
      const { old, now } = change;
      if (now === undefined) continue;
      const telling = TELLING.get(now.type);
      try {
        if (telling?.tells({ old, now }) !== true) continue;
        if (sent.gaveUp(change)) continue;
        for await (const events of telling.events(table, now)) {
          await sent.add(change, events);
          // More of it may be to come, whatever became of these.
          if (sent.gaveUp(change)) break;
        }
      } catch (error) {
        if (error instanceof LedgerError && error.error.code === 'busy') throw error;
        sent.untold.set(change, { error: asError(error), down: false });
      }
    }
    await sent.flush();
    return sent.untold;
  };
  return {
    tell,
    retell: async (key) => {
      const [now] = await table.getMany([key]);
      const untold = await tell([{ key, now }]);
      return [...untold.values()][0];
    },
  };
};
