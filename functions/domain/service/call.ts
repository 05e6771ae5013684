import type { Decision, DecisionContext } from '../document/context.ts';
import { dateFaults } from '../document/dates.ts';
import { movementIdOf } from '../movement.ts';
import { entryFor, marked } from '../unit/calls.ts';
import type { Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { Exchanged, ServiceEvent } from './service.ts';

export type Told = Omit<ServiceEvent, 'replacedBy' | 'replaces'>;

/** A unit, and the first day that anything is known of it; none while it is only expected. */
export type Known = { readonly unit: Unit; readonly since: string | undefined };

const nameOf = ({ itemId, serial, id }: Unit): Exchanged => ({ itemId, serial, id });

const sinceFaults = ({ unit, since }: Known, date: string, pointer: string): Violation[] => {
  const refused = (detail: string): Violation[] => [
    { pointer, code: 'service-before-unit', serial: unit.serial, detail },
  ];
  if (since === undefined) return refused(`"${unit.serial}" is not in our records by any movement yet.`);
  return date < since ? refused(`"${unit.serial}" is known since ${since}; ${date} lies before that.`) : [];
};

const together = (one: Decision, other: Decision): Decision => ({
  units: [...one.units, ...other.units],
  movements: [...one.movements, ...other.movements],
  balances: [],
});

/**
 * Tells what was done to a unit (E3): an entry of its history that moves nothing, so it may be dated back. What took its
 * place gets one of its own, so that the way leads from either to the other.
 */
export const decideService = (
  known: Known,
  given: { readonly event: Told; readonly date: string; readonly replacedBy?: Known | undefined },
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const { event, date, replacedBy: other } = given;
  const { unit } = known;
  const entry = (of: Unit, service: ServiceEvent, n: number) => ({
    ...entryFor('service', { unit: of, context }),
    movementId: movementIdOf(context.postingId, n),
    effectiveDate: date,
    service,
  });
  const replacedBy = other === undefined ? undefined : nameOf(other.unit);
  const own = marked(
    unit,
    {},
    entry(unit, { ...event, ...(replacedBy === undefined ? {} : { replacedBy }) }, 1),
  );
  return {
    violations: [
      ...dateFaults(date, context, '/date'),
      ...sinceFaults(known, date, '/date'),
      ...(other === undefined ? [] : sinceFaults(other, date, '/replacedBy/serial')),
    ],
    decision:
      other === undefined
        ? own
        : together(own, marked(other.unit, {}, entry(other.unit, { ...event, replaces: nameOf(unit) }, 2))),
  };
};
