import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsPage, eventsSchema } from '../../docs/events-page.ts';
import { errorsPage, policiesPage } from '../../docs/generate.ts';
import type { DocumentLine, LedgerDocument } from '../../functions/domain/document/document.ts';
import { DOCUMENT_KIND_NAMES, type DocumentKind, type Stage } from '../../functions/domain/document/kinds.ts';
import { decidePosting } from '../../functions/domain/document/post.ts';
import type { Need, PartnerClass } from '../../functions/domain/policy.ts';
import type { Item } from '../../functions/domain/registry.ts';
import { isInStock, type Unit, type UnitStatus } from '../../functions/domain/unit/unit.ts';
import { aBalance, aContext, aLine, anItem, aPosting, aUnit, codes } from './builders.ts';

/**
 * The rules of DESIGN section 2 (*Policy*, *First sight of a number*) said once more, plainly and on their own, and
 * compared with what posting does: 27 policies × every kind and way of posting it × the tenant's switches.
 */

type FirstSight = 'new' | 'normal' | 'normal-or-exception' | 'never';
type Way = {
  readonly says: string;
  readonly kind: DocumentKind;
  readonly classes: readonly PartnerClass[];
  /** What state its units come from, and where. */
  readonly from: UnitStatus | 'none';
  readonly line?: Partial<Pick<DocumentLine, 'role' | 'direction' | 'buyBack' | 'scrap'>>;
  readonly stage?: Stage;
  /** LOCNO and INSTOCK after a numbered posting at *main*, or from *main* to *shop*. */
  readonly locno: 'main' | 'shop';
  readonly inStock: boolean;
  readonly firstSight: FirstSight;
};

const way = (
  says: string,
  [kind, ...classes]: readonly [DocumentKind, ...PartnerClass[]],
  [from, locno, firstSight]: readonly [UnitStatus | 'none', 'main' | 'shop', FirstSight],
  more: Pick<Way, 'line' | 'stage'> & { readonly gone?: true } = {},
): Way => ({ says, kind, classes, from, locno, firstSight, inStock: more.gone !== true, ...more });

const orException = 'normal-or-exception';
const gone = { gone: true } as const;
const WAYS: readonly Way[] = [
  way('an order', ['purchase-order', 'creditor'], ['none', 'main', 'new']),
  way('an outsourced order', ['outsourced-purchase-order', 'creditor'], ['none', 'main', 'new']),
  way(
    'an outsourced order that consumes',
    ['outsourced-purchase-order', 'internal', 'debtor'],
    ['in-stock', 'main', 'normal'],
    {
      line: { role: 'consume' },
      ...gone,
    },
  ),
  way('a receipt', ['product-receipt', 'creditor'], ['none', 'main', 'new']),
  way('a buy-back', ['product-receipt', 'creditor'], ['sold', 'main', 'new'], { line: { buyBack: true } }),
  way('a supplier return', ['supplier-return', 'creditor'], ['in-stock', 'main', 'never'], gone),
  way('a sales order', ['sales-order', 'debtor'], ['in-stock', 'main', orException], gone),
  way('an invoice', ['customer-invoice', 'debtor'], ['in-stock', 'main', orException], gone),
  way('a customer return', ['customer-return', 'debtor'], ['sold', 'main', 'normal']),
  way('a transfer', ['transfer', 'internal'], ['in-stock', 'shop', orException]),
  way('sending off', ['transfer', 'internal'], ['in-stock', 'main', orException], { stage: 'dispatch' }),
  way('arriving', ['transfer', 'internal'], ['in-transit', 'shop', 'never'], { stage: 'arrive' }),
  way('coming back', ['transfer', 'internal'], ['in-transit', 'main', 'never'], { stage: 'bring-back' }),
  way('a write-off', ['write-off', 'internal'], ['in-stock', 'main', orException], gone),
  way('an adjustment in', ['adjustment', 'internal'], ['written-off', 'main', 'new'], {
    line: { direction: 'in' },
  }),
  way('an adjustment out', ['adjustment', 'internal'], ['in-stock', 'main', 'normal'], {
    line: { direction: 'out' },
    ...gone,
  }),
  way('consuming', ['works-order', 'internal', 'debtor'], ['in-stock', 'main', 'normal'], {
    line: { role: 'consume' },
    ...gone,
  }),
  way('producing', ['works-order', 'internal'], ['none', 'main', 'new'], { line: { role: 'produce' } }),
  way('scrapping', ['works-order', 'internal'], ['in-stock', 'main', 'normal'], {
    line: { role: 'scrap' },
    ...gone,
  }),
  way('taking out', ['works-order', 'internal', 'debtor'], ['consumed', 'main', 'never'], {
    line: { role: 'take-out' },
  }),
  way('taking out to scrap', ['works-order', 'internal', 'debtor'], ['consumed', 'main', 'never'], {
    line: { role: 'take-out', scrap: true },
    ...gone,
  }),
];

