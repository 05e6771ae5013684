import { meaningOf } from '../gs1/meaning.ts';
import { type Scanned as Body, hasCheck, readCertain, readElementString, scannedIn } from '../gs1/read.ts';
import { ssccFault } from './sscc.ts';

/** What was scanned: a number, a number of an item, the code of a carton or pallet, or any of them in a form of GS1. */
export type Scanned = { readonly text: string; readonly itemId?: string | undefined };

/** What a scan may mean, likeliest first. */
export type Meant = (Scanned & { readonly gtin?: string | undefined }) | { readonly sscc: string };

export type ScanContext = {
  readonly today: string;
  /** Items of the list by their GTIN. */
  readonly items: ReadonlyMap<string, string>;
};

/** By a form of GS1, where the text has one. */
const inGs1 = (scanned: Body, { today, items }: ScanContext): Meant[] => {
  const certain = readCertain(scanned, today);
  // A symbol that says it isn't GS1's has no AIs.
  if (certain === undefined && scanned.isPlain) return [];
  const reading = certain ?? readElementString(scanned.body, today);
  if (reading.faults.length > 0 || (certain === undefined && !hasCheck(reading))) return [];
  const { sscc, gtin, serial } = meaningOf(reading.elements, today);
  if (sscc !== undefined) return [{ sscc }];
  if (serial === undefined) return [];
  const itemId = gtin === undefined ? undefined : items.get(gtin);
  return [{ text: serial, itemId, ...(itemId === undefined ? { gtin } : {}) }];
};

export const meantBy = (scanned: Scanned, context: ScanContext): Meant[] => {
  if (scanned.itemId !== undefined) return [scanned];
  const read = scannedIn(scanned.text);
  // No number begins like that.
  const text = read.isPlain ? read.body.text : scanned.text.trim();
  return [...(ssccFault(text) === undefined ? [{ sscc: text }] : []), { text }, ...inGs1(read, context)];
};
