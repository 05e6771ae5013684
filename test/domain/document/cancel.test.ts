import { describe, expect, it } from 'vitest';
import { decideCancel } from '../../../functions/domain/document/cancel.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  anItem,
  aPosting,
  aUnit,
  contextAfter,
  play,
  TODAY,
} from '../builders.ts';

const cancelled = (document: Partial<LedgerDocument>, given: Parameters<typeof aContext>[0] = {}) =>
  decideCancel(aDocument(document), aContext({ postingId: 'p8', ...given }));

describe('cancelling', () => {
  it('an order makes its expected units disappear', () => {
    const own = { status: 'expected', documentId: 'doc-1', lastEffectiveDate: undefined } as const;
    const units = [aUnit('A1', own), aUnit('A2', { ...own, documentId: 'other' })];
    const lines = [aLine({ quantity: 3, assigned: ['A1', 'A2'] })];
    const { violations, decision } = cancelled({ kind: 'purchase-order', lines, status: 'open' }, { units });
    expect(violations).toEqual([]);
    expect(decision.units).toEqual([{ before: units[0] }]);
    expect(decision.document).toMatchObject({
      status: 'cancelled',
      version: 1,
      lines: [{ assigned: [], cancelled: pieces(3) }],
    });
    expect(decision.balances).toEqual([]);
  });

  it('a sales order frees what it reserved; what is posted stays', () => {
    const mine = (documentId: string) => ({ reservedBy: { documentId, line: 1 } });
    const units = [aUnit('A1', mine('doc-1')), aUnit('A2', mine('so-2'))];
    const lines = [aLine({ quantity: 3, posted: 1, postedSerials: 1, assigned: ['A1', 'A2'] })];
    const { decision } = cancelled({ kind: 'sales-order', lines, status: 'partly-posted' }, { units });
    expect(decision.units).toMatchObject([{ after: { key: 'A1', status: 'in-stock' } }]);
    expect(decision.units[0]?.after?.reservedBy).toBeUndefined();
    expect(decision.movements).toMatchObject([{ kind: 'unreserve' }]);
    expect(decision.document).toMatchObject({
      status: 'posted',
      lines: [{ posted: pieces(1), cancelled: pieces(2), assigned: [] }],
    });
  });

  const line = aLine({ quantity: 3 });
  const transfer = { kind: 'transfer', toLocationId: 'shop' } as const;
  const sent = play(
    aContext({
      units: ['A1', 'A2', 'A3'].map((serial) => aUnit(serial)),
      balances: [aBalance({ quantity: 3, serials: 3 })],
    }),
    aPosting({ serials: ['A1', 'A2', 'A3'], line, document: transfer, stage: 'dispatch' }),
  );
  const dispatched = sent.decisions[0]!.document!;
  const main = 'phone#main#';

  it('a transfer brings back what is on its way', () => {
    const { violations, decision } = decideCancel(dispatched, sent.context);
    expect(violations).toEqual([]);
    const after = contextAfter(sent.context, decision, 'p9');
    expect([...after.units.values()].map(({ status, locationId }) => [status, locationId])).toEqual(
      Array(3).fill(['in-stock', 'main']),
    );
    expect(after.balances.get(main)).toMatchObject({ quantity: pieces(3), serials: 3, inTransit: 0 });
    expect(decision.movements).toMatchObject([{ kind: 'bring-back', to: 'main', quantity: pieces(3) }]);
    expect(decision.document?.status).toBe('cancelled');
  });

  it('a transfer leaves what arrived where it is, and what was lost written off', () => {
    const arrival = aPosting({
      serials: ['A1'],
      line: dispatched.lines[0]!,
      document: dispatched,
      stage: 'arrive',
    });
    const loss = aPosting({ serials: ['A2'], document: { kind: 'write-off', documentId: 'doc-2' } });
    const now = play(sent.context, arrival, loss);
    const { violations, decision } = decideCancel(now.decisions[0]!.document!, now.context);
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([{ after: { key: 'A3', status: 'in-stock', locationId: 'main' } }]);
    const after = contextAfter(now.context, decision, 'p9');
    expect(after.units.get('phone#A2')).toMatchObject({ status: 'written-off', locationId: 'main' });
    expect(after.balances.get(main)).toMatchObject({ quantity: pieces(1), serials: 1, inTransit: 0 });
    expect(after.balances.get('phone#shop#')).toMatchObject({ quantity: pieces(1), serials: 1 });
    expect(decision.document).toMatchObject({
      status: 'posted',
      lines: [{ posted: pieces(1), cancelled: pieces(2) }],
    });
  });

  it('a transfer brings back what is on its way again by a void, and not what was lost before', () => {
    const arrival = aPosting({
      serials: ['A1'],
      line: dispatched.lines[0]!,
      document: dispatched,
      stage: 'arrive',
    });
    const loss = aPosting({ serials: ['A2'], document: { kind: 'write-off', documentId: 'doc-2' } });
    const now = play(sent.context, arrival, loss);
    const arrived = now.decisions[0]!;
    const given = decideCancel(arrived.document!, now.context).decision;
    const all = [sent, now].flatMap(({ decisions }) => decisions[0]!.movements);
    const context = contextAfter(now.context, given, 'p8');
    const asked = { document: given.document!, movements: arrived.movements, all, reason: 'mistaken' };
    const voided = decideVoid(asked, context);
    expect(voided.violations).toEqual([]);
    const again = decideCancel(voided.decision.document!, contextAfter(context, voided.decision, 'p9'));
    expect(again.violations).toEqual([]);
    expect(again.decision.units).toMatchObject([
      { after: { key: 'A1', status: 'in-stock', locationId: 'main' } },
    ]);
    expect(again.decision.movements).toMatchObject([{ kind: 'bring-back', quantity: pieces(1) }]);
    expect(again.decision.document).toMatchObject({ status: 'cancelled', lines: [{ cancelled: pieces(3) }] });
  });

  it('a transfer of which something was lost leaves only the rest on its way once that is taken back', () => {
    const loss = aPosting({ serials: ['A2'], document: { kind: 'write-off', documentId: 'doc-2' } });
    const lost = play(sent.context, loss).context;
    const { decision } = decideCancel(dispatched, { ...lost, postingId: 'p8' });
    const document = decision.document!;
    expect(document.lines).toMatchObject([{ dispatched: 0, cancelled: pieces(3), assigned: [] }]);
    const now = contextAfter(lost, decision, 'p9');
    const [back] = decision.movements;
    const all = [...sent.decisions[0]!.movements, back!];
    const again = decideVoid({ document, movements: [back!], all, reason: 'not back yet' }, now);
    expect(again.violations).toEqual([]);
    const [line] = again.decision.document!.lines;
    expect(line).toMatchObject({ dispatched: pieces(2), cancelled: pieces(1), assigned: [{}, {}] });
    const after = contextAfter(now, again.decision, 'p10');
    expect(after.balances.get(main)).toMatchObject({ quantity: 0, inTransit: pieces(2) });
    expect(decideCancel(again.decision.document!, after).violations).toEqual([]);
  });

  it('a transfer sent off without numbers brings it back once numbers are required', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] })];
    const start = aContext({ items, balances: [aBalance({ quantity: 3 })] });
    const off = play(start, aPosting({ quantity: 3, line, document: transfer, stage: 'dispatch' }));
    const settings = { ...off.context.settings, serialNumbersRequired: true };
    const { violations } = decideCancel(off.decisions[0]!.document!, { ...off.context, settings });
    expect(violations).toEqual([]);
  });

  it('a transfer sent off without numbers comes back without any, and stands on no rule about them', () => {
    const off = play(
      aContext({
        items: [anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] })],
        balances: [aBalance({ quantity: 3 })],
      }),
      aPosting({ quantity: 3, line, document: transfer, stage: 'dispatch' }),
    );
    const { decision } = decideCancel(off.decisions[0]!.document!, off.context);
    expect(decision.unnumbered).toBe(false);
    expect(decision.movements).toMatchObject([{ kind: 'bring-back', quantity: pieces(3), units: [] }]);
  });

  it('what comes back is refused in a locked period, and what is only given up is not', () => {
    const settings = { ...sent.context.settings, lockDate: TODAY };
    expect(decideCancel(dispatched, { ...sent.context, settings }).violations).toEqual([
      {
        pointer: '',
        code: 'date-locked',
        detail: `${TODAY} is in a locked period; it ends with ${TODAY}.`,
      },
    ]);
    const draft = { ...transfer, lines: [line] };
    expect(cancelled(draft, { settings }).violations).toEqual([]);
    expect(
      decideCancel(dispatched, { ...sent.context, settings: { ...settings, lockDate: '2026-03-09' } })
        .violations,
    ).toEqual([]);
  });
});
