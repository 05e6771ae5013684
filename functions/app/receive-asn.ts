import { type Asn, type AsnEntry, withLeft } from '../domain/asn/asn.ts';
import {
  compare,
  decideReceipt,
  distinct,
  type Receipt,
  type Refused,
  type Unexpected,
} from '../domain/asn/receive.ts';
import type { Scanned } from '../domain/asn/scanned.ts';
import type { Decision, DecisionContext } from '../domain/document/context.ts';
import { dateFaults } from '../domain/document/dates.ts';
import { notFound, refuseIfAny } from '../domain/errors.ts';
import { withLists } from './announced-cartons.ts';
import { cameOn, changesOf, nameOf, ofEntry, waitingOf } from './asn-exceptions.ts';
import { type AsnAsked, asnOf, checkTakes } from './asns.ts';
import { contextOf, momentOf } from './decision-context.ts';
import { documentChange, itemsOf } from './document-change.ts';
import { readListed } from './listed-units.ts';
import type { Caller, Deps } from './ports.ts';
import { checkVersion } from './versions.ts';
import type { WritePart } from './write-part.ts';

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

/**
 * @throws LedgerError `not-found`; `refused` where nothing at all can be received, as on a closed order or a locked day;
 * `version-mismatch`
 */
export const receiveAsn = async (deps: Deps, caller: Caller, asked: ReceiveAsked): Promise<ReceivedAsn> => {
  const { store, ids } = deps;
  const { tenant } = caller;
  const asn = await asnOf(deps, caller, asked);
  checkVersion(asked.ifMatch, asn.version);
  checkTakes(asn, 'receive');
  const [settings, order, told] = await Promise.all([
    store.settings.read(tenant),
    store.documents.read(tenant, asn.orderId),
    store.asns.readEntries(tenant, asn),
  ]);
  if (order === undefined) throw notFound('document', asn.orderId);
  const balances = asn.lines.map(({ itemId, batch }) => ({ itemId, locationId: order.locationId, batch }));
  const [items, { document, state, entries }] = await Promise.all([
    itemsOf(deps, caller, order),
    readListed(deps, caller, { order, entries: told, balances }),
  ]);
  const units = distinct(entries);
  const moment = momentOf(deps, settings);
  const effectiveDate = asked.effectiveDate ?? moment.today;
  refuseIfAny(dateFaults(effectiveDate, moment, '/effectiveDate'));
  const bare = contextOf(deps, caller, { moment, items, state });
  const compared = compare(asked.scanned, {
    entries,
    settings,
    today: moment.today,
    items: new Map(items.flatMap(({ gtin, itemId }) => (gtin === undefined ? [] : [[gtin, itemId]]))),
  });
  const { matched } = compared;
  const unexpected = await withLists(deps, caller, compared.unexpected);
  const isAlready = (entry: AsnEntry): boolean => cameOn(asn, bare.units.get(nameOf(entry)));
  const receipt: Receipt = decideReceipt(
    matched.filter((entry) => !isAlready(entry)),
    { document, lines: asn.lines, effectiveDate, asnNumber: asn.asnNumber },
    bare,
  );
  refuseIfAny(receipt.violations);
  const given = { ids, asn, context: bare };
  // What was taken off the order, or is announced by another list by now, is not missed here.
  const absent = compared.missing.filter((entry) => {
    const unit = bare.units.get(nameOf(entry));
    return unit?.status === 'expected' && unit.onList?.asnNumber === asn.asnNumber;
  });
  const waiting = waitingOf(given, { missing: absent, unexpected }, receipt.refused);
  const wasReceived = asn.status !== 'open';
  const asIds = (all: readonly AsnEntry[]) =>
    all.map((entry) => ofEntry(given, 'missing')(entry).exceptionId);
  const known = await store.exceptions.readMany(tenant, [
    ...waiting.unexpected.map(({ exceptionId }) => exceptionId),
    ...waiting.refused.map(({ exceptionId }) => exceptionId),
    ...(wasReceived ? asIds(units) : []),
  ]);
  const before = new Map(known.map((exception) => [exception.exceptionId, exception]));
  const missing = absent.filter((entry) => {
    const decided = before.get(ofEntry(given, 'missing')(entry).exceptionId);
    return decided?.status !== 'closed' || decided.closedByMovementId !== undefined;
  });
  const received = new Set(receipt.received);
  // Nothing of the list is here: a slip of the scanner doesn't begin its receipt.
  const hasBegun = wasReceived || matched.length > 0;
  const awaited = asked.complete && hasBegun ? waiting : { ...waiting, missing: [] };
  const here = units.filter((entry) => received.has(entry) || isAlready(entry));
  const movements = movementsOf(receipt);
  const receivedBy = (entry: AsnEntry): string | undefined => {
    const { origin } = bare.units.get(nameOf(entry)) ?? {};
    return isAlready(entry) && origin?.known === true ? origin.movementId : movements.get(nameOf(entry));
  };
  const exceptions = changesOf(given, awaited, { received: here, receivedBy, before });
  const counted = new Set([...asIds(missing), ...waiting.refused.map(({ exceptionId }) => exceptionId)]);
  const settled = new Set(exceptions.map(({ exceptionId }) => exceptionId));
  const others = asIds(units).filter(
    (id) => before.get(id)?.status === 'open' && !counted.has(id) && !settled.has(id),
  );
  const context: DecisionContext = { ...bare, exceptions: new Map([...bare.exceptions, ...before]) };
  const decision: Decision = {
    ...(receipt.decision ?? NOTHING),
    exceptions: [...(receipt.decision?.exceptions ?? []), ...exceptions],
  };
  const change = await documentChange(deps, caller, {
    decision,
    context,
    document,
    before: order,
    items,
    moment,
  });
  const saved: Asn = {
    ...(hasBegun
      ? withLeft(asn, missing.length + receipt.refused.length + others.length)
      : { ...asn, version: asn.version + 1 }),
    received: here.length,
    movementIds: [...asn.movementIds, ...change.movementIds],
  };
  return {
    parts: [...change.parts, store.asns.save(tenant, saved)],
    postingId: change.postingId,
    asn: saved,
    movementIds: change.movementIds,
    received: receipt.received,
    already: matched.filter(isAlready),
    refused: receipt.refused,
    missing,
    unexpected,
  };
};
