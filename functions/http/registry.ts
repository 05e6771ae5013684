import { withItems } from '../app/registry/models.ts';
import { activate, deactivate, type Readiness, readiness } from '../app/registry/numbers-required.ts';
import { itemOf, saveItem } from '../app/registry/save-item.ts';
import { saveSettings } from '../app/registry/save-settings.ts';
import { checkVersion, tagOf } from '../app/versions.ts';
import { notFound } from '../domain/errors.ts';
import { serialTypeOf } from '../domain/policy.ts';
import type { Item } from '../domain/registry.ts';
import type { Settings } from '../domain/settings.ts';
import { jsonOf } from './bodies.ts';
import { REGISTRY } from './contract/registry.ts';
import { listing, type Operation, reading, writing } from './operation.ts';
import { position } from './views.ts';

/** Settings and master data. */

const warrantyView = ({ warranty }: Item) => {
  if (warranty === undefined) return undefined;
  const { supplier, customer } = warranty;
  return {
    supplier: supplier === undefined ? undefined : { ...supplier, from: 'receipt' as const },
    customer: customer === undefined ? undefined : { ...customer, from: 'sale' as const },
  };
};

const itemView = (item: Item) => ({
  ...item,
  warranty: warrantyView(item),
  ...(item.tracking === 'serial'
    ? { serialPolicy: item.serialPolicy, serialType: serialTypeOf(item.serialPolicy) }
    : { serialPolicy: undefined }),
});

const settingsView = (settings: Settings) => ({
  ...settings,
  warrantyAlertDays: [...settings.warrantyAlertDays],
  features: [...settings.features],
  placeholders: [...settings.placeholders],
});

const created = (isNew: boolean): 200 | 201 => (isNew ? 201 : 200);

const settings: readonly Operation[] = [
  reading('getSettings', REGISTRY.getSettings, async ({ deps, caller }) => {
    const found = await deps.store.settings.read(caller.tenant);
    return { body: settingsView(found), tag: tagOf(found.version) };
  }),
  writing('changeSettings', REGISTRY.changeSettings, async ({ deps, caller, body, ifMatch }) => {
    const saved = await saveSettings(deps, caller, { change: jsonOf(body), ifMatch });
    return { parts: saved.parts, body: settingsView(saved.settings), tag: tagOf(saved.settings.version) };
  }),
];

const readinessView = ({ active, ready, gaps }: Readiness) => ({ active, ready, gaps: [...gaps] });

const numbers: readonly Operation[] = [
  reading('getNumbersRequired', REGISTRY.getNumbersRequired, async ({ deps, caller }) => ({
    body: readinessView(await readiness(deps, caller)),
  })),
  writing('activateNumbers', REGISTRY.activateNumbers, async ({ deps, caller, ifMatch }) => {
    const switched = await activate(deps, caller, ifMatch);
    return { parts: switched.parts, body: readinessView(switched.readiness) };
  }),
  writing('deactivateNumbers', REGISTRY.deactivateNumbers, async ({ deps, caller, ifMatch }) => {
    const switched = await deactivate(deps, caller, ifMatch);
    return { parts: switched.parts, body: readinessView(switched.readiness) };
  }),
];

const items: readonly Operation[] = [
  writing('saveItem', REGISTRY.saveItem, async ({ deps, caller, params, body, ifMatch }) => {
    const saved = await saveItem(deps, caller, { input: { ...jsonOf(body), ...params }, ifMatch });
    const { parts, item } = saved;
    return { parts, status: created(saved.created), body: itemView(item), tag: tagOf(item.version) };
  }),
  reading('getItem', REGISTRY.getItem, async ({ deps, caller, params }) => {
    const item = await itemOf(deps, caller, params.itemId);
    return { body: itemView(item), tag: tagOf(item.version) };
  }),
  listing('listItems', REGISTRY.listItems, async ({ deps, caller, query, at }) => {
    const page = await deps.store.items.list(caller.tenant, { limit: query.limit, after: at?.position });
    return { items: page.items.map(itemView), next: position(page.next) };
  }),
];

const locations: readonly Operation[] = [
  writing('saveLocation', REGISTRY.saveLocation, async ({ deps, caller, params, body, ifMatch }) => {
    const before = await deps.store.locations.read(caller.tenant, params.locationId);
    checkVersion(ifMatch, before?.version);
    const location = { ...params, ...jsonOf(body), version: (before?.version ?? 0) + 1 };
    const parts = [deps.store.locations.save(caller.tenant, location)];
    return { parts, status: created(before === undefined), body: location, tag: tagOf(location.version) };
  }),
  reading('getLocation', REGISTRY.getLocation, async ({ deps, caller, params: { locationId } }) => {
    const found = await deps.store.locations.read(caller.tenant, locationId);
    if (found === undefined) throw notFound('location', locationId);
    return { body: found, tag: tagOf(found.version) };
  }),
  listing('listLocations', REGISTRY.listLocations, async ({ deps, caller, query, at }) => {
    const page = await deps.store.locations.list(caller.tenant, { limit: query.limit, after: at?.position });
    return { items: [...page.items], next: position(page.next) };
  }),
];

const partners: readonly Operation[] = [
  writing('savePartner', REGISTRY.savePartner, async ({ deps, caller, params, body, ifMatch }) => {
    const before = await deps.store.partners.read(caller.tenant, params.partnerId);
    checkVersion(ifMatch, before?.version);
    const partner = { ...params, ...jsonOf(body), version: (before?.version ?? 0) + 1 };
    const parts = [deps.store.partners.save(caller.tenant, partner)];
    return { parts, status: created(before === undefined), body: partner, tag: tagOf(partner.version) };
  }),
  reading('getPartner', REGISTRY.getPartner, async ({ deps, caller, params: { partnerId } }) => {
    const found = await deps.store.partners.read(caller.tenant, partnerId);
    if (found === undefined) throw notFound('partner', partnerId);
    return { body: found, tag: tagOf(found.version) };
  }),
  listing('listPartners', REGISTRY.listPartners, async ({ deps, caller, query, at }) => {
    const page = await deps.store.partners.list(caller.tenant, { limit: query.limit, after: at?.position });
    return { items: [...page.items], next: position(page.next) };
  }),
];

const models: readonly Operation[] = [
  writing('saveModel', REGISTRY.saveModel, async ({ deps, caller, params, body, ifMatch }) => {
    const before = await deps.store.models.read(caller.tenant, params.modelId);
    checkVersion(ifMatch, before?.version);
    const model = { ...params, ...jsonOf(body), version: (before?.version ?? 0) + 1 };
    const [shown] = await withItems(deps, caller, [model]);
    const parts = [deps.store.models.save(caller.tenant, model)];
    return { parts, status: created(before === undefined), body: shown ?? model, tag: tagOf(model.version) };
  }),
  reading('getModel', REGISTRY.getModel, async ({ deps, caller, params: { modelId } }) => {
    const found = await deps.store.models.read(caller.tenant, modelId);
    if (found === undefined) throw notFound('model', modelId);
    const [shown] = await withItems(deps, caller, [found]);
    return { body: shown ?? found, tag: tagOf(found.version) };
  }),
  listing('listModels', REGISTRY.listModels, async ({ deps, caller, query, at }) => {
    const page = await deps.store.models.list(caller.tenant, { limit: query.limit, after: at?.position });
    return { items: await withItems(deps, caller, page.items), next: position(page.next) };
  }),
];

export const registryOperations: readonly Operation[] = [
  ...settings,
  ...numbers,
  ...items,
  ...locations,
  ...partners,
  ...models,
];
