import { announce } from '../app/asns/announce.ts';
import { cancelAsn } from '../app/asns/cancel.ts';
import { asnOf, listAsns } from '../app/asns/read.ts';
import { type ReceivedAsn, receiveAsn } from '../app/asns/receive.ts';
import type { Caller } from '../app/ports.ts';
import { tagOf } from '../app/versions.ts';
import { type Asn, type AsnEntry, latestOf, type VersionHead } from '../domain/asn/asn.ts';
import { notFound } from '../domain/errors.ts';
import { jsonOf } from './bodies.ts';
import { ASNS } from './contract/asns.ts';
import { listing, type Operation, reading, writing } from './operation.ts';
import { position } from './views.ts';

/** Advance lists as suppliers and we see them. */

/** A supplier isn't told who of us did what. */
const headView = ({ partner }: Caller, asn: Asn) => {
  const { version: _, revisions: __, left, received, lines, movementIds, createdBy, ...head } = asn;
  const latest = latestOf(asn);
  return {
    ...head,
    lines: [...lines],
    ...(partner === undefined ? { movementIds: [...movementIds], createdBy } : {}),
    revision: latest?.revision ?? 0,
    counts: { announced: latest?.serials ?? 0, received, left },
  };
};

const linesView = ({ lines }: VersionHead, entries: readonly AsnEntry[]) => {
  const byLine = Map.groupBy(entries, ({ line }) => line);
  const heads = new Map(lines.map(({ itemId, batch, expiresOn }) => [itemId, { batch, expiresOn }]));
  return [...byLine].map(([, its]) => {
    const itemId = its[0]?.itemId ?? '';
    const cartons = Map.groupBy(
      its.flatMap(({ sscc, text }) => (sscc === undefined ? [] : [{ sscc, text }])),
      ({ sscc }) => sscc,
    );
    return {
      itemId,
      ...heads.get(itemId),
      serials: its.map(({ text }) => text),
      cartons: [...cartons].map(([sscc, held]) => ({ sscc, serials: held.map(({ text }) => text) })),
    };
  });
};

const NAMED = 500;
const named = (entries: readonly AsnEntry[]) =>
  entries.slice(0, NAMED).map(({ itemId, text }) => ({ itemId, serial: text }));

const receivedView = (done: ReceivedAsn) => {
  const { asn, received, already, refused, missing, unexpected, movementIds } = done;
  const matched = [...received, ...already];
  return {
    asnNumber: asn.asnNumber,
    status: asn.status,
    matched: named(matched),
    missing: named(missing),
    unexpected: unexpected
      .slice(0, NAMED)
      .map(({ text, itemId, code, detail }) => ({ itemId, serial: text, code, detail })),
    refused: refused
      .slice(0, NAMED)
      .map(({ entry: { itemId, text }, code, detail }) => ({ itemId, serial: text, code, detail })),
    counts: {
      received: received.length,
      matched: matched.length,
      missing: missing.length,
      unexpected: unexpected.length,
      refused: refused.length,
    },
    movementId: movementIds[0],
    movementIds: [...movementIds],
  };
};

export const asnOperations: readonly Operation[] = [
  writing('putAsn', ASNS.putAsn, async ({ deps, caller, params, body, ifMatch }) => {
    const { parts, postingId, asn, isNew } = await announce(deps, caller, {
      ...params,
      ...jsonOf(body),
      ifMatch,
    });
    return {
      status: isNew ? 201 : 200,
      parts,
      postingId,
      body: headView(caller, asn),
      tag: tagOf(asn.version),
      location: `/v1/asns/${asn.asnNumber}`,
    };
  }),
  reading('getAsn', ASNS.getAsn, async ({ deps, caller, params, query }) => {
    const { partnerId } = query;
    const asn = await asnOf(deps, caller, { ...params, partnerId });
    const view = headView(caller, asn);
    const { revision = view.revision } = query;
    const version = await deps.store.asns.readVersion(caller.tenant, asn, revision);
    if (version === undefined) throw notFound('revision', `${revision}`);
    const { head, entries } = version;
    const { shipDate, expectedDate, orderId = asn.orderId } = head;
    const revisions = asn.revisions.map(({ chunks: _, by, ...told }) =>
      caller.partner === undefined ? { ...told, by } : told,
    );
    return {
      body: {
        ...view,
        revision,
        orderId,
        counts: { ...view.counts, announced: entries.length },
        shipDate,
        expectedDate,
        lines: linesView(head, entries),
        revisions,
      },
      tag: tagOf(asn.version),
    };
  }),
  listing('listAsns', ASNS.listAsns, async ({ deps, caller, query, at }) => {
    const { limit, ...filter } = query;
    const page = await listAsns(deps, caller, { ...filter, page: { limit, after: at?.position } });
    return { items: page.items.map((asn) => headView(caller, asn)), next: position(page.next) };
  }),
  writing('cancelAsn', ASNS.cancelAsn, async ({ deps, caller, params, query, ifMatch }) => {
    const { parts, postingId, asn } = await cancelAsn(deps, caller, { ...params, ...query, ifMatch });
    return { parts, postingId, body: headView(caller, asn), tag: tagOf(asn.version) };
  }),
  writing('receiveAsn', ASNS.receiveAsn, async ({ deps, caller, params, query, body, ifMatch }) => {
    const { scanned, ...rest } = jsonOf(body);
    const done = await receiveAsn(deps, caller, {
      ...params,
      ...query,
      ...rest,
      scanned: scanned.map((one) =>
        typeof one === 'string' ? { text: one } : { text: one.serial, itemId: one.itemId },
      ),
      ifMatch,
    });
    const { parts, postingId } = done;
    return { parts, postingId, body: receivedView(done), tag: tagOf(done.asn.version) };
  }),
];
