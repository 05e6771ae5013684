import { type Asn, type AsnEntry, withLeft } from '../domain/asn/asn.ts';
import {
  type Compared,
  compare,
  decideReceipt,
  type Receipt,
  type Refused,
  type Unexpected,
} from '../domain/asn/receive.ts';
import type { Scanned } from '../domain/asn/scanned.ts';
import type { Decision, DecisionContext } from '../domain/document/context.ts';
import { dateFaults } from '../domain/document/dates.ts';
import { notFound, refuseIfAny } from '../domain/errors.ts';
import { closed, type LedgerException, opened } from '../domain/exception.ts';
import { stateOf, type Unit, unitKey } from '../domain/unit.ts';
import { type AsnAsked, asnOf, checkTakes } from './asns.ts';
import { contextOf, momentOf } from './decision-context.ts';
import { documentChange, itemsOf } from './document-change.ts';
import { readListed } from './listed-units.ts';
import type { Caller, Deps, Ids } from './ports.ts';
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

const nameOf = ({ itemId, key }: Pick<AsnEntry, 'itemId' | 'key'>): string => unitKey(itemId, key);

/** The same for the same thing on the same list, so that what is told twice waits once. */
const exceptionIdOf = (ids: Ids, asn: Asn, parts: readonly string[]): string => {
  const name = [asn.asnNumber, asn.partnerId, ...parts];
  return `list.${ids.shortOf(JSON.stringify(name))}${ids.shortOf(JSON.stringify([...name, 'again']))}`;
};

const isHere = (unit: Unit | undefined): boolean => stateOf(unit) !== 'none' && unit?.status !== 'expected';

type Told = Omit<LedgerException, 'status' | 'version'>;

type Waiting = {
  readonly missing: readonly Told[];
  readonly refused: readonly Told[];
  readonly unexpected: readonly Told[];
};

type Given = { readonly ids: Ids; readonly asn: Asn; readonly context: DecisionContext };

const ofEntry =
  ({ ids, asn, context }: Given, kind: LedgerException['kind']) =>
  (entry: AsnEntry): Told => ({
    exceptionId: exceptionIdOf(ids, asn, [entry.itemId, entry.key]),
    kind,
    itemId: entry.itemId,
    serial: entry.text,
    id: context.units.get(nameOf(entry))?.id,
    documentId: asn.orderId,
    asnNumber: asn.asnNumber,
    partnerId: asn.partnerId,
    at: context.recordedAt,
  });

const LONGEST_TEXT = 200;

/** What will wait for a decision, if it isn't decided already. */
const waitingOf = (
  given: Given,
  { missing, unexpected }: Pick<Compared, 'missing' | 'unexpected'>,
  refused: readonly Refused[],
): Waiting => {
  const { ids, asn, context } = given;
  const items = new Set(asn.lines.map(({ itemId }) => itemId));
  const only = items.size === 1 ? [...items][0] : undefined;
  return {
    missing: missing.map(ofEntry(given, 'missing')),
    refused: refused.map(({ entry, code, detail }) => ({
      ...ofEntry(given, 'not-received')(entry),
      code,
      detail,
    })),
    unexpected: unexpected.map(({ text, itemId = only, code, detail }) => ({
      exceptionId: exceptionIdOf(ids, asn, ['scanned', itemId ?? '', text.trim()]),
      kind: 'unexpected',
      itemId,
      serial: text.trim().slice(0, LONGEST_TEXT),
      documentId: asn.orderId,
      asnNumber: asn.asnNumber,
      partnerId: asn.partnerId,
      code,
      detail,
      at: context.recordedAt,
    })),
  };
};

