import { createDocument, type NewDocument } from '../../../functions/app/documents/create.ts';
import type { Deps, Store } from '../../../functions/app/ports.ts';
import { execute } from '../../../functions/app/posting/execute.ts';
import { TornRead } from '../../../functions/app/posting/ports.ts';
import { unitOf } from '../../../functions/app/units/history.ts';
import { holdUnit, releaseUnit, renameUnit } from '../../../functions/app/units/marks.ts';
import type { WritePart } from '../../../functions/app/write-part.ts';
import { LedgerError } from '../../../functions/domain/errors.ts';
import { quantityShown } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { CALLER, list } from '../world.ts';
import type { Answer, Call, Posting, Seen } from './model.ts';

/** Sends the calls of the model to the ledger, and makes its answers comparable. */

export const ITEM = 'phone';
const KINDS = { receive: 'product-receipt', sell: 'customer-invoice', return: 'customer-return' } as const;

const documentOf = ({ do: what, keys, at, apart }: Posting): NewDocument => ({
  kind: KINDS[what],
  partnerId: what === 'receive' ? 'maker' : 'jane',
  locationId: at,
  post: true,
  lines: (apart ? keys.map((key) => [key]) : [keys]).map((texts) => ({
    itemId: ITEM,
    quantity: texts.length,
    serials: list(...texts),
  })),
});

const seen = ({ id, key, status, heldBy, locationId }: Unit): Seen => ({
  id,
  key,
  status,
  holds: heldBy?.length ?? 0,
  at: locationId,
});

/** The units among what a command writes, as they are then. */
const unitsIn = (parts: readonly WritePart[]): Unit[] =>
  parts.flatMap((part) =>
    part.action === 'put' && part.attributes.type === 'unit' ? (part.attributes as unknown as Unit) : [],
  );

type Written = { readonly parts: readonly WritePart[]; readonly postingId: string };

const command = (deps: Deps, call: Exclude<Call, { do: 'read' | 'look' | 'count' }>): Promise<Written> => {
  switch (call.do) {
    case 'hold':
      return holdUnit(deps, CALLER, { itemId: ITEM, id: call.id, reason: 'check' });
    case 'release':
      return releaseUnit(deps, CALLER, { itemId: ITEM, id: call.id });
    case 'rename':
      return renameUnit(deps, CALLER, { itemId: ITEM, id: call.id, serial: call.to, reason: 'misread' });
    default:
      return createDocument(deps, CALLER, documentOf(call));
  }
};

const LOOKS = 5;

/** As operations that read do it. */
const wholly = async (deps: Deps, read: (store: Store) => Promise<Answer>): Promise<Answer> => {
  for (let look = 0; look < LOOKS; look += 1) {
    try {
      return await read(deps.storeFor({ whole: true }));
    } catch (error) {
      if (!(error instanceof TornRead)) throw error;
    }
  }
  throw new LedgerError({ code: 'busy', retryAfter: 1 });
};

const carriedOut = async (deps: Deps, call: Call): Promise<Answer> => {
  switch (call.do) {
    case 'read':
      return wholly(deps, async (store) => {
        const names = call.keys.map((key) => ({ itemId: ITEM, key }));
        return { is: 'units', units: (await store.units.readMany(CALLER.tenant, names)).map(seen) };
      });
    case 'look':
      return wholly(deps, async (store) => {
        const { unit } = await unitOf({ ...deps, store }, CALLER, { itemId: ITEM, id: call.id });
        return { is: 'units', units: [seen(unit)] };
      });
    case 'count':
      return wholly(deps, async (store) => {
        const name = { itemId: ITEM, locationId: call.at };
        const [balance] = await store.balances.readMany(CALLER.tenant, [name]);
        const { quantity = 0, serials = 0, bought = 0, sold = 0 } = balance ?? {};
        return { is: 'stock', stock: { quantity: quantityShown(quantity), serials, bought, sold } };
      });
    default: {
      const { body } = await execute({ deps, caller: CALLER, idempotency: undefined }, async (given) => {
        const { parts, postingId } = await command(given, call);
        const body = JSON.stringify(unitsIn(parts).map(seen));
        return { parts, postingId, answer: { status: 200, headers: {}, body } };
      });
      return { is: 'units', units: JSON.parse(body) };
    }
  }
};

/** With these a call says that it has done nothing, and nothing of the ledger's state. */
const NO_ANSWER: ReadonlySet<string> = new Set(['busy', 'serial-busy', 'in-flight', 'still-running']);

/** Nothing where the call says that it has done nothing. */
export const answerTo = async (deps: Deps, call: Call): Promise<Answer | undefined> => {
  try {
    return await carriedOut(deps, call);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    if (NO_ANSWER.has(error.error.code)) return undefined;
    const codes =
      error.error.code === 'refused' ? error.error.violations.map(({ code }) => code) : [error.error.code];
    return { is: 'refused', codes: [...new Set(codes)].toSorted() };
  }
};
