import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAssignment } from '../../../functions/domain/document/assign.ts';
import { decideCancel } from '../../../functions/domain/document/cancel.ts';
import { decideCapture } from '../../../functions/domain/document/capture.ts';
import { decideQuantity } from '../../../functions/domain/document/change-line.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import {
  captureOf,
  claimOf,
  DOCUMENT_KIND_NAMES,
  isMaking,
  kindRule,
  LINE_ROLES,
  rolesOf,
} from '../../../functions/domain/document/kinds.ts';
import { decidePosting, type Posting } from '../../../functions/domain/document/post.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { toBeLookedUp } from '../../../functions/domain/recall/effects.ts';
import { unitKey } from '../../../functions/domain/unit/unit.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  anItem,
  aUnit,
  codes,
  contextAfter,
  entriesOf,
} from '../builders.ts';

const PARTS = ['P1', 'P2', 'P3'];
const bikes = anItem({ itemId: 'bike' });
const received = aLine({ line: 1, itemId: 'bike', quantity: 2 });
const consumed = aLine({ line: 2, quantity: 3, role: 'consume', locationId: 'vendor' });
const anOrder = (given: Partial<LedgerDocument> = {}): LedgerDocument =>
  aDocument({ kind: 'outsourced-purchase-order', lines: [received, consumed], ...given });

/** Parts lie at the supplier, and bikes come in at home. */
const here = aContext({
  items: [anItem(), bikes],
  units: PARTS.map((serial) => aUnit(serial, { locationId: 'vendor' })),
  balances: [aBalance({ locationId: 'vendor', quantity: 3, serials: 3 })],
});

type Some = { readonly line: number; readonly serials: readonly string[]; readonly parent?: string };
const postingOf = (document: LedgerDocument, some: readonly Some[]): Posting => ({
  document,
  stage: 'post',
  effectiveDate: here.today,
  lines: some.flatMap(({ line: n, serials, parent }, i) =>
    document.lines
      .filter(({ line }) => line === n)
      .map((line) => ({
        line: { ...line, parentSerial: parent },
        quantity: pieces(serials.length),
        entries: entriesOf(serials, `/lines/${i}/serials`),
        meant: serials.length,
        pointer: `/lines/${i}`,
      })),
  ),
});

const assigned = (document: LedgerDocument, n: number, serials: readonly string[]) => {
  const line = document.lines[n - 1]!;
  const asked = { line, add: entriesOf(serials), remove: [], meant: serials.length, pointer: '' };
  return decideAssignment({ document, lines: [asked] }, here);
};

describe('the table of kinds', () => {
  it('says of a line with a role of choice that it claims nothing and takes no numbers late', () => {
    for (const kind of DOCUMENT_KIND_NAMES) {
      const isChoice = kindRule(kind).flow.by === 'optional-role';
      expect([claimOf(kind, {}), captureOf(kind, {})]).toEqual([
        kindRule(kind).claim,
        kindRule(kind).capture,
      ]);
      for (const role of LINE_ROLES) {
        expect(claimOf(kind, { role })).toBe(isChoice ? 'none' : kindRule(kind).claim);
        expect(captureOf(kind, { role })).toBe(isChoice ? undefined : kindRule(kind).capture);
      }
    }
    expect(DOCUMENT_KIND_NAMES.map(rolesOf).filter((roles) => roles.length > 0)).toEqual([
      ['consume'],
      LINE_ROLES,
    ]);
  });

  it('says what was made of what', () => {
    const isMade = (kind: Parameters<typeof isMaking>[0]['kind'], documentKind: string) =>
      isMaking({ kind, documentKind });
    expect(isMade('produce', 'works-order')).toBe(true);
    expect(isMade('receive', 'outsourced-purchase-order')).toBe(true);
    expect(isMade('capture', 'outsourced-purchase-order')).toBe(true);
    for (const kind of ['consume', 'void', 'assign'] as const) {
      expect(isMade(kind, 'outsourced-purchase-order')).toBe(false);
    }
    expect([isMade('receive', 'purchase-order'), isMade('consume', 'works-order')]).toEqual([false, false]);
  });
});

