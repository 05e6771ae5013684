import { LedgerError } from '../domain/errors.ts';
import type { SerialInput } from '../domain/serial/input.ts';
import type { SerialRange } from '../domain/serial/range.ts';

/** What operations take out of a body. */

export type Forms = {
  readonly serials?: readonly string[] | undefined;
  readonly serialRange?: SerialRange | undefined;
};

/** @throws LedgerError `unsupported-media-type` where text came that means nothing here */
export const jsonOf = <B>(body: { readonly json: B } | { readonly text: string }): B => {
  if ('json' in body) return body.json;
  throw new LedgerError({ code: 'unsupported-media-type', detail: 'Send application/json.' });
};

export const inputOf = ({ serials, serialRange }: Forms): SerialInput | undefined => {
  if (serials !== undefined) return { form: 'list', texts: serials };
  return serialRange === undefined ? undefined : { form: 'range', range: serialRange };
};

export const givenInput = (body: { readonly json: Forms } | { readonly text: string }): SerialInput =>
  ('text' in body ? { form: 'text', text: body.text } : inputOf(body.json)) ?? { form: 'list', texts: [] };
