import { existsSync } from 'node:fs';
import * as z from 'zod';
import { type DataFolder, mark } from './data-folder.ts';
import type { LocalStack } from './stack.ts';
import { messageOf } from './start-failure.ts';

export const demoTenant = 'demo';
export const demoScopes = 'ledger.read ledger.write ledger.admin';
const marker = 'demo-loaded';

const documentSchema = z.looseObject({ documentId: z.string() });

/** Calls the API as a client would. */
const demoClient = async (stack: Pick<LocalStack, 'baseUrl' | 'token'>) => {
  const token = await stack.token({ tenant: demoTenant, scope: demoScopes, sub: 'demo' });
  return async (method: string, path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${stack.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `demo-${method}-${path}-${'number' in body ? body.number : ''}`,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
};

/**
 * Loads a small company through the API: a pump bought three times, one of them sold. Done once per data folder;
 * a failure is reported and doesn't stop the stack.
 */
export const loadDemo = async (
  stack: Pick<LocalStack, 'baseUrl' | 'token'>,
  folder: DataFolder | undefined,
  report: (text: string) => void,
): Promise<void> => {
  if (folder !== undefined && existsSync(folder.file(marker))) return report('loaded earlier');
  try {
    const call = await demoClient(stack);
    await call('PUT', '/v1/locations/main', { name: 'Main warehouse' });
    await call('PUT', '/v1/partners/acme-supplies', { name: 'Acme Supplies', role: 'supplier' });
    await call('PUT', '/v1/partners/jane', { name: 'Jane Doe', role: 'customer' });
    await call('PUT', '/v1/items/pump', {
      name: 'Pump',
      kind: 'stocked',
      tracking: 'serial',
      serialType: 'fully-tracked',
    });
    const order = await call('POST', '/v1/documents', {
      kind: 'purchase-order',
      number: 'PO-1001',
      partnerId: 'acme-supplies',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 3, serials: ['SN-0001', 'SN/0002', 'SN,00 03'] }],
    });
    await call('POST', `/v1/documents/${documentSchema.parse(order).documentId}/post`, {});
    await call('POST', '/v1/documents', {
      kind: 'customer-invoice',
      number: 'INV-2001',
      partnerId: 'jane',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 1, serials: ['SN-0001'] }],
      post: true,
    });
    if (folder !== undefined) mark(folder, marker);
    report(`tenant ${demoTenant}: item pump, 3 units received, 1 sold`);
  } catch (error) {
    report(`could not be loaded; the stack runs without it. ${messageOf(error)}`);
  }
};
