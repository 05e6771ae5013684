import { checkDigitFits } from '../gs1/check-digits.ts';

/** Serial shipping container codes (GS1 General Specifications, section 3.2): 17 digits and a check digit. */

const LENGTH = 18;

/** Why a text is no SSCC; nothing where it is one. */
export const ssccFault = (text: string): string | undefined => {
  if (!/^\d+$/.test(text) || text.length !== LENGTH) return `"${text}" is no SSCC: it has ${LENGTH} digits.`;
  return checkDigitFits(text) ? undefined : `"${text}" is no SSCC: its check digit is wrong.`;
};
