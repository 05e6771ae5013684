import { actionsOn } from '../../domain/document/unit-actions.ts';
import { notFound, refuseIfAny } from '../../domain/errors.ts';
import type { Element } from '../../domain/gs1/fault.ts';
import { type Meaning, meaningOf } from '../../domain/gs1/meaning.ts';
import type { Gs1Reading } from '../../domain/gs1/read.ts';
import type { Item } from '../../domain/registry.ts';
import type { ScanKind } from '../../domain/scan/kind.ts';
import { readScan, type ScanReading, violationOf } from '../../domain/scan/scan.ts';
import { readSerialText } from '../../domain/serial/text.ts';
import type { UnitAction } from '../../domain/unit/action.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { type Moment, momentOf } from '../posting/decision-context.ts';
import { itemOfGtin } from '../registry/item-gtin.ts';
import { withParents } from '../trace/parents.ts';
import { type ScannedCarton, scannedCarton, unitsById, unitsByNumber } from './scanned-things.ts';

/** What a scanner read, and what may be done with it now (docs/scan.md). */

export type ScannedUnit = { readonly unit: Unit; readonly actions: readonly UnitAction[] };

export type Scan = Meaning & {
  readonly kind: ScanKind;
  readonly elements?: readonly Element[] | undefined;
  readonly item?: Item | undefined;
  readonly carton?: ScannedCarton | undefined;
  /** The one unit that is meant. */
  readonly found?: ScannedUnit | undefined;
  /** Others that the text may mean. */
  readonly others: readonly ScannedUnit[];
  /** There are more of them. */
  readonly more: boolean;
  /** What is not wrong with the text, and yet has to be known. */
  readonly notices: readonly Violation[];
};

type Asked = { readonly deps: Deps; readonly caller: Caller; readonly moment: Moment };
type Units = { readonly units: readonly Unit[]; readonly more: boolean };
const NONE: Units = { units: [], more: false };

/** Whoever bears the number today is meant before those that bore it once. */
const meantOf = (units: readonly Unit[], key: string | undefined): Unit | undefined => {
  const bearers = units.filter((unit) => unit.key === key);
  const [first, ...rest] = bearers.length > 0 ? bearers : units;
  return rest.length === 0 ? first : undefined;
};

/** The units with what may be done with each. */
const withActions = async (
  { deps, caller, moment }: Asked,
  units: readonly Unit[],
): Promise<ScannedUnit[]> => {
  const names = [...new Set(units.map(({ itemId }) => itemId))];
  const items = await deps.store.items.readMany(caller.tenant, names);
  const byId = new Map(items.map((item) => [item.itemId, item]));
  const { settings, today } = moment;
  const shown = await withParents(deps, caller, units);
  return shown.map((unit, i) => {
    const item = byId.get(unit.itemId);
    // Judged as on record; only the parent's number is shown as it is today.
    const actions = item === undefined ? [] : actionsOn({ unit: units[i] ?? unit, item, settings, today });
    return { unit, actions };
  });
};

/** A new number, or a batch, that GS1 takes and the ledger doesn't is told of, and never changed. */
const noticesOf = (
  { serial, batch }: Meaning,
  given: { readonly gs1: Gs1Reading; readonly moment: Moment; readonly meant: Unit | undefined },
): Violation[] => {
  const { gs1, moment, meant } = given;
  const { caseSensitive, placeholders } = moment.settings;
  const faultIn = (text: string | undefined) => {
    const read = text === undefined ? undefined : readSerialText(text, caseSensitive, placeholders);
    return read?.ok === false ? read : undefined;
  };
  const [number, lot] = [meant === undefined ? faultIn(serial) : undefined, faultIn(batch)];
  const pointer = '/text';
  return [
    ...(number === undefined
      ? []
      : [{ pointer, code: number.code, serial: serial ?? '', detail: number.detail }]),
    ...(lot === undefined
      ? []
      : [
          { pointer, code: 'batch-invalid' as const, detail: lot.detail.replace(/^The serial/, 'The batch') },
        ]),
    ...gs1.incomplete.map(violationOf),
  ];
};

/** The label says otherwise than the record of its unit: a wrong label, or a wrong unit. */
const contradictions = (
  { batch, expiresOn }: Meaning,
  unit: Unit | undefined,
  { caseSensitive, placeholders }: Moment['settings'],
): Violation[] => {
  if (unit === undefined) return [];
  const at = { pointer: '/text', serial: unit.serial };
  const read = batch === undefined ? undefined : readSerialText(batch, caseSensitive, placeholders);
  const faults: Violation[] = [];
  if (read?.ok === true && unit.batch !== undefined && read.serial.key !== unit.batch) {
    const detail = `"${unit.serial}" is of batch ${unit.batch}, not ${batch}.`;
    faults.push({ ...at, code: 'batch-differs', detail });
  }
  if (expiresOn !== undefined && unit.expiresOn !== undefined && expiresOn !== unit.expiresOn) {
    const detail = `"${unit.serial}" expires on ${unit.expiresOn}, not on ${expiresOn}.`;
    faults.push({ ...at, code: 'expiry-differs', detail });
  }
  return faults;
};

