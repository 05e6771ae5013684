import type { ItemInput } from '../../../functions/app/registry/save-item.ts';

/** The rules of DESIGN section 2 written down a second time, without a look at how the ledger has them. */

export type Place = 'main' | 'shop';
type Class = 'creditor' | 'internal' | 'debtor';
type Need = 'off' | 'optional' | 'required';

const SERIAL = { kind: 'stocked', tracking: 'serial' } as const;
/** Items by what they demand when bought, moved and sold. */
const ITEMS = {
  phone: { ...SERIAL, serialType: 'fully-tracked' },
  camera: { ...SERIAL, serialType: 'fully-tracked', allowUnknownAtSale: true },
  watch: { ...SERIAL, serialType: 'creditor-and-debtor' },
  clock: { ...SERIAL, serialType: 'creditor-and-debtor', allowUnknownAtSale: true },
  radio: { ...SERIAL, serialType: 'debtor-only' },
  lamp: SERIAL,
  bolt: { kind: 'stocked', tracking: 'none' },
  glue: { kind: 'stocked', tracking: 'batch' },
} as const satisfies Record<string, Partial<ItemInput>>;
export type ItemId = keyof typeof ITEMS;
export const ITEM_IDS = Object.keys(ITEMS) as ItemId[];
export const itemInputs: readonly ItemInput[] = ITEM_IDS.map((itemId) => ({
  itemId,
  name: itemId,
  ...ITEMS[itemId],
}));

const ALL = { creditor: 'required', internal: 'required', debtor: 'required' } as const;
const ENDS = { creditor: 'required', internal: 'off', debtor: 'required' } as const;
const NONE = { creditor: 'off', internal: 'off', debtor: 'off' } as const;
const NEEDS: Readonly<Record<ItemId, Readonly<Record<Class, Need>>>> = {
  phone: ALL,
  camera: ALL,
  watch: ENDS,
  clock: ENDS,
  radio: { creditor: 'off', internal: 'off', debtor: 'required' },
  lamp: { creditor: 'optional', internal: 'optional', debtor: 'required' },
  bolt: NONE,
  glue: NONE,
};
export const isSerial = (item: ItemId): boolean => item !== 'bolt' && item !== 'glue';
export const isFull = (item: ItemId): boolean => item === 'phone' || item === 'camera';
export const takesUnknown = (item: ItemId): boolean => item === 'camera' || item === 'clock';
/** Whether a number must be known from its receipt. */
export const owesReceipt = (item: ItemId): boolean => NEEDS[item].creditor === 'required';

export type Status =
  | 'expected'
  | 'in-stock'
  | 'in-transit'
  | 'sold'
  | 'consumed'
  | 'written-off'
  | 'returned-to-supplier';
export type State = Status | 'none';
export type Kind =
  | 'purchase-order'
  | 'outsourced-purchase-order'
  | 'product-receipt'
  | 'supplier-return'
  | 'sales-order'
  | 'customer-invoice'
  | 'customer-return'
  | 'transfer'
  | 'write-off'
  | 'adjustment'
  | 'works-order';
export type Stage = 'post' | 'send' | 'arrive' | 'back';

const CLASS: Readonly<Record<Kind, Class>> = {
  'purchase-order': 'creditor',
  'outsourced-purchase-order': 'creditor',
  'product-receipt': 'creditor',
  'supplier-return': 'creditor',
  'sales-order': 'debtor',
  'customer-invoice': 'debtor',
  'customer-return': 'debtor',
  transfer: 'internal',
  'write-off': 'internal',
  adjustment: 'internal',
  'works-order': 'internal',
};

export type Rule = {
  readonly from: readonly State[];
  readonly to: Status;
  readonly way: 'in' | 'out' | 'move' | 'send' | 'arrive' | 'back';
  /** A number that nobody knows: taken where receipts needn't be numbered; `owed` also where an item allows it. */
  readonly unknown?: 'normal' | 'owed';
  /** Whether a reservation stands in the way: everybody's, or everybody else's. */
  readonly reserved?: 'all' | 'others';
  readonly held?: 'refused';
  readonly partner?: 'buyer' | 'supplier';
  readonly counts?: 'bought' | 'sold';
};

