import fc from 'fast-check';
import {
  type Aim,
  CUSTOMERS,
  Dice,
  documentWhere,
  howMany,
  isOpen,
  item,
  numbersFor,
  POOL,
  place,
  placeWith,
  SUPPLIERS,
  stockAt,
} from './aim.ts';
import {
  type Model,
  type NaiveDocument,
  type NaiveLine,
  type NaiveUnit,
  outstandingOf,
  postedOf,
  roomOf,
  stageOf,
  underWayOf,
  unnumberedAt,
} from './model.ts';
import {
  capturesOn,
  claimOf,
  ITEM_IDS,
  type ItemId,
  isSerial,
  type Kind,
  type LineAsked,
  needOf,
  type Place,
  type Rule,
  ruleOf,
} from './rules.ts';
import type { Step } from './step.ts';

/** Random steps: dice choose, the state aims, so that most steps are near the border of what is allowed. */

const WEIGHTS = {
  'purchase-order': 3,
  'outsourced-purchase-order': 5,
  'product-receipt': 7,
  'supplier-return': 2,
  'sales-order': 4,
  'customer-invoice': 4,
  'customer-return': 3,
  transfer: 5,
  'write-off': 3,
  adjustment: 3,
  'works-order': 4,
  post: 9,
  number: 4,
  capture: 2,
  change: 2,
  cancel: 3,
  void: 6,
  hold: 1,
  release: 1,
  rename: 2,
  link: 2,
} as const satisfies Record<Kind, number> & Record<string, number>;
type What = keyof typeof WEIGHTS;
const WHATS = Object.entries(WEIGHTS).flatMap(([what, n]) => Array.from({ length: n }, () => what as What));

export type Throw = { readonly what: What; readonly dice: readonly number[] };
export type Run = { readonly cast: readonly ItemId[]; readonly throws: readonly Throw[] };

export const runs = (steps: number): fc.Arbitrary<Run> =>
  fc
    .record({
      cast: fc.shuffledSubarray(ITEM_IDS, { minLength: 1, maxLength: 2 }),
      throws: fc.array(
        fc.record({
          what: fc.constantFrom(...WHATS),
          dice: fc.array(fc.nat({ max: 999 }), { minLength: 24, maxLength: 24 }),
        }),
        { minLength: steps, maxLength: steps + 10, size: 'max' },
      ),
    })
    // Without something in stock nearly all is refused.
    .map(({ cast, throws }) => ({
      cast,
      throws: throws.map((one, i) => (i < 4 ? { ...one, what: 'product-receipt' as const } : one)),
    }));

const anyLine = (
  aim: Aim,
  kind: Kind,
  given: Partial<LineAsked> & { place: Place; drafts: boolean; late: boolean },
) => {
  const { dice } = aim;
  const { place: home, drafts, late, ...fixed } = given;
  const here = fixed.at ?? home;
  const its = fixed.item ?? item(aim);
  const choice = {
    ...(kind === 'works-order'
      ? { role: fixed.role ?? (['produce', 'consume', 'scrap', 'take-out'] as const)[dice.roll(4)] }
      : {}),
    ...(kind === 'outsourced-purchase-order' && fixed.role !== undefined ? { role: fixed.role } : {}),
    ...(kind === 'adjustment' ? { direction: dice.roll(2) === 0 ? ('in' as const) : ('out' as const) } : {}),
    ...(kind === 'product-receipt' && dice.once(late ? 20 : 4) ? { buyBack: true } : {}),
  };
  const rule = ruleOf(kind, choice);
  const most = rule.way === 'in' ? 3 : Math.min(3, Math.max(1, Math.floor(stockAt(aim.model, its, here))));
  const whole = 1 + dice.roll(dice.once(8) ? 3 : most);
  const quantity = fixed.quantity ?? (isSerial(its) || !dice.once(3) ? whole : 0.5);
  const need =
    drafts && claimOf(kind, choice) === undefined ? 'optional' : needOf(kind, { item: its, ...choice });
  const expected = claimOf(kind, choice) === 'expect' ? { ...rule, from: ['none' as const] } : rule;
  const count = howMany(aim, drafts && need === 'required' ? 'optional' : need, quantity);
  return {
    item: its,
    quantity,
    numbers: numbersFor(aim, { item: its, place: here, rule: expected, count, late }),
    ...(its === 'glue' && !dice.once(12) ? { batch: dice.roll(2) === 0 ? 'B1' : 'B2' } : {}),
    ...(its === 'bolt' && dice.once(20) ? { batch: 'B1' } : {}),
    ...(rule.way === 'in' && dice.once(late ? 40 : 8) ? { hold: 'look at it' } : {}),
    ...choice,
    ...fixed,
  };
};

