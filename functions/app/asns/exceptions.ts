import { type Asn, type AsnEntry, type ListedEntry, latestOf, nameOf } from '../../domain/asn/asn.ts';
import type { Compared } from '../../domain/asn/compare.ts';
import type { Refused } from '../../domain/asn/receive.ts';
import type { DecisionContext } from '../../domain/document/context.ts';
import { closed, type LedgerException, opened } from '../../domain/exception.ts';
import { isHere, type Unit } from '../../domain/unit/unit.ts';
import type { Ids } from '../ports.ts';

/** What is left to be decided when an advance list was received: missing, unexpected, or not to be received as it is. */

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
    unexpected: unexpected.map(
      ({ text, sscc, key, gtin, itemId = gtin === undefined ? only : undefined, code, detail }) => ({
        exceptionId: exceptionIdOf(ids, asn, ['scanned', itemId ?? gtin ?? '', key ?? sscc ?? text.trim()]),
        kind: 'unexpected',
        itemId,
        serial: text.trim().slice(0, LONGEST_TEXT),
        documentId: asn.orderId,
        asnNumber: asn.asnNumber,
        partnerId: asn.partnerId,
        code,
        detail,
        at: context.recordedAt,
      }),
    ),
  };
};

/**
 * What a person has decided about a missing unit stands: until the list is sent anew, or the unit came in after all and
 * is awaited again. What turned up unexpectedly was received, or is asked about again.
 */
export const isDecided = (
  asn: Asn,
  { kind }: Pick<Told, 'kind'>,
  { closedByMovementId, closedAt = '' }: LedgerException,
): boolean =>
  kind === 'missing'
    ? closedByMovementId === undefined && closedAt > (latestOf(asn)?.at ?? '')
    : closedByMovementId !== undefined;

/** What was scanned as one of these while it wasn't on the list. */
export const scannedAs = ({ ids, asn }: Given, entries: readonly ListedEntry[]): string[] =>
  entries.flatMap(({ itemId, key, sentKey }) =>
    [...new Set([key, sentKey])].map((one) => exceptionIdOf(ids, asn, ['scanned', itemId, one])),
  );

export const changesOf = (
  given: Given,
  waiting: Waiting,
  {
    received,
    receivedBy,
    before,
  }: {
    readonly received: readonly ListedEntry[];
    /** The movement by which a unit came in. */
    readonly receivedBy: (entry: AsnEntry) => string | undefined;
    readonly before: ReadonlyMap<string, LedgerException>;
  },
): LedgerException[] => {
  const { context } = given;
  const by = { closedAt: context.recordedAt, closedBy: context.user };
  const settled = received.flatMap((entry) => {
    const closedByMovementId = receivedBy(entry);
    const names = [ofEntry(given, 'missing')(entry).exceptionId, ...scannedAs(given, [entry])];
    return names.flatMap((name): LedgerException[] => {
      const there = before.get(name);
      if (there === undefined) return [];
      if (there.status === 'open') return [closed(there, { ...by, reason: 'received', closedByMovementId })];
      // It came in after all, whatever was decided about it.
      const isNews = there.kind === 'missing' && there.closedByMovementId === undefined;
      return isNews && closedByMovementId !== undefined
        ? [closed(there, { ...there, closedByMovementId })]
        : [];
    });
  });
  const fresh = [...waiting.missing, ...waiting.refused, ...waiting.unexpected].flatMap((told) => {
    const there = before.get(told.exceptionId);
    const stands =
      there !== undefined &&
      (there.status === 'open' ? there.kind === told.kind : isDecided(given.asn, told, there));
    return stands ? [] : [opened(told, there)];
  });
  // A number is told with its item and without it, as it is borne and as it was sent: that is one and the same.
  return [...new Map([...settled, ...fresh].map((one) => [one.exceptionId, one])).values()];
};
