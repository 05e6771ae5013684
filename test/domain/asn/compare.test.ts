import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedEntry } from '../../../functions/domain/asn/asn.ts';
import { compare } from '../../../functions/domain/asn/compare.ts';
import { DEFAULT_SETTINGS } from '../../../functions/domain/settings.ts';

const CARTON = '106141412345678908';
const PALLET = '395011015300000028';
const GTIN = '09506000134352';

const listed = (text: string, given: Partial<ListedEntry> = {}): ListedEntry => ({
  line: 0,
  itemId: 'phone',
  text,
  key: text.toUpperCase(),
  sentKey: text.toUpperCase(),
  ...given,
});

const comparing = (
  entries: readonly ListedEntry[],
  ...scanned: readonly (string | { text: string; itemId: string })[]
) => {
  const { matched, missing, unexpected } = compare(
    scanned.map((one) => (typeof one === 'string' ? { text: one } : one)),
    { entries, settings: DEFAULT_SETTINGS, today: '2026-03-10', items: new Map([[GTIN, 'phone']]) },
  );
  return {
    matched: matched.map(({ itemId, text }) => `${itemId} ${text}`),
    missing: missing.map(({ itemId, text }) => `${itemId} ${text}`),
    unexpected: unexpected.map(({ text, code }) => `${text} ${code}`),
  };
};

