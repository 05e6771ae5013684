import { describe, expect, it } from 'vitest';
import { decideCancel } from '../../../functions/domain/document/cancel.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext, aLine, aPosting, aUnit, contextAfter, play } from '../builders.ts';

const SERIALS = ['A1', 'A2', 'A3'];
const transfer = { kind: 'transfer', toLocationId: 'shop' } as const;
const start = aContext({
  units: SERIALS.map((serial) => aUnit(serial)),
  balances: [aBalance({ quantity: 3, serials: 3 })],
});
const sending = (serial: string, line: DocumentLine, document: Partial<LedgerDocument> = transfer) =>
  aPosting({ serials: [serial], line, document, stage: 'dispatch' });

/** A1 and A2 were sent off one after the other; the second is taken back. */
const first = play(start, sending('A1', aLine({ quantity: 3, assigned: ['A3'] })));
const begun = first.decisions[0]!.document!;
const second = play(first.context, sending('A2', begun.lines[0]!, begun));
const both = second.decisions[0]!.document!;
const movements = [first, second].map(({ decisions }) => decisions[0]!.movements[0]!);
const { violations, decision } = decideVoid(
  { document: both, movements: [movements[1]!], all: movements, reason: 'not packed' },
  second.context,
);
const document = decision.document!;

describe('what was sent off and is taken back', () => {
  it('is on the row no more, while the others stay on their way', () => {
    expect(violations).toEqual([]);
    expect(document.status).toBe('dispatched');
    expect(document.lines[0]).toMatchObject({ dispatched: pieces(1), posted: 0 });
    expect(document.lines[0]?.assigned).toEqual([
      { text: 'A3', key: 'A3' },
      { text: 'A1', key: 'A1', id: aUnit('A1').id, sent: true },
    ]);
  });

  it('does not count as lost: cancelling brings back what is still on its way', () => {
    const now = contextAfter(second.context, decision, 'p9');
    const cancelled = decideCancel(document, now);
    expect(cancelled.violations).toEqual([]);
    expect(cancelled.decision.movements).toMatchObject([{ kind: 'bring-back', quantity: pieces(1) }]);
    const { units, balances } = contextAfter(now, cancelled.decision, 'p10');
    expect(units.get('phone#A1')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(balances.get('phone#main#')).toMatchObject({ quantity: pieces(3), serials: 3, inTransit: 0 });
  });

  it('may be sent off again', () => {
    const now = contextAfter(second.context, decision, 'p9');
    const again = play(now, sending('A2', document.lines[0]!, document)).decisions[0]!.document!;
    expect(again.lines[0]).toEqual(both.lines[0]);
  });
});