const NEEDS: readonly Need[] = ['off', 'optional', 'required'];
const POLICIES = NEEDS.flatMap((c) =>
  NEEDS.flatMap((i) => NEEDS.map((d) => ({ creditor: c, internal: i, debtor: d }))),
);
type Policy = (typeof POLICIES)[number];
const SWITCHES = [true, false].flatMap((serialTracking) =>
  [true, false].map((serialNumbersRequired) => ({ serialTracking, serialNumbersRequired })),
);
type Switches = (typeof SWITCHES)[number];
type Case = { readonly way: Way; readonly policy: Policy; readonly switches: Switches };

const everyCase = (judge: (one: Case) => void): number => {
  for (const way of WAYS)
    for (const policy of POLICIES)
      for (const switches of SWITCHES) {
        try {
          judge({ way, policy, switches });
        } catch (fault) {
          const where = JSON.stringify({ says: way.says, policy, switches });
          throw new Error(`${where}: ${fault instanceof Error ? fault.message : fault}`);
        }
      }
  return WAYS.length * POLICIES.length * SWITCHES.length;
};

/** The law: off without tracking; required where the tenant says so; else the class's own, the stricter of several. */
const lawOf = ({ way, policy, switches }: Case): Need => {
  if (!switches.serialTracking) return 'off';
  if (switches.serialNumbersRequired) return 'required';
  const said = way.classes.map((one) => policy[one]);
  if (said.includes('required')) return 'required';
  return said.includes('optional') ? 'optional' : 'off';
};
const creditorLaw = ({ policy, switches }: Case): Need =>
  switches.serialNumbersRequired ? 'required' : policy.creditor;
const isFull = ({ policy, switches }: Case): boolean =>
  switches.serialTracking &&
  (switches.serialNumbersRequired || Object.values(policy).every((need) => need === 'required'));

const NUMBERS = ['A1', 'A2', 'A3'];
const unitFor = (serial: string, { from }: Way, given: Partial<Unit>): Unit =>
  aUnit(serial, {
    supplierId: 'maker',
    ...(from === 'none' ? {} : { status: from }),
    ...(from === 'sold' ? { partnerId: 'maker' } : {}),
    ...(from === 'in-transit' ? { documentId: 'doc-1' } : {}),
    ...given,
  });

const isSent = ({ stage }: Way): boolean => stage === 'arrive' || stage === 'bring-back';

type Asked = {
  readonly serials?: readonly string[];
  readonly known?: boolean;
  readonly item?: Partial<Item>;
  readonly unit?: Partial<Unit>;
};
const postWith = ({ way, policy, switches }: Case, asked: Asked) => {
  const { serials = [], known = true, item, unit = {} } = asked;
  const sent = isSent(way);
  const gone = sent ? NUMBERS.slice(0, 2) : [];
  const line: DocumentLine = {
    ...aLine({ quantity: 2 }),
    assigned: gone.map((key) => ({ text: key, key, sent: true })),
    ...way.line,
    dispatched: sent ? 20_000 : 0,
  };
  const document: Partial<LedgerDocument> = { kind: way.kind, toLocationId: 'shop' };
  const context = aContext({
    items: [anItem({ serialPolicy: policy, ...item })],
    settings: switches,
    units: way.from === 'none' || !known ? [] : NUMBERS.map((serial) => unitFor(serial, way, unit)),
    balances: [aBalance({ quantity: 9, serials: 3, inTransit: 90_000 })],
  });
  const posting = aPosting({ line, quantity: 2, serials, document, stage: way.stage ?? 'post' });
  return { ...decidePosting(posting, context), context };
};

it('the table has every kind of document', () => {
  expect(new Set(WAYS.map(({ kind }) => kind))).toEqual(new Set(DOCUMENT_KIND_NAMES));
});

