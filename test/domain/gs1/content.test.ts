import { describe, expect, it } from 'vitest';
import { contentFault } from '../../../functions/domain/gs1/content.ts';
import { withCheckDigit } from './arbitraries.ts';

const TODAY = '2026-03-10';
const judged = (name: string, text: string) => contentFault([name], text, TODAY);

type Kind = {
  readonly says: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
};

const DATES: Readonly<Record<string, Kind>> = {
  yymmd0: {
    says: 'is not a day that exists',
    good: ['260310', '280229', '270200', '991231'],
    bad: ['270229', '261301', '260001', '260431', '260132'],
  },
  yymmdd: {
    says: 'is not a day that exists',
    good: ['260310', '280229', '991231'],
    bad: ['270200', '270229', '261301', '260001'],
  },
  yyyymmdd: {
    says: 'is not a day that exists',
    good: ['20260310', '20240229', '20000229', '19800101', '24000229', '19991231'],
    bad: ['20260300', '20250229', '19000229', '21000229', '20261301', '20260001', '20260431'],
  },
  hh: { says: 'is not an hour', good: ['00', '09', '23'], bad: ['24', '99'] },
  mi: { says: 'is not a minute', good: ['00', '59'], bad: ['60', '99'] },
  ss: { says: 'is not a second', good: ['00', '59'], bad: ['60', '99'] },
  hhmi: {
    says: 'is not a time of day',
    good: ['0000', '2359', '1200', '0059'],
    bad: ['2400', '2360', '0060', '9900', '3000'],
  },
};

const PLAIN: Readonly<Record<string, Kind>> = {
  gcppos1: {
    says: 'does not have a GS1 company prefix here',
    good: ['9506', '9506ABC', '0000'],
    bad: ['950', '950A1', 'A9506', ''],
  },
  iso3166: {
    says: 'is not a country of ISO 3166',
    good: ['276', '840', '004', '894'],
    bad: ['000', '999', '27', '2767'],
  },
  iso3166999: {
    says: 'is not a country of ISO 3166, nor 999',
    good: ['276', '999'],
    bad: ['000', '998', '99'],
  },
  iso3166alpha2: {
    says: 'is not a country of ISO 3166',
    good: ['DE', 'AD', 'ZW'],
    bad: ['ZZ', 'UK', 'de', 'D'],
  },
  iso4217: {
    says: 'is not a currency of ISO 4217',
    good: ['978', '008', '999'],
    bad: ['000', '276', '97'],
  },
  iso5218: { says: 'is not a code of ISO 5218', good: ['0', '1', '2', '9'], bad: ['3', '8', '10', 'A'] },
  iban: {
    says: 'is not an IBAN',
    good: ['GB82WEST12345698765432', 'NL91ABNA0417164300'],
    bad: [
      'GB82WEST12345698765433',
      'gb82west12345698765432',
      'GB82west12345698765432',
      // Right in itself, of a country that there is not.
      'XX57WEST12345698765432',
      ' GB82WEST12345698765432',
      // Two that have the right remainder, and letters where digits must be, or small ones.
      'GBA2AB80WEST123456',
      'GB55WEST1234569876543a',
      'GB82WEST12345698765432 ',
      'GB82',
    ],
  },
  zero: { says: 'must be 0', good: ['0'], bad: ['1', '00', ''] },
  nonzero: { says: 'must not be zero', good: ['1', '0010', '9000'], bad: ['0', '0000'] },
  nozeroprefix: { says: 'must not begin with 0', good: ['0', '1', '10', '900'], bad: ['01', '00', '010'] },
  hasnondigit: { says: 'must hold something else than digits', good: ['1A', 'A1', '1-1'], bad: ['11', '0'] },
  hyphen: { says: 'must be a hyphen', good: ['-'], bad: ['+', '--', ''] },
  yesno: { says: 'must be 0 or 1', good: ['0', '1'], bad: ['2', '01', '10'] },
  winding: { says: 'must be 0, 1 or 9', good: ['0', '1', '9'], bad: ['2', '8', '09', '90'] },
  pieceoftotal: {
    says: 'does not name a piece of a total',
    good: ['0101', '0102', '0202', '9999', '0910'],
    bad: ['0201', '0001', '0000', '0100', '1009'],
  },
  posinseqslash: {
    says: 'must be a position and the end, as 1/2',
    good: ['1/2', '2/2', '9/10', '10/10', '99/100'],
    bad: ['2/1', '10/9', '0/1', '1/0', '01/2', '1/02', '1-2', '1/', '/2', '1/2/3', 'A1/2', '1/2A', '12'],
  },
  importeridx: {
    says: 'is not an index of an importer',
    good: ['-', '0', '9', 'A', 'Z', '_', 'a', 'z'],
    bad: ['%', 'AA', '', '.'],
  },
  latitude: {
    says: 'is not a latitude',
    good: ['0000000000', '1800000000'],
    bad: ['1800000001', '9999999999'],
  },
  longitude: { says: 'is not a longitude', good: ['0000000000', '3600000000'], bad: ['3600000001'] },
  mediatype: {
    says: 'is not a type of AIDC media',
    good: ['01', '09', '10', '80', '89', '90', '99'],
    bad: ['00', '11', '79', '1', '010', '100'],
  },
  packagetype: {
    says: 'is not a code of a package',
    good: ['1', '1A', 'BX', '4DA'],
    bad: ['', 'ABCD', 'a', '1-', '-1'],
  },
  couponcode: { says: 'is not a coupon code of digits', good: ['1', '0123'], bad: ['', 'A1', '1A'] },
  couponposoffer: { says: 'is not a coupon code of digits', good: ['1', '0123'], bad: ['', 'A1', '1A'] },
};

