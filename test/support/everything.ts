import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { alertRecords } from '../../functions/data/alert-records.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { unitOfWork } from '../../functions/data/unit-of-work.ts';
import type { Alert } from '../../functions/domain/alert/alert.ts';
import { type Answer, type Client, company, documentOf, receipt, settled, unitOf } from './client.ts';

/** Names of the things of a tenant, as paths, queries and bodies name them. */
export type Ids = {
  readonly itemId: string;
  readonly locationId: string;
  readonly partnerId: string;
  readonly modelId: string;
  readonly entityId: string;
  readonly documentId: string;
  readonly movementId: string;
  /** Of a unit. */
  readonly id: string;
  readonly exceptionId: string;
  readonly batch: string;
  readonly recallId: string;
  readonly asnNumber: string;
  readonly importId: string;
  readonly alertId: string;
  readonly holdId: string;
  readonly serial: string;
};

const made = (answer: Answer): Answer['body'] => {
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body;
};

/** Raised by a daily check, which is of all tenants; so here it is put where one would have put it. */
const raiseAlert = async (tenant: string, alertId: string): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: inject('dynamodbEndpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const table = dynamoTable({ client, tableName: inject('tableName'), pause: (ms) => delay(ms) });
  const alert: Alert = {
    alertId,
    kind: 'batch-expiry',
    status: 'open',
    dueOn: '2030-01-31',
    daysBefore: 30,
    itemId: 'oil',
    batch: 'L1',
    raisedOn: '2030-01-01',
    raisedAt: '2030-01-01T00:00:00.000Z',
    version: 1,
  };
  await unitOfWork(table).write([alertRecords(table).save(tenant, alert)]);
  client.destroy();
};

/**
 * One of each thing there is, in a tenant of which another is the twin: both use the same names, and only what the ledger
 * names itself, or what is named after `mark`, tells them apart.
 */
export const everythingOf = async (client: Client, mark: string): Promise<{ shared: Ids; own: Ids }> => {
  const { tenant } = client;
  await company(client);
  const only = `only-${mark}`;
  const put = async (path: string, body: unknown) => made(await client.put(path, body));
  const post = async (path: string, body: unknown) => made(await client.post(path, body));
  await put('/v1/partners/rival', { name: 'Rival', role: 'supplier' });
  await put('/v1/items/oil', { name: 'Oil', tracking: 'batch', expiryTracking: true });
  for (const name of ['a6', only]) {
    await put(`/v1/models/${name}`, { brand: 'Audi', model: 'A6' });
    const entity = { modelId: name, create: true };
    await put(`/v1/items/${name}`, { name: 'Car', tracking: 'serial', entity });
    await put(`/v1/locations/${name}`, { name: 'Yard' });
    await put(`/v1/partners/${name}`, { name: 'Cars Ltd', role: 'both' });
    await put(`/v1/entities/${name}`, { modelId: name, serial: `${name}-1` });
  }
  const oil = { itemId: 'oil', expiresOn: '2040-01-31' };
  for (const batch of ['L1', only])
    await post(
      '/v1/documents',
      documentOf('product-receipt', [], { partnerId: 'acme', line: { ...oil, quantity: 5, batch } }),
    );

  const own = `${mark.toUpperCase()}-1`;
  const received = await post('/v1/documents', receipt(['T-1', 'T-2', 'T-3', own]));
  const unit = await unitOf(client, 'T-1');
  const held = await post(`/v1/items/pump/serials/${unit.id}/hold`, { reason: 'leaks' });
  await post(`/v1/items/pump/serials/${unit.id}/service-events`, {
    kind: 'repair',
    description: 'seal',
    underWarranty: true,
  });

  const orderOf = (number: string) =>
    post(
      '/v1/documents',
      documentOf('purchase-order', [], { number, partnerId: 'acme', post: false, line: { quantity: 4 } }),
    );
  const listed = async (asnNumber: string, serials: readonly string[]) => {
    const { documentId: orderId } = await orderOf(`PO-${asnNumber}`);
    await put(`/v1/asns/${asnNumber}`, { orderId, lines: [{ itemId: 'pump', serials }] });
    return orderId;
  };
  await listed('SHIP-1', ['N-1', 'N-2', 'N-6']);
  await post('/v1/asns/SHIP-1/receive', { scanned: ['N-1'] });
  await listed(only, ['N-3']);
  await listed('SHIP-2', ['N-4']);
  const order = await orderOf('PO-9');
  await orderOf('PO-10');
  const recall = await post('/v1/recalls', { name: 'cracked', criteria: { itemId: 'pump' } });
  await post('/v1/recalls', { name: 'cracked again', criteria: { itemId: 'pump' } });
  const file = 'orderNumber,line,itemId,serial\nPO-none,1,pump,I-1\nPO-none,1,pump,I-2\n';
  const imported = made(
    await client.request('POST', '/v1/imports?locationId=main', file, {
      headers: { 'content-type': 'text/csv' },
    }),
  );
  const alertId = `k3v9x2mwq7tn${mark}`;
  for (const name of [alertId, `${alertId}b`]) await raiseAlert(tenant, name);
  const isRunning = async () =>
    (await client.get(`/v1/imports/${imported.importId}`)).body.status !== 'completed';
  for (let tries = 0; await isRunning(); tries += 1) {
    if (tries === 300) throw new Error('the import did not end');
    await delay(100);
  }
  await settled();
  const [exception] = made(await client.get('/v1/exceptions')).items;

  const shared: Ids = {
    ...{
      itemId: 'pump',
      locationId: 'main',
      partnerId: 'acme',
      modelId: 'a6',
      entityId: 'a6',
      batch: 'L1',
    },
    ...{
      documentId: order.documentId,
      movementId: received.movementIds[0],
      id: unit.id,
      asnNumber: 'SHIP-2',
    },
    ...{
      exceptionId: exception.exceptionId ?? exception.id,
      recallId: recall.recallId,
      importId: imported.importId,
    },
    ...{ alertId, holdId: held.heldBy?.[0]?.holdId ?? held.holdId, serial: 'T-2' },
  };
  const named = { itemId: only, locationId: only, partnerId: only, modelId: only, entityId: only };
  return { shared, own: { ...shared, ...named, batch: only, asnNumber: only, serial: own } };
};
