import { type Asn, type AsnEntry, nameOf, withLeft } from '../../domain/asn/asn.ts';
import { type Compared, compare, distinct, type Unexpected } from '../../domain/asn/compare.ts';
import { decideReceipt, type Receipt, type Refused } from '../../domain/asn/receive.ts';
import type { Scanned } from '../../domain/asn/scanned.ts';
import type { Decision, DecisionContext } from '../../domain/document/context.ts';
import { dateFaults } from '../../domain/document/dates.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { documentChange } from '../documents/change.ts';
import type { Caller, Deps } from '../ports.ts';
import { itemOfGtin } from '../registry/item-gtin.ts';
import type { WritePart } from '../write-part.ts';
import { withLists } from './cartons.ts';
import { cameOn, changesOf, isDecided, ofEntry, scannedAs, waitingOf } from './exceptions.ts';
import { type AsnOnOrder, asnOnOrder } from './on-order.ts';
import type { AsnAsked } from './read.ts';

/** Receives a delivery against the list that announced it: what is good comes in, the rest awaits decisions. */

export type ReceiveAsked = AsnAsked & {
  readonly scanned: readonly Scanned[];
  readonly effectiveDate?: string | undefined;
  /** Nothing more comes of this delivery: what wasn't scanned is missing. */
  readonly complete: boolean;
  readonly ifMatch?: string | undefined;
};

export type ReceivedAsn = {
  readonly parts: readonly WritePart[];
  readonly postingId?: string | undefined;
  readonly asn: Asn;
  readonly movementIds: readonly string[];
  readonly received: readonly AsnEntry[];
  /** Scanned again, or received on the order without the list. */
  readonly already: readonly AsnEntry[];
  readonly refused: readonly Refused[];
  readonly missing: readonly AsnEntry[];
  readonly unexpected: readonly Unexpected[];
};

/** By which movement of the receipt each unit comes in. */
const movementsOf = ({ decision }: Receipt): ReadonlyMap<string, string> =>
  new Map(
    decision?.movements.flatMap(({ movementId, itemId, units }) =>
      units.map(({ key }) => [nameOf({ itemId, key }), movementId] as const),
    ),
  );

const NOTHING: Decision = { units: [], movements: [], balances: [] };

/** Of a label that names an item which isn't on the order, which one that is. */
const withItems = (deps: Deps, caller: Caller, unexpected: readonly Unexpected[]): Promise<Unexpected[]> =>
  Promise.all(
    unexpected.map(async (one) => {
      const item = one.gtin === undefined ? undefined : await itemOfGtin(deps, caller, one.gtin);
      return item === undefined ? one : { ...one, itemId: item.itemId };
    }),
  );

type Told = {
  readonly list: AsnOnOrder;
  readonly compared: Compared;
  readonly receipt: Receipt;
  /** Nothing more comes of this delivery. */
  readonly complete: boolean;
};

