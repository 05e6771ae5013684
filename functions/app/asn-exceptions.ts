import type { Asn, AsnEntry } from '../domain/asn/asn.ts';
import type { Compared, Refused } from '../domain/asn/receive.ts';
import type { DecisionContext } from '../domain/document/context.ts';
import { closed, type LedgerException, opened } from '../domain/exception.ts';
import { isHere, type Unit, unitKey } from '../domain/unit.ts';
import type { Ids } from './ports.ts';

/** What is left to be decided when an advance list was received: missing, unexpected, or not to be received as it is. */

export const nameOf = ({ itemId, key }: Pick<AsnEntry, 'itemId' | 'key'>): string => unitKey(itemId, key);

/** The same for the same thing on the same list, so that what is told twice waits once. */
export const exceptionIdOf = (
  ids: Ids,
  asn: Pick<Asn, 'asnNumber' | 'partnerId'>,
  parts: readonly string[],
): string => {
  const name = [asn.asnNumber, asn.partnerId, ...parts];
  return `list.${ids.shortOf(JSON.stringify(name))}${ids.shortOf(JSON.stringify([...name, 'again']))}`;
};

/** Whether the unit came in on the list's order, by the list or without it. */
export const cameOn = ({ orderId }: Pick<Asn, 'orderId'>, unit: Unit | undefined): boolean =>
  isHere(unit) && unit?.origin?.known === true && unit.origin.documentId === orderId;

type Told = Omit<LedgerException, 'status' | 'version'>;

type Waiting = {
  readonly missing: readonly Told[];
  readonly refused: readonly Told[];
  readonly unexpected: readonly Told[];
};

type Given = { readonly ids: Ids; readonly asn: Asn; readonly context: DecisionContext };

export const ofEntry =
  ({ ids, asn, context }: Given, kind: LedgerException['kind']) =>
  (entry: AsnEntry): Told => ({
    exceptionId: exceptionIdOf(ids, asn, [entry.itemId, entry.id ?? entry.key]),
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
export const waitingOf = (
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
    unexpected: unexpected.map(({ text, key, itemId = only, code, detail }) => ({
      exceptionId: exceptionIdOf(ids, asn, ['scanned', itemId ?? '', key ?? text.trim()]),
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

/**
 * What a person has decided about a missing unit stands, unless that was a posting and the unit is awaited again; what
 * turned up unexpectedly was received, or is asked about again.
 */
const isDecided = ({ kind }: Told, { closedByMovementId }: LedgerException): boolean =>
  kind === 'missing' ? closedByMovementId === undefined : closedByMovementId !== undefined;

export const changesOf = (
  given: Given,
  waiting: Waiting,
  {
    received,
    receivedBy,
    before,
  }: {
    readonly received: readonly AsnEntry[];
    /** The movement by which a unit came in. */
    readonly receivedBy: (entry: AsnEntry) => string | undefined;
    readonly before: ReadonlyMap<string, LedgerException>;
  },
): LedgerException[] => {
  const { context } = given;
  const by = { closedAt: context.recordedAt, closedBy: context.user };
  const settled = received.flatMap((entry) => {
    const open = before.get(ofEntry(given, 'missing')(entry).exceptionId);
    if (open?.status !== 'open') return [];
    return [closed(open, { ...by, reason: 'received', closedByMovementId: receivedBy(entry) })];
  });
  const fresh = [...waiting.missing, ...waiting.refused, ...waiting.unexpected].flatMap((told) => {
    const there = before.get(told.exceptionId);
    const stands =
      there !== undefined && (there.status === 'open' ? there.kind === told.kind : isDecided(told, there));
    return stands ? [] : [opened(told, there)];
  });
  return [...settled, ...fresh];
};
