import type { Item } from '../registry.ts';
import { readNumbers, readSerials, type SerialEntry, type SerialRules } from '../serial/input.ts';
import type { SerialRange } from '../serial/range.ts';
import type { Settings } from '../settings.ts';
import { unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { type AsnEntry, type AsnLine, SERIALS_PER_ASN } from './asn.ts';
import { ssccFault } from './sscc.ts';

/** Reads what a supplier sent, with every fault of it. */

export type SentCarton = { readonly sscc: string; readonly serials: readonly string[] };

export type SentLine = {
  readonly itemId: string;
  /** All numbers of the line, or those that are in no carton. */
  readonly serials?: readonly string[] | undefined;
  readonly serialRange?: SerialRange | undefined;
  readonly cartons?: readonly SentCarton[] | undefined;
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
};

/** A number with its place in the request. */
export type ListEntry = AsnEntry & { readonly pointer: string; readonly position?: number | undefined };

export type ReadList = {
  readonly entries: readonly ListEntry[];
  readonly lines: readonly AsnLine[];
  /** Each carton once, with the place where it is named first. */
  readonly cartons: ReadonlyMap<string, string>;
  readonly violations: readonly Violation[];
};

type Mention = { readonly entry: ListEntry; readonly isInCarton: boolean };
type LineRead = { readonly mentions: readonly Mention[]; readonly violations: readonly Violation[] };
type Place = { readonly line: number; readonly itemId: string; readonly pointer: string };

const mentionsOf = (entries: readonly SerialEntry[], { line, itemId }: Place, sscc?: string): Mention[] =>
  entries.map(({ text, key, pointer, position }) => ({
    entry: { line, itemId, text, key, sscc, pointer, position },
    isInCarton: sscc !== undefined,
  }));

const readLine = (sent: SentLine, place: Place, rules: SerialRules): LineRead => {
  const { pointer } = place;
  const loose = [
    readNumbers(sent.serials ?? [], (n) => `${pointer}/serials/${n}`, rules),
    ...(sent.serialRange === undefined
      ? []
      : [readSerials({ form: 'range', range: sent.serialRange }, `${pointer}/serialRange`, rules)]),
  ];
  const cartons = (sent.cartons ?? []).map(({ sscc, serials }, i) => {
    const at = `${pointer}/cartons/${i}`;
    const read = readNumbers(serials, (n) => `${at}/serials/${n}`, rules);
    const fault = ssccFault(sscc);
    const again = sent.cartons?.findIndex((other) => other.sscc === sscc) !== i;
    const wrong = (code: 'sscc-invalid' | 'sscc-duplicate', detail: string): Violation => ({
      pointer: `${at}/sscc`,
      code,
      detail,
    });
    return {
      mentions: mentionsOf(read.entries, place, sscc),
      violations: [
        ...(fault === undefined ? [] : [wrong('sscc-invalid', fault)]),
        ...(again ? [wrong('sscc-duplicate', `Carton ${sscc} stands twice on this line.`)] : []),
        ...read.violations,
      ],
    };
  });
  return {
    mentions: [
      ...loose.flatMap(({ entries }) => mentionsOf(entries, place)),
      ...cartons.flatMap(({ mentions }) => mentions),
    ],
    violations: [
      ...loose.flatMap(({ violations }) => violations),
      ...cartons.flatMap(({ violations }) => violations),
    ],
  };
};

const repeated = ({ entry: { pointer, position, text } }: Mention, first: ListEntry): Violation => ({
  pointer,
  ...(position === undefined ? {} : { position }),
  code: 'serial-duplicate',
  serial: text,
  detail: `"${text}" is the same number as "${first.text}" at ${first.pointer}.`,
});

/** A number may be told once among all and once in its carton; more is a mistake. */
const merged = (mentions: readonly Mention[]): Pick<ReadList, 'entries' | 'violations'> => {
  const entries = new Map<string, ListEntry>();
  const told = new Map<string, Mention>();
  const violations: Violation[] = [];
  for (const mention of mentions) {
    const { entry, isInCarton } = mention;
    const name = unitKey(entry.itemId, entry.key);
    const same = told.get(`${isInCarton} ${name}`);
    if (same !== undefined) {
      violations.push(repeated(mention, same.entry));
      continue;
    }
    told.set(`${isInCarton} ${name}`, mention);
    const first = entries.get(name);
    entries.set(name, first === undefined ? entry : { ...first, sscc: first.sscc ?? entry.sscc });
  }
  return { entries: [...entries.values()], violations };
};

/** One item of a list has one batch and one expiry: its units are told apart by their numbers only. */
const differing = (lines: readonly SentLine[]): Violation[] =>
  lines.flatMap((line, i): Violation[] => {
    const first = lines.find(({ itemId }) => itemId === line.itemId);
    if (first === undefined) return [];
    const detail = `Item ${line.itemId} stands here with another one than on line ${lines.indexOf(first)}; send it on a list of its own.`;
    return [
      ...(first.batch === line.batch
        ? []
        : [{ pointer: `/lines/${i}/batch`, code: 'batch-differs' as const, detail }]),
      ...(first.expiresOn === line.expiresOn
        ? []
        : [{ pointer: `/lines/${i}/expiresOn`, code: 'expiry-differs' as const, detail }]),
    ];
  });

const cartonsIn = (lines: readonly SentLine[]): ReadonlyMap<string, string> => {
  const cartons = new Map<string, string>();
  for (const [i, line] of lines.entries()) {
    for (const [n, { sscc }] of (line.cartons ?? []).entries()) {
      if (!cartons.has(sscc)) cartons.set(sscc, `/lines/${i}/cartons/${n}/sscc`);
    }
  }
  return cartons;
};

export const readList = (
  sent: readonly SentLine[],
  {
    settings,
    items,
    isKnown,
  }: {
    readonly settings: Settings;
    readonly items: ReadonlyMap<string, Item>;
    readonly isKnown: (itemId: string, key: string) => boolean;
  },
): ReadList => {
  const { caseSensitive, placeholders } = settings;
  const reads = sent.map((line, i) => {
    const { itemId } = line;
    const place = { line: i, itemId, pointer: `/lines/${i}` };
    return readLine(line, place, {
      caseSensitive,
      placeholders,
      pattern: items.get(itemId)?.pattern,
      isKnown: (key) => isKnown(itemId, key),
    });
  });
  const { entries, violations } = merged(reads.flatMap(({ mentions }) => mentions));
  const empty = sent.flatMap((line, i): Violation[] => {
    const count = (line.serials?.length ?? 0) + (line.cartons?.length ?? 0);
    if (count > 0 || line.serialRange !== undefined) return [];
    const detail = `Line ${i} names no serials.`;
    return [{ pointer: `/lines/${i}/serials`, code: 'serials-missing', detail, itemId: line.itemId }];
  });
  const detail = `The list has ${entries.length} serials; it holds at most ${SERIALS_PER_ASN}.`;
  const tooMany: Violation[] =
    entries.length > SERIALS_PER_ASN
      ? [{ pointer: '/lines', code: 'serials-too-many', detail, actual: entries.length }]
      : [];
  return {
    entries,
    lines: sent.map(({ itemId, batch, expiresOn, cartons }, i) => ({
      itemId,
      serials: entries.filter(({ line }) => line === i).length,
      cartons: cartons?.length ?? 0,
      batch,
      expiresOn,
    })),
    cartons: cartonsIn(sent),
    violations: [
      ...tooMany,
      ...empty,
      ...reads.flatMap((read) => read.violations),
      ...violations,
      ...differing(sent),
    ],
  };
};
