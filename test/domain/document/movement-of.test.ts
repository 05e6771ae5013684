import { describe, expect, it } from 'vitest';
import type { UnitChange } from '../../../functions/domain/document/context.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { type FlowName, flowOf } from '../../../functions/domain/document/flows.ts';
import {
  documentIn,
  leftTold,
  movedUnits,
  movementAt,
  movementOf,
  stillMovement,
  toldLast,
} from '../../../functions/domain/document/movement-of.ts';
import type { StepResult } from '../../../functions/domain/document/unit-step.ts';
import type { MovedUnit } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aContext, aDocument, aLine, aMovement, aUnit, RECORDED_AT, TODAY } from '../builders.ts';

const sold = (serial: string): UnitChange => {
  const before = aUnit(serial);
  return { before, after: { ...before, status: 'sold', version: 2 } };
};
const named = (serial: string) => ({ id: `${serial}.r4nd0m00`, key: serial, serial });
const HOLD = { holdId: 'h', reason: 'cracked', at: RECORDED_AT, user: 'ann' };

describe('movements of a posting', () => {
  it('are numbered from one, behind those of other decisions', () => {
    expect(movementAt({ postingId: 'p1' }, 1)).toBe('p1.1');
    expect(movementAt({ postingId: 'p1', movementsBefore: 4 }, 2)).toBe('p1.6');
  });

  it('tell of a document what names it', () => {
    const document = aDocument({ kind: 'write-off', partnerId: undefined, reason: 'broken' });
    expect(documentIn(document)).toEqual({
      partnerClass: 'internal',
      documentId: 'doc-1',
      documentKind: 'write-off',
      documentNumber: 'R-1',
      partnerId: undefined,
      reason: 'broken',
    });
  });

  it('tell of a unit what it was before: nothing of a new one, or of one that goes', () => {
    const unit = aUnit('A1');
    expect(movedUnits([sold('A1')])).toEqual([{ ...named('A1'), before: { status: 'in-stock' } }]);
    expect(movedUnits([{ after: unit }, { before: unit }, {}])).toEqual([
      { ...named('A1'), before: undefined },
      { ...named('A1'), before: undefined },
    ]);
  });

  it('name a unit by the number that it bears behind them', () => {
    const before = aUnit('A1');
    const after = { ...before, key: 'B1', serial: 'B1' };
    expect(movedUnits([{ before, after }])).toEqual([
      { id: 'A1.r4nd0m00', key: 'B1', serial: 'B1', before: { key: 'A1', serial: 'A1' } },
    ]);
  });
});

describe('what moves by a line', () => {
  const document = aDocument({ kind: 'transfer', partnerId: undefined, toLocationId: 'shop' });
  const moved = (
    flow: FlowName,
    given: { readonly steps?: readonly StepResult[]; readonly document?: LedgerDocument } = {},
  ) =>
    movementOf(
      {
        document,
        line: aLine({ line: 3, batch: 'L1' }),
        flow: flowOf(flow),
        movementId: 'p1.1',
        effectiveDate: '2026-03-05',
        quantity: pieces(2),
        steps: [],
        parent: { itemId: 'bike', serial: 'B1' },
        ...given,
      },
      {
        context: aContext(),
        balances: [{ locationId: 'main', quantity: -1, serials: 0, inTransit: 0, sentSerials: 0 }],
        expiresOn: '2027-01-01',
      },
    );

  it('is told with its line, its units and all that it changes', () => {
    const steps: StepResult[] = [
      { change: sold('A1'), violations: [] },
      { violations: [{ pointer: '', code: 'serial-held', detail: '' }] },
    ];
    expect(moved('move', { steps })).toEqual({
      movementId: 'p1.1',
      kind: 'transfer',
      partnerClass: 'internal',
      documentId: 'doc-1',
      documentKind: 'transfer',
      documentNumber: 'R-1',
      line: 3,
      itemId: 'phone',
      quantity: pieces(2),
      from: 'main',
      to: 'shop',
      batch: 'L1',
      expiresOn: '2027-01-01',
      parent: { itemId: 'bike', serial: 'B1' },
      user: 'ann',
      effectiveDate: '2026-03-05',
      recordedAt: RECORDED_AT,
      serialCount: 1,
      units: [{ ...named('A1'), before: { status: 'in-stock' } }],
      balances: [{ locationId: 'main', quantity: -1, serials: 0, inTransit: 0, sentSerials: 0 }],
      version: 1,
    });
  });

  it.each([
    ['receive', undefined, 'main'],
    ['sell', 'main', undefined],
    ['move', 'main', 'shop'],
    ['dispatch', 'main', 'shop'],
    ['arrive', 'main', 'shop'],
    ['bring-back', 'shop', 'main'],
    ['discard', undefined, undefined],
  ] as const)('by %s goes from %s to %s, as far as that is ours', (flow, from, to) => {
    const movement = moved(flow);
    expect([movement.from, movement.to]).toEqual([from, to]);
  });

  it('says how many units were counted in at the same moment', () => {
    const steps: StepResult[] = [
      { change: sold('A1'), provisional: true, violations: [] },
      { change: sold('A2'), violations: [] },
      { change: sold('A3'), provisional: true, violations: [] },
    ];
    expect(moved('sell', { steps })).toMatchObject({ provisional: 2, serialCount: 3 });
    expect(moved('sell')).not.toHaveProperty('provisional');
  });

  it('says that units had been used before, if only one had', () => {
    const steps: StepResult[] = [
      { change: sold('A1'), violations: [] },
      { change: sold('A2'), retrospective: true, violations: [] },
    ];
    expect(moved('receive', { steps })).toMatchObject({ retrospective: true });
    expect(moved('receive', { steps: steps.slice(0, 1) })).not.toHaveProperty('retrospective');
  });

  it('says that it is no good any more only of what is taken out to be thrown away', () => {
    expect(moved('discard')).toMatchObject({ kind: 'take-out', scrapped: true });
    expect(moved('take-out')).not.toHaveProperty('scrapped');
    expect(moved('scrap')).not.toHaveProperty('scrapped');
  });
});

