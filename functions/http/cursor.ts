import { createHash } from 'node:crypto';
import * as z from 'zod';
import { LedgerError } from '../domain/errors.ts';

/** What a cursor is valid for: the tenant, the partner whose view it is, and everything that shapes the list. */
export type CursorScope = {
  readonly tenant: string;
  readonly partner?: string | undefined;
  readonly list: string;
  readonly query: { readonly [name: string]: unknown };
};

const seal = ({ tenant, partner, list, query }: CursorScope): string => {
  const { cursor: _, limit: __, ...shaping } = query;
  const told = Object.entries(shaping)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tenant, partner ?? '', list, told]))
    .digest('base64url')
    .slice(0, 16);
};

const content = z.tuple([z.string(), z.string(), z.string()]);

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/** `position` is where the list goes on; `phase` tells ordered parts of a list apart. */
export type Position = { readonly position: string; readonly phase?: string };

export const cursorFrom = (scope: CursorScope, { position, phase = '' }: Position): string =>
  Buffer.from(JSON.stringify([seal(scope), phase, position])).toString('base64url');

export const invalidCursor = (): LedgerError => {
  const detail = 'A cursor is valid only for the tenant and the query that it came from.';
  return new LedgerError({ code: 'invalid-cursor', detail });
};

/** @throws LedgerError `invalid-cursor` where it is none of ours, or of another tenant or query */
export const positionIn = (scope: CursorScope, cursor: string | undefined): Position | undefined => {
  if (cursor === undefined) return undefined;
  const read = content.safeParse(parse(cursor));
  if (!read.success || read.data[0] !== seal(scope)) throw invalidCursor();
  return { phase: read.data[1], position: read.data[2] };
};
