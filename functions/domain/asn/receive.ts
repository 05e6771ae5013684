import type { Decision, DecisionContext } from '../document/context.ts';
import type { DocumentLine, LedgerDocument } from '../document/document.ts';
import { takes } from '../document/document.ts';
import { decidePosting, type LinePosting } from '../document/post.ts';
import { pieces } from '../quantity.ts';
import { stateOf, type Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { type AsnEntry, type AsnLine, nameOf } from './asn.ts';
import { expecting, freeOn } from './place.ts';

/** Receives what was scanned. One bad unit never keeps the others out. */

/** A number of the list that was scanned and can't come in as it is. */
export type Refused = { readonly entry: AsnEntry; readonly code: string; readonly detail: string };

export type Receipt = {
  readonly decision: Decision | undefined;
  readonly received: readonly AsnEntry[];
  readonly refused: readonly Refused[];
  /** What forbids all of it. */
  readonly violations: readonly Violation[];
};

type Given = {
  readonly document: LedgerDocument;
  readonly lines: readonly AsnLine[];
  readonly effectiveDate: string;
  readonly asnNumber: string;
};

const rowFor = (
  entry: AsnEntry,
  unit: Unit | undefined,
  { document, taken }: { readonly document: LedgerDocument; readonly taken: ReadonlyMap<number, number> },
): DocumentLine | undefined => {
  const rows = expecting(document).filter(({ itemId }) => itemId === entry.itemId);
  if (unit?.status === 'expected' && unit.documentId === document.documentId) {
    return rows.find(({ line }) => line === unit.line);
  }
  // What is in another state is refused by its step, on whatever row.
  if (stateOf(unit) !== 'none') return rows[0];
  const isOpen = takes(document.status, 'post');
  return rows.find((line) => isOpen && freeOn(line) > (taken.get(line.line) ?? 0));
};

const pointerOf = (i: number): string => `/scanned#${i}`;
const rowPointer = (line: number): string => `/rows#${line}`;

/** What is announced by another list is not this one's to receive. */
const otherList = ({ entry }: Numbered, unit: Unit | undefined, asnNumber: string): Refused[] => {
  const on = unit?.status === 'expected' ? unit.onList?.asnNumber : undefined;
  if (on === undefined || on === asnNumber) return [];
  return [{ entry, code: 'serial-on-list', detail: `"${entry.text}" is on list ${on} by now.` }];
};

type Numbered = { readonly entry: AsnEntry; readonly i: number };

const postingsOf = (
  all: readonly Numbered[],
  { document, lines, asnNumber }: Given,
  context: DecisionContext,
): { readonly postings: readonly LinePosting[]; readonly refused: readonly Refused[] } => {
  const taken = new Map<number, number>();
  const byRow = new Map<DocumentLine, Numbered[]>();
  const refused: Refused[] = [];
  for (const one of all) {
    const unit = context.units.get(nameOf(one.entry));
    const elsewhere = otherList(one, unit, asnNumber);
    if (elsewhere.length > 0) {
      refused.push(...elsewhere);
      continue;
    }
    const row = rowFor(one.entry, unit, { document, taken });
    if (row === undefined) {
      const detail = `Nothing of item ${one.entry.itemId} is outstanding on order ${document.number ?? document.documentId}.`;
      refused.push({ entry: one.entry, code: 'quantity-exceeds-outstanding', detail });
      continue;
    }
    if (stateOf(unit) === 'none') taken.set(row.line, (taken.get(row.line) ?? 0) + 1);
    byRow.set(row, [...(byRow.get(row) ?? []), one]);
  }
  const postings = [...byRow].map(([row, its]) => {
    const sent = lines.find(({ itemId }) => itemId === row.itemId);
    return {
      line: { ...row, batch: sent?.batch ?? row.batch, expiresOn: sent?.expiresOn ?? row.expiresOn },
      quantity: pieces(its.length),
      entries: its.map(({ entry: { key, text }, i }) => ({
        text,
        key,
        pointer: pointerOf(i),
      })),
      meant: its.length,
      pointer: rowPointer(row.line),
    };
  });
  return { postings, refused };
};

/**
 * Of each number: what is wrong with it. Where nothing is with any, what is wrong with its row, which concerns all of that
 * and no other: a row that holds too much may hold just enough without those that can't come in.
 */
const faultsBy = (
  violations: readonly Violation[],
  postings: readonly LinePosting[],
): ReadonlyMap<string, Violation> => {
  const own = new Map(violations.map((violation) => [violation.pointer, violation]));
  if (postings.some(({ entries }) => entries.some(({ pointer }) => own.has(pointer)))) return own;
  return new Map(
    postings.flatMap(({ pointer: row, entries }) => {
      const fault = violations.find(({ pointer }) => pointer.startsWith(`${row}/`));
      return fault === undefined ? [] : entries.map(({ pointer }) => [pointer, fault] as const);
    }),
  );
};

/** Receives what can be received of what was scanned, and says why the rest can't. */
export const decideReceipt = (
  matched: readonly AsnEntry[],
  given: Given,
  context: DecisionContext,
): Receipt => {
  const { document, effectiveDate } = given;
  const refused: Refused[] = [];
  if (!takes(document.status, 'number')) {
    const detail = `Order ${document.number ?? document.documentId} is ${document.status}; nothing is received on it.`;
    const violation = { pointer: '', code: 'document-closed' as const, detail, status: document.status };
    return { decision: undefined, received: [], refused, violations: [violation] };
  }
  let rest = matched.map((entry, i): Numbered => ({ entry, i }));
  for (;;) {
    const { postings, refused: homeless } = postingsOf(rest, given, context);
    const left = new Set(homeless.map(({ entry }) => entry));
    const inRows = rest.filter(({ entry }) => !left.has(entry));
    if (inRows.length === 0) {
      return { decision: undefined, received: [], refused: [...refused, ...homeless], violations: [] };
    }
    const posting = { document, lines: postings, effectiveDate, stage: 'post' as const };
    const { violations, decision } = decidePosting(posting, context);
    const faults = faultsBy(violations, postings);
    const bad = inRows.flatMap(({ entry, i }): Refused[] => {
      const fault = faults.get(pointerOf(i));
      return fault === undefined ? [] : [{ entry, code: fault.code, detail: fault.detail }];
    });
    if (bad.length === 0) {
      const received = inRows.map(({ entry }) => entry);
      return { decision, received, refused: [...refused, ...homeless], violations };
    }
    refused.push(...bad);
    const out = new Set(bad.map(({ entry }) => entry));
    rest = rest.filter(({ entry }) => !out.has(entry));
  }
};
