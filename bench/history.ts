import { type Bed, openCompany, receive, sell } from './bed.ts';
import { type Row, rowOf } from './measure.ts';

/** What a unit's history reads. */
export const history = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'history';
  await openCompany(bed, tenant);
  await receive(bed, tenant, ['H-1']);
  await sell(bed, tenant, ['H-1']);
  const { items } = await bed.call(tenant, 'GET /v1/items/{itemId}/serials', {
    params: { itemId: 'pump' },
    query: { serial: 'H-1' },
  });
  const params = { itemId: 'pump', id: items[0].id };
  const calls = await bed.recorder.during(() =>
    bed.call(tenant, 'GET /v1/items/{itemId}/serials/{id}/history', { params }),
  );
  const counted = (name: string): number => calls.filter((call) => call.name === name).length;
  const [queries, batchGets] = [counted('QueryCommand'), counted('BatchGetItemCommand')];
  return [
    rowOf('history of a unit: queries', queries, 1, { calls: calls.length }),
    rowOf('history of a unit: batch-gets', batchGets, 1, { calls: calls.length }),
  ];
};
