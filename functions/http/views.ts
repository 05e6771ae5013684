import type { MovementHead } from '../app/ports.ts';
import type { Balance } from '../domain/balance.ts';
import { isDocumentKind } from '../domain/document/kinds.ts';
import { entityIdOf } from '../domain/entity/entity.ts';
import { quantityShown } from '../domain/quantity.ts';
import { isInStock, shownStatus, type Unit } from '../domain/unit/unit.ts';

/** Records as the contract shows them. */

export const movementView = (movement: MovementHead) => {
  const { documentKind, units: _, balances: __, ...shown } = movement;
  if (documentKind !== undefined && !isDocumentKind(documentKind)) {
    throw new Error(`movement ${movement.movementId} has kind ${documentKind}`);
  }
  return { ...shown, documentKind, quantity: quantityShown(movement.quantity) };
};

export const balanceView = (balance: Balance) => ({
  ...balance,
  quantity: quantityShown(balance.quantity),
  inTransit: quantityShown(balance.inTransit),
});

export const unitView = (unit: Unit) => ({
  ...unit,
  status: shownStatus(unit),
  inStock: isInStock(unit),
  heldBy: unit.heldBy === undefined ? undefined : [...unit.heldBy],
  aliases: [...(unit.aliases ?? [])],
  entityId: entityIdOf(unit),
  projectNumber: unit.entity?.projectNumber,
});

export const position = (next: string | undefined) => (next === undefined ? undefined : { position: next });
