import { describe, expect, it } from 'vitest';
import { decideHold, decideRelease, decideRename } from '../../../functions/domain/unit/calls.ts';
import { aContext, aDocument, aLine, aUnit, entriesOf, RECORDED_AT } from '../builders.ts';

const hold = (holdId: string, reason = 'recall') => ({ holdId, reason, at: '', user: 'bob' });
const named = (text: string) => entriesOf([text], '/serial')[0]!;

describe('holds', () => {
  it('stand beside each other, each with its movement and reason', () => {
    const { decision } = decideHold(aUnit('A1', { heldBy: [hold('p0.1')] }), 'damaged', aContext());
    expect(decision.units[0]?.after).toMatchObject({
      status: 'in-stock',
      heldBy: [
        { holdId: 'p0.1', reason: 'recall' },
        { holdId: 'p1.1', reason: 'damaged', user: 'ann' },
      ],
      // A mark is no physical change: what was posted before can still be voided.
      asOf: { movementId: 'm0.1' },
      movementIds: ['m0.1', 'p1.1'],
      version: 2,
    });
    expect(decision.movements).toMatchObject([{ kind: 'hold', reason: 'damaged', quantity: 0 }]);
    expect(decision.balances).toEqual([]);
  });

  it('are told with the movement that places or lifts them, as they were before', () => {
    const unit = aUnit('A1');
    const { violations, decision } = decideHold(unit, 'damaged', aContext());
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after?.heldBy).toEqual([
      { holdId: 'p1.1', reason: 'damaged', at: RECORDED_AT, user: 'ann' },
    ]);
    expect(decision.movements).toMatchObject([
      { balances: [], units: [{ id: unit.id, before: { heldBy: null } }] },
    ]);
    const heldBy = [hold('p0.1')];
    const lifted = decideRelease(aUnit('A1', { heldBy }), {}, aContext());
    expect(lifted.violations).toEqual([]);
    expect(lifted.decision.movements).toMatchObject([{ units: [{ before: { heldBy } }] }]);
  });

  it('are lifted for the reason they were placed, where nobody says another', () => {
    const { decision } = decideRelease(aUnit('A1', { heldBy: [hold('p0.1')] }), {}, aContext());
    expect(decision.movements).toMatchObject([{ kind: 'release', reason: 'recall' }]);
  });

  it('are lifted one by one, and the unit is free with the last', () => {
    const two = aUnit('A1', { heldBy: [hold('p0.1'), hold('p0.2')] });
    const one = decideRelease(two, { holdId: 'p0.1' }, aContext()).decision.units[0]?.after;
    expect(one?.heldBy).toEqual([hold('p0.2')]);
    const { decision } = decideRelease(one!, { reason: 'checked' }, aContext());
    expect(decision.units[0]?.after?.heldBy).toBeUndefined();
    expect(decision.movements).toMatchObject([{ kind: 'release', reason: 'checked' }]);
  });

  const unknown = { code: 'hold-unknown', detail: '"A1" has no such hold.' };
  const ambiguous = { code: 'hold-ambiguous', detail: '"A1" has 2 holds: name one by its holdId.' };
  it.each([
    ['none', undefined, {}, unknown],
    ['another', [hold('p0.1')], { holdId: 'p0.9' }, unknown],
    ['one of several unnamed', [hold('p0.1'), hold('p0.2')], {}, ambiguous],
  ])('cannot be lifted where it is %s', (_, heldBy, given, fault) => {
    expect(decideRelease(aUnit('A1', { heldBy }), given, aContext())).toEqual({
      violations: [{ pointer: '/holdId', serial: 'A1', ...fault }],
      decision: { units: [], movements: [], balances: [] },
    });
  });
});

describe('a rename', () => {
  const renamed = (unit: ReturnType<typeof aUnit>, to: string, others: readonly (typeof unit)[] = []) =>
    decideRename(unit, { to: named(to), reason: 'typo' }, aContext({ units: [unit, ...others] }));

  it('gives the right number; the unit keeps its id, its life and the old number as an alias', () => {
    const unit = aUnit('A1');
    const { violations, decision } = renamed(unit, 'B1');
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([
      {
        renamed: true,
        after: { id: unit.id, key: 'B1', serial: 'B1', aliases: ['A1'], origin: unit.origin },
      },
    ]);
    expect(decision.movements).toMatchObject([{ kind: 'rename', reason: 'typo', renamedTo: 'B1' }]);
    expect(decision.movements[0]?.units).toMatchObject([{ key: 'A1', id: unit.id }]);
    expect(decision.balances).toEqual([]);
  });

  it('to another spelling of its number moves no record', () => {
    const { violations, decision } = renamed(aUnit('a1'), 'A1');
    expect(violations).toEqual([]);
    expect(decision.units[0]).toMatchObject({ after: { key: 'A1', serial: 'A1' } });
    expect(decision.units[0]?.renamed).toBeUndefined();
  });

  it('and back leaves only the numbers that it does not bear', () => {
    const { decision } = renamed(aUnit('B1', { aliases: ['A0', 'A1'] }), 'A1');
    expect(decision.units[0]?.after?.aliases).toEqual(['A0', 'B1']);
  });

  it('keeps the last ten numbers', () => {
    const aliases = Array.from({ length: 10 }, (_, i) => `Z${i}`);
    const after = renamed(aUnit('B1', { aliases }), 'C1').decision.units[0]?.after;
    expect(after?.aliases).toEqual([...aliases.slice(1), 'B1']);
  });

  it('to the number of another unit is refused, whatever has become of that', () => {
    for (const status of ['in-stock', 'sold', 'expected'] as const) {
      const other = aUnit('B1', { id: 'B1.other', status });
      expect(renamed(aUnit('A1'), 'B1', [other]).violations).toMatchObject([
        { code: 'serial-exists', status, pointer: '/serial/0' },
      ]);
    }
  });

  it('is followed by the row that holds the number', () => {
    const lines = [aLine({ assigned: ['A1', 'A2'] }), aLine({ line: 2, itemId: 'case', assigned: ['A1'] })];
    const given = { to: named('B1'), reason: 'typo', document: aDocument({ lines, version: 4 }) };
    const { decision } = decideRename(aUnit('A1'), given, aContext());
    expect(decision.document).toMatchObject({
      version: 5,
      lines: [{ assigned: [{ key: 'B1' }, { key: 'A2' }] }, { assigned: [{ key: 'A1' }] }],
    });
  });
});
