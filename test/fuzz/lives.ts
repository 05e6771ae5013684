import type { Body } from './requests.ts';
import { dayFromNow, freshSerial, freshSscc } from './values.ts';

/**
 * The first days of a company, with which every route is met by something that it takes: the fuzzer goes on from what
 * they leave, with what they asked.
 */

export type Ask = (
  id: string,
  given?: {
    readonly params?: Readonly<Record<string, string | number>>;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly raw?: Extract<Body, { text: string }>;
  },
) => Promise<Readonly<Record<string, unknown>>>;

type Unit = { readonly itemId: string; readonly id: string };

const fresh = (count: number): string[] => Array.from({ length: count }, freshSerial);
const CSV = 'orderNumber,line,itemId,serial,batch,expiresOn';

/** What the settings are put back to, lest a chance change refuses everything from then on. */
export const CALM = {
  serialTracking: true,
  allowNegativeStock: false,
  allowExpiredSale: false,
  timeZone: 'UTC',
  lockDate: null,
  placeholders: ['N/A', 'NONE'],
  warrantyAlertDays: [90, 30, 0],
};

const ITEMS = {
  pump: {
    name: 'Pump',
    tracking: 'serial',
    serialType: 'fully-tracked',
    gtin: '09506000134352',
    warranty: { supplier: { months: 12 }, customer: { months: 24 } },
    allowUnknownAtSale: true,
  },
  lamp: {
    name: 'Lamp',
    tracking: 'serial',
    serialType: 'fully-tracked',
    warranty: { supplier: { days: 40 }, customer: { days: 60 } },
  },
  loose: { name: 'Loose', tracking: 'serial' },
  radio: { name: 'Radio', tracking: 'serial', serialType: 'debtor-only' },
  bolt: { name: 'Bolt' },
  glue: { name: 'Glue', tracking: 'batch', expiryTracking: true, shelfLifeDays: 400 },
  bike: { name: 'Bike', tracking: 'serial', serialType: 'fully-tracked' },
};

const masterData = async (ask: Ask): Promise<void> => {
  await ask('getNumbersRequired');
  await ask('activateNumbers');
  await ask('deactivateNumbers');
  await ask('changeSettings', { body: CALM });
  await ask('getSettings');
  for (const locationId of ['main', 'shop', 'van'])
    await ask('saveLocation', { params: { locationId }, body: { name: locationId } });
  for (const [partnerId, role] of Object.entries({ maker: 'supplier', rival: 'both', jane: 'customer' }))
    await ask('savePartner', { params: { partnerId }, body: { name: partnerId, role } });
  for (const [itemId, body] of Object.entries(ITEMS)) await ask('saveItem', { params: { itemId }, body });
  await ask('saveModel', { params: { modelId: 'audi-a6' }, body: { brand: 'Audi', model: 'A6' } });
  await ask('saveItem', {
    params: { itemId: 'car' },
    body: {
      name: 'Car',
      tracking: 'serial',
      serialType: 'fully-tracked',
      entity: {
        modelId: 'audi-a6',
        create: true,
        createOnSave: true,
        createOnStockUpdate: true,
        parameter: 'Chassis',
      },
    },
  });
  for (const [id, params] of [
    ['getItem', { itemId: 'pump' }],
    ['getLocation', { locationId: 'main' }],
    ['getPartner', { partnerId: 'maker' }],
    ['getModel', { modelId: 'audi-a6' }],
  ] as const)
    await ask(id, { params });
  for (const id of ['listItems', 'listLocations', 'listPartners', 'listModels'])
    await ask(id, { query: { limit: '2' } });
};

const line = (itemId: string, serials: readonly string[], more: object = {}) => ({
  itemId,
  quantity: serials.length,
  ...(serials.length === 0 ? {} : { serials }),
  ...more,
});
const documentOf = (kind: string, lines: readonly object[], more: object = {}) => ({
  kind,
  locationId: 'main',
  lines,
  post: true,
  ...more,
});
const received = (lines: readonly object[], more: object = {}) =>
  documentOf('product-receipt', lines, { partnerId: 'maker', ...more });