describe('what came against what was announced', () => {
  it('is each unit once, however often and in whatever case it was scanned', () => {
    expect(comparing([listed('A1'), listed('A2'), listed('A3')], 'a1', 'A1', ' A2 ', 'B9', 'b9')).toEqual({
      matched: ['phone A1', 'phone A2'],
      missing: ['phone A3'],
      unexpected: ['b9 not-on-list'],
    });
  });

  it('is a unit of the list however its number is written, and no other by a placeholder', () => {
    expect(comparing([listed('N/A')], 'n/a', 'none')).toEqual({
      matched: ['phone N/A'],
      missing: [],
      unexpected: ['none not-a-serial'],
    });
  });

  it('is all of a carton by its code, and tells a code that is on no list', () => {
    const entries = [listed('A1', { sscc: CARTON }), listed('A2', { sscc: CARTON }), listed('A3')];
    expect(comparing(entries, CARTON, `00${PALLET}`)).toEqual({
      matched: ['phone A1', 'phone A2'],
      missing: ['phone A3'],
      unexpected: [`00${PALLET} carton-not-on-list`],
    });
  });

  it('asks which of several items bears a number, and takes the one that is said', () => {
    const entries = [listed('A1'), listed('A1', { itemId: 'radio' })];
    expect(comparing(entries, 'A1')).toEqual({
      matched: [],
      missing: ['phone A1', 'radio A1'],
      unexpected: ['A1 ambiguous'],
    });
    expect(comparing(entries, { text: 'A1', itemId: 'radio' })).toEqual({
      matched: ['radio A1'],
      missing: ['phone A1'],
      unexpected: [],
    });
    expect(comparing(entries, { text: 'A1', itemId: 'lamp' }).unexpected).toEqual(['A1 not-on-list']);
  });

  it('knows a unit by the number it was sent with and by the one that it bears; this counts more', () => {
    const renamed = listed('NEW', { sentKey: 'OLD' });
    expect(comparing([renamed], 'old').matched).toEqual(['phone NEW']);
    expect(comparing([renamed], 'new').matched).toEqual(['phone NEW']);
    expect(comparing([renamed], 'new', 'old')).toMatchObject({ matched: ['phone NEW'], missing: [] });
    const bearer = listed('OLD', { itemId: 'radio' });
    expect(comparing([renamed, bearer], 'OLD').matched).toEqual(['radio OLD']);
  });

  it('reads a label of GS1: the item by its GTIN, one that is not on the order as what it is', () => {
    const entries = [listed('A1'), listed('A1', { itemId: 'radio' })];
    expect(comparing(entries, `(01)${GTIN}(21)A1`).matched).toEqual(['phone A1']);
    const { unexpected } = compare([{ text: '(01)04006381333931(21)A1' }], {
      entries,
      settings: DEFAULT_SETTINGS,
      today: '2026-03-10',
      items: new Map([[GTIN, 'phone']]),
    });
    expect(unexpected).toEqual([
      expect.objectContaining({ code: 'not-on-list', gtin: '04006381333931', key: 'A1' }),
    ]);
  });

  it('tells what can be no number as that', () => {
    expect(comparing([listed('A1')], '#!', 'x'.repeat(40)).unexpected).toEqual([
      '#! not-a-serial',
      `${'x'.repeat(40)} not-a-serial`,
    ]);
  });

  it('says of everything unexpected what is wrong with it', () => {
    const entries = [listed('A1'), listed('A1', { itemId: 'radio' })];
    const { unexpected } = compare(
      ['A1', 'B1', '(01)04006381333931(21)C1', CARTON, '#!'].map((text) => ({ text })),
      { entries, settings: DEFAULT_SETTINGS, today: '2026-03-10', items: new Map() },
    );
    expect(unexpected.map(({ detail }) => detail)).toEqual([
      '"A1" is on the list for several items (phone, radio): say which.',
      '"B1" is not on the list.',
      '"C1" of GTIN 04006381333931 is not on the list.',
      `Carton ${CARTON} is not on the list.`,
      expect.stringContaining('#!'),
    ]);
    expect(unexpected[3]).toMatchObject({ code: 'carton-not-on-list', sscc: CARTON });
  });

  it('tells one unexpected thing once, and others that bear the same number each', () => {
    const [pallet, unknown, other] = [
      `(00)${PALLET}`,
      '(01)04006381333931(21)C1',
      '(01)09506000134369(21)C1',
    ];
    const entries = [listed('A1')];
    expect(comparing(entries, PALLET, pallet).unexpected).toEqual([`${pallet} carton-not-on-list`]);
    expect(comparing(entries, unknown, other, unknown, 'C1', ']A0c1').unexpected).toEqual([
      'C1 not-on-list',
      'C1 not-on-list',
      'c1 not-on-list',
    ]);
    const [phone, radio] = ['phone', 'radio'].map((itemId) => ({ text: 'C1', itemId }));
    expect(comparing(entries, phone!, radio!, { text: 'c1', itemId: 'radio' }).unexpected).toEqual([
      'C1 not-on-list',
      'c1 not-on-list',
    ]);
  });

  it('takes a number that several items bear for no carton, though it could be the code of one', () => {
    const entries = [listed(CARTON), listed(CARTON, { itemId: 'radio' })];
    expect(comparing(entries, CARTON).unexpected).toEqual([`${CARTON} ambiguous`]);
    expect(comparing(entries.slice(1), CARTON).matched).toEqual([`radio ${CARTON}`]);
    const inCarton = [...entries, listed('A1', { sscc: CARTON })];
    expect(comparing(inCarton, CARTON)).toMatchObject({ matched: ['phone A1'], unexpected: [] });
  });

  it('tells what a label says rather than the label, where that can be a number', () => {
    const unread = `01${GTIN}21`;
    expect(comparing([listed('A1')], `${unread}B1`, `${unread}N/A`).unexpected).toEqual([
      'B1 not-on-list',
      `${unread}N/A not-on-list`,
    ]);
    const scanned = { text: ' #! ', itemId: 'phone' };
    expect(comparing([listed('A1')], scanned, { ...scanned, text: '#!' }).unexpected).toEqual([
      '#! not-a-serial',
    ]);
  });

  it('knows a number by whatever a scanner puts in front of it', () => {
    expect(comparing([listed('A1'), listed('A2')], ']C0A1', ']A0a2').matched).toEqual([
      'phone A1',
      'phone A2',
    ]);
  });

  it('loses nothing: each announced unit is matched or missing, and none is both', () => {
    const number = fc.stringMatching(/^[AB][0-9]$/);
    fc.assert(
      fc.property(fc.uniqueArray(number), fc.array(number), (announced, scanned) => {
        const { matched, missing, unexpected } = comparing(
          announced.map((text) => listed(text)),
          ...scanned,
        );
        const came = new Set(scanned);
        const named = (texts: readonly string[]) => texts.map((text) => `phone ${text}`).sort();
        expect([...matched].sort()).toEqual(named(announced.filter((text) => came.has(text))));
        expect([...missing].sort()).toEqual(named(announced.filter((text) => !came.has(text))));
        expect(unexpected.length).toBe([...came].filter((text) => !announced.includes(text)).length);
      }),
    );
  });
});
