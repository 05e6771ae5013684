import { type Bed, openCompany, receive } from './bed.ts';
import { type Row, rowOf } from './measure.ts';

const MOVEMENTS = 20;

/** What the history of a unit with twenty movements reads: of one that is always numbered, and of one that needn't be. */
export const history = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'history';
  await openCompany(bed, tenant);
  await bed.call(tenant, 'PUT /v1/items/{itemId}', {
    params: { itemId: 'lamp' },
    body: { name: 'Lamp', tracking: 'serial' },
  });
  await receive(bed, tenant, ['H-1']);
  await bed.call(tenant, 'POST /v1/documents', {
    body: {
      kind: 'product-receipt',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'lamp', quantity: 1, serials: ['H-1'] }],
      post: true,
    },
  });
  const rows: Row[] = [];
  for (const itemId of ['pump', 'lamp']) {
    const { items } = await bed.call(tenant, 'GET /v1/items/{itemId}/serials', {
      params: { itemId },
      query: { serial: 'H-1' },
    });
    const params = { itemId, id: items[0].id };
    const unit = 'POST /v1/items/{itemId}/serials/{id}';
    for (let n = 1; n < MOVEMENTS; n += 1) {
      const does = n % 2 === 1 ? 'hold' : 'release';
      await bed.call(tenant, `${unit}/${does}`, { params, body: does === 'hold' ? { reason: 'look' } : {} });
    }
    const calls = await bed.recorder.during(() =>
      bed.call(tenant, 'GET /v1/items/{itemId}/serials/{id}/history', { params }),
    );
    const counted = (name: string): number => calls.filter((call) => call.name === name).length;
    const [queries, batchGets] = [counted('QueryCommand'), counted('BatchGetItemCommand')];
    const others = calls.length - queries - batchGets;
    rows.push(
      rowOf(`history of ${MOVEMENTS} movements (${itemId}): queries`, queries, 1, { others }),
      rowOf(`history of ${MOVEMENTS} movements (${itemId}): batch-gets`, batchGets, 1, { others }),
    );
  }
  return rows;
};