const documents = async (ask: Ask): Promise<void> => {
  const create = (body: object) => ask('createDocument', { body });
  const pumps = fresh(12);
  const bought = await create(
    received([line('pump', pumps), line('glue', [], { quantity: 5, batch: 'B1' })]),
  );
  await create(received([line('loose', [], { quantity: 3 }), line('bolt', [], { quantity: 2.5 })]));
  await create(received([line('lamp', fresh(4))], { effectiveDate: dayFromNow(-30) }));
  await create(received([{ itemId: 'bike', quantity: 3, serialRange: { first: freshSerial(), count: 3 } }]));
  await create(documentOf('customer-invoice', [line('pump', [pumps[0]!])], { partnerId: 'jane' }));
  // Nobody has ever received it: it opens an exception.
  await create(documentOf('customer-invoice', [line('pump', fresh(1))], { partnerId: 'jane' }));
  await create(documentOf('customer-invoice', [line('pump', fresh(1))], { partnerId: 'jane' }));
  await create(documentOf('customer-return', [line('pump', [pumps[0]!])], { partnerId: 'jane' }));
  await create(documentOf('supplier-return', [line('pump', [pumps[1]!])], { partnerId: 'maker' }));
  await create(documentOf('write-off', [line('pump', [pumps[2]!])], { reason: 'broken' }));
  await create(documentOf('adjustment', [line('pump', fresh(1), { direction: 'in' })], { reason: 'found' }));
  await create(documentOf('transfer', [line('pump', [pumps[3]!])], { toLocationId: 'shop' }));
  const bikes = fresh(1);
  await create(
    documentOf('works-order', [
      line('bike', bikes, { role: 'produce' }),
      line('pump', [pumps[4]!], { role: 'consume' }),
      line('bolt', [], { quantity: 1, role: 'consume' }),
    ]),
  );
  const sent = await create(
    documentOf('transfer', [line('pump', [pumps[5]!])], {
      toLocationId: 'shop',
      post: false,
      dispatch: true,
    }),
  );
  await ask('postDocument', { params: { documentId: `${sent.documentId}` }, body: {} });
  const order = await create(
    documentOf('sales-order', [line('pump', [], { quantity: 3 })], { partnerId: 'jane', post: false }),
  );
  const place = { documentId: `${order.documentId}`, line: 1 };
  await ask('addSerials', { params: place, body: { serials: [pumps[6], pumps[7]] } });
  await ask('replaceSerials', { params: place, body: { serials: [pumps[6], pumps[8]] } });
  await ask('removeSerials', { params: place, body: { serials: [pumps[8]] } });
  await ask('addSerials', { params: place, raw: { text: `${pumps[9]}\n`, type: 'text/plain' } });
  await ask('changeLine', { params: place, body: { quantity: 2 } });
  await ask('getDocument', { params: { documentId: place.documentId } });
  await ask('cancelDocument', { params: { documentId: place.documentId } });
  const taken = await create(received([line('pump', fresh(2))]));
  await ask('voidDocument', { params: { documentId: `${taken.documentId}` }, body: { reason: 'twice' } });
  await ask('listDocuments', { query: { limit: '3' } });
  await ask('listDocuments', { query: { kind: 'product-receipt', limit: '2' } });
  const [movementId] = bought.movementIds as string[];
  await ask('getMovement', { params: { movementId: movementId! } });
  for (const id of ['listMovements', 'getStock', 'getReconciliation'])
    await ask(id, { query: { limit: '2' } });
  await ask('linkSerials', { params: { itemId: 'loose' }, body: { locationId: 'main', serials: fresh(1) } });
  await ask('getBatch', { params: { itemId: 'glue', batch: 'B1' } });
  await ask('correctBatch', { params: { itemId: 'glue', batch: 'B1' }, body: { expiresOn: dayFromNow(20) } });
  await ask('searchSerials', { query: { q: pumps[0]! } });
  for (const text of [pumps[0]!, `(01)09506000134352(21)${pumps[3]}`]) await ask('scan', { query: { text } });
};

const ofUnit = async (ask: Ask, { itemId, id }: Unit): Promise<void> => {
  const params = { itemId, id };
  for (const read of [
    'getUnit',
    'getUnitHistory',
    'getSiblings',
    'getGenealogy',
    'getWarranty',
    'listServiceEvents',
  ])
    await ask(read, { params });
  await ask('holdUnit', { params, body: { reason: 'scratched' } });
  await ask('releaseUnit', { params, body: {} });
  await ask('renameUnit', { params, body: { serial: freshSerial(), reason: 'misread' } });
  const kind = { kind: 'repair', description: 'seal replaced', underWarranty: true };
  await ask('addServiceEvent', { params, body: { ...kind, partsUsed: [{ itemId: 'bolt', quantity: 1 }] } });
  await ask('changeWarranty', { params, body: { supplier: { until: dayFromNow(300) }, reason: 'promised' } });
};

