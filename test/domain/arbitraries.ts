import fc from 'fast-check';
import { readSerialText } from '../../functions/domain/serial/text.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SEPARATORS = ' -_/,.';

/** A text of the characters of serials; it may still be refused, as `--` is. */
export const serialCharacters = (maxLength = 40): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...LETTERS, ...LETTERS, ...SEPARATORS),
    maxLength,
  });

/** A number as it is kept. */
export const serialText: fc.Arbitrary<string> = serialCharacters(32)
  .map((typed) => readSerialText(typed, true))
  .filter((read) => read.ok)
  .map((read) => (read.ok ? read.serial.text : ''));
