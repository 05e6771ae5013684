import type { Violation } from '../errors.ts';
import { pieces } from '../quantity.ts';
import { keyOf, normaliseText } from '../serial-text.ts';
import { type Parent, unitKey } from '../unit.ts';
import type { DecisionContext } from './context.ts';
import type { LedgerDocument } from './document.ts';
import { lineFlow } from './kinds.ts';
import type { LinePosting, Posting } from './post.ts';

const producing = (document: LedgerDocument) =>
  document.lines.filter((line) => lineFlow(document.kind, line, 'post')?.movement === 'produce');

type Candidate = {
  readonly itemId: string;
  readonly key: string;
  readonly serial: string;
  readonly id?: string | undefined;
  /** What it was called before it was renamed. */
  readonly aliases?: readonly string[] | undefined;
};

/** The numbers of units that the document produces, as far as they are known: posted now, assigned, or made by it. */
const candidatesOf = ({ document, lines }: Posting, context: DecisionContext): Candidate[] => {
  const its = producing(document);
  const items = new Set(its.map(({ itemId }) => itemId));
  const numbers = new Set(its.map(({ line }) => line));
  const now = lines
    .filter(({ line }) => numbers.has(line.line))
    .flatMap(({ line, entries }) =>
      entries.map(({ key, text, id }) => ({ itemId: line.itemId, key, serial: text, id })),
    );
  const assigned = its.flatMap(({ itemId, assigned: all }) =>
    all.map(({ key, text, id }) => ({ itemId, key, serial: text, id })),
  );
  const made = [...context.units.values()]
    .filter(({ itemId, origin }) => items.has(itemId) && origin?.known === true)
    .filter(({ origin }) => origin?.known === true && origin.documentId === document.documentId)
    .map(({ itemId, key, serial, aliases }) => ({ itemId, key, serial, aliases }));
  return [
    ...new Map([...now, ...assigned, ...made].map((one) => [unitKey(one.itemId, one.key), one])).values(),
  ];
};

/**
 * The unit that consumed units become parts of: named, or implied where the document produces exactly one. None is
 * asked for where nothing numbered is produced.
 */
export const parentOf = (
  posting: Posting,
  { line, entries, pointer }: LinePosting,
  context: DecisionContext,
): { readonly parent?: Parent; readonly violations: readonly Violation[] } => {
  const produced = producing(posting.document);
  const isNumbered = produced.some(({ itemId }) => context.items.get(itemId)?.tracking === 'serial');
  if (entries.length === 0 || !isNumbered) return { violations: [] };
  const candidates = candidatesOf(posting, context);
  const at = { pointer: `${pointer}/parentSerial`, line: line.line };
  // By its id, which stays when it is renamed; what isn't made yet has its id already.
  const shown = ({ itemId, key, serial, id }: Candidate): Parent => ({
    itemId,
    serial,
    id: context.units.get(unitKey(itemId, key))?.id ?? id ?? context.newUnitId({ itemId, key }),
  });
  if (line.parentSerial === undefined) {
    const one = produced.reduce((sum, { quantity }) => sum + quantity, 0) === pieces(1);
    const [only] = candidates;
    if (one && only !== undefined && candidates.length === 1) return { parent: shown(only), violations: [] };
    const detail = `Say which produced unit the serials of line ${line.line} go into.`;
    return { violations: [{ ...at, code: 'parent-required', detail }] };
  }
  const keyed = (text: string): string => keyOf(normaliseText(text), context.settings.caseSensitive);
  const key = keyed(line.parentSerial);
  const found =
    candidates.find((candidate) => candidate.key === key) ??
    candidates.find(({ aliases }) => aliases?.some((alias) => keyed(alias) === key));
  if (found !== undefined) return { parent: shown(found), violations: [] };
  const detail = `"${line.parentSerial}" is not a unit that this document produces.`;
  return { violations: [{ ...at, code: 'parent-unknown', serial: line.parentSerial, detail }] };
};