describe('an outsourced order', () => {
  it('expects what it receives; numbers of parts claim nothing and open nothing', () => {
    const parts = assigned(anOrder(), 2, ['P1']).decision;
    expect(parts).toMatchObject({ units: [], movements: [], document: { status: 'draft' } });
    expect(parts.document?.lines[1]?.assigned).toMatchObject([{ key: 'P1', id: 'P1.r4nd0m00' }]);
    const products = assigned(anOrder(), 1, ['B1']).decision;
    expect(products).toMatchObject({
      units: [{ after: { status: 'expected' } }],
      document: { status: 'open' },
    });
    const both = { ...anOrder(), lines: [products.document!.lines[0]!, parts.document!.lines[1]!] };
    const changed = decideQuantity(both, { line: both.lines[1]!, quantity: pieces(1) });
    expect(changed.decision.document?.status).toBe('open');
    const { decision } = decideCancel(both, contextAfter(here, products, 'p2'));
    expect(decision.units).toMatchObject([{ before: { key: 'B1', status: 'expected' } }]);
    expect(decision.document).toMatchObject({ status: 'cancelled' });
  });

  it('consumes at the place of the line, into what is only expected yet', () => {
    const planned = assigned(anOrder(), 1, ['B1', 'B2']).decision;
    const context = contextAfter(here, planned, 'p2');
    const posting = postingOf(planned.document!, [{ line: 2, serials: ['P1'], parent: 'b2' }]);
    const { violations, decision } = decidePosting(posting, context);
    expect(violations).toEqual([]);
    const parent = { itemId: 'bike', serial: 'B2', id: 'B2.n3wn3wn3' };
    expect(decision.movements).toMatchObject([{ kind: 'consume', from: 'vendor', parent }]);
    expect(decision.units).toMatchObject([{ after: { status: 'consumed', locationId: 'vendor', parent } }]);
    expect(decision.balances).toMatchObject([{ locationId: 'vendor', quantity: -pieces(1), serials: -1 }]);
    expect(decision.document?.status).toBe('partly-posted');
  });

  it('looks for its parts where the line says, else where the document is', () => {
    const at = (locationId: string | undefined) => {
      const lines = [received, { ...consumed, locationId }];
      const some = [
        { line: 1, serials: ['B1'] },
        { line: 2, serials: ['P1'], parent: 'B1' },
      ];
      return decidePosting(postingOf(anOrder({ lines }), some), here).violations;
    };
    expect(at('vendor')).toEqual([]);
    for (const place of [undefined, 'shop']) {
      expect(codes(at(place))).toEqual(['serial-elsewhere', 'stock-insufficient']);
    }
  });

  it('takes no numbers late for what it has consumed', () => {
    const line = { ...consumed, posted: pieces(3) };
    const document = anOrder({ lines: [received, line] });
    const item = anItem();
    const asked = { document, line, item, entries: entriesOf(['P9']), meant: 1 };
    expect(codes(decideCapture(asked, here).violations)).toEqual(['line-posted']);
  });

  it('has recalls look at what it receives anew, for it may be made of what they know', () => {
    const posting = postingOf(anOrder(), [{ line: 1, serials: ['B1'] }]);
    expect(toBeLookedUp(decidePosting(posting, here).decision)).toEqual(['B1.n3wn3wn3']);
    const bought = postingOf(anOrder({ kind: 'purchase-order' }), [{ line: 1, serials: ['B1'] }]);
    expect(toBeLookedUp(decidePosting(bought, here).decision)).toEqual([]);
  });

  /** Some parts into some bikes, in some order, before or after these come in; then all of it back, newest first. */
  const step = fc.record({
    bike: fc.constantFrom('B1', 'B2'),
    parts: fc.subarray(PARTS, { minLength: 0, maxLength: 2 }),
  });
  it('leaves each part in the bike that was named, and all as it was once taken back', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.boolean(), (steps, isPlanned) => {
        const first = isPlanned ? assigned(anOrder(), 1, ['B1', 'B2']).decision : undefined;
        let context = first === undefined ? here : contextAfter(here, first, 'p2');
        let document = first?.document ?? anOrder();
        const into = new Map<string, string>();
        const movements = [];
        const come = new Set<string>();
        for (const [i, { bike, parts }] of steps.entries()) {
          const free = parts.filter((part) => !into.has(part));
          const comes = !come.has(bike) && (free.length === 0 || !isPlanned);
          const known = isPlanned || come.has(bike) || comes;
          const lines = [
            ...(comes ? [{ line: 1, serials: [bike] }] : []),
            ...(free.length === 0 || !known ? [] : [{ line: 2, serials: free, parent: bike }]),
          ];
          if (lines.length === 0) continue;
          const { violations, decision } = decidePosting(postingOf(document, lines), context);
          expect(violations).toEqual([]);
          for (const { serials, parent } of lines) {
            for (const serial of serials) if (parent !== undefined) into.set(serial, parent);
          }
          if (comes) come.add(bike);
          document = decision.document!;
          movements.unshift(...decision.movements.toReversed());
          context = contextAfter(context, decision, `p${i + 3}`);
        }
        for (const part of PARTS) {
          const unit = context.units.get(unitKey('phone', part))!;
          const bike = into.get(part);
          expect([unit.status, unit.parent?.serial]).toEqual(
            bike === undefined ? ['in-stock', undefined] : ['consumed', bike],
          );
          if (bike === undefined || !come.has(bike)) continue;
          expect(unit.parent?.id).toBe(context.units.get(unitKey('bike', bike))?.id);
        }
        if (movements.length === 0) return;
        const all = movements.toReversed();
        const back = decideVoid({ document, movements, all, reason: 'undone' }, context);
        expect(back.violations).toEqual([]);
        const after = contextAfter(context, back.decision, 'p99');
        for (const part of PARTS) {
          const { status, parent, locationId } = after.units.get(unitKey('phone', part))!;
          expect([status, parent, locationId]).toEqual(['in-stock', undefined, 'vendor']);
        }
        expect(back.decision.document?.status).toBe('void');
        const left = [...after.balances.values()].filter(
          ({ quantity, serials }) => quantity !== 0 || serials !== 0,
        );
        expect(left).toMatchObject([
          { itemId: 'phone', locationId: 'vendor', quantity: pieces(3), serials: 3 },
        ]);
      }),
    );
  });
});
