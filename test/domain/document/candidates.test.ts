import { describe, expect, it } from 'vitest';
import {
  namedBy,
  openedBy,
  openedIn,
  parentAs,
  producedIn,
  producing,
} from '../../../functions/domain/document/candidates.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { LinePosting, Posting } from '../../../functions/domain/document/post.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, aUnit, entriesOf, TODAY, wholesOf } from '../builders.ts';

const BIKES = aLine({ itemId: 'bike', quantity: 3, role: 'produce' });
const FRAMES = aLine({ line: 2, itemId: 'frame', quantity: 3, role: 'produce' });
const PARTS = aLine({ line: 3, itemId: 'phone', quantity: 3, role: 'consume' });
const OUT = aLine({ line: 4, itemId: 'phone', quantity: 3, role: 'take-out' });

const postedOf = (line: DocumentLine, ...serials: readonly string[]): LinePosting => ({
  line,
  quantity: pieces(serials.length),
  entries: entriesOf(serials),
  meant: serials.length,
  pointer: '/lines/0',
});
const postingOf = (document: Partial<LedgerDocument>, ...lines: readonly LinePosting[]): Posting => ({
  document: aDocument({ kind: 'works-order', lines: [BIKES, FRAMES, PARTS, OUT], ...document }),
  lines,
  effectiveDate: TODAY,
  stage: 'post',
});

const bike = (serial: string, given: Partial<Unit> = {}): Unit => aUnit(serial, { itemId: 'bike', ...given });
const standing = (unit: Unit) => ({
  itemId: unit.itemId,
  key: unit.key,
  serial: unit.serial,
  id: unit.id,
  aliases: unit.aliases,
  unit,
});

describe('lines that make something', () => {
  it.each([
    ['works-order', [BIKES, FRAMES]],
    ['outsourced-purchase-order', [aLine({ line: 9 })]],
    ['purchase-order', []],
    ['transfer', []],
  ] as const)('of a %s are those that produce', (kind, expected) => {
    expect(producing(aDocument({ kind, lines: [BIKES, FRAMES, PARTS, OUT, aLine({ line: 9 })] }))).toEqual(
      expected,
    );
  });
});

describe('numbers that a document produces', () => {
  const assigned = (one: DocumentLine['assigned'][number], units: readonly Unit[]) =>
    producedIn(postingOf({ lines: [{ ...BIKES, assigned: [one] }, PARTS] }), aContext({ units }));
  const planned = { text: 'b1', key: 'B1' };
  const here = bike('B1');

  it('are those on its rows: the unit itself, once it is here', () => {
    expect(assigned(planned, [here])).toEqual([standing(here)]);
    expect(assigned({ ...planned, id: here.id }, [here])).toEqual([standing(here)]);
  });

  it.each([
    ['nothing is known of', planned, [], undefined],
    ['nothing is known of, but that parts went into it', { ...planned, id: 'B1.x' }, [], 'B1.x'],
    ['is expected', planned, [bike('B1', { status: 'expected' })], here.id],
    ['was taken back', planned, [bike('B1', { voided: true })], here.id],
    ['came by another way than was planned', { ...planned, id: 'B1.x' }, [here], 'B1.x'],
    ['is one of another item', planned, [aUnit('B1', { itemId: 'frame' })], undefined],
  ] as const)('are merely planned where %s', (_, one, units, id) => {
    expect(assigned(one, units)).toEqual([{ itemId: 'bike', key: 'B1', serial: 'b1', id }]);
  });

  it('are those of units that it made, also of what bears no number on it any more', () => {
    const origin = { known: true, documentId: 'doc-1', movementId: 'p0.1', date: TODAY } as const;
    const made = bike('B1', { origin });
    const frame = aUnit('F1', { itemId: 'frame', origin });
    const units = [
      made,
      frame,
      aUnit('A1', { origin }),
      bike('B2'),
      bike('B3', { origin: { known: false, reason: 'found' } }),
      bike('B4', { origin: undefined }),
    ];
    expect(producedIn(postingOf({}), aContext({ units }))).toEqual([standing(made), standing(frame)]);
  });

  it('are those that are posted now, and none of what is consumed', () => {
    const now = postingOf({}, postedOf(PARTS, 'A1'), postedOf(FRAMES, 'f1'), postedOf(BIKES, 'b1', 'B2'));
    const expected = bike('B2', { status: 'expected' });
    expect(producedIn(now, aContext({ units: [expected] }))).toEqual([
      { itemId: 'frame', key: 'F1', serial: 'f1', id: undefined },
      { itemId: 'bike', key: 'B1', serial: 'b1', id: undefined },
      { itemId: 'bike', key: 'B2', serial: 'B2', id: expected.id },
    ]);
  });

  it('are told once each, by item and number', () => {
    const rows = [
      { ...BIKES, assigned: [planned] },
      { ...FRAMES, assigned: [planned] },
    ];
    const now = postingOf({ lines: rows }, postedOf(BIKES, 'B1'));
    expect(producedIn(now, aContext()).map(({ itemId, serial }) => [itemId, serial])).toEqual([
      ['bike', 'B1'],
      ['frame', 'b1'],
    ]);
  });
});