describe('on every line of every document under every policy and switch', () => {
  const refusedFor: Readonly<Record<Need, readonly (string | undefined)[]>> = {
    off: [undefined, 'serials-not-tracked', 'serials-not-tracked', 'serials-not-tracked'],
    optional: [undefined, undefined, undefined, 'serials-exceed-quantity'],
    required: ['serials-missing', 'serials-missing', undefined, 'serials-exceed-quantity'],
  };

  it('of 2 units, 0 to 3 numbers are refused, taken or required', () => {
    const judged = everyCase((one) => {
      const found = [0, 1, 2, 3].map((n) =>
        codes(postWith(one, { serials: NUMBERS.slice(0, n) }).violations),
      );
      // What was sent off with its number comes in or back with it.
      const law = isSent(one.way) && lawOf(one) === 'optional' ? 'required' : lawOf(one);
      expect(found).toEqual(refusedFor[law].map((code) => (code === undefined ? [] : [code])));
    });
    expect(judged).toBe(21 * 27 * 4);
  });

  it.each(['none', 'batch'] as const)('an item tracked by %s takes no numbers', (tracking) => {
    everyCase((one) => {
      const { violations } = postWith(one, { serials: ['A1'], item: { tracking } });
      expect(codes(violations)).toContain('serials-not-tracked');
      if (tracking === 'none') expect(postWith(one, { item: { tracking } }).violations).toEqual([]);
    });
  });

  it('quantity without numbers moves no record, and is counted where units could have been numbered', () => {
    everyCase((one) => {
      if (lawOf(one) === 'required' || isSent(one.way)) return;
      const { decision } = postWith(one, {});
      expect(decision.units).toEqual([]);
      expect(decision.balances.map(({ serials }) => serials)).not.toContain(1);
      expect(decision.balances.every(({ untracked }) => untracked === 1)).toBe(true);
      expect(decision.unnumbered).toBe(one.switches.serialTracking);
    });
  });

  it('numbers say where their units are from then on, and whether in stock', () => {
    everyCase((one) => {
      if (lawOf(one) === 'off') return;
      const { decision } = postWith(one, { serials: ['A1', 'A2'] });
      for (const { after } of decision.units) {
        expect(after?.locationId).toBe(one.way.locno);
        expect(after !== undefined && isInStock(after)).toBe(one.way.inStock);
      }
      expect(decision.units).toHaveLength(2);
      expect(decision.unnumbered).toBe(false);
    });
  });

  it('a unit on record elsewhere is refused only where the item is fully tracked', () => {
    everyCase((one) => {
      if (lawOf(one) === 'off' || one.way.from !== 'in-stock') return;
      const { violations, decision } = postWith(one, {
        serials: ['A1', 'A2'],
        unit: { locationId: 'attic' },
      });
      expect(codes(violations)).toEqual(isFull(one) ? ['serial-elsewhere', 'serial-elsewhere'] : []);
      if (isFull(one)) return;
      // Quantity leaves the document's place, the count the place on record; LOCNO becomes the document's.
      expect(decision.balances.find(({ locationId }) => locationId === 'attic')).toMatchObject({
        quantity: 0,
        serials: -2,
      });
      expect(decision.units[0]?.after?.locationId).toBe(one.way.locno);
    });
  });
});

describe('a number never seen before', () => {
  const outcomeFor = (
    one: Case,
    allowUnknownAtSale: boolean,
  ): 'known' | 'normal' | 'exception' | 'refused' => {
    const { firstSight } = one.way;
    if (firstSight === 'new') return 'known';
    if (firstSight === 'never') return 'refused';
    if (creditorLaw(one) !== 'required') return 'normal';
    return allowUnknownAtSale && firstSight === 'normal-or-exception' ? 'exception' : 'refused';
  };

  it.each([false, true])('is taken as the law says where the item allows it at sale: %s', (allowed) => {
    everyCase((one) => {
      if (lawOf(one) === 'off') return;
      const item = { allowUnknownAtSale: allowed };
      const { violations, decision } = postWith(one, { serials: ['N1', 'N2'], known: false, item });
      const outcome = outcomeFor(one, allowed);
      if (outcome === 'refused') {
        expect(codes(violations)).toEqual(['serial-unknown', 'serial-unknown']);
        return;
      }
      expect(violations).toEqual([]);
      const origins = decision.units.map(({ after }) => after?.origin);
      expect(origins.every((origin) => origin?.known === (outcome === 'known'))).toBe(true);
      if (outcome !== 'known') {
        expect(origins).toContainEqual({ known: false, reason: 'not registered at receipt' });
        expect(decision.units.map(({ after }) => after?.addedDate)).toEqual([undefined, undefined]);
      }
      expect(decision.exceptions).toHaveLength(outcome === 'exception' ? 2 : 0);
      const provisional = outcome === 'exception' && isFull(one) ? 2 : undefined;
      expect(decision.movements[0]?.provisional).toBe(provisional);
    });
  });

  it('of a voided record counts as never seen', () => {
    everyCase((one) => {
      if (lawOf(one) === 'off' || one.way.firstSight === 'new') return;
      const asked = { serials: ['A1', 'A2'], unit: { status: 'written-off', voided: true } } as const;
      const refused = outcomeFor(one, false) === 'refused';
      const expected = refused ? ['serial-unknown', 'serial-unknown'] : [];
      expect(codes(postWith(one, asked).violations)).toEqual(expected);
    });
  });
});

describe('the pages that are generated', () => {
  it.each([
    ['policies.md', policiesPage],
    ['errors.md', errorsPage],
    ['events.md', eventsPage],
    ['events.schema.json', eventsSchema],
  ])('docs/%s says what the code does; else run `npm run docs`', (name, page) => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', name), 'utf8')).toBe(page());
  });
});
