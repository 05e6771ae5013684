import { describe, expect, it } from 'vitest';
import {
  atPlaceOf,
  type DocumentStatus,
  isOpenRow,
  outstanding,
  sentSerials,
  statusFrom,
  takes,
  tracingOf,
  underWay,
  unsent,
} from '../../../functions/domain/document/document.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aDocument, aLine } from '../builders.ts';

const sent = pieces(3);

describe('of a row of five', () => {
  it.each([
    ['nothing has happened to', {}, { open: 5, way: 0, unsent: 5 }],
    ['two are posted', { posted: 2 }, { open: 3, way: 0, unsent: 3 }],
    ['three are on their way', { dispatched: sent }, { open: 5, way: 3, unsent: 2 }],
    ['one of three has arrived', { dispatched: sent, posted: 1 }, { open: 4, way: 2, unsent: 2 }],
    ['all three have arrived', { dispatched: sent, posted: 3 }, { open: 2, way: 0, unsent: 2 }],
    ['two are given up', { cancelled: pieces(2) }, { open: 3, way: 0, unsent: 3 }],
    [
      'one of three has arrived, one is lost, and that and the rest was given up',
      { dispatched: sent, posted: 1, cancelled: pieces(3) },
      { open: 1, way: 1, unsent: 0 },
    ],
    [
      'one has arrived and two are given up',
      { posted: 1, cancelled: pieces(2) },
      { open: 2, way: 0, unsent: 2 },
    ],
  ])('%s', (_, given, expected) => {
    const line = aLine({ quantity: 5, ...given });
    expect([outstanding(line), underWay(line), unsent(line)]).toEqual(
      [expected.open, expected.way, expected.unsent].map(pieces),
    );
  });

  it('those numbers were sent off that say so', () => {
    const line = aLine({ quantity: 5, assigned: ['A1', 'A2', 'A3'] });
    const assigned = line.assigned.map((one, i) => (i < 2 ? { ...one, sent: true as const } : one));
    expect([sentSerials(line), sentSerials({ ...line, assigned })]).toEqual([0, 2]);
  });
});

describe('a row waits for something', () => {
  it.each([
    ['draft', true],
    ['open', true],
    ['dispatched', true],
    ['partly-posted', true],
    ['posted', false],
    ['cancelled', false],
    ['void', false],
  ] as const)('while its document is %s: %s', (status, waits) => {
    expect(isOpenRow({ status }, aLine())).toBe(waits);
  });

  it('until all of it is posted', () => {
    const status = 'partly-posted';
    expect(isOpenRow({ status }, aLine({ quantity: 2, posted: 1 }))).toBe(true);
    expect(isOpenRow({ status }, aLine({ quantity: 2, posted: 2 }))).toBe(false);
  });
});

describe('a document takes a command', () => {
  const STATUSES = ['draft', 'open', 'dispatched', 'partly-posted', 'posted', 'cancelled', 'void'] as const;
  it.each([
    ['number', ['draft', 'open', 'dispatched', 'partly-posted', 'posted']],
    ['change', ['draft', 'open', 'dispatched', 'partly-posted']],
    ['post', ['draft', 'open', 'dispatched', 'partly-posted']],
    ['cancel', ['draft', 'open', 'dispatched', 'partly-posted']],
    ['void', ['dispatched', 'partly-posted', 'posted', 'cancelled']],
    ['create', []],
  ] as const)('%s while it is one of %j', (command, expected) => {
    expect(STATUSES.filter((status) => takes(status, command))).toEqual(expected);
  });
});

describe('rows make their document', () => {
  const claiming = aLine({ quantity: 2, assigned: ['A1'] });
  const given = (all: number, posted = 0) =>
    aLine({ line: 2, quantity: all, posted, cancelled: pieces(all - posted) });
  it.each<[string, DocumentStatus, ReturnType<typeof aLine>[]]>([
    ['of which nothing has happened', 'draft', [aLine(), aLine({ line: 2 })]],
    ['of which one binds a unit', 'open', [aLine({ line: 2 }), claiming]],
    ['of which one is on its way', 'dispatched', [claiming, aLine({ line: 2, dispatched: pieces(1) })]],
    ['of which one is posted in part', 'partly-posted', [aLine({ quantity: 2, posted: 1 })]],
    ['of which one is posted, another not', 'partly-posted', [aLine({ posted: 1 }), aLine({ line: 2 })]],
    ['that are posted', 'posted', [aLine({ posted: 1 }), aLine({ line: 2, posted: 1 })]],
    ['that are posted or given up', 'posted', [aLine({ posted: 1 }), given(3)]],
    ['of which the rest is given up', 'posted', [given(3, 1)]],
    ['that are given up', 'cancelled', [given(1), given(3)]],
  ])('%s: %s', (_, status, lines) => {
    expect(statusFrom(lines, 'purchase-order')).toBe(status);
  });

  it('no more than a draft where numbers on them claim nothing', () => {
    expect(statusFrom([claiming], 'product-receipt')).toBe('draft');
    expect(statusFrom([{ ...claiming, role: 'consume' }], 'outsourced-purchase-order')).toBe('draft');
    expect(statusFrom([claiming], 'outsourced-purchase-order')).toBe('open');
  });
});

it('a row that names no place is at that of its document', () => {
  const document = aDocument({ locationId: 'main' });
  expect(atPlaceOf(document, aLine())).toBe(document);
  expect(atPlaceOf(document, aLine({ locationId: 'attic' }))).toEqual({ ...document, locationId: 'attic' });
});

describe('a row is traced', () => {
  it.each([
    ['missing', 0, aLine({ quantity: 3 })],
    ['partial', 1, aLine({ quantity: 3, assigned: ['A1'] })],
    ['partial', 2, aLine({ quantity: 3, assigned: ['A1'], posted: 1, postedSerials: 1 })],
    ['complete', 3, aLine({ quantity: 3, assigned: ['A1'], posted: 2, postedSerials: 2 })],
    ['complete', 3, aLine({ quantity: 3, posted: 3, postedSerials: 3 })],
  ] as const)('%s with %i of 3 numbers', (state, assigned, line) => {
    const tracing = { state, assigned, quantity: 3 };
    expect([tracingOf(line, 'required'), tracingOf(line, 'optional')]).toEqual([tracing, tracing]);
  });

  it('never completely where it is no whole number of units', () => {
    const line = aLine({ quantity: 1.5, assigned: ['A1'] });
    expect(tracingOf(line, 'optional')).toEqual({ state: 'partial', assigned: 1, quantity: 1.5 });
  });

  it('not at all where its numbers are not taken', () => {
    expect(tracingOf(aLine({ assigned: ['A1'] }), 'off')).toBeUndefined();
  });
});
