import { addServiceEvent, type RecordedService, serviceEventsOf } from '../app/service-events.ts';
import { tagOf } from '../app/versions.ts';
import { jsonOf } from './bodies.ts';
import { SERVICE } from './contract/service.ts';
import { listing, type Operation, writing } from './operation.ts';
import { position } from './views.ts';

/** What is done to units while they stay where they are. */

const eventView = ({ movement, event }: RecordedService) => ({
  ...event,
  movementId: movement.movementId,
  date: movement.effectiveDate,
  user: movement.user,
  at: movement.recordedAt,
});

export const serviceOperations: readonly Operation[] = [
  listing('listServiceEvents', SERVICE.listServiceEvents, async ({ deps, caller, params, query, at }) => {
    const page = { limit: query.limit, after: at?.position };
    const { items, next } = await serviceEventsOf(deps, caller, { ...params, page });
    return { items: items.map(eventView), next: position(next) };
  }),
  writing('addServiceEvent', SERVICE.addServiceEvent, async ({ deps, caller, params, body, ifMatch }) => {
    const added = await addServiceEvent(deps, caller, { ...params, ...jsonOf(body), ifMatch });
    const { parts, postingId, service, unit } = added;
    return { status: 201, parts, postingId, body: eventView(service), tag: tagOf(unit.version) };
  }),
];