const partnerFor = ({ dice }: Aim, kind: Kind, lines: readonly LineAsked[]): string | undefined => {
  const isReceipt = kind === 'product-receipt' || kind === 'supplier-return' || claimOf(kind) === 'expect';
  const isSale = kind === 'sales-order' || kind === 'customer-invoice' || kind === 'customer-return';
  if ((!isReceipt && !isSale) || dice.once(12)) return undefined;
  const all = isSale || lines.some(({ buyBack }) => buyBack === true) ? CUSTOMERS : SUPPLIERS;
  return all[dice.once(4) ? 1 : 0];
};

const creating = (aim: Aim, kind: Kind): Step => {
  const { dice } = aim;
  const its = item(aim);
  const here = placeWith(aim, its);
  const drafts =
    dice.roll(claimOf(kind) === undefined ? 4 : 8) === 0 || (claimOf(kind) !== undefined && !dice.once(4));
  const late = kind === 'product-receipt' && dice.once(4);
  const line = (fixed: Partial<LineAsked> = {}): LineAsked =>
    anyLine(aim, kind, { place: here, drafts, late, ...fixed });
  const [first, other] = [line({ item: its }), dice.once(6) ? [line()] : []];
  const isOutsourced = kind === 'outsourced-purchase-order';
  const isAssembly = (kind === 'works-order' || isOutsourced) && dice.roll(2) === 0;
  const produced = line({
    ...(isOutsourced ? {} : { role: 'produce' as const }),
    quantity: 1 + (dice.once(5) ? 1 : 0),
  });
  const parent = dice.once(3) ? { parent: dice.of(POOL) ?? 'A1' } : {};
  const elsewhere =
    isOutsourced && dice.roll(2) === 0 ? ({ at: here === 'main' ? 'shop' : 'main' } as const) : {};
  const consumed = () => line({ item: its, role: 'consume', ...parent, ...elsewhere });
  const made = isOutsourced ? () => [consumed(), produced] : () => [produced, consumed()];
  const lines = isAssembly ? made() : [first, ...other];
  const post = !drafts;
  return {
    do: 'create',
    kind,
    place: here,
    ...(kind === 'transfer' ? { to: here === 'main' ? 'shop' : 'main' } : {}),
    partner: partnerFor(aim, kind, lines),
    retrospective: late,
    lines,
    post,
    send: kind === 'transfer' && post && dice.roll(2) === 0,
  };
};

const posting = (aim: Aim): Step => {
  const { dice } = aim;
  const onWay = (one: NaiveDocument): boolean => one.lines.some((line) => underWayOf(line) > 0);
  const wanted = aim.model.documents.some(onWay) && dice.roll(2) === 0 ? onWay : isOpen;
  const document = documentWhere(aim, wanted);
  if (document === undefined) return { do: 'post', doc: 0, send: false };
  const send = document.kind === 'transfer' ? dice.roll(2) === 0 : dice.once(40);
  const at = { do: 'post', doc: document.n, send } as const;
  if (dice.roll(4) === 0) return at;
  const stage = stageOf(document, send);
  const able = document.lines.filter((line) => roomOf(line, stage) > 0);
  const line = dice.of(able) ?? document.lines[0];
  if (line === undefined) return at;
  const room = Math.max(1, roomOf(line, stage));
  const quantity = dice.once(20) ? room + 1 : 1 + dice.roll(room);
  if (dice.roll(5) === 0) return { ...at, parts: [{ line: line.line, quantity }] };
  const rule = ruleOf(document.kind, line, stage);
  const likely = howMany(aim, needOf(document.kind, line), quantity);
  const count = stage === 'arrive' && dice.once(5) ? dice.roll(3) : likely;
  const row = stage === 'arrive' ? line.onWay : line.assigned;
  const mine = dice.roll(3) > 0 ? row.slice(0, count) : [];
  const others = numbersFor(aim, {
    item: line.item,
    place: line.at ?? document.place,
    rule,
    count: count - mine.length,
  });
  return { ...at, parts: [{ line: line.line, quantity, numbers: [...new Set([...mine, ...others])] }] };
};

