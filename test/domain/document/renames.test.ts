import { describe, expect, it } from 'vitest';
import { decideRename } from '../../../functions/domain/unit/calls.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, aUnit, entriesOf, RECORDED_AT, TODAY } from '../builders.ts';

const named = (text: string) => ({ ...entriesOf([text])[0]!, pointer: '/serial' });
const renamed = (unit: Unit, to: string, others: readonly Unit[] = []) =>
  decideRename(unit, { to: named(to), reason: 'typo' }, aContext({ units: [unit, ...others] }));
const refused = (code: string, detail: string, status?: string) => ({
  violations: [
    { pointer: '/serial', serial: 'B1', code, detail, ...(status === undefined ? {} : { status }) },
  ],
  decision: { units: [], movements: [], balances: [] },
});

describe('a rename writes', () => {
  it('one movement of today, which tells what the unit was called before', () => {
    const unit = aUnit('A1');
    expect(renamed(unit, 'B1').decision.movements).toEqual([
      {
        movementId: 'p1.1',
        kind: 'rename',
        itemId: 'phone',
        quantity: 0,
        reason: 'typo',
        renamedTo: 'B1',
        user: 'ann',
        effectiveDate: TODAY,
        recordedAt: RECORDED_AT,
        serialCount: 1,
        units: [{ id: unit.id, key: 'A1', serial: 'A1', before: { key: 'A1', serial: 'A1', aliases: null } }],
        balances: [],
        version: 1,
      },
    ]);
  });

  it('the unit one version later, with its movement; a full record hands the older ones on', () => {
    const movementIds = Array.from({ length: 10 }, (_, i) => `m${i}.1`);
    const unit = aUnit('A1', { movementIds, lifeChunks: 2, version: 30 });
    expect(renamed(unit, 'B1').decision.units).toEqual([
      {
        before: unit,
        after: {
          ...unit,
          key: 'B1',
          serial: 'B1',
          aliases: ['A1'],
          movementIds: ['p1.1'],
          lifeChunks: 3,
          version: 31,
        },
        spilled: movementIds,
        renamed: true,
      },
    ]);
  });

  it('no document, where no row holds the number', () => {
    expect(renamed(aUnit('A1'), 'B1').decision.document).toBeUndefined();
  });

  it('the row with the number alone changed: it means the same unit, and is as far on its way', () => {
    const line = aLine({ quantity: 2, assigned: ['A1', 'A2'] });
    const assigned = line.assigned.map((one) => ({ ...one, id: `${one.key}.x`, sent: true as const }));
    const [first, second] = assigned;
    const others = [
      aLine({ line: 2, assigned: ['A3'] }),
      aLine({ line: 3, itemId: 'case', assigned: ['A1'] }),
    ];
    const document = aDocument({ kind: 'transfer', lines: [{ ...line, assigned }, ...others], version: 4 });
    const given = { to: named('B1'), reason: 'typo', document };
    expect(decideRename(aUnit('A1'), given, aContext()).decision.document).toEqual({
      ...document,
      lines: [{ ...line, assigned: [{ ...first, text: 'B1', key: 'B1' }, second] }, ...others],
      version: 5,
    });
  });
});

describe('the numbers that a unit bore', () => {
  it.each([
    ['the one it bears is not among them', aUnit('A1'), 'A1', []],
    ['each of them is there once', aUnit('B1', { aliases: ['A1', 'B1', 'C1'] }), 'D1', ['A1', 'C1', 'B1']],
    ['another spelling is among them', aUnit('a1', { aliases: ['Z1'] }), 'A1', ['Z1', 'a1']],
  ])('are told: %s', (_, unit, to, aliases) => {
    expect(renamed(unit, to).decision.units[0]?.after?.aliases).toEqual(aliases);
  });
});

describe('a rename is refused', () => {
  const other = (given: Partial<Unit>) => aUnit('B1', { id: 'B1.other', ...given });
  it.each([
    ['with its document', {}, '"B1" is another unit: it is in-stock by document R-0.'],
    [
      'whose document has no number',
      { documentNumber: undefined },
      '"B1" is another unit: it is in-stock by document doc-0.',
    ],
    [
      'that no document put there',
      { documentNumber: undefined, documentId: undefined },
      '"B1" is another unit: it is in-stock.',
    ],
  ])('to the number of another unit, %s', (_, given, detail) => {
    expect(renamed(aUnit('A1'), 'B1', [other(given)])).toEqual(refused('serial-exists', detail, 'in-stock'));
  });

  it('to the number of a unit that an order has reserved, with that order', () => {
    const its = other({ reservedBy: { documentId: 'so-1', documentNumber: 'SO-1', line: 1 } });
    const detail = '"B1" is another unit: it is reserved by document SO-1.';
    expect(renamed(aUnit('A1'), 'B1', [its])).toEqual(refused('serial-exists', detail, 'reserved'));
  });

  const kept = 'and taken back; its record is kept, so no other unit is renamed to it.';
  it.each([
    ['of a document', {}, `"B1" was posted by document R-0 ${kept}`],
    [
      'that was an individual made known again, and withdrawn',
      { documentId: undefined, documentNumber: undefined },
      `"B1" was posted ${kept}`,
    ],
  ])('to the number of a unit that is none any more, %s', (_, given, detail) => {
    const none = other({ status: 'written-off', voided: true, ...given });
    expect(renamed(aUnit('A1'), 'B1', [none])).toEqual(refused('serial-exists', detail, 'written-off'));
  });

  const reservedBy = { documentId: 'doc-2', line: 1 };
  it.each([
    ['SO-2', { ...reservedBy, documentNumber: 'SO-2' }],
    ['doc-2', reservedBy],
  ])('while the unit is on its way and promised to %s: two rows hold its number', (document, promise) => {
    const unit = aUnit('A1', { status: 'in-transit', reservedBy: promise });
    expect(renamed(unit, 'B1')).toEqual(
      refused(
        'serial-in-use',
        `"A1" is on its way and reserved by document ${document}; rename it when it has arrived.`,
      ),
    );
  });

  it.each<[string, Partial<Unit>]>([
    ['promised here', { reservedBy }],
    ['on its way to nobody in particular', { status: 'in-transit' }],
    ['expected, and promised', { status: 'expected', reservedBy }],
  ])('but not while it is %s', (_, given) => {
    const { violations, decision } = renamed(aUnit('A1', given), 'B1');
    expect(violations).toEqual([]);
    expect(decision.units).toHaveLength(1);
  });
});