const lists = async (ask: Ask): Promise<void> => {
  const order = await ask('createDocument', {
    body: documentOf('purchase-order', [line('pump', [], { quantity: 4 })], {
      partnerId: 'maker',
      number: 'PO-1',
      post: false,
    }),
  });
  const orderId = `${order.documentId}`;
  const params = { asnNumber: 'ship-1' };
  const serials = fresh(2);
  const sscc = freshSscc();
  const lines = [{ itemId: 'pump', cartons: [{ sscc, serials }] }];
  await ask('putAsn', { params, body: { orderId, expectedDate: dayFromNow(2), lines } });
  await ask('putAsn', {
    params: { asnNumber: 'ship-2' },
    body: { orderId, lines: [{ itemId: 'pump', serials: fresh(1) }] },
  });
  await ask('getAsn', { params });
  await ask('listAsns');
  await ask('cancelAsn', { params: { asnNumber: 'ship-2' } });
  await ask('receiveAsn', { params, body: { scanned: [serials[0], freshSerial()] } });
  await ask('startImport', {
    query: { locationId: 'main' },
    raw: {
      text: `${CSV}\nPO-1,1,pump,${freshSerial()},,\n,,pump,N/A,,\n,,lamp,${freshSerial()},,`,
      type: 'text/csv',
    },
  });
  await ask('getImportTemplate');
  for (const id of ['exportSerials', 'exportStock', 'exportMovements']) await ask(id);
};

const entities = async (ask: Ask): Promise<void> => {
  const params = { entityId: 'our-1' };
  await ask('saveEntity', {
    params,
    body: { modelId: 'audi-a6', serial: freshSerial(), parameters: { Colour: 'red' } },
  });
  await ask('getEntity', { params });
  await ask('getEntityLife', { params });
  await ask('listEntities', { query: { modelId: 'audi-a6' } });
  await ask('removeEntity', { params });
  await ask('createDocument', { body: received([line('car', fresh(2))]) });
};

const recalls = async (ask: Ask): Promise<void> => {
  const opened = await ask('openRecall', { body: { name: 'lamps', criteria: { itemId: 'lamp' } } });
  const params = { recallId: `${opened.recallId}` };
  await ask('getRecall', { params });
  await ask('listRecalls');
  await ask('holdRecall', { params, body: { reason: 'cracked' } });
  for (const id of ['listRecallUnits', 'exportRecallUnits']) await ask(id, { params });
  await ask('closeRecall', { params, body: { release: true } });
};

/** `settle` waits until the lists have followed. */
export const firstDays = async (ask: Ask, settle: () => Promise<void>): Promise<void> => {
  await masterData(ask);
  await documents(ask);
  await settle();
  const { items: units } = await ask('listUnits', { params: { itemId: 'pump' }, query: { limit: '5' } });
  await ofUnit(ask, (units as Unit[])[0]!);
  await lists(ask);
  await entities(ask);
  await recalls(ask);
};

/** What waits for the daily check and for jobs. */
export const laterDays = async (ask: Ask, importId: string): Promise<void> => {
  const { items: exceptions } = await ask('listExceptions');
  const open = exceptions as { exceptionId: string; kind: string }[];
  const missing = open.find(({ kind }) => kind === 'missing');
  if (missing !== undefined)
    await ask('settleException', { params: { id: missing.exceptionId }, body: { action: 'receive' } });
  const unknown = open.find(({ kind }) => kind === 'unknown-number');
  if (unknown !== undefined)
    await ask('closeException', { params: { id: unknown.exceptionId }, body: { reason: 'known' } });
  await ask('listWarranties', { query: { from: dayFromNow(0), to: dayFromNow(400), kind: 'supplier' } });
  const { items: alerts } = await ask('listAlerts');
  const [first, second] = alerts as { alertId: string }[];
  if (first !== undefined) await ask('acknowledgeAlert', { params: { alertId: first.alertId }, body: {} });
  if (second !== undefined)
    await ask('snoozeAlert', { params: { alertId: second.alertId }, body: { until: dayFromNow(9) } });
  for (const id of ['getImport', 'getRejectedRows']) await ask(id, { params: { importId } });
};
