import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstKeyOf,
  hasPast,
  isAnnounced,
  isHere,
  isInStock,
  MOVEMENTS_ON_UNIT,
  remember,
  shownStatus,
  stateOf,
  UNIT_STATUSES,
  unitIdOf,
  unitKey,
} from '../../../functions/domain/unit/unit.ts';
import { aUnit } from '../builders.ts';

const RESERVED = { documentId: 'so-1', line: 1 };

describe('a unit', () => {
  it('is shown reserved only while it is in stock', () => {
    const shown = UNIT_STATUSES.map((status) => shownStatus({ status, reservedBy: RESERVED }));
    expect(shown).toEqual(UNIT_STATUSES.map((status) => (status === 'in-stock' ? 'reserved' : status)));
    for (const status of UNIT_STATUSES) expect(shownStatus({ status })).toBe(status);
  });

  it('is, or was, with us where there is one, which is neither void nor only expected', () => {
    expect(isHere(undefined)).toBe(false);
    expect(isHere(aUnit('A1', { voided: true }))).toBe(false);
    const here = UNIT_STATUSES.filter((status) => isHere(aUnit('A1', { status })));
    expect(here).toEqual(UNIT_STATUSES.filter((status) => status !== 'expected'));
    expect(stateOf(aUnit('A1', { status: 'sold', voided: true }))).toBe('none');
    expect(stateOf(undefined)).toBe('none');
  });

  it('is in stock where it lies and on its way', () => {
    const inStock = UNIT_STATUSES.filter((status) => isInStock({ status }));
    expect(inStock).toEqual(['in-stock', 'in-transit']);
  });

  it.each([
    ['it was here once', { lastEffectiveDate: '2026-03-01' }, true],
    ['it bore another number before', { aliases: ['A0'] }, true],
    ['neither is so', {}, false],
    ['the numbers it bore are none', { aliases: [] }, false],
  ])('has a past where %s: %s', (_, given, past) => {
    expect(hasPast(aUnit('A1', { lastEffectiveDate: undefined, ...given }))).toBe(past);
  });

  it('is named within its item', () => {
    expect(unitKey('phone', 'A1')).toBe('phone#A1');
  });

  it('is announced where it is expected by no row of an order', () => {
    expect(isAnnounced(aUnit('A1', { status: 'expected', documentId: undefined }))).toBe(true);
    expect(isAnnounced(aUnit('A1', { status: 'expected', documentId: 'po-1' }))).toBe(false);
    expect(isAnnounced(aUnit('A1', { status: 'in-stock', documentId: undefined }))).toBe(false);
    expect(isAnnounced(undefined)).toBe(false);
  });

  it('remembers its last movements, and passes them on when they are many; an individual sooner', () => {
    const lived = (most: number, entity: boolean) => {
      let unit = aUnit('A1', {
        movementIds: [],
        ...(entity ? { entity: { entityId: 'e-1', modelId: 'm', parameters: {} } } : {}),
      });
      const chunks: number[] = [];
      for (let n = 1; n <= most; n += 1) {
        unit = { ...unit, ...remember(unit, `p${n}.1`) };
        chunks.push(unit.lifeChunks ?? 0);
      }
      return { chunks, ids: unit.movementIds };
    };
    expect(lived(MOVEMENTS_ON_UNIT + 1, false)).toEqual({
      chunks: [...Array.from({ length: MOVEMENTS_ON_UNIT }, () => 0), 1],
      ids: [`p${MOVEMENTS_ON_UNIT + 1}.1`],
    });
    expect(lived(8, true)).toEqual({ chunks: [0, 0, 0, 0, 0, 0, 0, 1], ids: ['p8.1'] });
    expect(remember(undefined, 'p.1')).toEqual({ movementIds: ['p.1'], lifeChunks: 0 });
  });
});

describe('the id of a unit', () => {
  it('tells the key that the unit was made with, whatever characters that has', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,40}$/), fc.stringMatching(/^[a-z0-9]{8}$/), (key, random) => {
        const id = unitIdOf(key, random);
        expect(firstKeyOf(id)).toBe(key);
        expect(encodeURIComponent(id)).toBe(id);
      }),
    );
  });

  it('is readable where the key is plain', () => {
    expect(unitIdOf('SN-0001', 'abc')).toBe('SN-0001.abc');
    expect(unitIdOf('SN/1', 'abc')).toBe(`x${Buffer.from('SN/1').toString('base64url')}.b.abc`);
  });

  it.each([
    '',
    '.',
    'A1',
    'A1.',
    '.abc',
    '-A.abc',
    'A/1.abc',
    'xU04.c.abc',
    'U04vMQ.b.abc',
    'xU04.b.',
    'x.b.c.d',
    'xU04vMQ.b.c.d',
    'A1.+++',
    'A1. k3v9',
    'A1.k3v9+',
    'A1.é',
    'x.b.abc',
    'xU04vMQ==.b.abc',
    'xU04v!MQ.b.abc',
    'xQTE.b.abc',
  ])('is not %j, which we would never give', (id) => {
    expect(firstKeyOf(id)).toBeUndefined();
  });
});
