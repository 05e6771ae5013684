import { describe, expect, it } from 'vitest';
import { decideAssignment } from '../../../functions/domain/document/assign.ts';
import type { Decision, DecisionContext } from '../../../functions/domain/document/context.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decidePosting } from '../../../functions/domain/document/post.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { decideRegister, decideWithdraw } from '../../../functions/domain/entity/calls.ts';
import { decideRename } from '../../../functions/domain/unit/calls.ts';
import { aContext, aDocument, aLine, anItem, aPosting, contextAfter, entriesOf } from '../builders.ts';

const car = anItem({
  itemId: 'car',
  entity: { modelId: 'audi-a6', create: true, createOnSave: false, createOnStockUpdate: false },
});
const start = aContext({ items: [anItem(), car] });
const order = aDocument({ kind: 'purchase-order', lines: [aLine({ quantity: 2 })] });
const KEPT = { status: 'written-off', voided: true };

type Decided = { readonly violations: readonly { readonly detail: string }[]; readonly decision: Decision };
/** What stands behind a decision that must be allowed. */
const done = (context: DecisionContext, { violations, decision }: Decided, postingId: string) => {
  expect(violations).toEqual([]);
  return { decision, context: contextAfter(context, decision, postingId) };
};

const numbered = (
  context: DecisionContext,
  document: LedgerDocument,
  given: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
) => {
  const [add, remove] = [given.add ?? [], given.remove ?? []].map((texts) => entriesOf(texts));
  const lines = [{ line: document.lines[0]!, add: add!, remove: remove!, meant: add!.length, pointer: '' }];
  return decideAssignment({ document, lines }, context);
};
const expected = done(start, numbered(start, order, { add: ['A1', 'A2'] }), 'p2');
const ordered = expected.decision.document!;
const unitIn = ({ units }: DecisionContext, name: string) => units.get(name)!;

/** Receives a unit and takes that back, while another posting of the document stands. */
const receivedAndBack = (context: DecisionContext, document: LedgerDocument, serial: string) => {
  const line = document.lines[0]!;
  const received = done(
    context,
    decidePosting(aPosting({ serials: [serial], line, document }), context),
    'p3',
  );
  const all = received.decision.movements;
  const other = { ...all[0]!, movementId: 'p0.1', units: [] };
  const posted = received.decision.document!;
  const given = { document: posted, movements: all, all: [other, ...all], reason: 'mistaken' };
  return done(received.context, decideVoid(given, received.context), 'p4');
};

describe('the record of a unit that was only expected', () => {
  it('goes when its number is taken off', () => {
    const { decision } = numbered(expected.context, ordered, { remove: ['A1'] });
    expect(decision.units).toEqual([{ before: unitIn(expected.context, 'phone#A1') }]);
  });

  it('stays when it was received and that was taken back: what brought it tells of it', () => {
    const back = receivedAndBack(expected.context, ordered, 'A1');
    expect(unitIn(back.context, 'phone#A1')).toMatchObject({ status: 'expected', documentId: 'doc-1' });
    const { decision } = numbered(back.context, back.decision.document!, { remove: ['A1'] });
    expect(decision.units).toMatchObject([{ after: { key: 'A1', ...KEPT } }]);
  });

  it('stays when it was renamed: the number that it bore leads to it', () => {
    const to = entriesOf(['B1'])[0]!;
    const unit = unitIn(expected.context, 'phone#A1');
    const asked = decideRename(unit, { to, reason: 'typo', document: ordered }, expected.context);
    const renamed = done(expected.context, asked, 'p3');
    const { decision } = numbered(renamed.context, renamed.decision.document!, { remove: ['B1'] });
    expect(decision.units).toMatchObject([{ after: { key: 'B1', aliases: ['A1'], ...KEPT } }]);
  });
});

describe('the record of an individual made known by hand', () => {
  const entry = entriesOf(['C1'])[0]!;
  const asked = { item: car, entry, isKnown: false, description: { entityId: 'our-1' } };
  const known = done(start, decideRegister(asked, start), 'p2');
  const individual = unitIn(known.context, 'car#C1');

  it('goes when it is withdrawn', () => {
    expect(decideWithdraw(individual, known.context).decision.units).toEqual([{ before: individual }]);
  });

  it('stays when it was received and that was taken back', () => {
    const receipt = aDocument({ lines: [aLine({ itemId: 'car', quantity: 2 })] });
    const back = receivedAndBack(known.context, receipt, 'C1');
    const unit = unitIn(back.context, 'car#C1');
    expect([unit.status, unit.documentId]).toEqual(['expected', undefined]);
    const { decision } = decideWithdraw(unit, back.context);
    expect(decision.units).toMatchObject([{ after: { key: 'C1', ...KEPT } }]);
    expect(decision.units[0]?.after?.entity).toBeUndefined();
  });

  it('stays when it was renamed', () => {
    const to = entriesOf(['D1'])[0]!;
    const renamed = done(
      known.context,
      decideRename(individual, { to, reason: 'typo' }, known.context),
      'p3',
    );
    const { decision } = decideWithdraw(unitIn(renamed.context, 'car#D1'), renamed.context);
    expect(decision.units).toMatchObject([{ after: { key: 'D1', aliases: ['C1'], ...KEPT } }]);
  });
});
