import { finding } from '../../domain/doctor/finding.ts';
import { folded } from '../../domain/entity/entity.ts';
import { asnEntriesKey, asnKey } from '../asn-keys.ts';
import { entityNameKey, modelItemKey } from '../entity-keys.ts';
import { nameOf } from '../entries.ts';
import { gtinKey, itemGuardKey, openRecallsKey, registryKey } from '../keys.ts';
import { parseStored, STORED } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import type { Check } from './check.ts';

/** Names that are of one thing: whoever has a name claims it, and what is claimed is had. */

const item = (record: StoredRecord | undefined) =>
  record === undefined ? undefined : parseStored(STORED.item, record);

/** An item's claims, and what guards its tracking. */
export const itemClaims: Check = async ({ tenant, there }, records) => {
  const wanted = records.flatMap((record) => {
    const { itemId, gtin, entity } = parseStored(STORED.item, record);
    const one = (key: { pk: string; sk: string }, what: string, itemOf: (found: StoredRecord) => string) => ({
      record,
      key,
      itemId,
      what,
      itemOf,
    });
    return [
      one(itemGuardKey(tenant, itemId), 'guard', (found) => parseStored(STORED.guard, found).itemId),
      ...(gtin === undefined
        ? []
        : [one(gtinKey(tenant, gtin), `GTIN ${gtin}`, (found) => parseStored(STORED.gtin, found).itemId)]),
      ...(entity === undefined
        ? []
        : [
            one(
              modelItemKey(tenant, entity.modelId),
              `model ${entity.modelId}`,
              (found) => parseStored(STORED.modelItem, found).itemId,
            ),
          ]),
    ];
  });
  const found = await there(wanted.map(({ key }) => key));
  return wanted
    .filter(({ key, itemId, itemOf }) => {
      const claim = found.get(nameOf(key));
      return claim === undefined || itemOf(claim) !== itemId;
    })
    .map(({ record, itemId, what }) =>
      finding('claim-missing', record, { detail: `item ${itemId} does not hold its ${what}` }),
    );
};

/** Of a GTIN or a model: the item has it. */
const itemsHave =
  (
    has: (record: StoredRecord) => { itemId: string; what: string; name: string },
    of: 'gtin' | 'model',
  ): Check =>
  async ({ tenant, there }, records) => {
    const claims = records.map((record) => ({ record, ...has(record) }));
    const found = await there(claims.map(({ itemId }) => registryKey(tenant, 'items', itemId)));
    return claims
      .filter(({ itemId, name }) => {
        const its = item(found.get(nameOf(registryKey(tenant, 'items', itemId))));
        return (of === 'gtin' ? its?.gtin : its?.entity?.modelId) !== name;
      })
      .map(({ record, itemId, what }) =>
        finding('claim-dangling', record, {
          detail: `${what} is held for item ${itemId}, which does not have it`,
        }),
      );
  };

export const gtins: Check = itemsHave((record) => {
  const { itemId, gtin } = parseStored(STORED.gtin, record);
  return { itemId, name: gtin, what: `GTIN ${gtin}` };
}, 'gtin');

export const modelItems: Check = itemsHave((record) => {
  const { itemId, modelId } = parseStored(STORED.modelItem, record);
  return { itemId, name: modelId, what: `model ${modelId}` };
}, 'model');

/** Of an entity's id or project number: the unit says the same of itself. */
export const entityNames: Check = async ({ tenant, units }, records) => {
  const claims = records.map((record) => ({ record, ...parseStored(STORED.entityName, record) }));
  const found = await units(claims.map(({ itemId, id }) => ({ itemId, id, key: '-' })));
  return claims
    .filter(({ record, id }) => {
      const { entityId, projectNumber } = found.get(id)?.entity ?? {};
      const keys = [
        ...(entityId === undefined ? [] : [entityNameKey(tenant, 'entity', entityId)]),
        ...(projectNumber === undefined
          ? []
          : [entityNameKey(tenant, 'project-number', folded(projectNumber))]),
      ];
      return !keys.some((key) => nameOf(key) === nameOf(record));
    })
    .map(({ record, itemId, id }) =>
      finding('claim-dangling', record, {
        detail: `the name is held for unit ${id} of item ${itemId}, which does not have it`,
      }),
    );
};

