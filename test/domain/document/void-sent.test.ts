import { describe, expect, it } from 'vitest';
import { decideCancel } from '../../../functions/domain/document/cancel.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { rowBefore } from '../../../functions/domain/document/void-aftermath.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext, aLine, aMovement, aPosting, aUnit, contextAfter, play } from '../builders.ts';

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

describe('a row without what was brought back', () => {
  const back = aMovement('bring-back', { quantity: pieces(2) });
  const sent = [aMovement('dispatch')];
  const row = (quantity: number, cancelled: number): DocumentLine => ({
    ...aLine({ quantity }),
    dispatched: pieces(1),
    cancelled: pieces(cancelled),
  });

  it('has given up so much less', () => {
    const { quantity, dispatched, cancelled } = rowBefore(row(3, 2), [back], sent);
    expect({ quantity, dispatched, cancelled }).toEqual({
      quantity: pieces(3),
      dispatched: pieces(3),
      cancelled: 0,
    });
    expect(rowBefore(row(4, 3), [back], sent)).toMatchObject({ quantity: pieces(4), cancelled: pieces(1) });
  });

  it('asks for it again where its quantity was changed meanwhile, and has never given up less than nothing', () => {
    const { quantity, dispatched, cancelled } = rowBefore(row(1, 0), [back], sent);
    expect({ quantity, dispatched, cancelled }).toEqual({
      quantity: pieces(3),
      dispatched: pieces(3),
      cancelled: 0,
    });
  });
});

describe('a row of which a part went in one step', () => {
  const line = aLine({ quantity: 3 });
  const moved = play(start, aPosting({ serials: ['A1'], line, document: transfer }));
  const part = moved.decisions[0]!.document!;
  const sent = play(moved.context, sending('A2', part.lines[0]!, part));
  const all = [moved, sent].map(({ decisions }) => decisions[0]!.movements[0]!);

  it('has sent nothing off once what was sent off beside it is taken back: the rest may go in one step', () => {
    const mixed = sent.decisions[0]!.document!;
    expect(mixed.lines[0]).toMatchObject({ posted: pieces(1), dispatched: pieces(2) });
    const given = { document: mixed, movements: [all[1]!], all, reason: 'not packed' };
    expect(decideVoid(given, sent.context).decision.document?.lines).toEqual(part.lines);
  });

  it('has sent off what it moves beside what is on its way still', () => {
    const second = sent.decisions[0]!.document!;
    const third = play(sent.context, sending('A3', second.lines[0]!, second));
    const movements = [...all, third.decisions[0]!.movements[0]!];
    const document = third.decisions[0]!.document!;
    const given = { document, movements: [movements[2]!], all: movements, reason: 'not packed' };
    expect(decideVoid(given, third.context).decision.document?.lines).toEqual(second.lines);
  });
});

describe('a unit that was lost on its way, found, and sent off again by the same transfer', () => {
  const line = aLine({ quantity: 3 });
  const two = aPosting({ serials: ['A1', 'A2'], line, document: transfer, stage: 'dispatch' });
  const sent = play(start, two);
  const once = sent.decisions[0]!.document!;
  const other = (document: Partial<LedgerDocument>, direction?: 'in') =>
    aPosting({ serials: ['A1'], line: aLine({ direction }), document: { documentId: 'doc-2', ...document } });
  const found = play(
    sent.context,
    other({ kind: 'write-off', reason: 'lost' }),
    other({ kind: 'adjustment' }, 'in'),
  ).context;
  const again = play(found, sending('A1', once.lines[0]!, once));
  const twice = again.decisions[0]!.document!;
  const all = [sent, again].map(({ decisions }) => decisions[0]!.movements[0]!);
  const numbers = (given: LedgerDocument | undefined) => given?.lines[0]?.assigned.map(({ key }) => key);

  it('counts once, so that as many arrive as there are', () => {
    expect(twice.lines[0]).toMatchObject({ dispatched: pieces(2), posted: 0 });
    expect(numbers(twice)).toEqual(['A2', 'A1']);
    const arrival = aPosting({
      serials: ['A1', 'A2'],
      line: twice.lines[0]!,
      document: twice,
      stage: 'arrive',
    });
    const { context, decisions } = play(again.context, arrival);
    expect(decisions[0]?.document?.lines[0]).toMatchObject({ dispatched: pieces(2), posted: pieces(2) });
    expect(context.balances.get('phone#shop#')).toMatchObject({ quantity: pieces(2), serials: 2 });
  });

  it('is in stock, and on the row no more, once that is taken back', () => {
    const given = { document: twice, movements: [all[1]!], all, reason: 'not packed' };
    const { violations, decision } = decideVoid(given, again.context);
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({ key: 'A1', status: 'in-stock', locationId: 'main' });
    expect(decision.document?.lines[0]).toMatchObject({ dispatched: pieces(1), posted: 0 });
    expect(numbers(decision.document)).toEqual(['A2']);
  });

  it('stays where it is while only the first time is taken back', () => {
    const given = { document: twice, movements: [all[0]!], all, reason: 'not packed' };
    expect(decideVoid(given, again.context).violations).toMatchObject([
      { code: 'void-superseded', serial: 'A1', movementId: all[1]?.movementId },
    ]);
  });
});
