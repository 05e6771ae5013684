import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Movement } from '../functions/domain/movement.ts';
import {
  ALERT_TYPES,
  type AlertType,
  type FactType,
  STOCK_FACT,
  UNIT_FACTS,
  UNITS_PER_EVENT,
} from '../functions/domain/outward/facts.ts';
import { movementEvents } from '../functions/domain/outward/movement-events.ts';
import {
  ALERT_DETAIL,
  ALERT_TYPE_NAMES,
  alertSchema,
  detailSchema,
  FACT_DETAIL,
  FACT_TYPES,
} from '../functions/domain/outward/schema.ts';
import { pieces } from '../functions/domain/quantity.ts';
import { code, GENERATED, page, table } from './pages.ts';

/** docs/events.md and docs/events.schema.json. */

const SAYS: Readonly<Record<FactType, string>> = {
  'unit.expected': 'numbers were put on the row of an order, or announced by a supplier',
  'unit.no-longer-expected': 'they were taken off again',
  'unit.reserved': 'a sales order has reserved units',
  'unit.unreserved': 'it let them go',
  'unit.received': 'came in from a supplier, or was bought back',
  'unit.returned-to-supplier': 'went back to its supplier',
  'unit.sold': 'went to a customer',
  'unit.returned': 'came back from a customer',
  'unit.moved': 'went from one location to another: in one step, or dispatched, arrived, brought back',
  'unit.written-off': 'lost, broken, given away',
  'unit.adjusted': 'found (`to`) or missed (`from`) by a count',
  'unit.consumed': 'went into a product, its `parent`',
  'unit.produced': 'was made',
  'unit.scrapped': 'was spoilt in production',
  'unit.taken-out': 'was taken out of the product that it was a part of',
  'unit.captured': 'was numbered after its row had been received or delivered; no quantity moved',
  'unit.linked': 'stock that had no numbers was numbered; no quantity moved',
  'unit.held': 'was held, by a person or by a recall',
  'unit.released': 'one of its holds was lifted; `held` tells whether others are left',
  'unit.renamed': 'bears another number now, `renamedTo`; its `id` stays',
  'unit.serviced': 'a service event was recorded',
  'unit.entity-registered':
    'it was made an entity of its model by a person, or described anew; it may be here or yet to come',
  'unit.entity-withdrawn': 'an entity that nothing had brought yet was taken back',
  'unit.cover-changed': 'its warranty was extended, shortened or voided by a person',
  'unit.movement-voided': 'the movement `voids` was taken back; the unit is what it was before that',
  'stock.moved': 'a movement of whatever kind without numbers',
};

const ALERT_SAYS: Readonly<Record<AlertType, string>> = {
  'unit.warranty-ending':
    "the supplier's cover, or ours for the customer, ends in so many days, or has ended",
  'unit.expiring': 'a unit in stock expires',
  'batch.expiring': 'a batch of which there is some expires',
  'list.overdue': 'what a supplier announced has not come',
  'exception.open': 'an exception waits for a decision',
};

type Json = { readonly [key: string]: unknown };
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { properties: {}, required: [], ...rest };
};

const BASE = schemaOf(FACT_DETAIL);
const ALERT = schemaOf(ALERT_DETAIL);

/** What a type says beyond what all do. */
const beyond = (base: typeof BASE, schema: z.ZodType) => {
  const { properties, required } = schemaOf(schema);
  const own = Object.entries(properties).filter(
    ([name, field]) => !isDeepStrictEqual(field, Object(base.properties)[name]),
  );
  return {
    properties: Object.fromEntries(own),
    required: required.filter((name) => !base.required.some((one) => one === name)),
  };
};

const ownOf = (type: FactType) => beyond(BASE, detailSchema(type));
const ownOfAlert = (type: AlertType) => beyond(ALERT, alertSchema(type));

/** Of each type, by its name. */
export const eventsSchema = (): string => {
  const types = FACT_TYPES.map((type) => [
    type,
    { description: SAYS[type], allOf: [{ $ref: '#/$defs/fact' }, ownOf(type)] },
  ]);
  const alerts = ALERT_TYPE_NAMES.map((type) => [
    type,
    { description: ALERT_SAYS[type], allOf: [{ $ref: '#/$defs/alert' }, ownOfAlert(type)] },
  ]);
  const all = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Events of Serial Ledger',
    description: 'The `detail` of an event is of the definition that its `detail-type` names.',
    $defs: { fact: BASE, ...Object.fromEntries(types), alert: ALERT, ...Object.fromEntries(alerts) },
  };
  return `${JSON.stringify(all, null, 2)}\n`;
};

const typeOf = (field: unknown): string => {
  if (!isJson(field)) return '';
  if (field.const !== undefined) return code(JSON.stringify(field.const));
  if (Array.isArray(field.enum)) return 'one of the kinds below';
  if (field.type === 'array') return 'list';
  return `${field.format ?? field.type ?? ''}`;
};

const fieldsOf = ({ properties, required }: ReturnType<typeof schemaOf>): string =>
  table(
    ['field', 'is', ''],
    Object.entries(properties).map(([name, field]) => [
      `${code(name)}${required.some((one) => one === name) ? '' : ', if any'}`,
      typeOf(field),
      isJson(field) ? `${field.description ?? ''}` : '',
    ]),
  );