const out = { from: ['in-stock'], way: 'out', reserved: 'all' } as const;
const FLOWS = {
  order: { from: ['none', 'expected'], to: 'in-stock', way: 'in', counts: 'bought' },
  receive: {
    from: ['none', 'expected', 'returned-to-supplier'],
    to: 'in-stock',
    way: 'in',
    counts: 'bought',
  },
  buyBack: {
    from: ['none', 'expected', 'returned-to-supplier', 'sold'],
    to: 'in-stock',
    way: 'in',
    counts: 'bought',
  },
  sendBack: { ...out, to: 'returned-to-supplier', partner: 'supplier' },
  sell: { ...out, to: 'sold', unknown: 'owed', reserved: 'others', held: 'refused', counts: 'sold' },
  takeBack: { from: ['sold'], to: 'in-stock', way: 'in', unknown: 'normal', partner: 'buyer' },
  move: { from: ['in-stock'], to: 'in-stock', way: 'move', unknown: 'owed' },
  send: { from: ['in-stock'], to: 'in-transit', way: 'send', unknown: 'owed' },
  arrive: { from: ['in-transit'], to: 'in-stock', way: 'arrive' },
  back: { from: ['in-transit'], to: 'in-stock', way: 'back' },
  writeOff: { ...out, from: ['in-stock', 'in-transit'], to: 'written-off', unknown: 'owed' },
  find: { from: ['none', 'written-off'], to: 'in-stock', way: 'in' },
  lose: { ...out, to: 'written-off', unknown: 'normal' },
  consume: { ...out, to: 'consumed', unknown: 'normal', held: 'refused' },
  produce: { from: ['none'], to: 'in-stock', way: 'in' },
  scrap: { ...out, to: 'written-off', unknown: 'normal' },
  takeOut: { from: ['consumed'], to: 'in-stock', way: 'in' },
} as const satisfies Record<string, Rule>;

export type LineAsked = {
  readonly item: ItemId;
  readonly quantity: number;
  readonly numbers: readonly string[];
  readonly batch?: string | undefined;
  readonly role?: 'consume' | 'produce' | 'scrap' | 'take-out' | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly buyBack?: boolean | undefined;
  readonly hold?: string | undefined;
  readonly parent?: string | undefined;
  /** Where it is, if not at the place of the document. */
  readonly at?: Place | undefined;
};
type Choice = Pick<LineAsked, 'role' | 'direction' | 'buyBack'>;

export const ruleOf = (kind: Kind, line: Choice, stage: Stage = 'post'): Rule => {
  switch (kind) {
    case 'purchase-order':
      return FLOWS.order;
    case 'outsourced-purchase-order':
      return line.role === 'consume' ? FLOWS.consume : FLOWS.order;
    case 'product-receipt':
      return line.buyBack === true ? FLOWS.buyBack : FLOWS.receive;
    case 'supplier-return':
      return FLOWS.sendBack;
    case 'sales-order':
    case 'customer-invoice':
      return FLOWS.sell;
    case 'customer-return':
      return FLOWS.takeBack;
    case 'transfer':
      return { post: FLOWS.move, send: FLOWS.send, arrive: FLOWS.arrive, back: FLOWS.back }[stage];
    case 'write-off':
      return FLOWS.writeOff;
    case 'adjustment':
      return line.direction === 'in' ? FLOWS.find : FLOWS.lose;
    case 'works-order': {
      const { consume, produce, scrap, takeOut } = FLOWS;
      return { consume, produce, scrap, 'take-out': takeOut }[line.role ?? 'scrap'];
    }
  }
};

/** A line that consumes takes the stricter of two needs. */
export const needOf = (kind: Kind, line: Choice & Pick<LineAsked, 'item'>): Need => {
  const { [CLASS[kind]]: need, internal, debtor } = NEEDS[line.item];
  if (line.role !== 'consume' && line.role !== 'take-out') return need;
  if (internal === 'required' || debtor === 'required') return 'required';
  return internal === 'optional' || debtor === 'optional' ? 'optional' : 'off';
};

/** What is made of what the other lines consume. */
export const isMade = (kind: Kind, { role }: Choice): boolean =>
  role === 'produce' || (kind === 'outsourced-purchase-order' && role === undefined);

export const claimOf = (kind: Kind, { role }: Choice = {}): 'expect' | 'reserve' | undefined => {
  if (role !== undefined) return undefined;
  if (kind === 'sales-order') return 'reserve';
  return kind === 'purchase-order' || kind === 'outsourced-purchase-order' ? 'expect' : undefined;
};
export const needsPartner = (kind: Kind): boolean =>
  claimOf(kind) !== undefined || kind === 'supplier-return';
export const capturesOn = (kind: Kind, line: Choice): boolean =>
  claimOf(kind, line) !== undefined || kind === 'product-receipt' || kind === 'customer-invoice';

export const isNumber = (text: string): boolean => /^[A-Z]\d$/i.test(text.trim());
export const keyOf = (text: string): string => text.trim().toUpperCase();
export const distinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;
