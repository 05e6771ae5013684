import type { MovedUnit, Movement, MovementKind } from '../movement.ts';
import type { Unit, UnitStatus } from '../unit/unit.ts';

/** Whether a unit is as its movements left it. */

/** A movement with those of its units that are looked at. */
export type ToldMovement = Omit<Movement, 'units'> & {
  readonly unitOf: (id: string) => MovedUnit | undefined;
};

type Led = Omit<Movement, 'units'>;

const by = (status: UnitStatus) => (): UnitStatus => status;

/** Where each kind leads, that asserts a unit's state. */
const LED: Partial<Record<MovementKind, (movement: Led) => UnitStatus>> = {
  assign: by('expected'),
  register: by('expected'),
  reserve: by('expected'),
  remove: by('expected'),
  receive: by('in-stock'),
  return: by('in-stock'),
  transfer: by('in-stock'),
  arrive: by('in-stock'),
  'bring-back': by('in-stock'),
  produce: by('in-stock'),
  link: by('in-stock'),
  dispatch: by('in-transit'),
  sell: by('sold'),
  consume: by('consumed'),
  'return-to-supplier': by('returned-to-supplier'),
  'write-off': by('written-off'),
  scrap: by('written-off'),
  adjust: ({ to }) => (to === undefined ? 'written-off' : 'in-stock'),
  capture: ({ to }) => (to === undefined ? 'sold' : 'in-stock'),
  'take-out': ({ scrapped }) => (scrapped === true ? 'written-off' : 'in-stock'),
};

/** None where the kind leads to none of ours, or a part of it was elsewhere. */
const placeLed = (movement: Led, status: UnitStatus, moved: MovedUnit): string | undefined => {
  const { from, to, kind } = movement;
  if (status === 'in-stock') return to;
  const isLost = status === 'written-off' && moved.before?.status === 'in-transit';
  return isLost || kind === 'take-out' ? undefined : from;
};

const differing = (what: string, is: unknown, led: unknown): string[] =>
  is === led ? [] : [`its ${what} is ${is ?? 'none'}, the movement led to ${led ?? 'none'}`];

/** By the movement that asserted its state. What was taken back altogether is not told by any. */
const stateFaults = (unit: Unit, asserted: ToldMovement): string[] => {
  const moved = asserted.unitOf(unit.id);
  const status = LED[asserted.kind]?.(asserted);
  if (unit.voided === true || moved === undefined) return [];
  if (status === undefined) return [`its state stands on a ${asserted.kind}, which asserts none`];
  const place = placeLed(asserted, status, moved);
  const isOut = status === 'sold' || status === 'returned-to-supplier';
  return [
    ...differing('status', unit.status, status),
    ...(place === undefined ? [] : differing('place', unit.locationId, place)),
    ...(isOut ? differing('partner', unit.partnerId, asserted.partnerId) : []),
    ...(status === 'consumed' ? differing('parent', unit.parent?.id, asserted.parent?.id) : []),
    ...(status !== 'consumed' && unit.parent !== undefined ? ['it has a parent and is not consumed'] : []),
  ];
};

/** What its last movement told of holds. */
const holdFaults = (unit: Unit, last: ToldMovement): string[] => {
  const moved = last.unitOf(unit.id);
  if (moved?.version === undefined) return [];
  const isHeld = (unit.heldBy ?? []).length > 0;
  return isHeld === (moved.held === true) ? [] : [`it is ${isHeld ? '' : 'not '}held, unlike as it was left`];
};

export const leftFaults = (
  unit: Unit,
  {
    asserted,
    last,
  }: { readonly asserted: ToldMovement | undefined; readonly last: ToldMovement | undefined },
): string[] => [
  ...(asserted === undefined ? [] : stateFaults(unit, asserted)),
  ...(last === undefined ? [] : holdFaults(unit, last)),
];

/** Versions rise from movement to movement, and the record is at the last one's or, where more wrote it, beyond. */
export const versionFaults = (unit: Unit, movements: readonly ToldMovement[]): string[] => {
  const versions = movements.flatMap((movement) => movement.unitOf(unit.id)?.version ?? []);
  const falls = versions.findIndex((version, i) => version < (versions[i - 1] ?? 0));
  const last = versions.at(-1) ?? 0;
  return [
    ...(falls < 0 ? [] : [`version ${versions[falls]} follows ${versions[falls - 1]}`]),
    ...(unit.version < last ? [`it is at version ${unit.version}, its last movement left ${last}`] : []),
  ];
};