const unitSchema = schemaOf(FACT_DETAIL.shape.units.element);

const kindsOf = (type: FactType): string =>
  type === STOCK_FACT
    ? 'any'
    : Object.entries(UNIT_FACTS)
        .flatMap(([kind, fact]) => (fact === type ? [code(kind)] : []))
        .join(', ');

const alertKindsOf = (type: AlertType): string =>
  Object.entries(ALERT_TYPES)
    .flatMap(([kind, one]) => (one === type ? [code(kind)] : []))
    .join(', ');

const neededBy = ({ required }: { readonly required: readonly string[] }): string =>
  required.map((name) => code(name)).join(', ');

const EXAMPLE: Movement = {
  movementId: '01M8DHYCA8KF6J274HJ43E177S.1',
  kind: 'sell',
  documentId: '01M8DHYCAEJH7DQ85XP8B9W5Y6',
  documentKind: 'customer-invoice',
  documentNumber: 'INV-7',
  line: 1,
  itemId: 'pump',
  quantity: pieces(1),
  from: 'main',
  partnerId: 'jane',
  user: 'ann',
  effectiveDate: '2026-03-02',
  recordedAt: '2026-03-02T08:00:00.000Z',
  serialCount: 1,
  units: [{ id: 'SN-1.gmgchwnx', key: 'SN-1', serial: 'SN-1', version: 4 }],
  balances: [],
  version: 1,
};

const example = (): string => {
  const shown = movementEvents('acme', EXAMPLE).map(({ type, detail }) => ({
    source: 'serial-ledger',
    'detail-type': type,
    time: '2026-03-02T08:00:00Z',
    detail,
  }));
  return `\`\`\`json\n${JSON.stringify(shown[0], null, 2)}\n\`\`\``;
};

/** What is told outward, as a page. */
export const eventsPage = (): string =>
  page(
    '# Events',
    GENERATED,
    'Whatever is posted, and whatever the daily check finds, is told on an EventBridge bus, `serial-ledger-<stage>` (output `EventBusName` of the stateful stack). Add rules of your own to it: `{"source": ["serial-ledger"], "detail-type": ["unit.sold"], "detail": {"tenant": ["acme"]}}`. On one machine `GET /_local/events` shows the last ten thousand, `GET /_local/events?detail.tenant=acme&detail-type=unit.sold` some of them. Why it is as it is: [ADR 17](adr/0017-events-outward.md).',
    '## What is promised',
    [
      '- **Only what is posted.** Nothing is told of what was refused, is under way or was aborted. A posting of thousands tells nothing before its commit, and everything after it.',
      '- **At least once.** An event may come again, also days later. Its `detail.eventId` is the same then, and so is every byte of its `detail`: drop what you have seen. The `id` of the envelope is the delivery, not the event.',
      '- **In no order.** Each unit is told with its `version`: of two events about a unit the one with the higher version happened later. Where one posting takes a unit through several movements, as a void of several does, all of them have one version, and the number behind the dot of `movementId` orders them. Versions rise, but not always by one: keep no account of gaps. To hold the latest state only, pass over an event of which unit version and number are not above what you have.',
      `- **At most ${UNITS_PER_EVENT} units to an event.** A movement of more is told in \`parts\` events, of which \`part\` counts from 1; \`quantity\` is that of the whole movement in each. An event stays below 24 kB.`,
      "- **Versioned.** `detail.version` is that of the schema. Fields and types may be added under the same version, so pass over what you don't know; anything else is a new version.",
      '- **What was told stays true.** A movement that is voided later is not told again: its void is a movement of its own, `unit.movement-voided`. Rebuilding lists and search tells nothing.',
      '- **Soon.** As a rule within a second of the posting. What the bus does not take waits in the failure queue and is told by the redrive, every five minutes, for up to 14 days ([runbook](runbook.md#failure-queue)).',
    ].join('\n'),
    '## Types',
    'One for each kind of movement, whatever document it was for:',
    table(
      ['`detail-type`', '`kind`', 'what happened', 'always tells'],
      FACT_TYPES.map((type) => [code(type), kindsOf(type), SAYS[type], neededBy(ownOf(type))]),
    ),
    'A receipt, a return or any other way in may bring units in held, by its row or by a recall; there is no `unit.held` then, but `held` of the unit. A movement that numbers a part of its quantity is told as one of its units, with the whole `quantity`.',
    '## `detail`',
    'As JSON schema, for each type: [events.schema.json](events.schema.json). What a type does not have is left out, never `null`.',
    fieldsOf(BASE),
    'Each of the `units`:',
    fieldsOf(unitSchema),
    '## Alerts',
    'What ends soon or waits for too long, as the daily check finds it: each threshold of each thing once ([`GET /v1/alerts`](../README.md)). It is told when it is raised; what people do with it is not. The `version` of its unit is the one that the check saw: where you know a higher one, the unit has changed since.',
    table(
      ['`detail-type`', '`kind`', 'what is told', 'always tells'],
      ALERT_TYPE_NAMES.map((type) => [
        code(type),
        alertKindsOf(type),
        ALERT_SAYS[type],
        neededBy(ownOfAlert(type)),
      ]),
    ),
    fieldsOf(ALERT),
    '## An example',
    example(),
  );
