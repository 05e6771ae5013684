import { describe, expect, it } from 'vitest';
import {
  convertedFaults,
  promisedTo,
  stranded,
  superseded,
} from '../../../functions/domain/document/void-faults.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aMovement, anItem, aUnit } from '../builders.ts';

const MOVED = { id: 'A1.r4nd0m00', key: 'A1', serial: 'a1' };
const fault = (unit: Unit | undefined) =>
  superseded(unit, MOVED, aMovement('receive', { movementId: 'm0.1', itemId: 'phone' }));
const at = { pointer: '/movementIds', serial: 'A1', itemId: 'phone', code: 'void-superseded' };

describe('a movement that something stands on', () => {
  it('is refused with the document that moved the unit last, by its number', () => {
    const unit = aUnit('A1', {
      status: 'sold',
      documentId: 'doc-9',
      documentNumber: 'INV-9',
      asOf: { movementId: 'm9.1', at: '2026-03-05' },
    });
    expect(fault(unit)).toEqual({
      ...at,
      detail: '"A1" has changed since: it is sold by document INV-9 (movement m9.1).',
      status: 'sold',
      documentId: 'doc-9',
      documentNumber: 'INV-9',
      movementId: 'm9.1',
    });
  });

  it('is refused with the id of a document without a number, and without what no document did', () => {
    const asOf = { movementId: 'm9.1', at: '2026-03-05' };
    const nameless = aUnit('A1', { documentId: 'doc-9', documentNumber: undefined, asOf });
    expect(fault(nameless)).toEqual({
      ...at,
      detail: '"A1" has changed since: it is in-stock by document doc-9 (movement m9.1).',
      status: 'in-stock',
      documentId: 'doc-9',
      movementId: 'm9.1',
    });
    const linked = aUnit('A1', { documentId: undefined, documentNumber: undefined, asOf });
    const told = fault(linked);
    expect(told).toEqual({
      ...at,
      detail: '"A1" has changed since: it is in-stock (movement m9.1).',
      status: 'in-stock',
      movementId: 'm9.1',
    });
    expect(told).not.toHaveProperty('documentId');
    expect(told).not.toHaveProperty('documentNumber');
  });

  it('is refused with what has sent the unit off since, though an order has reserved it', () => {
    const sent = aUnit('A1', {
      status: 'in-transit',
      documentId: 'doc-t',
      documentNumber: 'T-1',
      asOf: { movementId: 'm9.1', at: '2026-03-05' },
      reservedBy: { documentId: 'so-1', documentNumber: 'SO-1', line: 1 },
    });
    expect(fault(sent)).toEqual({
      ...at,
      detail: '"A1" has changed since: it is in-transit by document T-1 (movement m9.1).',
      status: 'in-transit',
      documentId: 'doc-t',
      documentNumber: 'T-1',
      movementId: 'm9.1',
    });
  });

  it('is refused with what has moved the unit since, though an order has reserved it where it is now', () => {
    const moved = aUnit('A1', {
      documentId: 'doc-t',
      documentNumber: 'T-1',
      asOf: { movementId: 'm9.1', at: '2026-03-05' },
      reservedBy: { documentId: 'so-1', documentNumber: 'SO-1', line: 1 },
    });
    expect(fault(moved)).toEqual({
      ...at,
      detail: '"A1" has changed since: it is in-stock by document T-1 (movement m9.1).',
      status: 'in-stock',
      documentId: 'doc-t',
      documentNumber: 'T-1',
      movementId: 'm9.1',
    });
  });

  it('is refused with the receipt after the fact that explains the unit meanwhile', () => {
    const explained = { known: true, documentId: 'doc-r', movementId: 'm8.1', date: '2026-03-04' } as const;
    expect(fault(aUnit('A1', { status: 'sold', origin: explained }))).toEqual({
      ...at,
      detail: '"A1" has changed since: it is sold by document doc-r (movement m8.1).',
      status: 'sold',
      documentId: 'doc-r',
      movementId: 'm8.1',
    });
  });

  it.each([undefined, { known: false, reason: 'not registered at receipt' } as const])(
    'is refused with itself where nothing else is known (origin %j)',
    (unknown) => {
      expect(fault(aUnit('A1', { status: 'sold', origin: unknown }))).toEqual({
        ...at,
        detail: '"A1" has changed since: it is sold by document R-0 (movement m0.1).',
        status: 'sold',
        documentId: 'doc-0',
        documentNumber: 'R-0',
        movementId: 'm0.1',
      });
    },
  );

  it('is refused where there is no such unit any more', () => {
    expect(fault(undefined)).toEqual({ ...at, serial: 'a1', detail: '"a1" is gone.' });
  });
});

