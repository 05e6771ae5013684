import {
  claimOf,
  type ItemId,
  type Kind,
  type LineAsked,
  type Place,
  type Stage,
  type State,
  type Status,
} from './rules.ts';

/** The ledger as a child would keep it: maps in memory, and what a posting does to them. */

/** What a movement may change of a unit, and its void puts back. */
export type Fields = {
  status: Status;
  /** Its only posting was taken back: there is no such unit any more, though its record stays. */
  gone: boolean;
  place: Place | undefined;
  partner: string | undefined;
  supplier: string | undefined;
  reservedBy: { doc: number; line: number } | undefined;
  /** The document and line that moved it last, or expect it. */
  by: { doc: number; line: number } | undefined;
  /** The last movement that moved it. */
  last: number;
  /** It was here once, or bore another number: its record stays. */
  hasPast: boolean;
  origin: 'unknown' | number | undefined;
  owed: boolean;
  provisionalAt: Place | undefined;
  /** What it is in: the unit, or what that will be called. */
  parent?: number | string | undefined;
};
export type NaiveUnit = {
  n: number;
  item: ItemId;
  key: string;
  now: Fields;
  /** What put them, as long as they last. */
  holds: number[];
  movements: number;
};
type Change = { unit: number; before: Fields | undefined; after: Fields; explained: boolean };
export type NaiveBalance = {
  quantity: number;
  serials: number;
  inTransit: number;
  sentSerials: number;
  bought: number;
  sold: number;
};
export type Move = {
  no: number;
  line: number;
  what: Stage | 'capture';
  quantity: number;
  changes: Change[];
  /** What it put parts into. */
  parent?: Fields['parent'];
  balances: Map<string, NaiveBalance>;
  voided: boolean;
};
export type NaiveLine = LineAsked & {
  line: number;
  quantity: number;
  /** Numbers on the row: those that wait, and those that were sent off. */
  assigned: string[];
  onWay: string[];
  /** Moved in one step; then what was sent off, what of it arrived, and what came back. */
  moved: number;
  sent: number;
  arrived: number;
  cameBack: number;
  cancelled: number;
  numbered: number;
};
export type NaiveDocument = {
  n: number;
  kind: Kind;
  place: Place;
  to: Place | undefined;
  partner: string | undefined;
  retrospective: boolean;
  lines: NaiveLine[];
  moves: Move[];
  isVoid: boolean;
};
export type Model = {
  units: Map<string, NaiveUnit>;
  balances: Map<string, NaiveBalance>;
  documents: NaiveDocument[];
  count: number;
};
export const newModel = (): Model => ({ units: new Map(), balances: new Map(), documents: [], count: 0 });

export const nameOf = (item: string, key: string): string => `${item} ${key}`;
export const next = (model: Model): number => {
  model.count += 1;
  return model.count;
};
export const postedOf = ({ moved, arrived }: NaiveLine): number => moved + arrived;
export const outstandingOf = (line: NaiveLine): number => line.quantity - postedOf(line) - line.cancelled;
/** What was lost is given up with the rest of its row. */
export const underWayOf = (line: NaiveLine): number =>
  Math.min(line.sent - line.arrived - line.cameBack, outstandingOf(line));
const unsentOf = (line: NaiveLine): number => outstandingOf(line) - underWayOf(line);
export const roomOf = (line: NaiveLine, stage: Stage): number => {
  if (stage === 'send') return unsentOf(line);
  return stage === 'post' ? outstandingOf(line) : underWayOf(line);
};
export const isUnderWay = (line: NaiveLine): boolean => line.sent - line.cameBack > 0;
export const stageOf = ({ kind, lines }: NaiveDocument, send: boolean): Stage => {
  if (kind !== 'transfer') return 'post';
  if (send) return 'send';
  return lines.some(isUnderWay) ? 'arrive' : 'post';
};

export const statusOf = (document: NaiveDocument): string => {
  const { lines } = document;
  if (document.isVoid) return 'void';
  const posted = lines.some((line) => postedOf(line) > 0);
  if (lines.every((line) => outstandingOf(line) === 0)) return posted ? 'posted' : 'cancelled';
  if (posted) return 'partly-posted';
  if (lines.some(isUnderWay)) return 'dispatched';
  const binds = (line: NaiveLine): boolean => line.assigned.length + line.onWay.length > 0;
  return lines.some((line) => binds(line) && claimOf(document.kind, line) !== undefined) ? 'open' : 'draft';
};

export const balanceOf = (model: Model, item: ItemId, place: string, batch = ''): NaiveBalance => {
  const name = `${item} ${place} ${item === 'glue' ? batch : ''}`;
  const there = model.balances.get(name);
  if (there !== undefined) return there;
  const made = { quantity: 0, serials: 0, inTransit: 0, sentSerials: 0, bought: 0, sold: 0 };
  model.balances.set(name, made);
  return made;
};
export const unnumberedAt = (model: Model, item: ItemId, place: Place): number => {
  const { quantity, serials } = balanceOf(model, item, place);
  return Math.max(0, quantity - serials);
};

export const unitAt = (model: Model, item: ItemId, key: string): NaiveUnit | undefined =>
  model.units.get(nameOf(item, key));
export const stateOf = (unit: NaiveUnit | undefined): State =>
  unit === undefined || unit.now.gone ? 'none' : unit.now.status;

/** Changes a unit, and with it how many are counted where. */
export const setUnit = (
  model: Model,
  { item, key, counted = true }: { item: ItemId; key: string; counted?: boolean },
  now: Fields,
) => {
  const count = (fields: Fields | undefined, by: number): void => {
    if (fields === undefined || fields.gone) return;
    const balance = balanceOf(model, item, fields.place ?? 'nowhere');
    if (fields.status === 'in-stock') balance.serials += by;
    if (fields.status === 'in-transit') balance.sentSerials += by;
  };
  const name = nameOf(item, key);
  const before = model.units.get(name);
  count(before?.now, -1);
  count(now, 1);
  const { n, holds, movements } = before ?? { n: next(model), holds: [], movements: 0 };
  const unit = { n, item, key, now, holds, movements: movements + (counted ? 1 : 0) };
  model.units.set(name, unit);
  return unit;
};
