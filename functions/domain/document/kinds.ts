import type { Movement } from '../movement.ts';
import type { PartnerClass } from '../policy.ts';
import type { PartnerRole } from '../registry.ts';
import type { UnitStep } from '../unit/unit.ts';
import { type Flow, type FlowName, flowOf } from './flows.ts';

export const LINE_ROLES = ['consume', 'produce', 'scrap', 'take-out'] as const;
export type LineRole = (typeof LINE_ROLES)[number];
export const LINE_DIRECTIONS = ['in', 'out'] as const;
export type LineDirection = (typeof LINE_DIRECTIONS)[number];

/** What a document is asked to do: `post` it is the one that most kinds know. */
export type Stage = 'post' | 'dispatch' | 'arrive' | 'bring-back';

/** By what a line of the kind tells its flow. */
export type FlowChoice =
  | { readonly by: 'kind'; readonly flow: FlowName }
  | { readonly by: 'buyBack'; readonly flow: FlowName; readonly buyBack: FlowName }
  | ({ readonly by: 'direction' } & { readonly [Direction in LineDirection]: FlowName })
  /** `discard`: taken out straight to scrap. */
  | ({ readonly by: 'role'; readonly discard: FlowName } & { readonly [Role in LineRole]: FlowName })
  | {
      readonly by: 'optional-role';
      readonly flow: FlowName;
      readonly roles: { readonly [Role in LineRole]?: FlowName };
    }
  | ({ readonly by: 'stage' } & { readonly [S in Stage]: FlowName });

/** What numbers on a line that is not posted do to their units. */
export type Claim = 'expect' | 'reserve' | 'none';

export type DocumentKindRule = {
  readonly partnerClass: PartnerClass;
  readonly partner: { readonly required: boolean; readonly role: Exclude<PartnerRole, 'both'> } | undefined;
  readonly flow: FlowChoice;
  /** Of its lines, but for those whose role is a choice. */
  readonly claim: Claim;
  /** What numbers become that are added once such a line is posted (K5, K16); none where they can't be. */
  readonly capture?: Extract<UnitStep, 'capture-received' | 'capture-sold'>;
  readonly reason?: 'required';
  /** Units come in whose use is on record already. */
  readonly retrospective?: true;
};

const supplier = { required: true, role: 'supplier' } as const;
const customer = { required: false, role: 'customer' } as const;
const order = {
  partnerClass: 'creditor',
  partner: supplier,
  flow: { by: 'kind', flow: 'receive-order' },
  claim: 'expect',
  capture: 'capture-received',
} as const;

/** Every kind of document. A new kind is a row here; nothing else asks which kind a document is. */
export const DOCUMENT_KINDS = {
  'purchase-order': order,
  'outsourced-purchase-order': {
    ...order,
    flow: { by: 'optional-role', flow: 'receive-made', roles: { consume: 'consume-outside' } },
  },
  'product-receipt': {
    partnerClass: 'creditor',
    partner: { ...supplier, required: false },
    flow: { by: 'buyBack', flow: 'receive', buyBack: 'buy-back' },
    claim: 'none',
    capture: 'capture-received',
    retrospective: true,
  },
  'supplier-return': {
    partnerClass: 'creditor',
    partner: supplier,
    flow: { by: 'kind', flow: 'return-to-supplier' },
    claim: 'none',
  },
  'sales-order': {
    partnerClass: 'debtor',
    partner: { ...customer, required: true },
    flow: { by: 'kind', flow: 'sell' },
    claim: 'reserve',
    capture: 'capture-sold',
  },
  'customer-invoice': {
    partnerClass: 'debtor',
    partner: customer,
    flow: { by: 'kind', flow: 'sell' },
    claim: 'none',
    capture: 'capture-sold',
  },
  'customer-return': {
    partnerClass: 'debtor',
    partner: customer,
    flow: { by: 'kind', flow: 'return' },
    claim: 'none',
  },
  transfer: {
    partnerClass: 'internal',
    partner: undefined,
    flow: {
      by: 'stage',
      post: 'move',
      dispatch: 'dispatch',
      arrive: 'arrive',
      'bring-back': 'bring-back',
    },
    claim: 'none',
  },
  'write-off': {
    partnerClass: 'internal',
    partner: undefined,
    flow: { by: 'kind', flow: 'write-off' },
    claim: 'none',
    reason: 'required',
  },
  adjustment: {
    partnerClass: 'internal',
    partner: undefined,
    flow: { by: 'direction', in: 'find', out: 'lose' },
    claim: 'none',
    reason: 'required',
  },
  'works-order': {
    partnerClass: 'internal',
    partner: undefined,
    flow: {
      by: 'role',
      consume: 'consume',
      produce: 'produce',
      scrap: 'scrap',
      'take-out': 'take-out',
      discard: 'discard',
    },
    claim: 'none',
  },
} as const satisfies Record<string, DocumentKindRule>;