describe('a unit that another document relies on', () => {
  it('is refused with that document alone: no movement of the unit is its doing', () => {
    const reservedBy = { documentId: 'so-1', documentNumber: 'SO-1', line: 1 };
    expect(promisedTo(aUnit('A1', { reservedBy }), reservedBy)).toEqual({
      ...at,
      detail: '"A1" has changed since: it is reserved by document SO-1.',
      status: 'reserved',
      documentId: 'so-1',
      documentNumber: 'SO-1',
    });
    const sent = aUnit('A1', { status: 'in-transit', reservedBy });
    expect(promisedTo(sent, { documentId: 'so-1' })).toEqual({
      ...at,
      detail: '"A1" has changed since: it is reserved by document so-1.',
      status: 'in-transit',
      documentId: 'so-1',
    });
  });
});

describe('what would be on its way again', () => {
  const waiting = (unit: Partial<Unit>) => stranded(aUnit('A1', { status: 'in-transit', ...unit }));

  it('is refused where what sent it off waits for it no more', () => {
    expect(waiting({ documentId: 'doc-t', documentNumber: 'T-1' })).toEqual({
      ...at,
      detail:
        '"A1" would be on its way again by document T-1, which waits for it no more; where it is found, an adjustment brings it in.',
      documentId: 'doc-t',
    });
    expect(waiting({ documentId: 'doc-t', documentNumber: undefined }).detail).toBe(
      '"A1" would be on its way again by document doc-t, which waits for it no more; where it is found, an adjustment brings it in.',
    );
  });
});

describe('a movement of an item that was converted since', () => {
  const moved = (batch?: string) => ({
    balances: [{ locationId: 'main', batch, quantity: 1, serials: 0, inTransit: 0, sentSerials: 0 }],
  });
  const UNITS = { units: [{ id: 'A1.x', key: 'A1', serial: 'A1' }] };
  const told = (tracking: 'none' | 'serial' | 'batch', given: object) => {
    const movement = aMovement('sell', { movementId: 'm1.1', itemId: 'phone', ...given });
    return convertedFaults([movement], aContext({ items: [anItem({ tracking })] })).map(
      ({ detail }) => detail,
    );
  };
  const says = (was: string, is: string) => [
    `Item phone was ${was} when movement m1.1 was posted, and is ${is} now; change its tracking back first.`,
  ];

  it('is refused, as nothing could move what it brought back', () => {
    expect(told('serial', moved('L1'))).toEqual(says('tracked by batch', 'tracked by serial'));
    expect(told('none', moved('L1'))).toEqual(says('tracked by batch', 'not tracked'));
    expect(told('none', { ...moved(), ...UNITS })).toEqual(says('tracked by serial', 'not tracked'));
    expect(told('batch', UNITS)).toEqual(says('tracked by serial', 'tracked by batch'));
    expect(told('batch', moved())).toEqual(says('not tracked by batch', 'tracked by batch'));
  });

  it('is told by the movement that it is about', () => {
    const movement = aMovement('sell', { movementId: 'm1.1', itemId: 'phone', ...moved('L1') });
    expect(convertedFaults([movement], aContext({ items: [anItem()] }))).toEqual([
      {
        pointer: '/movementIds',
        code: 'item-converted',
        itemId: 'phone',
        movementId: 'm1.1',
        detail: says('tracked by batch', 'tracked by serial')[0],
      },
    ]);
  });

  it('is taken back where it shows nothing of how its item was tracked, or that is the same', () => {
    expect(told('serial', { ...moved(), ...UNITS })).toEqual([]);
    expect(told('batch', moved('L1'))).toEqual([]);
    for (const tracking of ['none', 'serial'] as const) expect(told(tracking, moved())).toEqual([]);
    expect(told('batch', {})).toEqual([]);
    const other = aMovement('sell', { itemId: 'gone', ...moved('L1') });
    expect(convertedFaults([other], aContext())).toEqual([]);
  });
});
