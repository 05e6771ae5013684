import { describe, expect, it } from 'vitest';
import { decideRecallHold } from '../../../functions/domain/recall/holds.ts';
import { MOVEMENTS_ON_UNIT, type Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aUnit, RECORDED_AT } from '../builders.ts';

const recall = { recallId: 'r1', name: 'Brakes' };
const decide = (does: 'hold' | 'release', ...units: readonly Unit[]) =>
  decideRecallHold(units, { recall, does, reason: 'unsafe' }, aContext({ units }));
const OWN = { holdId: 'r1', recallId: 'r1', reason: 'unsafe', at: RECORDED_AT, user: aContext({}).user };
const OTHER = { holdId: 'm9', reason: 'cracked', at: RECORDED_AT, user: 'bob' };

describe('a recall', () => {
  it('holds its units, a movement for each item', () => {
    const units = [aUnit('A1'), aUnit('B1', { itemId: 'lamp' }), aUnit('A2', { heldBy: [OTHER] })];
    const decision = decide('hold', ...units);
    expect(decision.balances).toEqual([]);
    expect(decision.units.map(({ after }) => [after?.key, after?.heldBy, after?.movementIds.at(-1)])).toEqual(
      [
        ['A1', [OWN], 'p1.1'],
        ['A2', [OTHER, OWN], 'p1.1'],
        ['B1', [OWN], 'p1.2'],
      ],
    );
    expect(decision.movements).toMatchObject([
      { movementId: 'p1.1', kind: 'hold', itemId: 'phone', reason: 'unsafe' },
      { movementId: 'p1.2', kind: 'hold', itemId: 'lamp', reason: 'unsafe' },
    ]);
    expect(decision.movements.map(({ units: moved }) => moved.map(({ key }) => key))).toEqual([
      ['A1', 'A2'],
      ['B1'],
    ]);
  });

  it('leaves alone what it holds already, and lets go only of that', () => {
    const held = aUnit('A1', { heldBy: [OTHER, OWN] });
    const free = aUnit('A2', { heldBy: [OTHER] });
    expect(decide('hold', held, free).units.map(({ before }) => before?.key)).toEqual(['A2']);
    const { units, movements } = decide('release', held, free);
    expect(units.map(({ after }) => [after?.key, after?.heldBy])).toEqual([['A1', [OTHER]]]);
    expect(movements).toMatchObject([{ kind: 'release', itemId: 'phone' }]);
  });

  it('leaves no hold where its own was the only one', () => {
    const [change] = decide('release', aUnit('A1', { heldBy: [OWN], version: 7 })).units;
    expect([change?.after?.heldBy, change?.after?.version]).toEqual([undefined, 8]);
  });

  it('does nothing where nothing is to be done', () => {
    expect(decide('release', aUnit('A1'))).toEqual({ units: [], movements: [], balances: [] });
    expect(decide('hold')).toEqual({ units: [], movements: [], balances: [] });
  });

  it('passes on movements that find no room on a unit', () => {
    const movementIds = Array.from({ length: MOVEMENTS_ON_UNIT }, (_, i) => `m${i}.1`);
    const [change] = decide('hold', aUnit('A1', { movementIds })).units;
    expect(change?.spilled).toEqual(movementIds);
    expect(change?.after).toMatchObject({ movementIds: ['p1.1'], lifeChunks: 1 });
  });
});
