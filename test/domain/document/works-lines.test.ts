import { describe, expect, it } from 'vitest';
import {
  DOCUMENT_KIND_NAMES,
  LINE_ROLES,
  type LineChoice,
  lineFlow,
} from '../../../functions/domain/document/kinds.ts';
import { needOf } from '../../../functions/domain/document/line-rules.ts';
import { decidePosting } from '../../../functions/domain/document/post.ts';
import { type Need, SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { DEFAULT_SETTINGS } from '../../../functions/domain/settings.ts';
import { aContext, aLine, anItem, aPosting, aUnit, wholesOf } from '../builders.ts';

/** Lines by which goods are used and made. */

const needs = (line: LineChoice, internal: Need, debtor: Need): Need => {
  const item = anItem({ serialPolicy: { creditor: 'off', internal, debtor } });
  return needOf(DEFAULT_SETTINGS, item, { kind: 'works-order', line });
};

describe('numbers on a works order', () => {
  it.each([
    ['consumes', { role: 'consume' }],
    ['takes out', { role: 'take-out' }],
    ['takes out what is no good any more', { role: 'take-out', scrap: true }],
  ] as const)('are needed on a line that %s as our own use or a sale needs them, the stricter', (_, line) => {
    expect(needs(line, 'required', 'off')).toBe('required');
    expect(needs(line, 'off', 'required')).toBe('required');
    expect(needs(line, 'off', 'optional')).toBe('optional');
    expect(needs(line, 'off', 'off')).toBe('off');
  });

  it.each(['produce', 'scrap'] as const)('are needed on a line with role %s as our own use does', (role) => {
    expect(needs({ role }, 'required', 'off')).toBe('required');
    expect(needs({ role }, 'off', 'required')).toBe('off');
  });

  it('are needed on what goes into an outsourced order likewise, whatever its receipt needs', () => {
    const need = (name: keyof typeof SERIAL_TYPES, line: LineChoice) => {
      const item = anItem({ serialPolicy: SERIAL_TYPES[name] });
      return needOf(DEFAULT_SETTINGS, item, { kind: 'outsourced-purchase-order', line });
    };
    expect(need('debtor-only', { role: 'consume' })).toBe('required');
    expect(need('internal-only', { role: 'consume' })).toBe('required');
    expect(need('creditor-only', { role: 'consume' })).toBe('off');
    expect(need('creditor-only', {})).toBe('required');
  });
});

describe('a place of its own', () => {
  it('has only a line that consumes at whoever makes what is ordered', () => {
    const placed = DOCUMENT_KIND_NAMES.flatMap((kind) =>
      [{}, ...LINE_ROLES.map((role) => ({ role }))]
        .filter((line: LineChoice) => lineFlow(kind, line, 'post')?.placed === true)
        .map((line: LineChoice) => [kind, line.role]),
    );
    expect(placed).toEqual([['outsourced-purchase-order', 'consume']]);
  });
});

describe('parts that are taken out and thrown away', () => {
  const bike = (serial: string) => aUnit(serial, { itemId: 'bike' });
  const bikes = [bike('B1'), bike('B2')];
  const [b1, b2] = bikes.map(({ itemId, serial, id }) => ({ itemId, serial, id }));
  const parts = [b1, b1, b2].map((parent, i) => aUnit(`A${i + 1}`, { status: 'consumed', parent }));
  const discarded = (...serials: readonly string[]) => {
    const line = aLine({ quantity: serials.length, role: 'take-out', scrap: true });
    const posting = aPosting({ line, serials, document: { kind: 'works-order' } });
    const items = [anItem(), anItem({ itemId: 'bike' })];
    const wholes = wholesOf({ byId: bikes });
    return decidePosting(posting, aContext({ items, units: parts, wholes }));
  };

  it('are written off, and in nothing any more; no stock changes', () => {
    const { violations, decision } = discarded('A1', 'A2');
    expect(violations).toEqual([]);
    const after = { status: 'written-off', parent: undefined, wasPart: true };
    expect(decision.units).toMatchObject([{ after }, { after }]);
    expect(decision.movements).toMatchObject([
      { kind: 'take-out', parent: b1, scrapped: true, balances: [] },
    ]);
    expect(decision.movements[0]).not.toHaveProperty('to');
    expect(decision.balances).toEqual([]);
  });

  it('may come out of several units at once', () => {
    const { violations, decision } = discarded('A1', 'A3');
    expect(violations).toEqual([]);
    expect(decision.movements).toMatchObject([{ serialCount: 2, parent: undefined }]);
  });
});
