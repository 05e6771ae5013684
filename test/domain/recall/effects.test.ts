import { describe, expect, it } from 'vitest';
import type { Decision, UnitChange } from '../../../functions/domain/document/context.ts';
import { toBeLookedUp } from '../../../functions/domain/recall/effects.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aMovement, aUnit } from '../builders.ts';

const asked = (units: readonly UnitChange[], movements: Decision['movements'] = []): string[] =>
  toBeLookedUp({ units, movements, balances: [] });
const lookedUp = (change: UnitChange, movements: Decision['movements'] = []): boolean =>
  asked([change], movements).includes(HERE.id);

const HERE = aUnit('A1');
/** The same one: what is not told otherwise is the very same. */
const unit = (given: Partial<Unit>): Unit => ({ ...HERE, ...given });
const SOLD = unit({ status: 'sold', locationId: undefined });
const OTHER: Unit['origin'] = { known: false, reason: 'found' };

describe('what recalls may know of a unit', () => {
  it.each([
    ['comes back to us', SOLD, HERE, true],
    ['comes back on the way between places', SOLD, unit({ status: 'in-transit' }), true],
    ['leaves', HERE, SOLD, false],
    ['stays', HERE, unit({ locationId: 'shop' }), false],
    ['was void and stands again', unit({ voided: true }), HERE, true],
    ['is made void', SOLD, unit({ voided: true }), false],
    ['is told another origin while it is here', HERE, unit({ origin: OTHER }), true],
    ['is told another batch while it is here', HERE, unit({ batch: 'B1' }), true],
    ['is told its right number while it is here', HERE, unit({ key: 'A9' }), true],
    ['is told another batch after it was sold', SOLD, { ...SOLD, batch: 'B1' }, true],
    ['is told its right number after it was sold', SOLD, { ...SOLD, key: 'A9' }, true],
    ['is told another origin after it was sold', SOLD, { ...SOLD, origin: OTHER }, true],
    ['is sold on, with all told as it was', SOLD, { ...SOLD, partnerId: 'bob' }, false],
  ] as const)('is asked, or not, where it %s', (_, before, after, expected) => {
    expect(lookedUp({ before, after })).toBe(expected);
  });

  it('is not asked of one that nobody has seen before, but where it is made here', () => {
    expect(lookedUp({ after: HERE })).toBe(false);
    const units = [{ id: HERE.id, key: HERE.key, serial: HERE.serial }];
    expect(lookedUp({ after: HERE }, [aMovement('receive', { units })])).toBe(false);
    expect(lookedUp({ after: HERE }, [aMovement('produce', { units, documentKind: 'works-order' })])).toBe(
      true,
    );
    expect(asked([{ before: HERE }])).toEqual([]);
  });

  it('is asked of a part that goes into a product, and of that, once', () => {
    const parent = { itemId: 'bike', serial: 'B1', id: 'B1.x' };
    const after = unit({ status: 'consumed', parent });
    const other = aUnit('A2', { status: 'consumed', parent });
    expect(asked([{ before: HERE, after }, { after: other }])).toEqual([HERE.id, 'B1.x', other.id]);
    expect(asked([{ before: HERE, after: unit({ status: 'consumed' }) }])).toEqual([]);
    const { id, ...nameless } = parent;
    expect(asked([{ before: HERE, after: unit({ status: 'consumed', parent: nameless }) }])).toEqual([]);
    // It was a part once, and isn't any more.
    expect(asked([{ before: HERE, after: unit({ parent }) }])).toEqual([]);
  });
});