/** A number that a unit bore leads to a unit. */
export const aliases: Check = async ({ units }, records) => {
  const pointers = records.map((record) => ({ record, ...parseStored(STORED.alias, record) }));
  const found = await units(pointers.map(({ itemId, id, to }) => ({ itemId, id, key: to })));
  return pointers
    .filter(({ id }) => !found.has(id))
    .map(({ record, itemId, id }) =>
      finding('alias-broken', record, {
        detail: `a former number leads to unit ${id} of item ${itemId}, which is not there`,
      }),
    );
};

export const cartons: Check = async ({ tenant, there }, records) => {
  const claims = records.map((record) => ({ record, ...parseStored(STORED.carton, record) }));
  const found = await there(claims.map((carton) => asnKey(tenant, carton)));
  return claims
    .filter((carton) => !found.has(nameOf(asnKey(tenant, carton))))
    .map(({ record, sscc, asnNumber }) =>
      finding('claim-dangling', record, {
        detail: `carton ${sscc} is on advance list ${asnNumber}, which does not exist`,
      }),
    );
};

/** The accepted numbers of every revision of an advance list are there. */
export const advanceLists: Check = async ({ tenant, there }, records) => {
  const wanted = records.flatMap((record) => {
    const asn = parseStored(STORED.asn, record);
    return asn.revisions.flatMap(({ revision, chunks }) =>
      Array.from({ length: chunks }, (_, chunk) => ({
        record,
        asn,
        revision,
        key: asnEntriesKey(tenant, asn, { revision, chunk }),
      })),
    );
  });
  const found = await there(wanted.map(({ key }) => key));
  return wanted
    .filter(({ key }) => !found.has(nameOf(key)))
    .map(({ record, asn, revision }) =>
      finding('list-incomplete', record, {
        detail: `advance list ${asn.asnNumber} lacks numbers of its revision ${revision}`,
      }),
    );
};

export const recalls: Check = async ({ tenant, there }, records) => {
  const key = openRecallsKey(tenant);
  const open = (await there([key])).get(nameOf(key));
  const listed = new Set(
    open === undefined ? [] : parseStored(STORED.openRecalls, open).recalls.map(({ recallId }) => recallId),
  );
  return records.flatMap((record) => {
    const { recallId, status, closed } = parseStored(STORED.recall, record);
    const isListed = listed.has(recallId) === (status === 'open');
    const { counts, customers = [] } = closed?.summary ?? {};
    const states = Object.values(counts?.byStatus ?? {}).reduce((sum, n) => sum + n, 0);
    const sold = customers.reduce((sum, { units }) => sum + units, 0);
    const adds =
      counts === undefined ||
      (states === counts.total && counts.held <= counts.inStock && counts.inStock + sold <= counts.total);
    return [
      ...(isListed
        ? []
        : [
            finding('recall-list', record, {
              detail: `recall ${recallId} is ${status}, and ${listed.has(recallId) ? '' : 'not '}among those that postings are judged by`,
            }),
          ]),
      ...(adds
        ? []
        : [
            finding('recall-counts', record, {
              detail: `the counts recorded of recall ${recallId} do not add up`,
            }),
          ]),
    ];
  });
};

/** What a recall knows is a unit; a product that was never made is none. */
export const recallUnits: Check = async ({ tenant, there, units }, records) => {
  const known = records.map((record) => ({ record, ...parseStored(STORED.recallUnit, record) }));
  const keyOf = ({ recallId }: { readonly recallId: string }) => registryKey(tenant, 'recalls', recallId);
  const found = await units(known.filter(({ via }) => via === undefined));
  const theirs = await there([...new Map(known.map((one) => [one.recallId, keyOf(one)])).values()]);
  return known
    .filter((one) => !theirs.has(nameOf(keyOf(one))) || (one.via === undefined && !found.has(one.id)))
    .map(({ record, recallId, serial, itemId }) =>
      finding('recall-unit-missing', record, {
        detail: `recall ${recallId} knows "${serial}" of item ${itemId}: there is no such unit, or no such recall`,
      }),
    );
};