/** What awaits a decision behind the receipt, and what doesn't any more. */
const awaitedAfter = async ({ store, ids }: Deps, { tenant }: Caller, told: Told) => {
  const { list, compared, receipt, complete } = told;
  const { asn, context, entries } = list;
  const units = distinct(entries);
  const unitOf = (entry: AsnEntry) => context.units.get(nameOf(entry));
  const given = { ids, asn, context };
  // What was taken off the order, or is announced by another list by now, is not missed here.
  const absent = compared.missing.filter((entry) => {
    const unit = unitOf(entry);
    return unit?.status === 'expected' && unit.onList?.asnNumber === asn.asnNumber;
  });
  const waiting = waitingOf(given, { missing: absent, unexpected: compared.unexpected }, receipt.refused);
  const idOf = (entry: AsnEntry): string => ofEntry(given, 'missing')(entry).exceptionId;
  const wasReceived = asn.status !== 'open';
  const received = new Set(receipt.received);
  const here = units.filter((entry) => received.has(entry) || cameOn(asn, unitOf(entry)));
  const known = await store.exceptions.readMany(tenant, [
    ...waiting.unexpected.map(({ exceptionId }) => exceptionId),
    ...waiting.refused.map(({ exceptionId }) => exceptionId),
    // Of a list that is new there is nothing yet.
    ...(asn.version > 1 ? [...units.map(idOf), ...scannedAs(given, here)] : []),
  ]);
  const before = new Map(known.map((exception) => [exception.exceptionId, exception]));
  const missing = absent.filter((entry) => {
    const decided = before.get(idOf(entry));
    return decided?.status !== 'closed' || !isDecided(asn, { kind: 'missing' }, decided);
  });
  // Nothing of the list is here: a slip of the scanner doesn't begin its receipt.
  const hasBegun = wasReceived || compared.matched.length > 0;
  const movements = movementsOf(receipt);
  const receivedBy = (entry: AsnEntry): string | undefined => {
    const { origin } = unitOf(entry) ?? {};
    const isNow = movements.get(nameOf(entry));
    return isNow ?? (origin?.known === true ? origin.movementId : undefined);
  };
  const awaited = complete && hasBegun ? waiting : { ...waiting, missing: [] };
  const exceptions = changesOf(given, awaited, { received: here, receivedBy, before });
  const counted = new Set([
    ...missing.map(idOf),
    ...waiting.refused.map(({ exceptionId }) => exceptionId),
    ...exceptions.map(({ exceptionId }) => exceptionId),
  ]);
  const others = units.filter((entry) => {
    const id = idOf(entry);
    return before.get(id)?.status === 'open' && !counted.has(id);
  });
  const left = missing.length + receipt.refused.length + others.length;
  return { missing, here: here.length, left: hasBegun ? left : undefined, exceptions, before };
};

/**
 * @throws LedgerError `not-found`; `refused` where nothing at all can be received, as on a closed order or a locked day;
 * `version-mismatch`
 */
export const receiveAsn = async (deps: Deps, caller: Caller, asked: ReceiveAsked): Promise<ReceivedAsn> => {
  const list = await asnOnOrder(deps, caller, { ...asked, command: 'receive' });
  const { asn, settings, basis, context: bare, entries } = list;
  const { document, items, moment } = basis;
  const effectiveDate = asked.effectiveDate ?? moment.today;
  refuseIfAny(dateFaults(effectiveDate, moment, '/effectiveDate'));
  const found = compare(asked.scanned, {
    entries,
    settings,
    today: moment.today,
    items: new Map(items.flatMap(({ gtin, itemId }) => (gtin === undefined ? [] : [[gtin, itemId]]))),
  });
  const unread = await withLists(deps, caller, found.unexpected);
  const compared = { ...found, unexpected: await withItems(deps, caller, unread) };
  const { matched, unexpected } = compared;
  const isAlready = (entry: AsnEntry): boolean => cameOn(asn, bare.units.get(nameOf(entry)));
  const receipt: Receipt = decideReceipt(
    matched.filter((entry) => !isAlready(entry)),
    { document, lines: asn.lines, effectiveDate, asnNumber: asn.asnNumber },
    bare,
  );
  refuseIfAny(receipt.violations);
  const { complete } = asked;
  const after = await awaitedAfter(deps, caller, { list, compared, receipt, complete });
  const context: DecisionContext = { ...bare, exceptions: new Map([...bare.exceptions, ...after.before]) };
  const decision: Decision = {
    ...(receipt.decision ?? NOTHING),
    exceptions: [...(receipt.decision?.exceptions ?? []), ...after.exceptions],
  };
  const { parts, postingId, movementIds } = await documentChange(deps, caller, {
    ...basis,
    decision,
    context,
  });
  const saved: Asn = {
    ...(after.left === undefined ? { ...asn, version: asn.version + 1 } : withLeft(asn, after.left)),
    received: after.here,
    movementIds: [...asn.movementIds, ...movementIds],
  };
  return {
    parts: [...parts, deps.store.asns.save(caller.tenant, saved)],
    postingId,
    asn: saved,
    movementIds,
    received: receipt.received,
    already: matched.filter(isAlready),
    refused: receipt.refused,
    missing: after.missing,
    unexpected,
  };
};
