import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { cancelDocument } from '../../functions/app/documents/cancel.ts';
import type { DocumentChange } from '../../functions/app/documents/change.ts';
import { changeLine, type LineChange } from '../../functions/app/documents/change-line.ts';
import { changeLineSerials, type SerialsChange } from '../../functions/app/documents/change-line-serials.ts';
import { createDocument, type NewDocument } from '../../functions/app/documents/create.ts';
import { postDocument } from '../../functions/app/documents/post.ts';
import type { PostRequest } from '../../functions/app/documents/post-needs.ts';
import { type VoidRequest, voidDocument } from '../../functions/app/documents/void.ts';
import type { Meter } from '../../functions/app/metrics.ts';
import type { Caller, Clock, Deps, Ids } from '../../functions/app/ports.ts';
import { execute, type Idempotency } from '../../functions/app/posting/execute.ts';
import { LIMITS, type Limits } from '../../functions/app/posting/ports.ts';
import { type ItemInput, saveItem } from '../../functions/app/registry/save-item.ts';
import { linkSerials } from '../../functions/app/units/link-serials.ts';
import {
  holdUnit,
  releaseUnit,
  renameUnit,
  type UnitMark,
  type UnitName,
} from '../../functions/app/units/marks.ts';
import type { WritePart } from '../../functions/app/write-part.ts';
import { projector } from '../../functions/data/projector.ts';
import type { StoredRecord } from '../../functions/data/table.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../functions/domain/settings.ts';
import type { Violation } from '../../functions/domain/violations.ts';
import { storesOn } from '../../functions/runtime/container.ts';
import { type FakeTable, fakeTable } from '../support/fake-table.ts';

/** A tenant on the fake table, with a clock that only sleeping moves. */

export const NOW = Date.parse('2026-03-10T09:00:00Z');
export const CALLER: Caller = { tenant: 'acme', user: 'ann', scopes: ['ledger.write'] };

const item = (itemId: string, given: Partial<ItemInput> = {}): ItemInput => ({
  itemId,
  name: itemId,
  kind: 'stocked',
  tracking: 'serial',
  ...given,
});

/** One item of each sort: phones are fully tracked, radios are numbered at sales only. */
const ITEMS: readonly ItemInput[] = [
  item('phone', {
    serialType: 'fully-tracked',
    warranty: { supplier: { months: 12 }, customer: { months: 24 } },
  }),
  item('radio', { serialType: 'debtor-only' }),
  item('watch', { serialType: 'creditor-and-debtor' }),
  item('bolt', { tracking: 'none' }),
  item('glue', { tracking: 'batch' }),
];

type Writes = { readonly parts: readonly WritePart[]; readonly postingId?: string | undefined };

/** What a change of a document says of itself. */
type Told = {
  readonly documentId: string;
  readonly status: string;
  readonly movementIds: readonly string[];
};

const told = ({ document, movementIds }: DocumentChange): Told => ({
  documentId: document.documentId,
  status: document.status,
  movementIds,
});

const newIds = (from: number): Ids => {
  let n = from;
  const next = (width: number): string => {
    n += 1;
    return n.toString().padStart(width, '0');
  };
  return {
    sortable: () => next(26),
    shortOf: (text) => createHash('sha256').update(text).digest('hex').slice(0, 8),
  };
};

type Sale = Partial<Omit<NewDocument, 'lines'>>;

export const list = (...texts: readonly string[]) => ({ form: 'list', texts }) as const;

/** A document of one line; without a quantity it has as many as there are numbers. */
const oneLine = (kind: NewDocument['kind'], texts: readonly string[], more: Sale & Line): NewDocument => {
  const { itemId = 'phone', quantity = texts.length, batch, ...head } = more;
  const partnerId = kind === 'customer-invoice' ? 'jane' : 'maker';
  const line = { itemId, quantity, batch, serials: texts.length === 0 ? undefined : list(...texts) };
  return { kind, partnerId, locationId: 'main', post: kind !== 'purchase-order', ...head, lines: [line] };
};
type Line = { readonly itemId?: string; readonly quantity?: number; readonly batch?: string };

export type Given = {
  readonly settings?: Partial<Settings>;
  readonly items?: readonly ItemInput[];
  readonly limits?: Partial<Limits>;
  /** A table that holds a company already, and from where ids are counted on it. */
  readonly idsFrom?: number;
  readonly caller?: Caller;
};

