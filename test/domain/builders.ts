import { type Balance, type BalanceChange, balanceName } from '../../functions/domain/balance.ts';
import { batchName } from '../../functions/domain/batch.ts';
import type { Decision, DecisionContext } from '../../functions/domain/document/context.ts';
import type { DocumentLine, LedgerDocument } from '../../functions/domain/document/document.ts';
import type { Stage } from '../../functions/domain/document/kinds.ts';
import { decidePosting, type Posting } from '../../functions/domain/document/post.ts';
import type { Wholes } from '../../functions/domain/document/wholes.ts';
import type { ImportRow } from '../../functions/domain/imports/row.ts';
import type { Movement } from '../../functions/domain/movement.ts';
import { SERIAL_TYPES } from '../../functions/domain/policy.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import type { Item } from '../../functions/domain/registry.ts';
import type { SerialEntry } from '../../functions/domain/serial/input.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../functions/domain/settings.ts';
import { type Unit, unitIdOf, unitKey } from '../../functions/domain/unit/unit.ts';

export const TODAY = '2026-03-10';
export const RECORDED_AT = '2026-03-10T09:00:00.000Z';

/** A movement of nothing in particular; what it moves is told with it. */
export const aMovement = (kind: Movement['kind'], given: Partial<Movement> = {}): Movement => ({
  movementId: 'p.1',
  kind,
  itemId: 'glue',
  quantity: 0,
  user: 'ann',
  effectiveDate: '2026-03-01',
  recordedAt: '2026-03-01T00:00:00.000Z',
  serialCount: given.units?.length ?? 0,
  units: [],
  balances: [],
  version: 1,
  ...given,
});

/** Fully tracked unless said otherwise. */
export const anItem = (given: Partial<Item> = {}): Item => ({
  itemId: 'phone',
  name: 'Phone',
  kind: 'stocked',
  tracking: 'serial',
  serialPolicy: SERIAL_TYPES['fully-tracked'],
  epoch: 1,
  version: 1,
  ...given,
});

export const entriesOf = (texts: readonly string[], pointer = '/lines/0/serials'): SerialEntry[] =>
  texts.map((text, i) => ({ text, key: text.toUpperCase(), pointer: `${pointer}/${i}` }));

/** A row of an imported file: of phones, unless said otherwise. */
export const aRow = (row: number, serial: string, given: Partial<ImportRow> = {}): ImportRow => ({
  row,
  itemId: 'phone',
  serial: { text: serial, key: serial.toUpperCase() },
  ...given,
});

/** A quantity in pieces. */
export const aLine = (
  given: Partial<Omit<DocumentLine, 'quantity' | 'posted' | 'assigned'>> & {
    readonly quantity?: number;
    readonly posted?: number;
    readonly assigned?: readonly string[];
  } = {},
): DocumentLine => ({
  line: 1,
  itemId: 'phone',
  postedSerials: 0,
  dispatched: 0,
  cancelled: 0,
  ...given,
  quantity: pieces(given.quantity ?? 1),
  posted: pieces(given.posted ?? 0),
  assigned: (given.assigned ?? []).map((text) => ({ text, key: text.toUpperCase() })),
});

export const aDocument = (given: Partial<LedgerDocument> = {}): LedgerDocument => ({
  documentId: 'doc-1',
  kind: 'product-receipt',
  number: 'R-1',
  partnerId: 'maker',
  locationId: 'main',
  status: 'draft',
  createdAt: RECORDED_AT,
  createdBy: 'ann',
  movementIds: [],
  lines: [aLine()],
  version: 0,
  ...given,
});

export const aUnit = (serial: string, given: Partial<Unit> = {}): Unit => ({
  id: unitIdOf(serial.toUpperCase(), 'r4nd0m00'),
  itemId: 'phone',
  key: serial.toUpperCase(),
  serial,
  status: 'in-stock',
  locationId: 'main',
  documentId: 'doc-0',
  documentNumber: 'R-0',
  line: 1,
  addedDate: '2026-03-01',
  origin: {
    known: true,
    documentId: 'doc-0',
    movementId: 'm0.1',
    partnerId: 'maker',
    date: '2026-03-01',
  },
  asOf: { movementId: 'm0.1', at: '2026-03-01T08:00:00.000Z' },
  lastEffectiveDate: '2026-03-01',
  movementIds: ['m0.1'],
  lifeChunks: 0,
  version: 1,
  ...given,
});

export const aBalance = (
  given: Partial<Omit<Balance, 'quantity'>> & { readonly quantity: number },
): Balance => ({
  itemId: 'phone',
  locationId: 'main',
  serials: 0,
  inTransit: 0,
  sentSerials: 0,
  untracked: 0,
  bought: 0,
  sold: 0,
  epoch: 1,
  version: 1,
  ...given,
  quantity: pieces(given.quantity),
});

