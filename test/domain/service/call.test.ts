import { describe, expect, it } from 'vitest';
import { decideService, type Known } from '../../../functions/domain/service/call.ts';
import { aContext, aUnit, RECORDED_AT, TODAY } from '../builders.ts';

const EVENT = { kind: 'repair', description: 'new display', underWarranty: true } as const;
const known = (serial: string, since?: string): Known => ({ unit: aUnit(serial), since });
const told = (given: Partial<Parameters<typeof decideService>[1]> & { readonly known?: Known } = {}) =>
  decideService(
    given.known ?? known('A1', '2026-03-01'),
    { event: EVENT, date: TODAY, ...given },
    aContext(),
  );

/** The entry of a unit's history. */
const entryOf = (serial: string, movementId: string) => ({
  movementId,
  kind: 'service',
  itemId: 'phone',
  quantity: 0,
  user: 'ann',
  effectiveDate: TODAY,
  recordedAt: RECORDED_AT,
  serialCount: 1,
  units: [{ id: `${serial}.r4nd0m00`, key: serial, serial, before: {} }],
  balances: [],
  version: 1,
});

/** The unit, which stays as it is but for one more movement. */
const remembered = (serial: string, movementId: string) => ({
  before: aUnit(serial),
  after: aUnit(serial, { movementIds: ['m0.1', movementId], version: 2 }),
});

describe('a service event', () => {
  it('is an entry in the history of the unit, and moves nothing', () => {
    expect(told()).toEqual({
      violations: [],
      decision: {
        units: [remembered('A1', 'p1.1')],
        movements: [{ ...entryOf('A1', 'p1.1'), service: EVENT }],
        balances: [],
      },
    });
  });

  it('says nothing of another unit where none is named', () => {
    expect(told().decision.movements[0]?.service).toStrictEqual(EVENT);
  });

  it('is dated when it took place', () => {
    const { violations, decision } = told({ date: '2026-03-04' });
    expect(violations).toEqual([]);
    expect(decision.movements).toEqual([
      { ...entryOf('A1', 'p1.1'), effectiveDate: '2026-03-04', service: EVENT },
    ]);
    expect(decision.units[0]?.after?.lastEffectiveDate).toBe('2026-03-01');
  });

  it('of a replacement stands in the histories of both units, and leads from either to the other', () => {
    const event = { kind: 'replacement', description: 'swapped', underWarranty: true } as const;
    const one = { itemId: 'phone', serial: 'A1', id: 'A1.r4nd0m00' };
    const other = { itemId: 'phone', serial: 'B1', id: 'B1.r4nd0m00' };
    expect(told({ event, replacedBy: known('B1', '2026-03-02') })).toEqual({
      violations: [],
      decision: {
        units: [remembered('A1', 'p1.1'), remembered('B1', 'p1.2')],
        movements: [
          { ...entryOf('A1', 'p1.1'), service: { ...event, replacedBy: other } },
          { ...entryOf('B1', 'p1.2'), service: { ...event, replaces: one } },
        ],
        balances: [],
      },
    });
  });

  it('may be of the day that the unit became known', () => {
    expect(told({ date: '2026-03-01' }).violations).toEqual([]);
  });

  it('of a day before is refused, of either unit', () => {
    const { violations } = told({ date: '2026-02-28', replacedBy: known('B1', '2026-03-02') });
    expect(violations).toEqual([
      {
        pointer: '/date',
        code: 'service-before-unit',
        serial: 'A1',
        detail: '"A1" is known since 2026-03-01; 2026-02-28 lies before that.',
      },
      {
        pointer: '/replacedBy/serial',
        code: 'service-before-unit',
        serial: 'B1',
        detail: '"B1" is known since 2026-03-02; 2026-02-28 lies before that.',
      },
    ]);
  });

  it('of a unit that is only expected is refused', () => {
    expect(told({ known: known('A1') }).violations).toEqual([
      {
        pointer: '/date',
        code: 'service-before-unit',
        serial: 'A1',
        detail: '"A1" is not in our records by any movement yet.',
      },
    ]);
  });

  it('of a day to come is refused', () => {
    expect(told({ date: '2026-03-11' }).violations).toEqual([
      {
        pointer: '/date',
        code: 'date-future',
        detail: '2026-03-11 is in the future; today is 2026-03-10 in UTC.',
      },
    ]);
  });
});
