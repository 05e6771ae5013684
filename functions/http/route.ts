import type { Scope } from '../domain/roles.ts';

/** What a route is; free of any library, so that `lib/` can read it. */

export const FUNCTION_NAMES = [
  'registry',
  'documents',
  'units',
  'enquiry',
  'recalls',
  'asns',
  'imports',
  'reference',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export type Route = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly function: FunctionName;
  /** Alternatives; a route without any is public. */
  readonly scopes: readonly Scope[];
  readonly summary: string;
  /** Takes long, or much of the table, whatever its body says; such requests have a limit of their own. */
  readonly heavy?: true;
};

export const READ = ['ledger.read', 'ledger.write', 'ledger.admin'] as const;
export const WRITE = ['ledger.write', 'ledger.admin'] as const;
export const ADMIN = ['ledger.admin'] as const;
/** Suppliers send lists of what is on its way; so may we for them. */
export const ANNOUNCE = ['asn.write', ...WRITE] as const;
/** Suppliers read the documents that are addressed to them. */
export const READ_DOCUMENTS = [...READ, 'asn.write'] as const;
