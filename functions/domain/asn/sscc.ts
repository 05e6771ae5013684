/** Serial shipping container codes (GS1 General Specifications, section 3.2): 17 digits and a check digit. */

const LENGTH = 18;

/** Weights 3, 1, 3… from the right, the check digit not counted (GS1 General Specifications, section 7.9). */
const checkDigitOf = (digits: string): number => {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
};

/** Why a text is no SSCC; nothing where it is one. */
export const ssccFault = (text: string): string | undefined => {
  if (!/^\d+$/.test(text) || text.length !== LENGTH) return `"${text}" is no SSCC: it has ${LENGTH} digits.`;
  const [digits, given] = [text.slice(0, -1), Number(text.at(-1))];
  const expected = checkDigitOf(digits);
  return given === expected ? undefined : `"${text}" is no SSCC: its check digit would be ${expected}.`;
};

/** The code as a scanner may give it: alone, or behind its application identifier 00, in brackets or not. */
export const ssccIn = (scanned: string): string | undefined => {
  const [, code] = /^(?:\]C1|\]e0)?(?:\(00\)|00)?(\d{18})$/.exec(scanned.trim()) ?? [];
  return code !== undefined && ssccFault(code) === undefined ? code : undefined;
};
