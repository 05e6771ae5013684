import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newJob } from '../../functions/app/jobs/work.ts';
import { allowanceRecords } from '../../functions/data/allowance-records.ts';
import { CorruptRecord, parseStored, STORED } from '../../functions/data/stored.ts';
import type { StoredRecord } from '../../functions/data/table.ts';
import { aWorld, list, type World } from '../app/world.ts';

/**
 * The shapes in the table as they were made, by name and version. Records of a version stand in tables for ever: a
 * shape that changes gets a new version, an upgrade of the one before, and a new line here; old lines stay.
 */
const PINNED: Readonly<Record<string, string>> = {
  'settings 2':
    '{v:2 serialTracking:boolean serialNumbersRequired:boolean activating:boolean epoch:number caseSensitive:boolean placeholders:[string] allowNegativeStock:boolean allowExpiredSale:boolean warrantyAlertDays:[number] timeZone:string lockDate?:string without:[string] version:number}',
  'item 1':
    '{v:1 itemId:string name:string kind:stocked|lookup tracking:none|serial|batch serialPolicy:{creditor:off|optional|required internal:off|optional|required debtor:off|optional|required} pattern?:string gtin?:string expiryTracking?:boolean shelfLifeDays?:number warranty?:{supplier?:({months:number} or {days:number}) customer?:({months:number} or {days:number})} entity?:{modelId:string create:boolean createOnSave:boolean createOnStockUpdate:boolean parameter?:string} allowUnknownAtSale?:boolean epoch:number version:number}',
  'gtin 1': '{v:1 gtin:string itemId:string}',
  'guard 1': '{v:1 itemId:string epoch:number openRows:number balances:number}',
  'location 1': '{v:1 locationId:string name:string version:number}',
  'model 1': '{v:1 modelId:string brand:string model:string version:number}',
  'modelItem 1': '{v:1 modelId:string itemId:string}',
  'entityName 1': '{v:1 itemId:string id:string}',
  'counter 1': '{v:1 last:number}',
  'allowance 1': '{v:1 taken:number expiresAt:number}',
  'partner 1': '{v:1 partnerId:string name:string role:supplier|customer|both version:number}',
  'unit 1':
    '{v:1 id:string itemId:string key:string serial?:string status:expected|in-stock|in-transit|sold|consumed|written-off|returned-to-supplier voided?:true reservedBy?:{documentId:string documentNumber?:string line:number} locationId?:string partnerId?:string supplierId?:string parent?:{itemId:string serial:string id?:string} wasPart?:true batch?:string expiresOn?:string documentId?:string documentNumber?:string line?:number onList?:{asnNumber:string adopted?:true} soldOn?:string supplierCover?:(string or {until:string reason?:string voided?:true}) customerCover?:(string or {until:string reason?:string voided?:true}) addedDate?:string origin?:({known:true documentId:string movementId:string partnerId?:string date?:string} or {known:false reason:string}) exceptionId?:string provisionalAt?:string lastEffectiveDate?:string asOf:{movementId?:string at:string untracked?:number} heldBy?:[{holdId:string reason:string at:string user:string recallId?:string cameWith?:string}] aliases?:[string] entity?:{entityId?:string modelId:string projectNumber?:string parameter?:string parameters?:{*:string} advance?:true} movementIds:[string] lifeChunks?:number version:number}',
  'life 1': '{v:1 id:string movementIds:[string]}',
  'join 1': '{v:1 id:string movementId:string}',
  'alert 1':
    '{v:1 alertId:string kind:supplier-warranty|customer-warranty|serial-expiry|batch-expiry|overdue-list|open-exception status:open|over|acknowledged dueOn:string daysBefore?:number ended?:true raisedOn:string raisedAt:string itemId?:string serial?:string id?:string unitVersion?:number batch?:string partnerId?:string asnNumber?:string documentId?:string exceptionId?:string snoozedUntil?:string acknowledgedBy?:string acknowledgedAt?:string note?:string version:number}',
  'checked 1': '{v:1 day?:string horizon:string version:number}',
  'lateDue 1': '{v:1 of:supplier|customer|expiry|batches ref:[string]}',
  'tenant 1': '{v:1 tenant:string}',
  'asn 1':
    '{v:1 asnNumber:string partnerId:string orderId:string status:open|partly-received|received|cancelled shipDate?:string expectedDate?:string lines:[{itemId:string serials:number cartons:number batch?:string expiresOn?:string}] revisions:[{revision:number at:string by:string serials:number chunks:number}] received:number left:number movementIds:[string] createdAt:string createdBy:string version:number}',
  'asnEntries 1':
    '{v:1 head?:{orderId?:string lines:[{itemId:string serials:number cartons:number batch?:string expiresOn?:string}] shipDate?:string expectedDate?:string} entries:[{line:number itemId:string key:string text?:string id?:string sscc?:string}]}',
  'carton 1': '{v:1 sscc:string asnNumber:string partnerId:string version:number}',
  'alias 1': '{v:1 id:string itemId:string to:string}',
  'batch 1': '{v:1 itemId:string batch:string expiresOn?:string receipts:number version:number}',
  'exception 1':
    '{v:1 exceptionId:string kind:unknown-number|missing|unexpected|not-received status:open|closed itemId?:string serial:string id?:string documentId?:string movementId?:string asnNumber?:string partnerId?:string code?:string detail?:string at:string closedAt?:string closedBy?:string reason?:string closedByMovementId?:string version:number}',
  'balance 1':
    '{v:1 itemId:string locationId:string batch?:string quantity:number serials:number inTransit:number sentSerials:number untracked:number bought:number sold:number epoch:number version:number}',
  'movement 1':
    '{v:1 movementId:string kind:assign|remove|register|withdraw|reserve|unreserve|receive|return-to-supplier|sell|return|transfer|dispatch|arrive|bring-back|write-off|adjust|consume|produce|scrap|take-out|capture|link|hold|release|rename|service|cover|void partnerClass?:creditor|internal|debtor documentId?:string documentKind?:string documentNumber?:string line?:number itemId:string quantity:number from?:string to?:string batch?:string expiresOn?:string partnerId?:string reason?:string provisional?:number retrospective?:true renamedTo?:string service?:{kind:repair|claim|inspection|replacement description:string underWarranty:boolean partsUsed?:[{itemId?:string serial?:string quantity?:number description?:string}] replacedBy?:{itemId:string serial:string id:string} replaces?:{itemId:string serial:string id:string}} parent?:{itemId:string serial:string id?:string} scrapped?:true user:string effectiveDate:string recordedAt:string serialCount:number units:[{id:string key:string serial:string before?:{status?:expected|in-stock|in-transit|sold|consumed|written-off|returned-to-supplier voided?:(true or null) reservedBy?:({documentId:string documentNumber?:string line:number} or null) locationId?:string,null partnerId?:string,null supplierId?:string,null parent?:({itemId:string serial:string id?:string} or null) wasPart?:(true or null) batch?:string,null expiresOn?:string,null documentId?:string,null documentNumber?:string,null line?:number,null onList?:({asnNumber:string adopted?:true} or null) soldOn?:string,null supplierCover?:({until:string reason?:string voided?:true} or null) customerCover?:({until:string reason?:string voided?:true} or null) addedDate?:string,null origin?:(({known:true documentId:string movementId:string partnerId?:string date:string} or {known:false reason:string}) or null) exceptionId?:string,null provisionalAt?:string,null asOf?:{movementId:string at:string untracked?:number} lastEffectiveDate?:string,null key?:string serial?:string heldBy?:([{holdId:string reason:string at:string user:string recallId?:string cameWith?:string}] or null) aliases?:([string] or null) entity?:({entityId?:string modelId:string projectNumber?:string parameter?:string parameters?:{*:string} advance?:true} or null)} version?:number held?:true}] unitChunks?:number voids?:string voidedBy?:string balances:[{locationId:string batch?:string quantity:number serials:number inTransit:number sentSerials:number}] version:number}',
  'document 1':
    '{v:1 documentId:string kind:purchase-order|outsourced-purchase-order|product-receipt|supplier-return|sales-order|customer-invoice|customer-return|transfer|write-off|adjustment|works-order number?:string partnerId?:string locationId:string toLocationId?:string effectiveDate?:string reason?:string retrospective?:boolean status:draft|open|dispatched|partly-posted|posted|cancelled|void createdAt:string createdBy:string movementIds:[string] lineChunks:[number] serialChunks:[number] version:number}',
  'documentLines 1':
    '{v:1 at:number lines:[{line:number itemId:string quantity:number batch?:string expiresOn?:string role?:consume|produce|scrap|take-out direction?:in|out buyBack?:boolean scrap?:boolean parentSerial?:string parentItemId?:string locationId?:string hold?:string dispatched:number cancelled:number postedOn?:string posted:number postedSerials:number}]}',
  'documentSerials 1': '{v:1 at:number serials:[{line:number text:string key:string id?:string sent?:true}]}',
  'movementUnits 1':
    '{v:1 units:[{id:string key:string serial:string before?:{status?:expected|in-stock|in-transit|sold|consumed|written-off|returned-to-supplier voided?:(true or null) reservedBy?:({documentId:string documentNumber?:string line:number} or null) locationId?:string,null partnerId?:string,null supplierId?:string,null parent?:({itemId:string serial:string id?:string} or null) wasPart?:(true or null) batch?:string,null expiresOn?:string,null documentId?:string,null documentNumber?:string,null line?:number,null onList?:({asnNumber:string adopted?:true} or null) soldOn?:string,null supplierCover?:({until:string reason?:string voided?:true} or null) customerCover?:({until:string reason?:string voided?:true} or null) addedDate?:string,null origin?:(({known:true documentId:string movementId:string partnerId?:string date:string} or {known:false reason:string}) or null) exceptionId?:string,null provisionalAt?:string,null asOf?:{movementId:string at:string untracked?:number} lastEffectiveDate?:string,null key?:string serial?:string heldBy?:([{holdId:string reason:string at:string user:string recallId?:string cameWith?:string}] or null) aliases?:([string] or null) entity?:({entityId?:string modelId:string projectNumber?:string parameter?:string parameters?:{*:string} advance?:true} or null)} version?:number held?:true}]}',
  'documentNumber 1': '{v:1 number:string documentId:string}',
  'import 1':
    '{v:1 importId:string mode:accept-good|all-or-nothing dryRun:boolean locationId?:string header:[string] columns:{orderNumber?:number line?:number itemId?:number serial?:number batch?:number expiresOn?:number locationId?:number status?:number} rows:number chunks:number notices:[string] createdAt:string createdBy:string expiresAt:number}',
  'importRows 1': '{v:1 packed:string expiresAt:number}',
  'importRejects 1': '{v:1 chunk:number from:number packed:string expiresAt:number}',
  'posting 1':
    '{v:1 postingId:string status:pending|posted|aborted drawn:[string] at:number leaseUntil:number released?:true moved?:true idempotency?:{scope:string version:number} version:number}',
  'plan 1':
    '{v:1 keys?:[{pk:string sk:string}] counts?:[{key:{pk:string sk:string} amounts:{*:number} epoch:number}] version:number}',
  'underWay 1': '{v:1 tenant:string postingId:string}',
  'idempotency 1':
    '{v:1 bodyHash:string postingId?:string answer?:{status:number headers:{*:string} body:string} expiresAt:number version:number}',
  'job 1':
    '{v:1 jobId:string tenant:string kind:string status:queued|running|completed|failed checkpoint:any progress:{*:number} alone?:true notBefore?:number leaseUntil?:number attempts:number reason?:string createdAt:string createdBy:string version:number wants?:"step"}',
  'waitingJob 1': '{v:1 tenant:string jobId:string kind:string}',
  'entry 1': '{v:1 ref:[string]}',
  'recall 1':
    '{v:1 recallId:string name:string criteria:{itemId?:string partnerId?:string documentId?:string batch?:string from?:string to?:string serialFrom?:string serialTo?:string component?:{itemId:string serial:string}} componentIds?:[string] status:open|closed createdAt:string createdBy:string jobId:string hold?:{at:string by:string reason:string jobId?:string} closed?:{at:string by:string reason?:string summary:{counts:{total:number byStatus:{*:number} inStock:number held:number} customers:[{partnerId:string units:number}]}} version:number}',
  'openRecalls 1':
    '{v:1 recalls:[{recallId:string name:string criteria:{itemId?:string partnerId?:string documentId?:string batch?:string from?:string to?:string serialFrom?:string serialTo?:string component?:{itemId:string serial:string}} componentIds?:[string]}] version:number}',
  'recallUnit 1':
    '{v:1 recallId:string itemId:string key:string serial:string id:string via?:{itemId:string serial?:string id?:string batch?:string} unaffected?:true}',
  'beacon 1': '{v:1 beacon:string light:number}',
};

