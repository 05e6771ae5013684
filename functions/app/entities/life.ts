import type { Caller, Deps } from '../ports.ts';
import { type UnitHistory, unitHistory, unitOf } from '../units/history.ts';
import { type WarrantyOn, warrantyOf } from '../units/warranty.ts';
import { counted, type EntityFound } from './list.ts';
import { entityOf } from './lookup.ts';

/** A document that moved the entity, or that its number stood on. */
type DocumentTold = {
  readonly documentId: string;
  readonly kind?: string | undefined;
  readonly number?: string | undefined;
  readonly from: string;
};

export type EntityLife = {
  readonly found: EntityFound;
  readonly history: UnitHistory;
  readonly warranty: WarrantyOn;
  /** In the order of their first movements. */
  readonly documents: readonly DocumentTold[];
};

const documentsIn = ({ events }: UnitHistory): DocumentTold[] => {
  const told = new Map<string, DocumentTold>();
  for (const { movement } of events) {
    const { documentId, documentKind: kind, documentNumber: number, effectiveDate: from } = movement;
    if (documentId !== undefined && !told.has(documentId)) {
      told.set(documentId, { documentId, kind, number, from });
    }
  }
  return [...told.values()];
};

/**
 * Everything that is known of an individual.
 * @throws LedgerError `not-found`
 */
export const entityLife = async (deps: Deps, caller: Caller, entityId: string): Promise<EntityLife> => {
  const { itemId, id } = await entityOf(deps, caller, entityId);
  const [{ unit, movementIds }, history] = await Promise.all([
    unitOf(deps, caller, { itemId, id }),
    unitHistory(deps, caller, { itemId, id }),
  ]);
  const [warranty, [found = { unit, bought: 0, sold: 0 }]] = await Promise.all([
    warrantyOf(deps, caller, { unit, movementIds }),
    counted(deps, caller, [unit]),
  ]);
  return { found, history, warranty, documents: documentsIn(history) };
};
