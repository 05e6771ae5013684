import type { RecordKey } from '../app/write-part.ts';
import { join, padded } from './keys.ts';

/** Keys of files that are imported, and of what came of them (the table of all keys is in keys.ts). */

export const importKey = (tenant: string, importId: string): RecordKey => ({
  pk: join(tenant, 'import', importId),
  sk: 'import',
});

export const importRowsKey = (
  tenant: string,
  { importId, chunk }: { readonly importId: string; readonly chunk: number },
): RecordKey => ({ pk: importKey(tenant, importId).pk, sk: join('rows', padded(chunk)) });

export const importRejectsKey = (
  tenant: string,
  { importId, chunk, from }: { readonly importId: string; readonly chunk: number; readonly from: number },
): RecordKey => ({ pk: importKey(tenant, importId).pk, sk: join('rejects', padded(chunk), padded(from)) });

export const importRejectsPrefix = join('rejects', '');
