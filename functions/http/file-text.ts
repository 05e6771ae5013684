import { LedgerError } from '../domain/errors.ts';
import type { ViolationCode } from '../domain/violations.ts';

/** A file as it came in a body: text, or nothing that is taken. */

export const FILE_BYTES_MAX = 4 * 1024 * 1024;

const refused = (code: ViolationCode, detail: string): LedgerError =>
  new LedgerError({ code: 'refused', violations: [{ pointer: '', code, detail }] });

const offsetOf = (text: string, at: number): number => Buffer.byteLength(text.slice(0, at));

/** What a gateway that takes bodies for UTF-8 makes of bytes that are not. */
const REPLACEMENT = '\uFFFD';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

const encodingFault = (offset: number, text: string): LedgerError => {
  const wide = text.includes('\u0000') ? ' It looks like UTF-16.' : '';
  const detail = `The file is not UTF-8: byte ${offset} begins no character.${wide} Save it as "CSV UTF-8".`;
  return refused('file-encoding', detail);
};

/**
 * The text that is meant, without a byte order mark.
 * @throws LedgerError `refused` with `file-too-large`, `file-encoding` or `file-binary`
 */
export const fileText = (body: string | Buffer): string => {
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  if (bytes > FILE_BYTES_MAX) {
    throw refused(
      'file-too-large',
      `The file has ${bytes} bytes; at most ${FILE_BYTES_MAX} are taken (4 MB).`,
    );
  }
  const text = typeof body === 'string' ? body : body.toString('utf8');
  const broken = text.indexOf(REPLACEMENT);
  if (broken >= 0) throw encodingFault(offsetOf(text, broken), text);
  const control = CONTROL.exec(text);
  if (control !== null) {
    const point = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const detail = `The file is no text: byte ${offsetOf(text, control.index)} is U+${point}.`;
    throw refused('file-binary', detail);
  }
  return text.replace(/^\uFEFF/, '');
};
