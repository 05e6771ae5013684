import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';
import { parseJson } from './json.ts';

const saveAfterMs = 250;

/** A value that outlives the process: changes are written soon after, many at once. */
export type SavedState<T> = {
  readonly value: T;
  readonly changed: () => void;
  readonly flush: () => void;
};

/**
 * Reads the value kept in `file`, or begins with `initial` where there is none or it is damaged; without a file
 * nothing is kept. The value is changed in place; call `changed` afterwards.
 */
export const savedState = <T>(file: string | undefined, schema: z.ZodType<T>, initial: T): SavedState<T> => {
  const kept =
    file !== undefined && existsSync(file)
      ? schema.safeParse(parseJson(readFileSync(file, 'utf8')))
      : undefined;
  const value = kept?.success === true ? kept.data : initial;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (file === undefined) return;
    // Renaming replaces the file at once, so that a crash leaves the old or the new one, never a torn one.
    writeFileSync(`${file}.new`, JSON.stringify(value));
    renameSync(`${file}.new`, file);
  };
  return {
    value,
    flush,
    changed: () => {
      if (file !== undefined) timer ??= setTimeout(flush, saveAfterMs);
    },
  };
};
