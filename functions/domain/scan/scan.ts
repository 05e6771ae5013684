import { ssccFault } from '../asn/sscc.ts';
import { type Gs1Fault, placeOf } from '../gs1/fault.ts';
import { type Gs1Reading, hasCheck, readCertain, readElementString, scannedIn } from '../gs1/read.ts';
import { forbiddenAt, readSerialText, type SerialText } from '../serial/text.ts';
import { firstKeyOf } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';

/** Everything that a scanned text can be, before anything is looked up (docs/scan.md). */

export type ScanRules = {
  readonly caseSensitive: boolean;
  readonly placeholders: readonly string[];
  /** Today in the tenant's time zone: years of two digits count from it. */
  readonly today: string;
};

export type ScanReading = {
  /** GS1 elements, where it is well formed. */
  readonly gs1?: Gs1Reading | undefined;
  /** GS1 is what the text says of itself, or by a check digit: it is the first reading. */
  readonly isGs1: boolean;
  readonly serial?: SerialText | undefined;
  /** But for its check digit it would be GS1: a number, or a label that was misread. */
  readonly doubts?: readonly Violation[] | undefined;
  /** What may be a unit's id. */
  readonly id?: string | undefined;
  /** What may be a carton's code without its AI. */
  readonly sscc?: string | undefined;
};

const POINTER = '/text';

export const violationOf = ({ code, position, detail }: Gs1Fault): Violation => ({
  pointer: POINTER,
  code,
  position,
  detail,
});

const refused = (...violations: readonly Violation[]) => ({ violations });

/** What the text can be, or everything that is wrong with it. */
export const readScan = (
  raw: string,
  { caseSensitive, placeholders, today }: ScanRules,
): ScanReading | { readonly violations: readonly Violation[] } => {
  const scanned = scannedIn(raw);
  const { body, isGs1, isPlain } = scanned;
  if (body.text === '' && !isGs1) {
    const detail = 'Nothing was scanned.';
    return refused({ pointer: POINTER, code: 'scan-empty', position: placeOf(body, 0), detail });
  }
  const certain = readCertain(scanned, today);
  if (certain !== undefined) {
    return certain.faults.length > 0
      ? refused(...certain.faults.map(violationOf))
      : { gs1: certain, isGs1: true };
  }
  const serial = readSerialText(body.text, caseSensitive, placeholders);
  const id = firstKeyOf(body.text) === undefined ? undefined : body.text;
  // A symbol that says it isn't GS1's has no AIs.
  const elements = isPlain ? undefined : readElementString(body, today);
  const gs1 = elements?.faults.length === 0 ? elements : undefined;
  if (serial.ok) {
    const sscc = ssccFault(body.text) === undefined ? body.text : undefined;
    const { faults = [] } = elements ?? {};
    const isMisread = faults.every(({ code }) => code === 'gs1-check-digit');
    const doubts = isMisread ? faults.map(violationOf) : [];
    return { gs1, isGs1: gs1 !== undefined && hasCheck(gs1), serial: serial.serial, doubts, id, sscc };
  }
  // Where it is a unit's id, only a check digit tells that it is not meant so.
  if (gs1 !== undefined) return { gs1, isGs1: id === undefined || hasCheck(gs1), id };
  if (id !== undefined) return { isGs1: false, id };
  const { code, detail } = serial;
  const isWhole = code === 'serial-no-alphanumeric' || code === 'serial-placeholder';
  const position = placeOf(body, isWhole ? 0 : forbiddenAt(body.text));
  const fault: Violation = { pointer: POINTER, code, position, detail };
  // Where it begins with an AI, it may have been meant so.
  const meant = elements !== undefined && elements.elements.length > 0 ? elements.faults : [];
  return refused(...meant.map(violationOf), fault);
};