describe.each(Object.entries(PLAIN))('content checked as %s', (name, { says, good, bad }) => {
  it.each(good)('may be %j', (text) => {
    expect(judged(name, text)).toBeUndefined();
  });
  it.each(bad)('may not be %j', (text) => {
    expect(judged(name, text)).toEqual({ code: 'gs1-content', at: 0, says });
  });
});

describe.each(Object.entries(DATES))('a date or time checked as %s', (name, { says, good, bad }) => {
  it.each(good)('may be %j', (text) => {
    expect(judged(name, text)).toBeUndefined();
  });
  it.each(bad)('may not be %j', (text) => {
    expect(judged(name, text)).toEqual({ code: 'gs1-date', at: 0, says });
  });
});

describe('a fault of content', () => {
  it('is at the check digit, where that is wrong', () => {
    const right = withCheckDigit('0950600013435');
    expect(judged('csum', right)).toBeUndefined();
    expect(judged('csum', '09506000134353')).toEqual({
      code: 'gs1-check-digit',
      at: 13,
      says: 'has a wrong check digit',
    });
  });

  it('is at the first of the check characters, or where the text begins if it has none', () => {
    const says = 'has wrong check characters';
    expect(judged('csumalpha', '1987654Ad4X4bL5ttr2310c2K')).toBeUndefined();
    expect(judged('csumalpha', '1987654Ad4X4bL5ttr2310c2L')).toEqual({
      code: 'gs1-check-digit',
      at: 23,
      says,
    });
    expect(judged('csumalpha', 'K')).toEqual({ code: 'gs1-check-digit', at: 0, says });
  });

  it('is behind the first digit where the company prefix begins there', () => {
    expect(judged('gcppos2', 'A9506')).toBeUndefined();
    expect(judged('gcppos2', '9506A')).toEqual({
      code: 'gs1-content',
      at: 1,
      says: 'does not have a GS1 company prefix here',
    });
  });

  it('is at the percent sign that encodes nothing', () => {
    const says = 'is not rightly percent-encoded';
    for (const text of ['', 'AB', '%2B', '%aF%Fa', 'A%20B%2fC']) {
      expect([text, judged('pcenc', text)]).toEqual([text, undefined]);
    }
    for (const [text, at] of [
      ['%', 0],
      ['A%2', 1],
      ['%2BA%', 4],
      ['%2B%G0%', 3],
      ['%0G', 0],
      ['%%20', 0],
    ] as const) {
      expect([text, judged('pcenc', text)]).toEqual([text, { code: 'gs1-content', at, says }]);
    }
  });

  it('is that of the first check which is not passed', () => {
    expect(contentFault(['csum', 'gcppos1'], '09506000134352', TODAY)).toBeUndefined();
    expect(contentFault(['gcppos1', 'hasnondigit'], '9506', TODAY)?.says).toBe(
      'must hold something else than digits',
    );
    expect(contentFault(['hasnondigit', 'gcppos1'], '950', TODAY)?.says).toBe(
      'must hold something else than digits',
    );
    expect(contentFault([], 'anything', TODAY)).toBeUndefined();
  });

  it('of a date is told by the day that is today', () => {
    expect(contentFault(['yymmd0'], '000229', '2040-01-01')).toBeUndefined();
    expect(contentFault(['yymmd0'], '000229', '2060-01-01')).toMatchObject({ code: 'gs1-date' });
  });
});
