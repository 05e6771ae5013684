import { addServiceEvent, type RecordedService, serviceEventsOf } from '../app/units/service-events.ts';
import { coverEnding } from '../app/units/warranties.ts';
import { changeCover, type WarrantyOn, warrantyOf, warrantyOn } from '../app/units/warranty.ts';
import { tagOf } from '../app/versions.ts';
import { coveringSupplier } from '../domain/cover/cover.ts';
import { shownStatus } from '../domain/unit/unit.ts';
import { jsonOf } from './bodies.ts';
import { SERVICE } from './contract/service.ts';
import { listing, type Operation, reading, writing } from './operation.ts';
import { position } from './views.ts';

/** What is done to units while they stay where they are. */

const eventView = ({ movement, event }: RecordedService) => ({
  ...event,
  movementId: movement.movementId,
  date: movement.effectiveDate,
  user: movement.user,
  at: movement.recordedAt,
});

export const warrantyView = ({ unit, on, supplier, customer, sales }: WarrantyOn) => ({
  itemId: unit.itemId,
  serial: unit.serial,
  id: unit.id,
  on,
  covered: supplier.covered || customer.covered,
  supplier,
  customer,
  sales: sales.map(({ cover, ...sale }) => ({ ...sale, until: cover?.until })),
});

export const serviceOperations: readonly Operation[] = [
  reading('getWarranty', SERVICE.getWarranty, async ({ deps, caller, params, query }) => {
    const told = await warrantyOn(deps, caller, { ...params, ...query });
    return { body: warrantyView(told), tag: tagOf(told.unit.version) };
  }),
  writing('changeWarranty', SERVICE.changeWarranty, async ({ deps, caller, params, body, ifMatch }) => {
    const { parts, postingId, unit } = await changeCover(deps, caller, {
      ...params,
      ...jsonOf(body),
      ifMatch,
    });
    const told = await warrantyOf(deps, caller, { unit });
    return { parts, postingId, body: warrantyView(told), tag: tagOf(unit.version) };
  }),
  listing('listWarranties', SERVICE.listWarranties, async ({ deps, caller, query, at }) => {
    const { limit, ...asked } = query;
    const page = await coverEnding(deps, caller, { ...asked, page: { limit, after: at?.position } });
    return {
      items: page.items.map(({ unit, dueOn }) => ({
        itemId: unit.itemId,
        serial: unit.serial,
        id: unit.id,
        kind: query.kind,
        dueOn,
        status: shownStatus(unit),
        supplierId: coveringSupplier(unit),
        partnerId: unit.partnerId,
        supplierUntil: unit.supplierCover?.until,
        customerUntil: unit.customerCover?.until,
      })),
      next: position(page.next),
    };
  }),
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
