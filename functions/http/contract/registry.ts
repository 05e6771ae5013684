import * as z from 'zod';
import { TERM_MAX } from '../../domain/cover/cover.ts';
import { once } from '../../domain/lazily.ts';
import { PARTNER_ROLES } from '../../domain/registry.ts';
import {
  contract,
  date,
  id,
  itemId,
  listOf,
  locationId,
  name,
  noBody,
  nothing,
  paging,
  partnerId,
  problem,
  quantity,
  text,
} from './shared.ts';

export const settings = once(() =>
  z
    .object({
      serialTracking: z.boolean(),
      serialNumbersRequired: z.boolean(),
      caseSensitive: z.boolean(),
      placeholders: z.array(z.string()),
      allowNegativeStock: z.boolean(),
      allowExpiredSale: z.boolean(),
      warrantyAlertDays: z.array(z.int()),
      timeZone: z.string(),
      lockDate: date.optional(),
      features: z.array(z.string()),
    })
    .meta({ id: 'Settings' }),
);

const settingsChange = once(() =>
  z
    .strictObject({
      serialTracking: z.boolean().optional(),
      caseSensitive: z.boolean().optional(),
      placeholders: z
        .array(text(32))
        .max(100)
        .optional()
        .meta({ example: ['N/A', 'NONE'] }),
      allowNegativeStock: z.boolean().optional(),
      allowExpiredSale: z.boolean().optional(),
      warrantyAlertDays: z.array(z.int().min(0).max(3650)).min(1).max(10).optional(),
      timeZone: z.string().max(64).optional().meta({ example: 'Europe/Amsterdam' }),
      lockDate: z.union([date, z.null()]).optional(),
    })
    .meta({ id: 'SettingsChange' }),
);

const need = z.enum(['off', 'optional', 'required']);
const policy = { creditor: need, internal: need, debtor: need };
const serialType = z.enum([
  'not-serialised',
  'fully-tracked',
  'creditor-and-internal',
  'debtor-only',
  'creditor-and-debtor',
  'creditor-only',
  'internal-and-debtor',
  'internal-only',
]);
const tracking = z.enum(['none', 'serial', 'batch']);
const kind = z.enum(['stocked', 'lookup']);

/** A term, with the event that it is counted from. */
const term = (from: 'receipt' | 'sale') => {
  const start = z.literal(from).default(from);
  return z
    .union([
      z.strictObject({ months: z.int().min(1).max(TERM_MAX.months), from: start }),
      z.strictObject({ days: z.int().min(1).max(TERM_MAX.days), from: start }),
    ])
    .transform(({ from: _, ...given }) => given);
};
const termShown = (from: 'receipt' | 'sale') =>
  z.object({ months: z.int().optional(), days: z.int().optional(), from: z.literal(from) });

const modelId = id('a model', 'audi-a6');
/** Names that every object has can't be told from those that were given. */
export const parameterName = text(50).refine((name) => !(name in {}), 'is a name that is not taken');
const flag = z.boolean().default(false);
/** Of which model the item's units are, and when they become entities. */
const entity = z.strictObject({
  modelId,
  create: flag.meta({ description: 'Off, no entity is made by itself, whatever the others say' }),
  createOnSave: flag.meta({ description: 'By putting a serial on an order' }),
  createOnStockUpdate: flag.meta({ description: 'By what brings a serial into stock' }),
  parameter: parameterName.optional().meta({
    description: 'Under which name the serial stands among the parameters of an entity',
    example: 'Chassis number',
  }),
});

const itemBody = once(() =>
  z
    .strictObject({
      name,
      kind: kind.default('stocked'),
      tracking: tracking.default('none'),
      serialPolicy: z.strictObject(policy).optional(),
      serialType: serialType.optional(),
      requireAtSale: z.boolean().optional(),
      requireAtPurchase: z.boolean().optional(),
      pattern: z.string().min(1).max(200).optional().meta({ example: '996*****' }),
      gtin: z.string().max(200).optional().meta({ example: '09506000134352' }),
      expiryTracking: z.boolean().optional(),
      shelfLifeDays: z.int().min(1).max(36_500).optional(),
      warranty: z
        .strictObject({ supplier: term('receipt').optional(), customer: term('sale').optional() })
        .optional(),
      entity: entity.optional(),
      allowUnknownAtSale: z.boolean().optional(),
    })
    .meta({ id: 'ItemInput' }),
);

