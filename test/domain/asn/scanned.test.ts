import { describe, expect, it } from 'vitest';
import { meantBy, type Scanned } from '../../../functions/domain/asn/scanned.ts';

const CARTON = '106141412345678908';
const GTIN = '09506000134352';
const UNKNOWN = '04006381333931';

const meant = (scanned: Scanned) =>
  meantBy(scanned, { today: '2026-03-10', items: new Map([[GTIN, 'phone']]) });
const meantByText = (text: string) => meant({ text });

describe('a scanned text', () => {
  it.each([
    ['A1', 'A1'],
    [' A1\n', 'A1'],
    [']A0A1', 'A1'],
    [' ]C0A1\r\n', 'A1'],
  ])('%j is the number %s, without what the scanner put around it', (text, number) => {
    expect(meantByText(text)).toEqual([{ text: number }]);
  });

  it('of which somebody said the item is a number of that, whatever it looks like', () => {
    for (const text of ['A1', CARTON, `(01)${GTIN}(21)A1`])
      expect(meant({ text, itemId: 'radio' })).toEqual([{ text, itemId: 'radio' }]);
  });

  it.each([CARTON, ` ${CARTON}\t`, `]I0${CARTON}`])(
    '%j is a carton’s code, or else a number of eighteen digits',
    (text) => {
      expect(meantByText(text)).toEqual([{ sscc: CARTON }, { text: CARTON }]);
    },
  );

  it.each([`(00)${CARTON}`, `]C100${CARTON}`, `00${CARTON}`, `https://id.gs1.org/00/${CARTON}`])(
    '%s is a carton by its AI',
    (text) => {
      expect(meantByText(text).slice(1)).toEqual([{ sscc: CARTON }]);
    },
  );

  it.each([
    `(01)${GTIN}(21)a1`,
    `]d201${GTIN}21a1`,
    `01${GTIN}21a1`,
    `]Q1https://id.gs1.org/01/${GTIN}/21/a1`,
  ])('%s is a number of the item whose GTIN it names', (text) => {
    expect(meantByText(text).slice(1)).toEqual([{ text: 'a1', itemId: 'phone' }]);
  });

  it('with a GTIN of nothing on the order is a number of that', () => {
    expect(meantByText(`(01)${UNKNOWN}(21)a1`).slice(1)).toEqual([{ text: 'a1', gtin: UNKNOWN }]);
  });

  it('that names no item by its AIs is a number of whatever bears it', () => {
    expect(meantByText('(21)a1').slice(1)).toEqual([{ text: 'a1' }]);
  });

  it.each([
    ['names no number', `(01)${GTIN}(10)B1`],
    ['has a wrong check digit', '(01)09506000134353(21)a1'],
    ['looks like AIs by mere chance', '21a1'],
    ['is of a symbol that is not GS1’s', `]C001${GTIN}21a1`],
  ])('is nothing but itself where it %s', (_, text) => {
    expect(meantByText(text)).toHaveLength(1);
  });
});
