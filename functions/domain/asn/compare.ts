import { placeholderFault, readSerialText } from '../serial/text.ts';
import type { Settings } from '../settings.ts';
import { type ListedEntry, nameOf } from './asn.ts';
import { meantBy, type ScanContext, type Scanned } from './scanned.ts';

/** What came off the lorry against what was announced: which units are meant by what was scanned. */

export type Unexpected = Scanned & {
  /** The number as it is told apart, where it can be one. */
  readonly key?: string | undefined;
  readonly code: 'not-on-list' | 'carton-not-on-list' | 'ambiguous' | 'not-a-serial';
  readonly detail: string;
  /** The carton that it is. */
  readonly sscc?: string | undefined;
  /** Of the item that its label names, which isn't on the order. */
  readonly gtin?: string | undefined;
};

/** Each unit once, though several of its numbers be on the list. */
export type Compared = {
  readonly matched: readonly ListedEntry[];
  readonly missing: readonly ListedEntry[];
  readonly unexpected: readonly Unexpected[];
};

type CompareContext = ScanContext & { readonly settings: Settings };
type Found = { readonly entries: readonly ListedEntry[] } | Unexpected;

type Groups = ReadonlyMap<string, readonly ListedEntry[]>;
type Listed = { readonly byKey: Groups; readonly bySentKey: Groups; readonly bySscc: Groups };

/** Each unit once. */
export const distinct = (entries: readonly ListedEntry[]): ListedEntry[] => [
  ...new Map(entries.map((entry) => [nameOf(entry), entry])).values(),
];

/** What a number means among those of the list: which unit bears it, or did when it was sent. */
const numbered = (
  { text, itemId, gtin }: Scanned & { readonly gtin?: string | undefined },
  { byKey, bySentKey }: Listed,
  settings: Settings,
): Found => {
  const read = readSerialText(text, settings.caseSensitive, []);
  const noSerial = (detail: string): Unexpected => ({ text, itemId, code: 'not-a-serial', detail });
  if (!read.ok) return noSerial(read.detail);
  const among = (groups: Groups): ListedEntry[] =>
    distinct(groups.get(read.serial.key) ?? []).filter(
      (entry) => itemId === undefined || entry.itemId === itemId,
    );
  const borne = among(byKey);
  // A unit of something else bears the same number by chance only.
  const ofItem = borne.length > 0 ? borne : among(bySentKey);
  const found = gtin === undefined ? ofItem : [];
  if (found.length === 1) return { entries: found };
  const placeholder = placeholderFault(read.serial.text, settings.placeholders);
  if (found.length === 0 && placeholder !== undefined) return noSerial(placeholder);
  const items = found.map((entry) => entry.itemId).join(', ');
  return found.length === 0
    ? {
        text,
        itemId,
        gtin,
        key: read.serial.key,
        code: 'not-on-list',
        detail: `"${text}"${gtin === undefined ? '' : ` of GTIN ${gtin}`} is not on the list.`,
      }
    : {
        text,
        code: 'ambiguous',
        detail: `"${text}" is on the list for several items (${items}): say which.`,
      };
};

const carton = (sscc: string, text: string, { bySscc }: Listed): Found => {
  const entries = bySscc.get(sscc);
  const detail = `Carton ${sscc} is not on the list.`;
  return entries === undefined ? { text, code: 'carton-not-on-list', detail, sscc } : { entries };
};

/** The last way of reading it that is one: a label's number rather than all that the label says. */
const tellingMost = (last: Unexpected, one: Unexpected): Unexpected => {
  // What is on the list, of whatever item, is no carton of another one.
  if (one.code === 'ambiguous') return one;
  return last.sscc === undefined && one.code !== 'not-a-serial' ? one : last;
};

const finder = (entries: readonly ListedEntry[], context: CompareContext): ((scanned: Scanned) => Found) => {
  const listed: Listed = {
    byKey: Map.groupBy(entries, ({ key }) => key),
    bySentKey: Map.groupBy(entries, ({ sentKey }) => sentKey),
    bySscc: Map.groupBy(entries, ({ sscc = '' }) => sscc),
  };
  return (scanned) => {
    const all = meantBy(scanned, context).map(
      (meant): Found =>
        'sscc' in meant
          ? carton(meant.sscc, scanned.text, listed)
          : numbered(meant, listed, context.settings),
    );
    return (
      all.find((found) => 'entries' in found) ??
      all.flatMap((found) => ('entries' in found ? [] : [found])).reduce(tellingMost)
    );
  };
};

/** Scanned twice counts once. */
export const compare = (
  scanned: readonly Scanned[],
  { entries, ...context }: { readonly entries: readonly ListedEntry[] } & CompareContext,
): Compared => {
  const find = finder(entries, context);
  const matched = new Map<string, ListedEntry>();
  const unexpected = new Map<string, Unexpected>();
  for (const one of scanned) {
    const found = find(one);
    if ('entries' in found) for (const entry of found.entries) matched.set(nameOf(entry), entry);
    else {
      const { itemId, gtin, text, sscc, key = sscc ?? text.trim() } = found;
      unexpected.set(JSON.stringify([itemId, gtin, key]), found);
    }
  }
  return {
    matched: [...matched.values()],
    missing: distinct(entries).filter((entry) => !matched.has(nameOf(entry))),
    unexpected: [...unexpected.values()],
  };
};