type JsonSchema = z.core.JSONSchema.JSONSchema;

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

const listed = (schemas: readonly unknown[], by: string): string =>
  schemas.map((schema) => (isSchema(schema) ? shapeOf(schema) : 'any')).join(by);

/** A JSON schema in one line; `?` marks what may be missing. */
const shapeOf = (schema: JsonSchema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.join('|');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return `(${listed(choices, ' or ')})`;
  if (schema.type === 'array') return `[${listed([schema.items], '')}]`;
  if (schema.type !== 'object') return String(schema.type ?? 'any');
  if (schema.properties === undefined) return `{*:${listed([schema.additionalProperties], '')}}`;
  const needed = new Set(schema.required);
  const fields = Object.entries(schema.properties).map(
    ([name, field]) => `${name}${needed.has(name) ? '' : '?'}:${listed([field], '')}`,
  );
  return `{${fields.join(' ')}}`;
};

/** The line of `PINNED` that a shape should have, and what it is. */
const pinOf = (name: string, schema: z.ZodType): readonly [pin: string, shape: string] => {
  const shape = shapeOf(z.toJSONSchema(schema));
  return [`${name} ${/^\{v:(\d+)/.exec(shape)?.[1] ?? 'without a version'}`, shape];
};

describe('stored shapes', () => {
  it.each(Object.entries(STORED))('%s is what it was when its version was made', (name, schema) => {
    const [pin, shape] = pinOf(name, schema);
    const changed = `The stored shape "${pin}" is not as it was: raise its v in functions/data/stored.ts, upgrade the records of the version before, and pin the new one here`;
    expect(shape, changed).toBe(PINNED[pin]);
  });

  it('would be told apart by a field, a need, a value or a kind of value', () => {
    const made = pinOf('x', z.object({ v: z.literal(1), a: z.string(), b: z.enum(['c', 'd']) }));
    expect(made).toEqual(['x 1', '{v:1 a:string b:c|d}']);
    const others = [
      z.object({ v: z.literal(1), a: z.string() }),
      z.object({ v: z.literal(1), a: z.string().optional(), b: z.enum(['c', 'd']) }),
      z.object({ v: z.literal(1), a: z.string(), b: z.enum(['c', 'd', 'e']) }),
      z.object({ v: z.literal(1), a: z.number(), b: z.enum(['c', 'd']) }),
      z.object({ v: z.literal(1), a: z.array(z.string()), b: z.record(z.string(), z.number()) }),
    ].map((schema) => pinOf('x', schema)[1]);
    expect(new Set([made[1], ...others]).size).toBe(6);
    expect(pinOf('x', z.object({ v: z.literal(2) }))[0]).toBe('x 2');
  });
});