const B1 = bike('B1');
const B2 = bike('B2');
const within = (serial: string, whole: Unit): Unit =>
  aUnit(serial, {
    status: 'consumed',
    parent: { itemId: whole.itemId, serial: whole.serial, id: whole.id },
  });
const INSIDE = [within('A1', B1), within('A2', B1), within('A3', B2), aUnit('A4')];
const context = (opened: readonly Unit[] = [], named: readonly Unit[] = []) =>
  aContext({ units: INSIDE, wholes: wholesOf({ byId: [B1, B2], opened, named }) });

describe('units that parts come out of', () => {
  it('are those that the numbers of a line are in, once each', () => {
    const { id, ...nameless } = within('A5', B1).parent ?? { itemId: '', serial: '' };
    const units = [...INSIDE, within('A6', bike('B9')), aUnit('A5', { parent: nameless })];
    const its = { ...context(), units: aContext({ units }).units };
    const posted = postedOf(OUT, 'A2', 'A4', 'A5', 'A6', 'A9', 'A3', 'A1');
    expect(openedBy(posted, its)).toEqual([standing(B1), standing(B2)]);
    expect(openedBy(posted, aContext({ units }))).toEqual([]);
  });

  it('are those that earlier postings opened, and those that this one opens or names', () => {
    const out = { ...OUT, parentSerial: 'b2', parentItemId: 'bike' };
    expect(openedIn(postingOf({}), context([B2]))).toEqual([standing(B2)]);
    expect(openedIn(postingOf({}, postedOf(OUT, 'A1')), context([B2]))).toEqual([standing(B2), standing(B1)]);
    expect(openedIn(postingOf({}, postedOf(OUT, 'A3')), context([B2]))).toEqual([standing(B2)]);
    expect(openedIn(postingOf({}, postedOf(out)), context([], [B2]))).toEqual([standing(B2)]);
  });

  it('are none that a line puts something into, and none where nothing is told of any', () => {
    const into = { ...PARTS, parentSerial: 'B2', parentItemId: 'bike' };
    expect(openedIn(postingOf({}, postedOf(into, 'A1')), context([], [B2]))).toEqual([]);
    expect(openedIn(postingOf({}, postedOf(OUT, 'A1')), aContext({ units: INSIDE }))).toEqual([]);
    const told = postedOf({ ...OUT, role: undefined }, 'A1');
    expect(openedIn(postingOf({}, told), context())).toEqual([]);
    const unread = { byId: new Map(), named: new Map(), opened: new Set(['B7.x']) };
    expect(openedIn(postingOf({}), aContext({ wholes: unread }))).toEqual([]);
  });

  it('may be taken apart to scrap as well', () => {
    const scrapped = postedOf({ ...OUT, scrap: true }, 'A1');
    expect(openedIn(postingOf({}, scrapped), context())).toEqual([standing(B1)]);
  });
});

describe('a unit that a line names', () => {
  const named = (line: Partial<DocumentLine>, caseSensitive = false) =>
    namedBy(postedOf({ ...OUT, ...line }), {
      ...context([], [B1, B2]),
      settings: { ...aContext().settings, caseSensitive },
    });

  it.each([
    ['its item and number', { parentSerial: 'B1', parentItemId: 'bike' }, [standing(B1)]],
    ['a number typed loosely', { parentSerial: '  b1 ', parentItemId: 'bike' }, [standing(B1)]],
    ['a number of another item', { parentSerial: 'B1', parentItemId: 'frame' }, []],
    ['a number alone', { parentSerial: 'B1' }, []],
    ['an item alone', { parentItemId: 'bike' }, []],
  ] as const)('is found, or not, by %s', (_, line, expected) => {
    expect(named(line)).toEqual(expected);
  });

  it('is another one in another case only where the tenant tells cases apart', () => {
    expect(named({ parentSerial: 'b1', parentItemId: 'bike' }, true)).toEqual([]);
    expect(named({ parentSerial: 'B1', parentItemId: 'bike' }, true)).toEqual([standing(B1)]);
  });

  it('is none where nothing is told of any', () => {
    const posted = postedOf({ ...OUT, parentSerial: 'B1', parentItemId: 'bike' });
    expect(namedBy(posted, aContext())).toEqual([]);
  });

  it('may be several, for one may have borne the number before', () => {
    const renamed = bike('B7', { aliases: ['B1'] });
    const wholes = {
      byId: new Map(),
      named: new Map([['bike#B1', [B1, renamed]]]),
      opened: new Set<string>(),
    };
    const posted = postedOf({ ...OUT, parentSerial: 'B1', parentItemId: 'bike' });
    expect(namedBy(posted, aContext({ wholes }))).toEqual([standing(B1), standing(renamed)]);
  });
});

describe('a parent', () => {
  it('is told by the number of today and by its id, the one that it will have if it is not made yet', () => {
    expect(parentAs(standing(B1), aContext())).toEqual({ itemId: 'bike', serial: 'B1', id: B1.id });
    expect(parentAs({ itemId: 'bike', key: 'B5', serial: 'b5' }, aContext())).toEqual({
      itemId: 'bike',
      serial: 'b5',
      id: 'B5.n3wn3wn3',
    });
  });
});
