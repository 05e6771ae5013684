import { describe, expect, it } from 'vitest';
import { SERIALS_PER_ASN } from '../../../functions/domain/asn/asn.ts';
import { readList, type SentLine } from '../../../functions/domain/asn/read-list.ts';
import { DEFAULT_SETTINGS } from '../../../functions/domain/settings.ts';
import { anItem } from '../builders.ts';

const CARTON = '106141412345678908';
const PALLET = '395011015300000028';

const ITEMS = new Map([
  ['phone', anItem()],
  ['coded', anItem({ itemId: 'coded', pattern: 'C##' })],
]);
const read = (...lines: SentLine[]) =>
  readList(lines, {
    settings: { ...DEFAULT_SETTINGS, placeholders: ['N/A'] },
    items: ITEMS,
    isKnown: () => false,
  });
const faults = (...lines: SentLine[]) =>
  read(...lines).violations.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a list as it was sent', () => {
  it('has each number once, by its line, with its place, and with its carton where that is told', () => {
    const { entries, lines, cartons, violations } = read(
      { itemId: 'phone', serials: ['a1', 'A2'], cartons: [{ sscc: CARTON, serials: ['A2', 'A3'] }] },
      { itemId: 'coded', serialRange: { first: 'C08', count: 2 }, batch: 'B1', expiresOn: '2027-01-01' },
    );
    expect(violations).toEqual([]);
    expect(
      entries.map(({ line, itemId, text, key, sscc, pointer }) => [line, itemId, text, key, sscc, pointer]),
    ).toEqual([
      [0, 'phone', 'a1', 'A1', undefined, '/lines/0/serials/0'],
      [0, 'phone', 'A2', 'A2', CARTON, '/lines/0/serials/1'],
      [0, 'phone', 'A3', 'A3', CARTON, '/lines/0/cartons/0/serials/1'],
      [1, 'coded', 'C08', 'C08', undefined, '/lines/1/serialRange'],
      [1, 'coded', 'C09', 'C09', undefined, '/lines/1/serialRange'],
    ]);
    expect(lines).toEqual([
      { itemId: 'phone', serials: 3, cartons: 1, batch: undefined, expiresOn: undefined },
      { itemId: 'coded', serials: 2, cartons: 0, batch: 'B1', expiresOn: '2027-01-01' },
    ]);
    expect([...cartons]).toEqual([[CARTON, '/lines/0/cartons/0/sscc']]);
  });

  it('keeps the first place of a carton that is spread over lines', () => {
    const { cartons, violations } = read(
      { itemId: 'phone', cartons: [{ sscc: PALLET, serials: ['A1'] }] },
      {
        itemId: 'coded',
        cartons: [
          { sscc: CARTON, serials: ['C01'] },
          { sscc: PALLET, serials: ['C02'] },
        ],
      },
    );
    expect(violations).toEqual([]);
    expect([...cartons]).toEqual([
      [PALLET, '/lines/0/cartons/0/sscc'],
      [CARTON, '/lines/1/cartons/0/sscc'],
    ]);
  });

  it('is refused with every fault of its numbers and cartons at its place', () => {
    expect(
      faults(
        { itemId: 'phone', serials: ['A1', 'a1', 'N/A'], cartons: [{ sscc: '123', serials: ['A9', 'A9'] }] },
        {
          itemId: 'coded',
          serials: ['X1'],
          cartons: [
            { sscc: CARTON, serials: ['C01'] },
            { sscc: CARTON, serials: ['C02'] },
          ],
        },
      ).sort(),
    ).toEqual([
      '/lines/0/cartons/0/serials/1 serial-duplicate',
      '/lines/0/cartons/0/sscc sscc-invalid',
      '/lines/0/serials/1 serial-duplicate',
      '/lines/0/serials/2 serial-placeholder',
      '/lines/1/cartons/1/sscc sscc-duplicate',
      '/lines/1/serials/0 serial-pattern',
    ]);
  });

  it('names the place of a number that stands twice, in whatever case and on whatever line', () => {
    const { violations } = read({ itemId: 'phone', serials: ['A1'] }, { itemId: 'phone', serials: ['a1'] });
    expect(violations).toEqual([
      {
        pointer: '/lines/1/serials/0',
        position: 1,
        code: 'serial-duplicate',
        serial: 'a1',
        detail: '"a1" is the same number as "A1" at /lines/0/serials/0.',
      },
    ]);
    expect(faults({ itemId: 'phone', serials: ['C01'] }, { itemId: 'coded', serials: ['C01'] })).toEqual([]);
  });

  it('must name serials on every line, in one way or another', () => {
    expect(faults({ itemId: 'phone' }, { itemId: 'coded', serials: [] })).toEqual([
      '/lines/0/serials serials-missing',
      '/lines/1/serials serials-missing',
    ]);
    expect(faults({ itemId: 'phone', serialRange: { first: 'A1', count: 1 } })).toEqual([]);
    expect(faults({ itemId: 'phone', cartons: [{ sscc: CARTON, serials: ['A1'] }] })).toEqual([]);
  });

  it('says in words what is wrong with its lines', () => {
    const details = (...lines: SentLine[]) => read(...lines).violations.map(({ detail }) => detail);
    expect(read({ itemId: 'coded', serials: ['C01'] }, { itemId: 'phone' }).violations).toEqual([
      {
        pointer: '/lines/1/serials',
        code: 'serials-missing',
        itemId: 'phone',
        detail: 'Line 1 names no serials.',
      },
    ]);
    const cartons = ['A1', 'A2'].map((serial) => ({ sscc: CARTON, serials: [serial] }));
    expect(details({ itemId: 'phone', cartons })).toEqual([`Carton ${CARTON} stands twice on this line.`]);
    const lamp = { itemId: 'lamp', serials: ['A1'] };
    const batches = ['B1', 'B2'].map((batch, i) => ({ itemId: 'phone', serials: [`A${i}`], batch }));
    expect(details(lamp, ...batches)).toEqual([
      'Item phone stands here with another one than on line 1; send it on a list of its own.',
    ]);
  });

  it('is read of items that nobody knows, too', () => {
    const { entries, violations } = read({ itemId: 'lamp', serials: ['x1'] });
    expect([entries.map(({ key }) => key), violations]).toEqual([['X1'], []]);
  });

  it('gives an item one batch and one expiry', () => {
    const first = { itemId: 'phone', serials: ['A1'], batch: 'B1', expiresOn: '2027-01-01' };
    expect(faults(first, { ...first, serials: ['A2'] })).toEqual([]);
    expect(faults(first, { ...first, serials: ['A2'], batch: 'B2' })).toEqual([
      '/lines/1/batch batch-differs',
    ]);
    expect(faults(first, { ...first, serials: ['A2'], expiresOn: undefined })).toEqual([
      '/lines/1/expiresOn expiry-differs',
    ]);
    expect(faults(first, { ...first, itemId: 'coded', serials: ['C01'], batch: 'B2' })).toEqual([]);
  });

  it('holds so many numbers and not one more', () => {
    const serials = Array.from({ length: SERIALS_PER_ASN }, (_, n) => `A${n}`);
    expect(faults({ itemId: 'phone', serials })).toEqual([]);
    const { violations } = read({ itemId: 'phone', serials }, { itemId: 'phone', serials: ['B1'] });
    expect(violations).toEqual([
      {
        pointer: '/lines',
        code: 'serials-too-many',
        detail: 'The list has 10001 serials; it holds at most 10000.',
        actual: SERIALS_PER_ASN + 1,
      },
    ]);
  });
});