export const item = once(() =>
  z
    .object({
      itemId,
      name,
      kind,
      tracking,
      serialPolicy: z.object(policy).optional(),
      serialType: serialType.optional(),
      pattern: z.string().optional(),
      gtin: z.string().optional(),
      expiryTracking: z.boolean().optional(),
      shelfLifeDays: z.int().optional(),
      warranty: z
        .object({ supplier: termShown('receipt').optional(), customer: termShown('sale').optional() })
        .optional(),
      entity: entity.optional(),
      allowUnknownAtSale: z.boolean().optional(),
    })
    .meta({ id: 'Item' }),
);

const gaps = once(() =>
  z.array(
    z.object({
      itemId,
      locationId,
      stock: quantity,
      serials: z.int(),
      missing: quantity.meta({ description: 'Below zero: more numbers than stock' }),
    }),
  ),
);

const readiness = once(() =>
  z.object({ active: z.boolean(), ready: z.boolean(), gaps: gaps() }).meta({ id: 'SerialNumbersRequired' }),
);

const incomplete = once(() =>
  problem()
    .extend({ gaps: gaps().optional().meta({ description: 'Where stock is not fully numbered' }) })
    .meta({ id: 'SerialNumbersIncomplete' }),
);

export const location = z.object({ locationId, name }).meta({ id: 'Location' });
const role = z.enum(PARTNER_ROLES);
export const partner = z.object({ partnerId, name, role }).meta({ id: 'Partner' });

const page = z.strictObject(paging);
const saved = { query: nothing, statuses: [200, 201] } as const;
const read = { query: nothing, body: noBody, statuses: [200] } as const;
const listed = { params: nothing, query: page, body: noBody, statuses: [200] } as const;

const model = z
  .object({
    modelId,
    brand: name,
    model: name,
    itemId: itemId.optional().meta({ description: 'The item that is of it' }),
  })
  .meta({ id: 'Model' });

export const REGISTRY = {
  getSettings: contract(() => ({ ...read, params: nothing, reply: settings() })),
  changeSettings: contract(() => ({
    params: nothing,
    query: nothing,
    body: settingsChange(),
    reply: settings(),
    statuses: [200],
  })),
  getNumbersRequired: contract(() => ({ ...read, params: nothing, reply: readiness() })),
  activateNumbers: contract(() => ({
    ...read,
    params: nothing,
    reply: readiness(),
    conflict: incomplete(),
  })),
  deactivateNumbers: contract(() => ({ ...read, params: nothing, reply: readiness() })),
  saveItem: contract(() => ({
    ...saved,
    params: z.strictObject({ itemId }),
    body: itemBody(),
    reply: item(),
  })),
  getItem: contract(() => ({ ...read, params: z.strictObject({ itemId }), reply: item() })),
  listItems: contract(() => ({ ...listed, reply: listOf(item()) })),
  saveLocation: contract(() => ({
    ...saved,
    params: z.strictObject({ locationId }),
    body: z.strictObject({ name }).meta({ id: 'LocationInput' }),
    reply: location,
  })),
  getLocation: contract(() => ({ ...read, params: z.strictObject({ locationId }), reply: location })),
  listLocations: contract(() => ({ ...listed, reply: listOf(location) })),
  savePartner: contract(() => ({
    ...saved,
    params: z.strictObject({ partnerId }),
    body: z.strictObject({ name, role }).meta({ id: 'PartnerInput' }),
    reply: partner,
  })),
  saveModel: contract(() => ({
    ...saved,
    params: z.strictObject({ modelId }),
    body: z.strictObject({ brand: name, model: name }).meta({ id: 'ModelInput' }),
    reply: model,
  })),
  getModel: contract(() => ({ ...read, params: z.strictObject({ modelId }), reply: model })),
  listModels: contract(() => ({ ...listed, reply: listOf(model) })),
  getPartner: contract(() => ({ ...read, params: z.strictObject({ partnerId }), reply: partner })),
  listPartners: contract(() => ({ ...listed, reply: listOf(partner) })),
};