const changesOf = (
  given: Given,
  waiting: Waiting,
  {
    received,
    before,
  }: { readonly received: readonly AsnEntry[]; readonly before: ReadonlyMap<string, LedgerException> },
): LedgerException[] => {
  const { context } = given;
  const by = { closedAt: context.recordedAt, closedBy: context.user };
  const settled = received.flatMap((entry) => {
    const open = before.get(ofEntry(given, 'missing')(entry).exceptionId);
    return open?.status === 'open' ? [closed(open, { ...by, reason: 'received' })] : [];
  });
  const fresh = [...waiting.missing, ...waiting.refused, ...waiting.unexpected].flatMap((told) => {
    const there = before.get(told.exceptionId);
    // What a person has decided about a missing unit stands; what turns up again is asked about again.
    const stands =
      there !== undefined && (there.status === 'open' ? there.kind === told.kind : told.kind === 'missing');
    return stands ? [] : [opened(told, there)];
  });
  return [...settled, ...fresh];
};

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
  const [settings, order, listed] = await Promise.all([
    store.settings.read(tenant),
    store.documents.read(tenant, asn.orderId),
    store.asns.readEntries(tenant, asn),
  ]);
  if (order === undefined) throw notFound('document', asn.orderId);
  const balances = asn.lines.map(({ itemId, batch }) => ({ itemId, locationId: order.locationId, batch }));
  const [items, { document, state, entries }] = await Promise.all([
    itemsOf(deps, caller, order),
    readListed(deps, caller, { order, entries: listed, balances }),
  ]);
  const moment = momentOf(deps, settings);
  const effectiveDate = asked.effectiveDate ?? moment.today;
  refuseIfAny(dateFaults(effectiveDate, moment, '/effectiveDate'));
  const bare = contextOf(deps, caller, { moment, items, state });
  // A number on the label stays what it was; the unit may have got its right one since.
  const now = new Map(listed.map((entry, i) => [entry, entries[i] ?? entry]));
  const followed = (all: readonly AsnEntry[]): AsnEntry[] => all.map((entry) => now.get(entry) ?? entry);
  const compared = compare(asked.scanned, {
    entries: listed,
    settings,
    today: moment.today,
    items: new Map(items.flatMap(({ gtin, itemId }) => (gtin === undefined ? [] : [[gtin, itemId]]))),
  });
  const matched = followed(compared.matched);
  const isAlready = (entry: AsnEntry): boolean => {
    const unit = bare.units.get(nameOf(entry));
    return isHere(unit) && unit?.origin?.known === true && unit.origin.documentId === asn.orderId;
  };
  const receipt: Receipt = decideReceipt(
    matched.filter((entry) => !isAlready(entry)),
    { document, lines: asn.lines, effectiveDate },
    bare,
  );
  refuseIfAny(receipt.violations);
  const given = { ids, asn, context: bare };
  const absent = followed(compared.missing).filter((entry) => !isHere(bare.units.get(nameOf(entry))));
  const waiting = waitingOf(given, { missing: absent, unexpected: compared.unexpected }, receipt.refused);
  const wasReceived = asn.status !== 'open';
  const asIds = (all: readonly AsnEntry[]) =>
    all.map((entry) => ofEntry(given, 'missing')(entry).exceptionId);
  const known = await store.exceptions.readMany(tenant, [
    ...waiting.unexpected.map(({ exceptionId }) => exceptionId),
    ...waiting.refused.map(({ exceptionId }) => exceptionId),
    ...(wasReceived ? [...asIds(matched), ...asIds(absent)] : []),
  ]);
  const before = new Map(known.map((exception) => [exception.exceptionId, exception]));
  const missing = absent.filter((entry) => {
    const decided = before.get(ofEntry(given, 'missing')(entry).exceptionId);
    return decided?.status !== 'closed';
  });
  const received = new Set(receipt.received);
  const exceptions = changesOf(given, asked.complete ? waiting : { ...waiting, missing: [] }, {
    received: matched.filter((entry) => received.has(entry) || isAlready(entry)),
    before,
  });
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
    ...withLeft(asn, missing.length + receipt.refused.length),
    received:
      entries.filter((entry) => isHere(bare.units.get(nameOf(entry)))).length + receipt.received.length,
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
    unexpected: compared.unexpected,
  };
};
