import { decideAnnouncement } from '../../domain/asn/accept.ts';
import { type Asn, type AsnEntry, latestOf } from '../../domain/asn/asn.ts';
import { expecting } from '../../domain/asn/place.ts';
import { type ReadList, readList, type SentLine } from '../../domain/asn/read-list.ts';
import { refuse, refuseIfAny } from '../../domain/errors.ts';
import { LOOKED_FOR } from '../../domain/serial/input.ts';
import type { Settings } from '../../domain/settings.ts';
import { isKnownNumber, type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import { documentChange, itemsOf } from '../documents/change.ts';
import { readBatch } from '../documents/input.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf } from '../posting/decision-context.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { cartonFaults, cartonParts, ssccsIn } from './cartons.ts';
import { readListed } from './listed-units.ts';
import { checkTakes, doneLists } from './read.ts';
import { explainer, namedOrders, orderOf } from './sender.ts';

/** What a supplier sends of an order, before it is on its way (C2): accepted whole, or refused with all its faults. */

export type AsnInput = {
  readonly asnNumber: string;
  readonly orderId: string;
  readonly shipDate?: string | undefined;
  readonly expectedDate?: string | undefined;
  readonly lines: readonly SentLine[];
  readonly ifMatch?: string | undefined;
};

export type Announced = {
  readonly parts: readonly WritePart[];
  readonly postingId?: string | undefined;
  readonly asn: Asn;
  readonly isNew: boolean;
};

/** Older ones stay in the table. */
const REVISIONS_NAMED = 100;

/** As it is kept, with the units that the numbers stand for. */
const kept = (
  sent: readonly AsnEntry[],
  now: readonly AsnEntry[],
  units: ReadonlyMap<string, Unit>,
): AsnEntry[] =>
  sent.map(({ line, itemId, text, key, sscc }, i) => ({
    line,
    itemId,
    text,
    key,
    id: units.get(unitKey(itemId, now[i]?.key ?? key))?.id,
    sscc,
  }));

const plain = ({ line, itemId, key, sscc }: AsnEntry): string => JSON.stringify([line, itemId, key, sscc]);

const isSame = (
  asn: Asn,
  { shipDate, expectedDate }: AsnInput,
  { lines, entries, told }: Pick<ReadList, 'lines' | 'entries'> & { readonly told: readonly AsnEntry[] },
): boolean =>
  asn.status === 'open' &&
  asn.shipDate === shipDate &&
  asn.expectedDate === expectedDate &&
  JSON.stringify(asn.lines.map((line) => ({ ...line }))) === JSON.stringify(lines) &&
  told.map(plain).join() === entries.map(plain).join();

/** Batches as their units bear them. */
const withBatches = (
  sent: readonly SentLine[],
  settings: Settings,
): { readonly lines: readonly SentLine[]; readonly violations: readonly Violation[] } => {
  const reads = sent.map((line, i) => ({
    line,
    batch: readBatch(line.batch, `/lines/${i}/batch`, settings),
  }));
  return {
    lines: reads.map(({ line, batch }) => ({ ...line, batch: batch.value })),
    violations: reads.flatMap(({ batch }) => batch.violations),
  };
};

const dateFaults = ({ shipDate, expectedDate }: AsnInput): Violation[] => {
  if (shipDate === undefined || expectedDate === undefined || shipDate <= expectedDate) return [];
  const detail = `It would be here on ${expectedDate}, before it is sent on ${shipDate}.`;
  return [{ pointer: '/expectedDate', code: 'range-reversed', detail }];
};

const lineageOf = (
  before: Asn | undefined,
  given: { readonly input: AsnInput; readonly partnerId: string; readonly at: string; readonly user: string },
): Omit<Asn, 'lines' | 'revisions'> => {
  const { input, partnerId, at, user } = given;
  const { asnNumber, orderId, shipDate, expectedDate } = input;
  return {
    asnNumber,
    partnerId,
    orderId,
    status: 'open',
    shipDate,
    expectedDate,
    received: 0,
    left: 0,
    movementIds: before?.movementIds ?? [],
    createdAt: before?.createdAt ?? at,
    createdBy: before?.createdBy ?? user,
    version: (before?.version ?? 0) + 1,
  };
};

/**
 * Accepts a list, or a new version of it, as one posting of what differs.
 * @throws LedgerError `refused` with every fault of every line; `version-mismatch`
 */
export const announce = async (deps: Deps, caller: Caller, input: AsnInput): Promise<Announced> => {
  const { store } = deps;
  const { tenant } = caller;
  const [settings, order] = await Promise.all([
    store.settings.read(tenant),
    orderOf(deps, caller, input.orderId),
  ]);
  const name = { asnNumber: input.asnNumber, partnerId: order.partnerId ?? '' };
  const previous = await store.asns.read(tenant, name);
  checkVersion(input.ifMatch, previous?.version);
  if (previous !== undefined) checkTakes(previous, 'announce');
  if (previous?.status === 'open' && previous.orderId !== input.orderId) {
    const detail = `List ${input.asnNumber} is for order ${previous.orderId}; cancel it first, or use another number.`;
    refuse({ pointer: '/orderId', code: 'list-order-differs', detail, documentId: previous.orderId });
  }
  const itemIds = [...new Set(input.lines.map(({ itemId }) => itemId))];
  const [orderItems, sentItems, told] = await Promise.all([
    itemsOf(deps, caller, order),
    store.items.readMany(tenant, itemIds),
    previous?.status === 'open' ? store.asns.readEntries(tenant, previous) : [],
  ]);
  const items = [...new Map([...orderItems, ...sentItems].map((item) => [item.itemId, item])).values()];
  const ordered = new Set(expecting(order).map(({ itemId }) => itemId));
  const batches = withBatches(input.lines, settings);
  // Nothing is told of items that are not on the order.
  const tellable = new Map(
    orderItems.flatMap((item) => (ordered.has(item.itemId) ? [[item.itemId, item]] : [])),
  );
  const looked = readList(batches.lines, { settings, items: tellable, ...LOOKED_FOR });
  const ssccs = [...new Set([...looked.cartons.keys(), ...ssccsIn(told)])];
  const [{ document, state, entries: before }, cartons] = await Promise.all([
    readListed(deps, caller, {
      order,
      entries: told,
      units: looked.entries.map(({ itemId, key }) => ({ itemId, key })),
    }),
    store.asns.readCartons(tenant, ssccs),
  ]);
  const moment = momentOf(deps, settings);
  const context = contextOf(deps, caller, { moment, items, state });
  // A number that was announced before means the same unit, whatever that bears now.
  const renamed = new Map(told.map((entry, i) => [unitKey(entry.itemId, entry.key), before[i] ?? entry]));
  const list = readList(batches.lines, {
    settings,
    items: tellable,
    isKnown: (itemId, key) =>
      tellable.has(itemId) &&
      isKnownNumber(context.units, { itemId, key: renamed.get(unitKey(itemId, key))?.key ?? key }),
  });
  const entries = list.entries.map((entry) => {
    const now = renamed.get(unitKey(entry.itemId, entry.key));
    return now === undefined
      ? entry
      : { ...entry, text: now.key === entry.key ? entry.text : now.text, key: now.key };
  });
  const [orders, done] = await Promise.all([
    namedOrders(deps, caller, state.units),
    doneLists(deps, caller, { units: state.units, partnerId: name.partnerId }),
  ]);
  const { violations, decision } = decideAnnouncement(
    {
      asnNumber: input.asnNumber,
      document,
      lines: list.lines,
      entries,
      before,
      done,
      explain: explainer(caller, orders),
    },
    context,
  );
  refuseIfAny([
    ...dateFaults(input),
    ...batches.violations,
    ...list.violations,
    ...violations,
    ...(await cartonFaults(deps, caller, { list, cartons, name })),
  ]);
  const isIdle = decision.units.length === 0;
  if (previous !== undefined && isIdle && isSame(previous, input, { ...list, told })) {
    return { parts: [], asn: previous, isNew: false };
  }
  const revision = (previous === undefined ? 0 : (latestOf(previous)?.revision ?? 0)) + 1;
  const after = decision.units.flatMap((one) => one.after ?? []);
  const units = new Map([
    ...context.units,
    ...after.map((unit) => [unitKey(unit.itemId, unit.key), unit] as const),
  ]);
  const saved = store.asns.saveEntries(
    tenant,
    { ...name, revision },
    {
      head: {
        orderId: input.orderId,
        lines: list.lines,
        shipDate: input.shipDate,
        expectedDate: input.expectedDate,
      },
      entries: kept(list.entries, entries, units),
    },
  );
  const at = moment.recordedAt;
  const version = { revision, at, by: caller.user, serials: entries.length, chunks: saved.chunks };
  const asn: Asn = {
    ...lineageOf(previous, { input, partnerId: name.partnerId, at, user: caller.user }),
    lines: list.lines,
    revisions: [...(previous?.revisions ?? []), version].slice(-REVISIONS_NAMED),
  };
  const change = await documentChange(deps, caller, {
    decision,
    context,
    document,
    before: order,
    items,
    moment,
  });
  return {
    parts: [
      ...change.parts,
      ...cartonParts(deps, caller, { asn, wanted: [...list.cartons.keys()], known: cartons }),
      ...saved.parts,
      store.asns.save(tenant, asn),
    ],
    postingId: change.postingId,
    asn,
    isNew: previous === undefined,
  };
};