/** By which goods come in that no order expects. */
export const RECEIPT_WITHOUT_ORDER = 'product-receipt' as const;

export type DocumentKind = keyof typeof DOCUMENT_KINDS;

export const DOCUMENT_KIND_NAMES = [
  'purchase-order',
  'outsourced-purchase-order',
  'product-receipt',
  'supplier-return',
  'sales-order',
  'customer-invoice',
  'customer-return',
  'transfer',
  'write-off',
  'adjustment',
  'works-order',
] as const satisfies readonly DocumentKind[];

export const kindRule = (kind: DocumentKind): DocumentKindRule => DOCUMENT_KINDS[kind];

/** "an adjustment". */
export const aKind = (kind: DocumentKind): string => `${/^[ao]/.test(kind) ? 'an' : 'a'} ${kind}`;
/** The same at the beginning of a sentence. */
export const aKindFirst = (kind: DocumentKind): string => `A${aKind(kind).slice(1)}`;

export const isDocumentKind = (name: string): name is DocumentKind => Object.hasOwn(DOCUMENT_KINDS, name);

/** How stock that is there when the ledger begins comes in: found, or as a receipt where that alone takes numbers. */
export const OPENING_KINDS = {
  found: { kind: 'adjustment', partnerClass: 'internal', direction: 'in' },
  received: { kind: 'product-receipt', partnerClass: 'creditor', direction: undefined },
} as const satisfies Record<
  string,
  { kind: DocumentKind; partnerClass: PartnerClass; direction: LineDirection | undefined }
>;

export type LineChoice = {
  readonly role?: LineRole | undefined;
  readonly direction?: LineDirection | undefined;
  readonly buyBack?: boolean | undefined;
  readonly scrap?: boolean | undefined;
};

/** What a line does at a stage; nothing where the line doesn't say what its kind must know, or knows no such stage. */
export const lineFlow = (kind: DocumentKind, line: LineChoice, stage: Stage): Flow | undefined => {
  const { flow } = kindRule(kind);
  if (flow.by !== 'stage' && stage !== 'post') return undefined;
  switch (flow.by) {
    case 'kind':
      return flowOf(flow.flow);
    case 'buyBack':
      return flowOf(line.buyBack === true ? flow.buyBack : flow.flow);
    case 'direction':
      return line.direction === undefined ? undefined : flowOf(flow[line.direction]);
    case 'role':
      if (line.role === undefined) return undefined;
      return flowOf(line.role === 'take-out' && line.scrap === true ? flow.discard : flow[line.role]);
    case 'optional-role': {
      const name = line.role === undefined ? flow.flow : flow.roles[line.role];
      return name === undefined ? undefined : flowOf(name);
    }
    case 'stage':
      return flowOf(flow[stage]);
  }
};

/** Whether documents of the kind go from one place to another. */
export const hasDestination = (kind: DocumentKind): boolean => kindRule(kind).flow.by === 'stage';

/** The roles that lines of the kind may have. */
export const rolesOf = (kind: DocumentKind): readonly LineRole[] => {
  const { flow } = kindRule(kind);
  if (flow.by === 'role') return LINE_ROLES;
  return flow.by === 'optional-role' ? LINE_ROLES.filter((role) => flow.roles[role] !== undefined) : [];
};

const hasChosenRole = (kind: DocumentKind, { role }: LineChoice): boolean =>
  kindRule(kind).flow.by === 'optional-role' && role !== undefined;

/** What numbers on a line of the kind that is not posted do to their units. */
export const claimOf = (kind: DocumentKind, line: LineChoice): Claim =>
  hasChosenRole(kind, line) ? 'none' : kindRule(kind).claim;

export const captureOf = (kind: DocumentKind, line: LineChoice): DocumentKindRule['capture'] =>
  hasChosenRole(kind, line) ? undefined : kindRule(kind).capture;

/** Whether numbers are put on the line before it is posted, or given to it after. */
export const takesNumbersApart = (kind: DocumentKind, line: LineChoice): boolean =>
  claimOf(kind, line) !== 'none' || captureOf(kind, line) !== undefined;

/** Whether what a movement brought in may be made of what its document consumed. */
export const isMaking = ({ kind, documentKind }: Pick<Movement, 'kind' | 'documentKind'>): boolean =>
  documentKind !== undefined &&
  isDocumentKind(documentKind) &&
  [{}, ...LINE_ROLES.map((role) => ({ role }))].some((line) => {
    const flow = lineFlow(documentKind, line, 'post');
    const isLate = kind === 'capture' && captureOf(documentKind, line) !== undefined;
    return flow?.makes === true && (flow.movement === kind || isLate);
  });
