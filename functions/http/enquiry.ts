import { listMovements, listStock } from '../app/enquiry/list-ledger.ts';
import { type Difference, reconcileStock } from '../app/enquiry/reconcile-stock.ts';
import { searchSerials } from '../app/enquiry/search-serials.ts';
import { withParents } from '../app/trace/parents.ts';
import { listUnits, serialCounts } from '../app/units/list.ts';
import { notFound } from '../domain/errors.ts';
import { pieces, quantityShown } from '../domain/quantity.ts';
import { isInStock, shownStatus } from '../domain/unit/unit.ts';
import { ENQUIRY } from './contract/enquiry.ts';
import { listing, type Operation, reading } from './operation.ts';
import { positionOfSearch, searchPositionIn } from './search-position.ts';
import { balanceView, movementView, position, unitView } from './views.ts';

/** What anybody may ask: the ledger, stock, units and their lives. */

const differenceView = ({ balance, untracked }: Difference) => ({
  itemId: balance.itemId,
  locationId: balance.locationId,
  quantity: quantityShown(balance.quantity),
  serials: balance.serials,
  difference: quantityShown(balance.quantity - pieces(balance.serials)),
  untracked: untracked.map(movementView),
});

export const enquiryOperations: readonly Operation[] = [
  reading('getMovement', ENQUIRY.getMovement, async ({ deps, caller, params: { movementId } }) => {
    const movement = await deps.store.movements.read(caller.tenant, movementId);
    if (movement === undefined) throw notFound('movement', movementId);
    return { body: { ...movementView(movement), serials: movement.units.map(({ serial }) => serial) } };
  }),
  listing('listMovements', ENQUIRY.listMovements, async ({ deps, caller, query, at }) => {
    const { limit, cursor: _, ...filter } = query;
    const page = await listMovements(deps, caller, { filter, page: { limit, after: at?.position } });
    return { items: page.items.map(movementView), next: position(page.next) };
  }),
  listing('getStock', ENQUIRY.getStock, async ({ deps, caller, query, at }) => {
    const { limit, cursor: _, ...filter } = query;
    const page = await listStock(deps, caller, { filter, page: { limit, after: at?.position } });
    return { items: page.items.map(balanceView), next: position(page.next) };
  }),
  listing('listUnits', ENQUIRY.listUnits, async ({ deps, caller, params, query, at }) => {
    const { limit, cursor: _, ...filter } = query;
    const page = await listUnits(deps, caller, {
      filter: { ...filter, ...params },
      page: { limit, after: at?.position },
    });
    const beside = { counts: await serialCounts(deps, caller, params.itemId) };
    const units = await withParents(deps, caller, page.items);
    return { items: units.map(unitView), next: position(page.next), beside };
  }),
  listing('getReconciliation', ENQUIRY.getReconciliation, async ({ deps, caller, query, at }) => {
    const { itemId, locationId, limit } = query;
    const page = await reconcileStock(deps, caller, {
      itemId,
      locationId,
      page: { limit, after: at?.position },
    });
    return { items: page.items.map(differenceView), next: position(page.next) };
  }),
  listing('searchSerials', ENQUIRY.searchSerials, async ({ deps, caller, query, at }) => {
    const { q, itemId, status, limit } = query;
    const after = at === undefined ? undefined : searchPositionIn(at);
    const page = await searchSerials(deps, caller, { q, itemId, status, limit, after });
    return {
      items: page.hits.map(({ unit, match, alias }) => {
        const { itemId: of, serial, id, locationId } = unit;
        const state = shownStatus(unit);
        const shown = { itemId: of, id, match, status: state, inStock: isInStock(unit), locationId };
        return alias === undefined ? { ...shown, serial } : { ...shown, serial: alias, correctedTo: serial };
      }),
      next: page.next === undefined ? undefined : positionOfSearch(page.next),
    };
  }),
];
