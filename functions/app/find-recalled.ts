import type { Movement } from '../domain/movement.ts';
import { sharedBeginning } from '../domain/natural-order.ts';
import {
  affectedBy,
  asksOrigin,
  type OpenRecall,
  type RecallCriteria,
  type RecallUnit,
} from '../domain/recall.ts';
import type { Unit } from '../domain/unit.ts';
import type { List } from './index-ports.ts';
import { listProposals } from './list-proposals.ts';
import { readProposed } from './list-units.ts';
import { parentOf } from './parents.ts';
import type { Caller, Deps, Page } from './ports.ts';
import { type Receipts, receivedUnits } from './received-units.ts';

/** Looks for the units of a recall: page by page where its criteria lead, and from each to all that it is a part of. */

type Seed = { readonly unit: Unit; readonly receipt?: Omit<Movement, 'units'> | undefined };

const UNITS_PER_PAGE = 100;

const unitsList = ({ itemId = '', serialFrom, serialTo }: RecallCriteria): List => {
  const prefix =
    serialFrom === undefined || serialTo === undefined ? '' : sharedBeginning(serialFrom, serialTo);
  return { of: 'units', itemId, prefix };
};

/** Where candidates are read: the narrowest that there is. */
const receiptsOf = ({ itemId, partnerId, documentId, batch, from, to }: RecallCriteria): Receipts => {
  if (documentId !== undefined) return { documentId };
  if (batch !== undefined) return { of: 'receipts', by: { batch } };
  if (partnerId !== undefined) return { of: 'receipts', by: { partnerId }, from, to };
  return { of: 'receipts', by: itemId === undefined ? undefined : { itemId }, from, to };
};

const componentSeeds = async (
  { store }: Deps,
  tenant: string,
  { criteria, componentIds = [] }: OpenRecall,
): Promise<Seed[]> => {
  const { itemId = '' } = criteria.component ?? {};
  const found = await Promise.all(componentIds.map((id) => store.units.readById(tenant, itemId, id)));
  return found.flatMap((one) => (one === undefined ? [] : [{ unit: one.unit }]));
};

const seedsOf = async (
  deps: Deps,
  tenant: string,
  { recall, after }: { readonly recall: OpenRecall; readonly after: string | undefined },
): Promise<Page<Seed>> => {
  const { criteria } = recall;
  if (criteria.component !== undefined) return { items: await componentSeeds(deps, tenant, recall) };
  const page = { limit: UNITS_PER_PAGE, after };
  if (criteria.batch === undefined && !asksOrigin(criteria)) {
    const found = await listProposals(deps, tenant, {
      list: unitsList(criteria),
      page,
      read: readProposed(deps, tenant),
      keep: () => true,
    });
    return { items: found.items.map((unit) => ({ unit })), next: found.next };
  }
  const { itemId, batch } = criteria;
  const found = await receivedUnits(deps, tenant, {
    receipts: receiptsOf(criteria),
    page,
    worth: (movement) =>
      (itemId === undefined || itemId === movement.itemId) &&
      (batch === undefined || batch === movement.batch),
    keep: () => true,
  });
  return { items: found.items.map(({ unit, movement }) => ({ unit, receipt: movement })), next: found.next };
};

type Whole = { readonly unit?: Unit | undefined; readonly named: Omit<RecallUnit, 'recallId'> };

/** What units are parts of, each product read once. One that isn't made yet is known by the id that it will have. */
const wholes = (deps: Deps, tenant: string) => {
  const known = new Map<string, Promise<Whole | undefined>>();
  const read = async (part: Unit): Promise<Whole | undefined> => {
    const { parent } = part;
    if (parent?.id === undefined) return undefined;
    const unit = await parentOf(deps, tenant, part);
    if (unit !== undefined) return { unit, named: namedAs(unit) };
    return {
      named: { itemId: parent.itemId, key: parent.serial, serial: parent.serial, id: parent.id },
    };
  };
  return (part: Unit): Promise<Whole | undefined> => {
    const id = part.parent?.id;
    if (id === undefined) return Promise.resolve(undefined);
    const its = known.get(id) ?? read(part);
    known.set(id, its);
    return its;
  };
};

const namedAs = ({ itemId, key, serial, id }: Unit) => ({ itemId, key, serial, id });

const viaOf = ({ itemId, serial, id }: Omit<RecallUnit, 'recallId'>) => ({ via: { itemId, serial, id } });

/** A seed, and all products that it is in. */
const climb = async (
  { unit, receipt }: Seed,
  recall: OpenRecall,
  wholeOf: (part: Unit) => Promise<Whole | undefined>,
): Promise<RecallUnit[]> => {
  const { recallId } = recall;
  const judged = affectedBy(recall, unit, { receipt, contains: false });
  if (judged === undefined) return [];
  let isAffected = judged === 'affected';
  const found: RecallUnit[] = [
    { recallId, ...namedAs(unit), ...(isAffected ? {} : { unaffected: true as const }) },
  ];
  let part: Unit | undefined = unit;
  let below: Omit<RecallUnit, 'recallId'> = namedAs(unit);
  const seen = new Set([unit.id]);
  while (part !== undefined) {
    const whole: Whole | undefined = await wholeOf(part);
    if (whole === undefined || seen.has(whole.named.id)) break;
    seen.add(whole.named.id);
    isAffected ||=
      whole.unit !== undefined && affectedBy(recall, whole.unit, { contains: true }) === 'affected';
    found.push({
      recallId,
      ...whole.named,
      ...viaOf(below),
      ...(isAffected ? {} : { unaffected: true as const }),
    });
    below = whole.named;
    part = whole.unit;
  }
  return found;
};

/** What is affected stays so, whatever else leads to it. */
const merged = (units: readonly RecallUnit[]): RecallUnit[] => {
  const byId = new Map<string, RecallUnit>();
  for (const unit of units) {
    const earlier = byId.get(unit.id);
    if (earlier === undefined || (earlier.unaffected === true && unit.unaffected !== true)) {
      byId.set(unit.id, unit);
    }
  }
  return [...byId.values()];
};

/** The units of one page of candidates, each once, and where to go on. */
export const findRecalled = async (
  deps: Deps,
  caller: Caller,
  asked: { readonly recall: OpenRecall; readonly after: string | undefined },
): Promise<Page<RecallUnit>> => {
  const { recall } = asked;
  const seeds = await seedsOf(deps, caller.tenant, asked);
  const wholeOf = wholes(deps, caller.tenant);
  const found = await Promise.all(seeds.items.map((seed) => climb(seed, recall, wholeOf)));
  return { items: merged(found.flat()), next: seeds.next };
};

/**
 * Writes what was found, over what isn't affected, and never the other way round. Answers what is affected and wasn't
 * known to be.
 */
export const addRecalled = async (
  { store }: Deps,
  tenant: string,
  units: readonly RecallUnit[],
): Promise<readonly RecallUnit[]> => {
  const [recallId] = units.map((unit) => unit.recallId);
  if (recallId === undefined) return [];
  const ids = units.map(({ id }) => id);
  const there = await store.recalls.readUnits(tenant, [recallId], ids);
  const known = new Set(there.filter(({ unaffected }) => unaffected !== true).map(({ id }) => id));
  const news = units.filter(({ id }) => !known.has(id));
  await store.recalls.addUnits(tenant, news);
  return news.filter(({ unaffected }) => unaffected !== true);
};