const everyType = async (): Promise<World> => {
  const world = await aWorld({ limits: { actions: 10 } });
  const checked = { day: '2026-01-01', horizon: '2030-04-01', version: 1 };
  await world.store.unitOfWork.write([world.store.checks.save('acme', checked)]);
  await world.receive(['L1']);
  await world.settle();
  const many = Array.from({ length: 101 }, (_, n) => `M${n}`);
  await world.receive(many);
  await world.sell(many);
  await world.order(['E1']);
  const { documentId } = await world.order(['A1', 'A2'], { number: 'PO-1', effectiveDate: '2026-03-02' });
  await world.post({ documentId });
  await world.receive(['R1'], { itemId: 'watch', effectiveDate: '2026-03-03' });
  await world.receive([], { itemId: 'glue', quantity: 2.5, batch: 'b 1' });
  await world.sell(['A1'], { number: 'INV-1' }, { scope: 'sale', bodyHash: 'x' });
  await world.receive([], { itemId: 'radio', quantity: 1 });
  await world.sell(['R9'], { itemId: 'radio' });
  await world.create({
    kind: 'works-order',
    locationId: 'main',
    post: true,
    lines: [
      { itemId: 'phone', quantity: 1, role: 'produce', serials: list('W1') },
      { itemId: 'watch', quantity: 1, role: 'consume', serials: list('R1') },
    ],
  });
  const { store } = world;
  const head = {
    postingId: '01K',
    status: 'pending',
    drawn: ['01K'],
    at: 1,
    leaseUntil: 2,
    version: 1,
  } as const;
  await store.unitOfWork.write(store.postings.begin('acme', head));
  await store.counters.draw('acme', 'project-numbers', 3);
  const window = { tenant: 'acme', weight: 'usual', window: 7 } as const;
  await allowanceRecords(world.table).take(window, { count: 3, windowEnds: 80_000 });
  const job = newJob(world.deps, {
    tenant: 'acme',
    kind: 'x',
    checkpoint: { at: [1, null, 'a', true] },
    createdBy: 'ann',
  });
  await store.unitOfWork.write([
    store.gtins.claim('acme', '09506000134352', 'phone'),
    store.models.save('acme', { modelId: 'audi-a6', brand: 'Audi', model: 'A6', version: 1 }),
    store.modelItems.claim('acme', 'audi-a6', 'phone'),
    store.entityNames.claim('acme', { of: 'entity', name: 'e1' }, { itemId: 'phone', id: 'L1.r4nd0m00' }),
    ...store.jobs.begin(job),
  ]);
  const taken = { alone: true, notBefore: 1, leaseUntil: 2, reason: 'y', progress: { z: 1 } } as const;
  await store.unitOfWork.write(store.jobs.begin({ ...job, ...taken, jobId: 'j2' }));
  const criteria = {
    itemId: 'watch',
    partnerId: 'supplies',
    documentId,
    batch: 'b 1',
    from: '2026-03-01',
    to: '2026-03-09',
    serialFrom: 'R1',
    serialTo: 'R9',
    component: { itemId: 'watch', serial: 'R1' },
  };
  const asked = { recallId: 'r1', name: 'cracked', criteria, componentIds: ['R1.r4nd0m00'] };
  const summary = {
    counts: { total: 1, byStatus: { sold: 1 }, inStock: 0, held: 0 },
    customers: [{ partnerId: 'jane', units: 1 }],
  };
  const at = '2026-03-02T00:00:00.000Z';
  const known = { recallId: 'r1', itemId: 'watch', key: 'R1', serial: 'R1', id: 'R1.r4nd0m00' };
  await store.unitOfWork.write([
    store.recalls.save('acme', {
      ...asked,
      status: 'closed',
      createdAt: at,
      createdBy: 'ann',
      jobId: 'j1',
      hold: { at, by: 'ann', reason: 'unsafe', jobId: 'j2' },
      closed: { at, by: 'ann', reason: 'repaired', summary },
      version: 1,
    }),
    store.recalls.saveOpen('acme', { recalls: [asked], version: 1 }),
    store.recalls.putUnit('acme', {
      ...known,
      via: { itemId: 'watch', serial: 'R2', id: 'R2.r4nd0m00' },
      unaffected: true,
    }),
  ]);
  await store.beacons.light('acme', 'b1');
  const asn = { asnNumber: 'S1', partnerId: 'supplies' };
  const { parts, chunks } = store.asns.saveEntries(
    'acme',
    { ...asn, revision: 1 },
    {
      head: {
        orderId: 'D1',
        lines: [{ itemId: 'watch', serials: 1, cartons: 1, batch: 'LOT1', expiresOn: '2027-01-01' }],
        shipDate: '2026-01-01',
        expectedDate: '2026-01-02',
      },
      entries: [
        { line: 0, itemId: 'watch', text: 'w1', key: 'W1', id: 'W1.r4nd0m00', sscc: '006141411234567890' },
      ],
    },
  );
  await store.unitOfWork.write([
    ...parts,
    store.alerts.save('acme', {
      alertId: 'a1',
      kind: 'serial-expiry',
      status: 'acknowledged',
      dueOn: '2026-01-01',
      daysBefore: 0,
      ended: true,
      raisedOn: '2026-01-02',
      raisedAt: at,
      itemId: 'watch',
      serial: 'W1',
      id: 'W1.r4nd0m00',
      batch: 'LOT1',
      partnerId: 'supplies',
      asnNumber: 'S1',
      documentId: 'D1',
      exceptionId: 'e1',
      snoozedUntil: '2026-01-03',
      acknowledgedBy: 'ann',
      acknowledgedAt: at,
      note: 'sold off',
      version: 1,
    }),
    store.asns.saveCarton('acme', { ...asn, sscc: '006141411234567890', version: 1 }, undefined),
    store.asns.save('acme', {
      ...asn,
      orderId: documentId,
      status: 'open',
      shipDate: '2026-03-02',
      expectedDate: '2026-03-04',
      lines: [{ itemId: 'watch', serials: 1, cartons: 1, batch: 'B1', expiresOn: '2026-09-01' }],
      revisions: [{ revision: 1, at, by: 'acme-bot', serials: 1, chunks }],
      received: 0,
      left: 0,
      movementIds: [],
      createdAt: at,
      createdBy: 'acme-bot',
      version: 1,
    }),
  ]);
  const imported = {
    importId: 'i1',
    mode: 'accept-good',
    dryRun: true,
    locationId: 'main',
    header: ['itemId', 'serial'],
    columns: { itemId: 0, serial: 1 },
    rows: 2,
    chunks: 1,
    notices: ['x'],
    createdAt: at,
    createdBy: 'ann',
    expiresAt: 1,
  } as const;
  await store.imports.putChunks('acme', imported, [[{ row: 2, cells: ['phone', 'A1'] }]]);
  const refused = { row: 2, serial: 'A1', code: 'serial-exists', detail: 'y' } as const;
  await store.unitOfWork.write([
    store.imports.begin('acme', imported),
    store.imports.putRejects('acme', imported, { chunk: 0, from: 0, rejected: [refused] }),
  ]);
  const [before] = await store.units.readMany('acme', [{ itemId: 'phone', key: 'A2' }]);
  const renamed = { ...before!, key: 'A3', serial: 'A3', aliases: ['A2'], version: before!.version + 1 };
  await store.unitOfWork.write([
    ...store.units.change('acme', { before, after: renamed, renamed: true }),
    store.batches.save(
      'acme',
      {
        itemId: 'milk',
        batch: 'B1',
        expiresOn: '2026-04-01',
        receipts: 1,
        version: 1,
      },
      undefined,
    ),
    store.exceptions.save(
      'acme',
      {
        exceptionId: 'm1.1.r4nd0m00',
        kind: 'unknown-number',
        status: 'closed',
        itemId: 'phone',
        serial: 'X1',
        id: 'X1.r4nd0m00',
        documentId: 'd1',
        movementId: 'm1.1',
        at: '2026-03-01T00:00:00.000Z',
        closedAt: '2026-03-02T00:00:00.000Z',
        closedBy: 'ann',
        reason: 'found its receipt',
        closedByMovementId: 'm2.1',
        version: 1,
      },
      undefined,
    ),
  ]);
  return world;
};