export const aContext = (
  given: Partial<Omit<DecisionContext, 'settings' | 'items' | 'units' | 'balances'>> & {
    readonly settings?: Partial<Settings>;
    readonly items?: readonly Item[];
    readonly units?: readonly Unit[];
    readonly balances?: readonly Balance[];
  } = {},
): DecisionContext => ({
  user: 'ann',
  today: TODAY,
  recordedAt: RECORDED_AT,
  postingId: 'p1',
  batches: new Map(),
  exceptions: new Map(),
  recalls: [],
  newUnitId: ({ key }) => unitIdOf(key, 'n3wn3wn3'),
  ...given,
  settings: { ...DEFAULT_SETTINGS, ...given.settings },
  items: new Map((given.items ?? [anItem()]).map((item) => [item.itemId, item])),
  units: new Map((given.units ?? []).map((unit) => [unitKey(unit.itemId, unit.key), unit])),
  balances: new Map((given.balances ?? []).map((balance) => [balanceName(balance), balance])),
});

/** Units that parts go into and come out of: those that lines name, those opened before, and others that parts are in. */
export const wholesOf = ({
  byId = [],
  named = [],
  opened = [],
}: {
  readonly byId?: readonly Unit[];
  readonly named?: readonly Unit[];
  readonly opened?: readonly Unit[];
}): Wholes => ({
  byId: new Map([...byId, ...named, ...opened].map((unit) => [unit.id, unit])),
  named: Map.groupBy(named, ({ itemId, key }) => unitKey(itemId, key)),
  opened: new Set(opened.map(({ id }) => id)),
});

/** What violations say, without the words. */
export const codes = (violations: readonly { readonly code: string }[]): string[] =>
  violations.map(({ code }) => code);

export type PostingGiven = {
  readonly serials?: readonly string[];
  readonly quantity?: number;
  readonly line?: DocumentLine;
  readonly document?: Partial<LedgerDocument>;
  readonly effectiveDate?: string;
  readonly stage?: Stage;
};

/** A posting of one line, the first of the request; of a receipt unless said otherwise. */
export const aPosting = ({ serials = [], ...given }: PostingGiven): Posting => {
  const quantity = given.quantity ?? serials.length;
  const line = given.line ?? aLine({ quantity });
  const lines = [
    {
      line,
      quantity: pieces(quantity),
      entries: entriesOf(serials),
      meant: serials.length,
      pointer: '/lines/0',
    },
  ];
  return {
    document: aDocument({ lines: [line], ...given.document }),
    lines,
    effectiveDate: given.effectiveDate ?? TODAY,
    stage: given.stage ?? 'post',
  };
};

const balanceAfter = (balance: Balance | undefined, change: BalanceChange): Balance => {
  const { itemId, locationId, batch } = change;
  const was =
    balance ?? aBalance({ itemId, locationId, quantity: 0, ...(batch ? { batch } : {}), version: 0 });
  return {
    ...was,
    quantity: was.quantity + change.quantity,
    serials: was.serials + change.serials,
    inTransit: was.inTransit + change.inTransit,
    untracked: was.untracked + change.untracked,
    bought: was.bought + change.bought,
    sold: was.sold + change.sold,
    version: was.version + 1,
  };
};

/** The state that a decision leaves, for the posting named. */
export const contextAfter = (
  context: DecisionContext,
  { units, balances, exceptions = [], batches = [] }: Decision,
  postingId: string,
): DecisionContext => {
  const kept = new Map(context.units);
  for (const { before, after } of units) {
    if (before !== undefined && before.key !== after?.key) kept.delete(unitKey(before.itemId, before.key));
    if (after !== undefined) kept.set(unitKey(after.itemId, after.key), after);
  }
  const stock = new Map(context.balances);
  for (const change of balances)
    stock.set(balanceName(change), balanceAfter(stock.get(balanceName(change)), change));
  return {
    ...context,
    postingId,
    units: kept,
    balances: stock,
    exceptions: new Map([...context.exceptions, ...exceptions.map((one) => [one.exceptionId, one] as const)]),
    batches: new Map([
      ...context.batches,
      ...batches.map((one) => [batchName(one.itemId, one.batch), one] as const),
    ]),
  };
};

/** Posts one thing after the other, each on what the ones before left; all must be allowed. */
export const play = (context: DecisionContext, ...postings: readonly Posting[]) => {
  const decisions: Decision[] = [];
  const last = postings.reduce((now, posting) => {
    const { violations, decision } = decidePosting(posting, now);
    if (violations.length > 0) throw new Error(violations.map(({ detail }) => detail).join(' '));
    decisions.push(decision);
    return contextAfter(now, decision, `p${Number(now.postingId.slice(1)) + 1}`);
  }, context);
  return { context: last, decisions };
};