/** The unit that GS1 names: by item and number exactly; by its number alone where no item is named. */
const namedBy = async (
  asked: Asked,
  { gtin, serial }: Meaning,
  item: Item | undefined,
): Promise<Units & { readonly key?: string }> => {
  if (serial === undefined) return NONE;
  const { deps, caller, moment } = asked;
  const { caseSensitive } = moment.settings;
  const read = readSerialText(serial, caseSensitive, []);
  if (!read.ok) return NONE;
  const { key } = read.serial;
  if (item !== undefined) {
    const { itemId } = item;
    return { units: await deps.store.units.readByNumber(caller.tenant, { itemId, key }), more: false, key };
  }
  return gtin === undefined
    ? { ...(await unitsByNumber(deps, caller, { ...read.serial, caseSensitive })), key }
    : NONE;
};

type Found = Omit<Scan, 'found' | 'others' | 'more'> & {
  readonly meant: Unit | undefined;
  readonly all: Units;
};

const scanOf = async (asked: Asked, { meant, all, ...scan }: Found): Promise<Scan> => {
  const rest = all.units.filter(
    ({ id }, i) => id !== meant?.id && all.units.findIndex((one) => one.id === id) === i,
  );
  const [first, ...others] = await withActions(asked, meant === undefined ? rest : [meant, ...rest]);
  const itemOf = async (): Promise<Item | undefined> =>
    meant === undefined ? undefined : asked.deps.store.items.read(asked.caller.tenant, meant.itemId);
  return {
    ...scan,
    item: scan.item ?? (await itemOf()),
    found: meant === undefined ? undefined : first,
    others: meant === undefined && first !== undefined ? [first, ...others] : others,
    more: all.more,
  };
};

/** GS1 comes first; a unit that bears the whole text for its number is told beside. */
const asGs1 = async (asked: Asked, gs1: Gs1Reading, { serial }: ScanReading): Promise<Scan> => {
  const { deps, caller, moment } = asked;
  const { caseSensitive } = moment.settings;
  const meaning = meaningOf(gs1.elements, moment.today);
  const { gtin, sscc } = meaning;
  const [item, carton, plain] = await Promise.all([
    gtin === undefined ? undefined : itemOfGtin(deps, caller, gtin),
    sscc === undefined ? undefined : scannedCarton(deps, caller, sscc),
    serial === undefined ? NONE : unitsByNumber(deps, caller, { ...serial, caseSensitive }),
  ]);
  const named = await namedBy(asked, meaning, item);
  const meant = meantOf(named.units, named.key);
  const known = carton === undefined ? 'sscc' : 'carton';
  const form = gs1.form === 'digital-link' ? 'digital-link' : 'gs1';
  return scanOf(asked, {
    ...meaning,
    kind: sscc === undefined ? form : known,
    elements: gs1.elements,
    item,
    carton,
    meant,
    all: { units: [...named.units, ...plain.units], more: named.more || plain.more },
    notices: [
      ...noticesOf(meaning, { gs1, moment, meant }),
      ...contradictions(meaning, meant, moment.settings),
    ],
  });
};

/** A unit's id, a carton's code or a number, whichever is known first; a number where none is, or else GS1. */
const asPlain = async (asked: Asked, reading: ScanReading): Promise<Scan> => {
  const { gs1, serial, doubts = [], id, sscc } = reading;
  const { deps, caller, moment } = asked;
  const { caseSensitive } = moment.settings;
  const [own, carton, numbered] = await Promise.all([
    id === undefined ? [] : unitsById(deps, caller, id),
    sscc === undefined ? undefined : scannedCarton(deps, caller, sscc),
    serial === undefined ? NONE : unitsByNumber(deps, caller, { ...serial, caseSensitive }),
  ]);
  const [unit] = own;
  if (serial === undefined && unit === undefined) {
    if (gs1 !== undefined) return asGs1(asked, gs1, reading);
    throw notFound('unit', id ?? '');
  }
  const all = { units: [...own, ...numbered.units], more: numbered.more };
  const shared = { elements: gs1?.elements, all, notices: [] };
  if (unit !== undefined) return scanOf(asked, { ...shared, kind: 'unit', serial: unit.serial, meant: unit });
  if (carton !== undefined)
    return scanOf(asked, { ...shared, kind: 'carton', sscc, carton, meant: undefined });
  const meant = meantOf(numbered.units, serial?.key);
  const notices = all.units.length === 0 ? doubts : [];
  return scanOf(asked, { ...shared, kind: 'serial', serial: serial?.text, meant, notices });
};

/** @throws LedgerError `refused` with everything that is wrong with the text; `not-found` for an id that is nobody's */
export const scan = async (deps: Deps, caller: Caller, text: string): Promise<Scan> => {
  const settings = await deps.store.settings.read(caller.tenant);
  const moment = momentOf(deps, settings);
  const { caseSensitive, placeholders } = settings;
  const rules = { caseSensitive, placeholders, today: moment.today };
  const asked = { deps, caller, moment };
  const reading = readScan(text, rules);
  if ('violations' in reading) {
    // What is no number by now may be that of a unit on record.
    const plain = readScan(text, { ...rules, placeholders: [] });
    const scanned = 'violations' in plain ? undefined : await asPlain(asked, plain);
    if (scanned?.found !== undefined) return scanned;
    if (scanned !== undefined && scanned.others.length > 0) return scanned;
    refuseIfAny(reading.violations);
    throw new Error('a text is refused for a reason');
  }
  const { gs1, isGs1 } = reading;
  return isGs1 && gs1 !== undefined ? asGs1(asked, gs1, reading) : asPlain(asked, reading);
};