export const aWorld = async (
  { settings, items = ITEMS, limits, idsFrom, caller = CALLER }: Given = {},
  on: FakeTable = fakeTable(),
) => {
  const stores = storesOn(on);
  const { store } = stores;
  const { tenant } = caller;
  const slept: number[] = [];
  let now = NOW;
  const clock: Clock = {
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
    random: () => 0.5,
  };
  const measured: Record<string, number> = {};
  const meter: Meter = (name, value) => {
    measured[name] = (measured[name] ?? 0) + value;
  };
  const ids = newIds(idsFrom ?? 0);
  const deps: Deps = { ...stores, clock, ids, limits: { ...LIMITS, ...limits }, meter };
  const isNew = idsFrom === undefined;
  if (isNew)
    await store.unitOfWork.write([
      ...['main', 'shop'].map((id) => store.locations.save(tenant, { locationId: id, name: id, version: 1 })),
      store.partners.save(tenant, { partnerId: 'maker', name: 'Maker', role: 'supplier', version: 1 }),
      store.partners.save(tenant, { partnerId: 'jane', name: 'Jane', role: 'customer', version: 1 }),
      store.settings.save(tenant, { ...DEFAULT_SETTINGS, ...settings, version: 1 }),
    ]);

  const run = async <T>(
    command: (given: Deps) => Promise<Writes & { readonly answer: T }>,
    idempotency?: Idempotency,
  ): Promise<T> => {
    const { body } = await execute({ deps, caller: caller, idempotency }, async (given) => {
      const { parts, postingId, answer } = await command(given);
      return { parts, postingId, answer: { status: 200, headers: {}, body: JSON.stringify(answer) } };
    });
    return JSON.parse(body);
  };
  for (const input of isNew ? items : []) {
    await run(async (given) => {
      const { parts } = await saveItem(given, caller, { input, ifMatch: undefined });
      return { parts, answer: {} };
    });
  }
  const change = (make: (given: Deps) => Promise<DocumentChange>, idempotency?: Idempotency): Promise<Told> =>
    run(async (given) => {
      const made = await make(given);
      return { ...made, answer: told(made) };
    }, idempotency);
  const mark = (make: (given: Deps) => Promise<UnitMark>, idempotency?: Idempotency) =>
    run(async (given) => {
      const made = await make(given);
      return { ...made, answer: made.unit };
    }, idempotency);
  const create = (given: NewDocument, idempotency?: Idempotency) =>
    change((to) => createDocument(to, caller, given), idempotency);

  return {
    table: on,
    store,
    deps,
    measured,
    slept,
    pass: (milliseconds: number): void => {
      now += milliseconds;
    },
    run,
    create,
    receive: (texts: readonly string[], more: Sale & Line = {}, idempotency?: Idempotency) =>
      create(oneLine('product-receipt', texts, more), idempotency),
    sell: (texts: readonly string[], more: Sale & Line = {}, idempotency?: Idempotency) =>
      create(oneLine('customer-invoice', texts, more), idempotency),
    order: (texts: readonly string[], more: Sale & Line = {}, idempotency?: Idempotency) =>
      create(oneLine('purchase-order', texts, more), idempotency),
    post: (request: PostRequest, idempotency?: Idempotency) =>
      change((given) => postDocument(given, caller, request), idempotency),
    number: (asked: SerialsChange) => change((given) => changeLineSerials(given, caller, asked)),
    changeLine: (asked: LineChange) => change((given) => changeLine(given, caller, asked)),
    cancel: (documentId: string, idempotency?: Idempotency) =>
      change((given) => cancelDocument(given, caller, { documentId }), idempotency),
    void: (asked: VoidRequest, idempotency?: Idempotency) =>
      change((given) => voidDocument(given, caller, asked), idempotency),
    hold: (name: UnitName & { readonly reason: string }, idempotency?: Idempotency) =>
      mark((given) => holdUnit(given, caller, name), idempotency),
    release: (name: UnitName & { readonly holdId?: string | undefined }) =>
      mark((given) => releaseUnit(given, caller, name)),
    rename: (
      name: UnitName & { readonly serial: string; readonly reason: string },
      idempotency?: Idempotency,
    ) => mark((given) => renameUnit(given, caller, name), idempotency),
    link: (itemId: string, locationId: string, texts: readonly string[]) =>
      run(async (given) => {
        const { parts, postingId, linked } = await linkSerials(given, caller, {
          itemId,
          locationId,
          serials: list(...texts),
        });
        return { parts, postingId, answer: linked };
      }),
    unit: async (key: string, itemId = 'phone') => (await store.units.readMany(tenant, [{ itemId, key }]))[0],
    balance: async (itemId = 'phone', locationId = 'main', batch?: string) =>
      (await store.balances.readMany(tenant, [{ itemId, locationId, batch }]))[0],
    document: (documentId: string) => store.documents.read(tenant, documentId),
    /** Lets the stream's consumer take in what has been written so far. */
    settle: () => projector(on).project(on.takeChanges()),
    /** The codes with which it is refused, having changed nothing; none where it is done. */
    refused: async (act: () => Promise<unknown>): Promise<string[]> => {
      const before = on.snapshot();
      const codes = await refusal(act());
      if (codes.length > 0) expect(on.snapshot()).toEqual(before);
      return codes;
    },
    /** The records that requests write, without what the stream derives. */
    truth: (): readonly StoredRecord[] => on.snapshot().filter(({ type }) => type !== 'entry'),
    entries: (): readonly StoredRecord[] => on.snapshot().filter(({ type }) => type === 'entry'),
  };
};

export type World = Awaited<ReturnType<typeof aWorld>>;

const refusedWith = async (act: Promise<unknown>): Promise<LedgerError | undefined> => {
  try {
    await act;
    return undefined;
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
};

/** The violations with which something is refused. */
export const violations = async (act: Promise<unknown>): Promise<readonly Violation[]> => {
  const error = (await refusedWith(act))?.error;
  if (error?.code !== 'refused') throw new Error(`not refused, but ${error?.code ?? 'done'}`);
  return error.violations;
};

/** The codes with which something is refused; none where it is done. */
export const refusal = async (act: Promise<unknown>): Promise<string[]> => {
  const error = (await refusedWith(act))?.error;
  if (error === undefined) return [];
  return error.code === 'refused' ? error.violations.map(({ code }) => code) : [error.code];
};