describe('a movement by which nothing moves', () => {
  const told = { movementId: 'p1.1', kind: 'hold', itemId: 'phone', changes: [sold('A1')] } as const;
  const still = {
    movementId: 'p1.1',
    kind: 'hold',
    itemId: 'phone',
    quantity: 0,
    user: 'ann',
    effectiveDate: TODAY,
    recordedAt: RECORDED_AT,
    serialCount: 1,
    units: [{ ...named('A1'), before: { status: 'in-stock' } }],
    balances: [],
    version: 1,
  };

  it('counts for today, and has its units', () => {
    expect(stillMovement(told, aContext())).toEqual(still);
    expect(stillMovement(told, aContext())).not.toHaveProperty('documentId');
  });

  it('tells the document that it is of, and its own reason rather than the reason of that', () => {
    const document = aDocument({ reason: 'stocktake' });
    const { reason: _, ...names } = documentIn(document);
    const given = { ...told, document, line: 3, reason: 'cracked' };
    expect(stillMovement(given, aContext())).toEqual({ ...still, ...names, line: 3, reason: 'cracked' });
  });
});

describe('what a posting leaves of its units', () => {
  const movements = [
    aMovement('receive', { units: [named('A1'), named('A2')] }),
    aMovement('sell', { units: [named('A1')] }),
  ];
  const leftBy = (...units: readonly UnitChange[]) =>
    leftTold({ units, movements, balances: [] }).movements.map(({ units: its }) => its);

  it('is told alike by all movements of the unit, and by none of another', () => {
    const left = { ...named('A1'), version: 2 };
    expect(leftBy(sold('A1'))).toEqual([[left, named('A2')], [left]]);
  });

  it('is told with a hold for as long as there is one', () => {
    const held = (heldBy: readonly (typeof HOLD)[]) => leftBy({ after: aUnit('A1', { heldBy }) })[1];
    expect(held([HOLD])).toEqual([{ ...named('A1'), version: 1, held: true }]);
    expect(held([])?.[0]).not.toHaveProperty('held');
    expect(leftBy({ after: aUnit('A1') })[1]?.[0]).not.toHaveProperty('held');
  });

  it('is a version later also of a record that goes', () => {
    expect(leftBy({ before: aUnit('A1', { version: 4, heldBy: [HOLD] }) })[1]).toEqual([
      { ...named('A1'), version: 5 },
    ]);
  });

  it('is nothing of a change of no unit, and leaves the rest of the decision as it is', () => {
    expect(leftBy({})).toEqual([[named('A1'), named('A2')], [named('A1')]]);
    const decision = { units: [], movements: [], balances: [], unnumbered: true };
    expect(leftTold(decision)).toEqual(decision);
  });
});

describe('units that stand in several movements of a posting', () => {
  it('are told anew where they stand last, and nowhere else', () => {
    const movements = [
      aMovement('receive', { movementId: 'p.1', units: [named('A1'), named('A2')] }),
      aMovement('sell', { movementId: 'p.2', units: [named('A1'), named('A3')] }),
    ];
    const tell = (moved: MovedUnit, { after }: UnitChange): MovedUnit => ({
      ...moved,
      version: (after?.version ?? 0) + 10,
    });
    const changes = [sold('A1'), sold('A2'), { before: aUnit('A3') }];
    expect(toldLast(movements, changes, tell)).toEqual([
      { ...movements[0], units: [named('A1'), { ...named('A2'), version: 12 }] },
      { ...movements[1], units: [{ ...named('A1'), version: 12 }, named('A3')] },
    ]);
  });
});
