import { describe, expect, it } from 'vitest';
import { decideCancel } from '../../../functions/domain/document/cancel.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { rowBefore } from '../../../functions/domain/document/void-aftermath.ts';
import type { Movement } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  aMovement,
  anItem,
  aPosting,
  aUnit,
  contextAfter,
  play,
} from '../builders.ts';

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

describe('goods without numbers that have arrived or come back', () => {
  const BOLT = anItem({ itemId: 'bolt', tracking: 'none' });
  const others = aContext({
    items: [BOLT],
    postingId: 'p9',
    balances: [aBalance({ itemId: 'bolt', quantity: 0, inTransit: pieces(50) })],
  });
  const row = (dispatched: number, posted: number, given: Partial<DocumentLine> = {}): DocumentLine => ({
    ...aLine({ itemId: 'bolt', quantity: 20, posted }),
    dispatched: pieces(dispatched),
    ...given,
  });
  const step = (
    movementId: string,
    kind: 'dispatch' | 'arrive' | 'bring-back',
    quantity: number,
    line = 1,
  ) => {
    const away = kind === 'dispatch' ? pieces(quantity) : -pieces(quantity);
    return aMovement(kind, {
      movementId,
      itemId: 'bolt',
      line,
      quantity: pieces(quantity),
      balances: [
        {
          locationId: 'main',
          quantity: kind === 'arrive' ? 0 : -away,
          serials: 0,
          inTransit: away,
          sentSerials: 0,
        },
      ],
    });
  };
  const without = (
    all: readonly ReturnType<typeof step>[],
    ids: readonly string[],
    ...lines: readonly DocumentLine[]
  ) =>
    decideVoid(
      {
        document: aDocument({ ...transfer, status: 'partly-posted', lines }),
        movements: all.filter(({ movementId }) => ids.includes(movementId)).toReversed(),
        all,
        reason: 'not packed',
      },
      others,
    ).violations;
  const fault = (movementId: string, detail: string, line = 1) => ({
    pointer: '/movementIds',
    line,
    itemId: 'bolt',
    code: 'void-superseded',
    detail: `${detail}; take movement ${movementId} back as well.`,
    movementId,
  });
  const [sent, arrived] = [step('p1.1', 'dispatch', 5), step('p2.1', 'arrive', 3)];

  it('are not taken back to before they were sent off while they are there, though others are on their way', () => {
    expect(without([sent, arrived], ['p1.1'], row(5, 3))).toEqual([
      fault('p2.1', '3 of line 1 would have arrived without being sent off'),
    ]);
    const back = step('p3.1', 'bring-back', 2);
    const given = row(3, 3, { cancelled: pieces(17) });
    expect(without([sent, arrived, back], ['p1.1'], given)).toEqual([
      fault('p3.1', '2 of line 1 would have come back without being sent off'),
      fault('p2.1', '3 of line 1 would have arrived without being sent off'),
    ]);
    expect(without([sent, arrived, back], ['p1.1', 'p2.1'], given)).toEqual([
      fault('p3.1', '2 of line 1 would have come back without being sent off'),
    ]);
  });

  it('are taken back together with that', () => {
    expect(without([sent, arrived], ['p1.1', 'p2.1'], row(5, 3))).toEqual([]);
    const another = step('p3.1', 'arrive', 1);
    expect(without([sent, arrived, another], ['p1.1', 'p2.1', 'p3.1'], row(5, 4))).toEqual([]);
  });

  it('may be what else was sent off of the same row, as far as that goes', () => {
    const [more, later] = [step('p3.1', 'dispatch', 3), step('p4.1', 'arrive', 2)];
    expect(without([sent, arrived, more], ['p1.1'], row(8, 3))).toEqual([]);
    expect(without([sent, arrived, more, later], ['p1.1'], row(8, 5))).toEqual([
      fault('p4.1', '2 of line 1 would have arrived without being sent off'),
    ]);
    expect(without([sent, arrived, more, step('p4.1', 'arrive', 1)], ['p1.1'], row(8, 4))).toEqual([
      fault('p4.1', '1 of line 1 would have arrived without being sent off'),
    ]);
  });

  it('are told of the row that they are on: what other rows sent off is no help', () => {
    const other = step('p1.2', 'dispatch', 5, 2);
    const all = [sent, other, arrived];
    expect(without(all, ['p1.1'], row(5, 3), row(5, 0, { line: 2 }))).toEqual([
      fault('p2.1', '3 of line 1 would have arrived without being sent off'),
    ]);
    expect(without(all, ['p1.2'], row(5, 3), row(5, 0, { line: 2 }))).toEqual([]);
  });

  it('are not in question where only an arrival is taken back, or some of what went in one step', () => {
    expect(without([sent, arrived], ['p2.1'], row(5, 3))).toEqual([]);
    expect(without([sent, arrived, step('p3.1', 'arrive', 2)], ['p3.1'], row(4, 5))).toEqual([]);
  });
});

describe('what was sent off partly with numbers', () => {
  const NEED = { creditor: 'optional', internal: 'optional', debtor: 'optional' } as const;
  const loose = aContext({
    items: [anItem({ serialPolicy: NEED })],
    units: [aUnit('A1')],
    balances: [aBalance({ quantity: 20, serials: 1 })],
  });
  const line = aLine({ quantity: 10 });
  const part = (document: LedgerDocument, stage: 'dispatch' | 'arrive', serials: readonly string[] = []) =>
    aPosting({ quantity: stage === 'arrive' ? 3 : 4, serials, line: document.lines[0]!, document, stage });
  const start = aDocument({ ...transfer, lines: [line] });
  const first = play(loose, part(start, 'dispatch', ['A1']));
  const begun = first.decisions[0]!.document!;
  const second = play(first.context, part(begun, 'dispatch'));
  const both = second.decisions[0]!.document!;
  const taken = (
    context: typeof loose,
    { document, of, movements }: { document: LedgerDocument; of: number; movements: readonly Movement[] },
  ) =>
    decideVoid({ document, movements: [movements[of]!], all: movements, reason: 'not packed' }, context)
      .violations;
  const played = (...steps: readonly ReturnType<typeof play>[]) =>
    steps.map(({ decisions }) => decisions[0]!.movements[0]!);

  it('is refused by its unit, and that is told once', () => {
    const arrived = play(first.context, part(begun, 'arrive', ['A1']));
    const movements = played(first, arrived);
    const document = arrived.decisions[0]!.document!;
    expect(taken(arrived.context, { document, of: 0, movements })).toMatchObject([
      { code: 'void-superseded', serial: 'A1', movementId: movements[1]?.movementId },
    ]);
  });

  it('carries no more than what was not lost of it', () => {
    const lost = aPosting({
      serials: ['A1'],
      document: { kind: 'write-off', documentId: 'doc-2', reason: 'lost' },
    });
    const arrive = (document: LedgerDocument, quantity: number) =>
      aPosting({ quantity, line: document.lines[0]!, document, stage: 'arrive' });
    const missing = play(second.context, lost);
    const three = play(missing.context, arrive(both, 3));
    const given = { document: three.decisions[0]!.document!, of: 1 };
    expect(taken(three.context, { ...given, movements: played(first, second, three) })).toEqual([]);
    const four = play(missing.context, arrive(both, 4));
    const more = { document: four.decisions[0]!.document!, of: 1 };
    expect(taken(four.context, { ...more, movements: played(first, second, four) })).toMatchObject([
      { code: 'void-superseded', detail: expect.stringMatching(/^1 of line 1 would have arrived/) },
    ]);
  });
});