const numbering = (aim: Aim): Step => {
  const { dice } = aim;
  const document = documentWhere(
    aim,
    (one) => isOpen(one) && (claimOf(one.kind) !== undefined || dice.once(4)),
  );
  const line = dice.of(document?.lines ?? []);
  const mode = (['add', 'add', 'replace', 'remove'] as const)[dice.roll(4)] ?? 'add';
  if (document === undefined || line === undefined)
    return { do: 'number', mode, doc: 0, line: 1, numbers: ['A1'] };
  const at = { do: 'number', mode, doc: document.n, line: line.line } as const;
  const rule: Rule = {
    ...ruleOf(document.kind, line),
    from: claimOf(document.kind, line) === 'reserve' || line.role === 'consume' ? ['in-stock'] : ['none'],
  };
  const fresh = numbersFor(aim, { item: line.item, place: document.place, rule, count: 1 + dice.roll(2) });
  if (mode === 'add') return { ...at, numbers: fresh };
  const some = line.assigned.slice(0, 1 + dice.roll(2));
  if (mode === 'remove') return { ...at, numbers: some.length === 0 || dice.once(8) ? ['A1'] : some };
  return { ...at, numbers: [...new Set([...some.slice(dice.roll(2)), ...fresh])] };
};

const isCapturable = (document: NaiveDocument) => (line: NaiveLine) =>
  isSerial(line.item) && capturesOn(document.kind, line) && line.numbered < postedOf(line);

const capturing = (aim: Aim): Step => {
  const { dice } = aim;
  const document = documentWhere(aim, (one) => one.lines.some(isCapturable(one)));
  const line = document?.lines.find(isCapturable(document)) ?? document?.lines[0];
  if (document === undefined || line === undefined) return posting(aim);
  const rule = ruleOf(document.kind, line);
  const open = outstandingOf(line) - line.assigned.length - line.onWay.length;
  const room = Math.max(1, Math.floor(postedOf(line)) - line.numbered) + Math.max(0, Math.floor(open));
  const numbers = numbersFor(aim, {
    item: line.item,
    place: document.place,
    rule,
    count: 1 + dice.roll(room),
  });
  return { do: 'number', mode: 'add', doc: document.n, line: line.line, numbers };
};

const voiding = (aim: Aim): Step => {
  const { dice } = aim;
  const document = documentWhere(aim, (one) => one.moves.some(({ voided }) => !voided) && !one.isVoid);
  if (document === undefined) return { do: 'void', doc: 0 };
  if (dice.roll(2) === 0) return { do: 'void', doc: document.n };
  const standing = document.moves.flatMap(({ voided }, i) => (voided && !dice.once(20) ? [] : [i]));
  const last = standing.slice(-1);
  return { do: 'void', doc: document.n, moves: dice.once(3) ? standing.slice(0, 1) : last };
};

const unitFor = ({ model, dice, cast }: Aim, fits: (unit: NaiveUnit) => boolean) => {
  const all = [...model.units.values()].filter((unit) => fits(unit));
  const unit = dice.once(10) ? undefined : dice.of(all);
  return unit === undefined
    ? { item: dice.of(cast) ?? 'phone', number: dice.of(POOL) ?? 'A1' }
    : { item: unit.item, number: unit.key };
};

/** The step that a throw makes of a state. */
export const aimed = (model: Model, cast: readonly ItemId[], { what, dice: thrown }: Throw): Step => {
  const aim = { model, cast, dice: new Dice(thrown) };
  const { dice } = aim;
  switch (what) {
    case 'post':
      return posting(aim);
    case 'number':
      return numbering(aim);
    case 'capture':
      return capturing(aim);
    case 'change': {
      const document = documentWhere(aim, isOpen);
      const line = dice.of(document?.lines ?? []);
      return { do: 'change', doc: document?.n ?? 0, line: line?.line ?? 1, quantity: 1 + dice.roll(4) };
    }
    case 'cancel':
      return { do: 'cancel', doc: documentWhere(aim, isOpen)?.n ?? 0 };
    case 'void':
      return voiding(aim);
    case 'hold':
      return { do: 'hold', ...unitFor(aim, () => true) };
    case 'release': {
      const which = (['only', 'only', 'first', 'wrong'] as const)[dice.roll(4)] ?? 'only';
      return { do: 'release', which, ...unitFor(aim, ({ holds }) => holds.length > 0) };
    }
    case 'rename':
      return { do: 'rename', ...unitFor(aim, () => true), to: dice.of(POOL) ?? 'A1' };
    case 'link': {
      const [its, here] = [item(aim), place(aim)];
      const free = Math.max(1, Math.min(3, Math.floor(unnumberedAt(structuredClone(model), its, here))));
      const rule: Rule = { from: ['none'], to: 'in-stock', way: 'in' };
      const numbers = numbersFor(aim, { item: its, place: here, rule, count: 1 + dice.roll(free) });
      return { do: 'link', item: its, place: here, numbers: numbers.length === 0 ? ['A1'] : numbers };
    }
    default:
      return creating(aim, what);
  }
};