/** By the type of record, as it stands in the table. */
const shapes: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  Object.entries(STORED).map(([name, schema]) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    schema,
  ]),
);

describe('records', () => {
  it('are read as they are written: no attribute is left out by its shape', async () => {
    const world = await everyType();
    const written = world.truth();
    const types = Object.keys(shapes).filter((name) => name !== 'life' && name !== 'entry');
    expect(new Set(written.map(({ type }) => type))).toEqual(new Set(types));
    for (const record of written) {
      const { pk: _, sk: __, type, marker: ___, ...attributes } = record;
      expect(parseStored(shapes[String(type)] ?? z.never(), record)).toEqual(attributes);
    }
  });

  it('that do not fit are a fault that names the key and nothing of the content', () => {
    const record: StoredRecord = { pk: 'acme#settings', sk: 'settings', v: 1, secret: 'hush', timeZone: 7 };
    const parse = () => parseStored(STORED.settings, record);
    expect(parse).toThrow(CorruptRecord);
    expect(parse).toThrow(/acme#settings.*timeZone/);
    expect(parse).not.toThrow(/hush/);
  });

  it('of another version are refused, not guessed at', () => {
    const location = { pk: 'p', sk: 's', locationId: 'main', name: 'Main', version: 1 };
    expect(parseStored(STORED.location, { ...location, v: 1 })).toMatchObject({ locationId: 'main' });
    expect(() => parseStored(STORED.location, { ...location, v: 2 })).toThrow(CorruptRecord);
    expect(() => parseStored(STORED.location, location)).toThrow(CorruptRecord);
  });
});
