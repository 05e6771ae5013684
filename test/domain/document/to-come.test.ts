import { describe, expect, it } from 'vitest';
import { unitToCome } from '../../../functions/domain/document/to-come.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aUnit, RECORDED_AT } from '../builders.ts';

const toCome = (before?: Unit) =>
  unitToCome({ text: 'a1', key: 'A1', pointer: '/serials/0' }, before, {
    item: { itemId: 'phone' },
    movementId: 'p1.1',
    context: aContext(),
  });

describe('a unit to come', () => {
  it('is nowhere and with nobody, and known by its number alone', () => {
    expect(toCome()).toEqual({
      id: 'A1.n3wn3wn3',
      itemId: 'phone',
      key: 'A1',
      serial: 'a1',
      status: 'expected',
      asOf: { movementId: 'p1.1', at: RECORDED_AT },
      movementIds: ['p1.1'],
      lifeChunks: 0,
      version: 1,
    });
  });

  it('of a number that was taken back is the same record, with its past and its holds', () => {
    const heldBy = [{ holdId: 'h1', reason: 'wet', at: RECORDED_AT, user: 'ann' }];
    const before = aUnit('A1', {
      status: 'written-off',
      voided: true,
      partnerId: 'jane',
      onList: { asnNumber: 'ASN-1' },
      heldBy,
      aliases: ['OLD'],
      version: 4,
    });
    expect(toCome(before)).toEqual({
      id: before.id,
      itemId: 'phone',
      key: 'A1',
      serial: 'a1',
      status: 'expected',
      heldBy,
      aliases: ['OLD'],
      addedDate: before.addedDate,
      origin: before.origin,
      lastEffectiveDate: before.lastEffectiveDate,
      asOf: { movementId: 'p1.1', at: RECORDED_AT },
      movementIds: ['m0.1', 'p1.1'],
      lifeChunks: 0,
      version: 5,
    });
  });
});
