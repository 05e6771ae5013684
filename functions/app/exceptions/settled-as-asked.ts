import { LedgerError } from '../../domain/errors.ts';

/** What a settlement asks for, by the row that is posted for it. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^\/lines\/0\/(serials|serialRange)(\/.*)?$/, '/serial'],
  [/^\/lines\/0\/(itemId|batch|expiresOn)$/, '/$1'],
  [/^\/effectiveDate$/, '/effectiveDate'],
];

const asAsked = (pointer: string): string => {
  const [form, field] = FIELDS.find(([one]) => one.test(pointer)) ?? [];
  return form === undefined || field === undefined ? '/action' : pointer.replace(form, field);
};

/**
 * Settles by posting a row that the request knows nothing of: what is wrong with the row is told of what was asked.
 * @throws LedgerError as the work does
 */
export const settledAsAsked = async <T>(settle: () => Promise<T>): Promise<T> => {
  try {
    return await settle();
  } catch (error) {
    if (!(error instanceof LedgerError) || error.error.code !== 'refused') throw error;
    const violations = error.error.violations.map((one) => ({ ...one, pointer: asAsked(one.pointer) }));
    throw new LedgerError({ code: 'refused', violations });
  }
};
