import type { Parent, Unit } from '../../domain/unit/unit.ts';
import type { Deps, MovementHead } from '../ports.ts';
import { parentOf } from '../trace/parents.ts';

/** What units are parts of, and ever were: the way that recalls go up. */

/** A moment of the ledger: when it was recorded, and the day that it counts for. */
export type Moment = { readonly at: string; readonly on: string };

export const EVER: Moment = { at: '', on: '' };

const laterOf = (a: string, b: string): string => (a < b ? b : a);

export const later = (a: Moment, b: Moment): Moment => ({ at: laterOf(a.at, b.at), on: laterOf(a.on, b.on) });

/** Whether it is the same moment or an earlier one, however it is told. */
export const isBy = (a: Moment, b: Moment): boolean => a.at <= b.at && a.on <= b.on;

/** Whether it was over by the ledger and by the calendar; what is backdated may have been in between. */
export const isBefore = (a: Moment, b: Moment): boolean => a.at < b.at && a.on <= b.on;

/** A time that a part was in a product; without an end it still is. */
export type Stay = {
  readonly parent: Parent;
  readonly documentId?: string | undefined;
  readonly from: Moment;
  readonly until?: Moment | undefined;
};

export type Whole = {
  /** None where it was never made. */
  readonly unit?: Unit | undefined;
  readonly named: Pick<Unit, 'itemId' | 'key' | 'serial' | 'id'>;
};

const momentOf = ({ recordedAt, effectiveDate }: MovementHead): Moment => ({
  at: recordedAt,
  on: effectiveDate,
});

/** It ends with the next movement that moves the unit and stands; others only tell of it. */
const staysIn = (movements: readonly MovementHead[]): Stay[] => {
  const standing = movements.filter(
    ({ quantity, voidedBy, voids }) => quantity !== 0 && voidedBy === undefined && voids === undefined,
  );
  return standing.flatMap((movement, i): Stay[] => {
    const { kind, parent, documentId } = movement;
    if (kind !== 'consume' || parent === undefined) return [];
    const next = standing[i + 1];
    const until = next === undefined ? undefined : momentOf(next);
    return [{ parent, documentId, from: momentOf(movement), until }];
  });
};

/** Each read once, whatever leads to it. */
export const wholesIn = (deps: Deps, tenant: string) => {
  const wholes = new Map<string, Promise<Whole>>();
  const stays = new Map<string, Promise<readonly Stay[]>>();

  const read = async ({ parent, documentId }: Stay): Promise<Whole> => {
    const { itemId, serial, id = '' } = parent;
    const unit = await parentOf(deps, tenant, { parent, documentId });
    return unit === undefined
      ? { named: { itemId, key: serial, serial, id } }
      : { unit, named: { itemId: unit.itemId, key: unit.key, serial: unit.serial, id: unit.id } };
  };
  const readStays = async ({ itemId, id }: Unit): Promise<readonly Stay[]> => {
    const found = await deps.store.units.readById(tenant, itemId, id);
    const heads = await deps.store.movements.readHeads(tenant, found?.movementIds ?? []);
    const byId = new Map(heads.map((head) => [head.movementId, head]));
    return staysIn(found?.movementIds.flatMap((one) => byId.get(one) ?? []) ?? []);
  };

  return {
    of: (stay: Stay): Promise<Whole> => {
      const { id = '' } = stay.parent;
      const its = wholes.get(id) ?? read(stay);
      wholes.set(id, its);
      return its;
    },
    /** What its record tells is enough for a unit that was never taken out of anything. */
    staysOf: (part: Unit): Promise<readonly Stay[]> => {
      const { id, parent, documentId, asOf, lastEffectiveDate = '', wasPart } = part;
      if (wasPart !== true) {
        const from = { at: asOf.at, on: lastEffectiveDate };
        return Promise.resolve(parent === undefined ? [] : [{ parent, documentId, from }]);
      }
      const its = stays.get(id) ?? readStays(part);
      stays.set(id, its);
      return its;
    },
  };
};
