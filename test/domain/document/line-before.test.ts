import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DocumentLine,
  outstanding,
  underWay,
  unsent,
} from '../../../functions/domain/document/document.ts';
import { lineAfter, roomFor } from '../../../functions/domain/document/line-after.ts';
import { lineBefore } from '../../../functions/domain/document/line-before.ts';
import type { MovementKind } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aLine, aMovement, entriesOf } from '../builders.ts';

const undone = (line: DocumentLine, kind: MovementKind, quantity: number, serials: readonly string[] = []) =>
  lineBefore(
    line,
    aMovement(kind, {
      quantity,
      units: serials.map((serial) => ({ id: `${serial}.x`, key: serial, serial })),
    }),
  );

describe('a row without one of its movements', () => {
  const row = {
    ...aLine({ quantity: 10, posted: 5, postedSerials: 4, postedOn: '2026-03-05', assigned: ['B1'] }),
    dispatched: pieces(7),
    cancelled: pieces(2),
  };

  it.each([
    ['receive', { posted: pieces(2), postedSerials: 2 }],
    ['sell', { posted: pieces(2), postedSerials: 2 }],
    ['arrive', { posted: pieces(2), postedSerials: 2 }],
    ['transfer', { posted: pieces(2), postedSerials: 2, dispatched: pieces(4) }],
    ['dispatch', { dispatched: pieces(4) }],
    ['bring-back', { dispatched: pieces(10), cancelled: pieces(-1) }],
    ['capture', { postedSerials: 2 }],
  ] as const)('that was to %s has its counts, and all else, as before', (kind, counts) => {
    const before = undone(row, kind, pieces(3), ['A1', 'A2']);
    expect(before).toEqual({ ...row, ...counts });
  });

  it('of which nothing was sent off has sent nothing either once a transfer in one step is undone', () => {
    const atOnce = aLine({ quantity: 3, posted: 3, postedSerials: 1 });
    expect(undone(atOnce, 'transfer', pieces(2), ['A1'])).toEqual(
      aLine({ quantity: 3, posted: 1, postedSerials: 0 }),
    );
  });
});

describe('what a movement did to its row', () => {
  const STEPS = [
    { stage: 'post', kind: 'transfer' },
    { stage: 'dispatch', kind: 'dispatch' },
    { stage: 'arrive', kind: 'arrive' },
    { stage: 'bring-back', kind: 'bring-back' },
  ] as const;
  const told = (line: DocumentLine) => ({
    posted: line.posted,
    serials: line.postedSerials,
    cancelled: line.cancelled,
    outstanding: outstanding(line),
    underWay: underWay(line),
    unsent: unsent(line),
  });

  it('is undone whole: as much is outstanding, on its way and to be sent as before', () => {
    const step = fc.record({
      step: fc.constantFrom(...STEPS),
      quantity: fc.integer({ min: 1, max: 5 }).map(pieces),
      serials: fc.subarray(['A1', 'A2', 'A3']),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let line = aLine({ quantity: 8 });
        const lives: { line: DocumentLine; kind: MovementKind; quantity: number; serials: string[] }[] = [];
        for (const {
          step: { stage, kind },
          quantity,
          serials,
        } of steps) {
          if (quantity > roomFor(line, stage)) continue;
          // A unit is sent off anew only once it was lost: then it counts already.
          const isAgain = line.assigned.some(({ key }) => serials.includes(key));
          if (stage === 'dispatch' && isAgain) continue;
          lives.push({ line, kind, quantity, serials });
          const posted = [{ line, quantity, entries: entriesOf(serials) }];
          line = lineAfter(line, posted, { stage, effectiveDate: '2026-03-10', ids: new Map() });
        }
        for (const { line: before, kind, quantity, serials } of lives.toReversed()) {
          line = undone(line, kind, quantity, kind === 'transfer' || kind === 'arrive' ? serials : []);
          expect(told(line)).toEqual(told(before));
        }
      }),
    );
  });
});
