import { isDate } from '../calendar.ts';
import type { Decision, DecisionContext } from '../document/context.ts';
import { entryFor, marked } from '../unit/calls.ts';
import { isHere, type Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { type Cover, type CoverSide, coverOf, startOf, type Term, termEnd } from './cover.ts';

/** What may be done about one side of a unit's cover: another last day, a longer term, none, or as it was. */
export type CoverChange =
  | { readonly until: string }
  | { readonly extendBy: Term }
  | { readonly voided: boolean };

type Outcome = { readonly cover?: Cover; readonly violations: readonly Violation[] };

const changed = (
  unit: Unit,
  side: CoverSide,
  given: { readonly change: CoverChange; readonly reason: string },
): Outcome => {
  const { change, reason } = given;
  const [cover, from] = [coverOf(unit, side), startOf(unit, side)];
  const refuse = (
    code: 'cover-none' | 'range-reversed' | 'date-invalid',
    field: string,
    detail: string,
  ): Outcome => ({
    violations: [
      { pointer: field === '' ? `/${side}` : `/${side}/${field}`, code, serial: unit.serial, detail },
    ],
  });
  if (side === 'supplier' && !isHere(unit)) {
    return refuse('cover-none', '', `"${unit.serial}" is not received yet: its cover begins then.`);
  }
  if (cover?.voided === true && !('voided' in change)) {
    return refuse(
      'cover-none',
      '',
      `The cover is void: ${cover.reason ?? 'no reason given'}. Say voided: false first.`,
    );
  }
  if (side === 'customer' && unit.soldOn === undefined) {
    return refuse('cover-none', '', `"${unit.serial}" is not sold: there is no buyer to cover.`);
  }
  if ('until' in change) {
    if (from !== undefined && change.until < from) {
      return refuse(
        'range-reversed',
        'until',
        `The cover begins on ${from}; it can't end on ${change.until}.`,
      );
    }
    return { cover: { until: change.until, reason }, violations: [] };
  }
  if (cover === undefined) {
    return refuse(
      'cover-none',
      'extendBy' in change ? 'extendBy' : 'voided',
      `"${unit.serial}" has no ${side} cover; give it a last day as until.`,
    );
  }
  if ('extendBy' in change) {
    const until = termEnd(cover.until, change.extendBy);
    if (isDate(until)) return { cover: { ...cover, until, reason }, violations: [] };
    return refuse(
      'date-invalid',
      'extendBy',
      `The cover ends on ${cover.until}; so much longer is beyond the calendar.`,
    );
  }
  const { voided: _, ...valid } = cover;
  return { cover: change.voided ? { ...cover, reason, voided: true } : { ...valid, reason }, violations: [] };
};

/** Changes the cover of one unit, with a reason: an entry of the ledger like any other, so its history tells of it. */
export const decideCover = (
  unit: Unit,
  given: {
    readonly supplier?: CoverChange | undefined;
    readonly customer?: CoverChange | undefined;
    readonly reason: string;
  },
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const { supplier, customer, reason } = given;
  const sides = [
    supplier === undefined ? undefined : changed(unit, 'supplier', { change: supplier, reason }),
    customer === undefined ? undefined : changed(unit, 'customer', { change: customer, reason }),
  ] as const;
  const changes = {
    ...(sides[0]?.cover === undefined ? {} : { supplierCover: sides[0].cover }),
    ...(sides[1]?.cover === undefined ? {} : { customerCover: sides[1].cover }),
  };
  return {
    violations: sides.flatMap((side) => side?.violations ?? []),
    decision: marked(unit, changes, entryFor('cover', { unit, context, reason })),
  };
};
