import * as z from 'zod';
import { SERVICE_KINDS } from '../../domain/service.ts';
import { contract, date, instant, itemId, listOf, noBody, nothing, paging, text } from './shared.ts';
import { movementId, unitId } from './views.ts';

const told = {
  kind: z.enum(SERVICE_KINDS),
  description: text(2000).meta({ example: 'seal replaced' }),
  underWarranty: z.boolean(),
};

const serviceEvent = z
  .object({ movementId, ...told, date, user: z.string(), at: instant })
  .meta({ id: 'ServiceEvent' });

const oneUnit = z.strictObject({ itemId, id: unitId });

export const SERVICE = {
  listServiceEvents: contract({
    params: oneUnit,
    query: z.strictObject(paging),
    body: noBody,
    reply: listOf(serviceEvent),
    statuses: [200],
  }),
  addServiceEvent: contract({
    params: oneUnit,
    query: nothing,
    body: z
      .strictObject({ ...told, date: date.optional().meta({ description: 'Today, where none is given' }) })
      .meta({ id: 'ServiceEventInput' }),
    reply: serviceEvent,
    statuses: [201],
  }),
};
