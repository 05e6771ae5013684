import type { MovementKind } from '../movement.ts';
import type { PartnerClass } from '../policy.ts';
import type { PartnerRole } from '../registry.ts';
import type { UnitStep } from '../unit.ts';

/** A way in which a line's units change when it is posted. */
export type PostingRule = {
  readonly movement: MovementKind;
  /** `in` adds to the document's location, `out` takes from it. */
  readonly direction: 'in' | 'out';
  readonly step: UnitStep;
  /** The step for a number never seen, where the creditor side did not have to register it. */
  readonly firstSight?: UnitStep;
  /** Which expected units are taken: those of the very line only, or those of any order. */
  readonly expected: 'own-line' | 'any-order';
};

export type DocumentKindRule = {
  readonly partnerClass: PartnerClass;
  readonly partner: { readonly required: boolean; readonly role: Exclude<PartnerRole, 'both'> };
  /** What putting numbers on a line that is not posted does to their units; none where it does nothing. */
  readonly assign?: { readonly step: UnitStep; readonly undo: UnitStep };
  readonly post: PostingRule;
};

/** Every kind of document. A new kind is a row here; nothing else asks which kind a document is. */
export const DOCUMENT_KINDS = {
  'purchase-order': {
    partnerClass: 'creditor',
    partner: { required: true, role: 'supplier' },
    assign: { step: 'assign', undo: 'remove' },
    post: { movement: 'receive', direction: 'in', step: 'receive', expected: 'own-line' },
  },
  'product-receipt': {
    partnerClass: 'creditor',
    partner: { required: false, role: 'supplier' },
    post: { movement: 'receive', direction: 'in', step: 'receive', expected: 'any-order' },
  },
  'customer-invoice': {
    partnerClass: 'debtor',
    partner: { required: false, role: 'customer' },
    post: {
      movement: 'sell',
      direction: 'out',
      step: 'sell',
      firstSight: 'sell-unregistered',
      expected: 'own-line',
    },
  },
} as const satisfies Record<string, DocumentKindRule>;

export type DocumentKind = keyof typeof DOCUMENT_KINDS;

export const DOCUMENT_KIND_NAMES = [
  'purchase-order',
  'product-receipt',
  'customer-invoice',
] as const satisfies readonly DocumentKind[];

export const kindRule = (kind: DocumentKind): DocumentKindRule => DOCUMENT_KINDS[kind];

export const isDocumentKind = (name: string): name is DocumentKind => Object.hasOwn(DOCUMENT_KINDS, name);
