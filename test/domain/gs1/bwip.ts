import bwipjs from 'bwip-js/node';

/** The checks of the bar code writer bwip-js, an implementation of the same rules by others. */

/** For years of two digits it counts from this year. */
export const BWIP_TODAY = '2021-06-01';

type Options = { readonly bcid: 'gs1datamatrix' | 'gs1dlqrcode'; readonly lintreqs: boolean };

/** What it has against a text; nothing where it makes a bar code of it. */
const complaint = (text: string, options: Options): string | undefined => {
  try {
    // Encodes without drawing, and fails at once where it doesn't like the text.
    bwipjs.raw({ ...options, text });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Bracketed; `pairs` also asks for the AIs that must stand beside. */
export const bracketedComplaint = (text: string, pairs: boolean): string | undefined =>
  complaint(text, { bcid: 'gs1datamatrix', lintreqs: pairs });
export const linkComplaint = (uri: string): string | undefined =>
  complaint(uri, { bcid: 'gs1dlqrcode', lintreqs: false });
