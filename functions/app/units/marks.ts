import type { Decision, DecisionContext } from '../../domain/document/context.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { LOOKED_FOR, readSerials } from '../../domain/serial/input.ts';
import { decideHold, decideRelease, decideRename } from '../../domain/unit/calls.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf, readState } from '../posting/decision-context.ts';
import { decisionParts } from '../posting/decision-parts.ts';
import { itemOf } from '../registry/save-item.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { unitOf } from './history.ts';

/** Hold, release and rename: calls about one unit. */

export type UnitName = {
  readonly itemId: string;
  readonly id: string;
  readonly ifMatch?: string | undefined;
};
export type UnitMark = {
  readonly parts: readonly WritePart[];
  readonly postingId: string;
  readonly unit: Unit;
};

type Decided = { readonly violations: readonly Violation[]; readonly decision: Decision };

export const contextFor = async (
  deps: Deps,
  caller: Caller,
  { unit, keys }: { readonly unit: Unit; readonly keys: readonly string[] },
): Promise<DecisionContext> => {
  const names = [unit.key, ...keys].map((key) => ({ itemId: unit.itemId, key }));
  const [settings, item, state] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    itemOf(deps, caller, unit.itemId),
    readState(deps, caller, { units: names, balances: [] }),
  ]);
  return contextOf(deps, caller, { moment: momentOf(deps, settings), items: [item], state });
};

export const markOf = async (
  deps: Deps,
  caller: Caller,
  given: Decided & {
    readonly unit: Unit;
    readonly context: DecisionContext;
    readonly before?: LedgerDocument | undefined;
  },
): Promise<UnitMark> => {
  refuseIfAny(given.violations);
  const { context, before, unit } = given;
  const { parts, decision } = await decisionParts(deps, caller, {
    decision: given.decision,
    context,
    before,
  });
  return {
    parts,
    postingId: context.postingId,
    unit: decision.units[0]?.after ?? unit,
  };
};

/** @throws LedgerError `not-found`, `version-mismatch` */
export const holdUnit = async (
  deps: Deps,
  caller: Caller,
  given: UnitName & { readonly reason: string },
): Promise<UnitMark> => {
  const { unit } = await unitOf(deps, caller, given);
  checkVersion(given.ifMatch, unit.version);
  const context = await contextFor(deps, caller, { unit, keys: [] });
  return markOf(deps, caller, { ...decideHold(unit, given.reason, context), unit, context });
};

/** @throws LedgerError `not-found`, `refused`, `version-mismatch` */
export const releaseUnit = async (
  deps: Deps,
  caller: Caller,
  given: UnitName & { readonly holdId?: string | undefined; readonly reason?: string | undefined },
): Promise<UnitMark> => {
  const { unit } = await unitOf(deps, caller, given);
  checkVersion(given.ifMatch, unit.version);
  const context = await contextFor(deps, caller, { unit, keys: [] });
  return markOf(deps, caller, { ...decideRelease(unit, given, context), unit, context });
};

/** The document whose row holds the unit's number: it is expected there, reserved, or on its way. */
const rowOf = async (deps: Deps, caller: Caller, unit: Unit): Promise<LedgerDocument | undefined> => {
  const bound = unit.status === 'expected' || unit.status === 'in-transit';
  const documentId = unit.reservedBy?.documentId ?? (bound ? unit.documentId : undefined);
  if (documentId === undefined) return undefined;
  const document = await deps.store.documents.read(caller.tenant, documentId);
  const holds = document?.lines.some(
    (line) => line.itemId === unit.itemId && line.assigned.some(({ key }) => key === unit.key),
  );
  return holds === true ? document : undefined;
};

/**
 * Corrects a unit's number (I14): its history stays one chain, the old number becomes an alias.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const renameUnit = async (
  deps: Deps,
  caller: Caller,
  given: UnitName & { readonly serial: string; readonly reason: string },
): Promise<UnitMark> => {
  const [{ unit }, { caseSensitive }] = await Promise.all([
    unitOf(deps, caller, given),
    deps.store.settings.read(caller.tenant),
  ]);
  checkVersion(given.ifMatch, unit.version);
  const rules = { caseSensitive, ...LOOKED_FOR };
  const read = readSerials({ form: 'list', texts: [given.serial] }, '', rules);
  refuseIfAny(read.violations.map(({ position: _, ...violation }) => ({ ...violation, pointer: '/serial' })));
  const [entry] = read.entries;
  const to = { text: given.serial, key: given.serial, ...entry, pointer: '/serial' };
  const [context, document] = await Promise.all([
    contextFor(deps, caller, { unit, keys: [to.key] }),
    rowOf(deps, caller, unit),
  ]);
  const decided = decideRename(unit, { to, reason: given.reason, document }, context);
  return markOf(deps, caller, { ...decided, unit, context, before: document });
};
