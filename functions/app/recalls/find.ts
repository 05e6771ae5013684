import { looseInto } from '../../domain/parts/joins.ts';
import { affectedBy, asksNumber, type OpenRecall, type RecallUnit } from '../../domain/recall/recall.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps, MovementHead, Page } from '../ports.ts';
import { mayHave } from '../trace/order-goods.ts';
import { currentUnits, type NamedUnit } from '../units/current.ts';
import { EVER, isBefore, isBy, later, type Moment, wholesIn } from './earlier-wholes.ts';
import { recalledGoods } from './goods.ts';
import { receiptsOf, type Seed, seedsOf } from './seeds.ts';

/** Looks for the units of a recall: page by page where its criteria lead, and from each to all that it is, or ever was, a part of. */

type Named = Omit<RecallUnit, 'recallId'>;

const namedAs = ({ itemId, key, serial, id }: Unit) => ({ itemId, key, serial, id });

/** A unit on the way up, since when it counts, and whether all criteria fit by then. */
type Step = {
  readonly unit?: Unit | undefined;
  readonly named: Named;
  readonly since: Moment;
  readonly isAffected: boolean;
};

/** What is affected is so from then on: whatever contained it at that moment or later is affected, too. */
const stepsUp = async (
  { unit, named, since, isAffected }: Step,
  recall: OpenRecall,
  wholes: ReturnType<typeof wholesIn>,
): Promise<Step[]> => {
  if (unit === undefined) return [];
  const { itemId, serial, id } = named;
  const stays = (await wholes.staysOf(unit)).filter(
    ({ parent, until }) => parent.id !== undefined && (until === undefined || !isBefore(until, since)),
  );
  return Promise.all(
    stays.map(async (stay) => {
      const whole = await wholes.of(stay);
      const fits =
        whole.unit !== undefined && affectedBy(recall, whole.unit, { contains: true }) === 'affected';
      return {
        unit: whole.unit,
        named: { ...whole.named, via: { itemId, serial, id } },
        since: later(since, stay.from),
        isAffected: isAffected || fits,
      };
    }),
  );
};

/** Up from there to all that it ever was in; each unit once more where there is more to tell of it. */
const climb = async (
  first: Step,
  recall: OpenRecall,
  wholes: ReturnType<typeof wholesIn>,
): Promise<RecallUnit[]> => {
  const { recallId } = recall;
  const seen = new Map<string, Step[]>();
  const found: RecallUnit[] = [];
  for (let steps: readonly Step[] = [first]; steps.length > 0; ) {
    const news = steps.filter((step) => {
      const earlier = seen.get(step.named.id) ?? [];
      seen.set(step.named.id, [...earlier, step]);
      return !earlier.some((one) => isBy(one.since, step.since) && (one.isAffected || !step.isAffected));
    });
    for (const { named, isAffected } of news) {
      found.push({ recallId, ...named, ...(isAffected ? {} : { unaffected: true as const }) });
    }
    steps = (await Promise.all(news.map((step) => stepsUp(step, recall, wholes)))).flat();
  }
  return found;
};

/** A seed, and all products that it ever was in. */
const climbFrom = async (
  { unit, receipt }: Seed,
  recall: OpenRecall,
  wholes: ReturnType<typeof wholesIn>,
): Promise<RecallUnit[]> => {
  const judged = affectedBy(recall, unit, { receipt, contains: false });
  if (judged === undefined) return [];
  const isAffected = judged === 'affected';
  return climb({ unit, named: namedAs(unit), since: EVER, isAffected }, recall, wholes);
};

/** Goods that went into a unit, or into one of those that their document has made. */
type GoodsIn = { readonly movement: MovementHead; readonly may?: NamedUnit | undefined };

/** Where nobody said into which they went, all that may have some. */
const whereIn = async (deps: Deps, tenant: string, movement: MovementHead): Promise<GoodsIn[]> => {
  if (looseInto(movement) !== undefined) return [{ movement }];
  return (await mayHave(deps, tenant, movement)).map((may) => ({ movement, may }));
};

/** All products that goods without numbers ever were in. */
const climbFromGoods = async (
  { movement, unit }: { readonly movement: MovementHead; readonly unit: Unit | undefined },
  recall: OpenRecall,
  wholes: ReturnType<typeof wholesIn>,
): Promise<RecallUnit[]> => {
  const { itemId, batch, documentId, recordedAt: at, effectiveDate: on } = movement;
  const parent = looseInto(movement);
  const since = { at, on };
  const into = unit === undefined ? undefined : { unit, named: namedAs(unit) };
  const found =
    into ?? (parent === undefined ? undefined : await wholes.of({ parent, documentId, from: since }));
  if (found === undefined) return [];
  const step = { ...found, named: { ...found.named, via: { itemId, batch } }, since, isAffected: true };
  return climb(step, recall, wholes);
};

/** Behind all units come the goods without numbers. */
const GOODS = 'goods:';

/** How many units are looked at in one go: an order may have made thousands. */
const UNITS_OF_GOODS = 500;

/** Where among the units of a page of goods, and which page. */
const placeIn = (after: string): { readonly from: number; readonly page: string | undefined } => {
  const at = after.indexOf('~');
  const page = after.slice(at + 1);
  return { from: Number(after.slice(0, Math.max(0, at))), page: page === '' ? undefined : page };
};

const goodsIn = async (
  deps: Deps,
  tenant: string,
  { recall, after }: { readonly recall: OpenRecall; readonly after: string },
): Promise<Page<RecallUnit>> => {
  const { criteria } = recall;
  const { from, page: at } = placeIn(after);
  const page = await recalledGoods(deps, tenant, { criteria, receipts: receiptsOf(criteria), after: at });
  const all = (await Promise.all(page.items.map((movement) => whereIn(deps, tenant, movement)))).flat();
  const its = all.slice(from, from + UNITS_OF_GOODS);
  const named = its.flatMap(({ may }) => may ?? []);
  const units = await currentUnits(deps, tenant, named);
  const byId = new Map(units.flatMap((unit) => (unit === undefined ? [] : [[unit.id, unit] as const])));
  const wholes = wholesIn(deps, tenant);
  const found = await Promise.all(
    its.map(({ movement, may }) => {
      const unit = byId.get(may?.id ?? '');
      return unit?.voided === true ? [] : climbFromGoods({ movement, unit }, recall, wholes);
    }),
  );
  const rest = from + UNITS_OF_GOODS;
  const further = page.next === undefined ? undefined : `${GOODS}0~${page.next}`;
  const next = rest < all.length ? `${GOODS}${rest}~${at ?? ''}` : further;
  return { items: merged(found.flat()), next };
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
  const { recall, after } = asked;
  if (after?.startsWith(GOODS) === true)
    return goodsIn(deps, caller.tenant, { recall, after: after.slice(GOODS.length) });
  const seeds = await seedsOf(deps, caller.tenant, asked);
  const wholes = wholesIn(deps, caller.tenant);
  const found = await Promise.all(seeds.items.map((seed) => climbFrom(seed, recall, wholes)));
  const next = seeds.next ?? (asksNumber(recall.criteria) ? undefined : GOODS);
  return { items: merged(found.flat()), next };
};
