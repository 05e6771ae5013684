import { closeException, listExceptions } from '../app/exceptions/list.ts';
import { settleException } from '../app/exceptions/settle.ts';
import { type BatchFound, batchOf, correctBatch } from '../app/registry/batches.ts';
import { linkSerials } from '../app/units/link-serials.ts';
import { holdUnit, releaseUnit, renameUnit, type UnitMark } from '../app/units/marks.ts';
import { tagOf } from '../app/versions.ts';
import { inputOf, jsonOf } from './bodies.ts';
import { UNITS } from './contract/units.ts';
import { listing, type Operation, reading, writing } from './operation.ts';
import { balanceView, position, unitView } from './views.ts';

/** Calls about units beside documents, and what awaits a decision about them. */

const marked = ({ parts, postingId, unit }: UnitMark) => ({
  parts,
  postingId,
  body: unitView(unit),
  tag: tagOf(unit.version),
});

const batchView = ({ batch, balances }: BatchFound) => ({
  itemId: batch.itemId,
  batch: batch.batch,
  expiresOn: batch.expiresOn,
  stock: balances.map(balanceView),
});

export const unitOperations: readonly Operation[] = [
  writing('renameUnit', UNITS.renameUnit, async ({ deps, caller, params, body, ifMatch }) =>
    marked(await renameUnit(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
  writing('holdUnit', UNITS.holdUnit, async ({ deps, caller, params, body, ifMatch }) =>
    marked(await holdUnit(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
  writing('releaseUnit', UNITS.releaseUnit, async ({ deps, caller, params, body, ifMatch }) =>
    marked(await releaseUnit(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
  writing('linkSerials', UNITS.linkSerials, async ({ deps, caller, params, body }) => {
    const { locationId, ...forms } = jsonOf(body);
    const serials = inputOf(forms) ?? { form: 'list' as const, texts: [] };
    const { parts, postingId, ...linked } = await linkSerials(deps, caller, {
      ...params,
      locationId,
      serials,
    });
    return { parts, postingId, body: linked };
  }),
  listing('listExceptions', UNITS.listExceptions, async ({ deps, caller, query, at }) => {
    const { status, itemId, kind, limit } = query;
    const page = await listExceptions(deps, caller, {
      status,
      itemId,
      kind,
      page: { limit, after: at?.position },
    });
    return { items: [...page.items], next: position(page.next) };
  }),
  writing('closeException', UNITS.closeException, async ({ deps, caller, params, body, ifMatch }) => {
    const given = { exceptionId: params.id, ...jsonOf(body), ifMatch };
    const closed = await closeException(deps, caller, given);
    return { parts: closed.parts, body: closed.exception };
  }),
  writing('settleException', UNITS.settleException, async ({ deps, caller, params, body, ifMatch }) => {
    const given = { exceptionId: params.id, ...jsonOf(body), ifMatch };
    const { parts, postingId, exception } = await settleException(deps, caller, given);
    return { parts, postingId, body: exception };
  }),
  reading('getBatch', UNITS.getBatch, async ({ deps, caller, params }) => {
    const found = await batchOf(deps, caller, params);
    return { body: batchView(found), tag: tagOf(found.batch.version) };
  }),
  writing('correctBatch', UNITS.correctBatch, async ({ deps, caller, params, body, ifMatch }) => {
    const corrected = await correctBatch(deps, caller, { ...params, ...jsonOf(body), ifMatch });
    return { parts: corrected.parts, body: batchView(corrected), tag: tagOf(corrected.batch.version) };
  }),
];
