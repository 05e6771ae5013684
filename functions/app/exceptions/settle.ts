import type { AsnLine } from '../../domain/asn/asn.ts';
import { expecting, freeOn } from '../../domain/asn/place.ts';
import { ssccFault } from '../../domain/asn/sscc.ts';
import { type LedgerDocument, takes } from '../../domain/document/document.ts';
import { RECEIPT_WITHOUT_ORDER } from '../../domain/document/kinds.ts';
import { notFound, refuse } from '../../domain/errors.ts';
import { closed, type LedgerException } from '../../domain/exception.ts';
import { readSerialText } from '../../domain/serial/text.ts';
import { isHere, type Unit } from '../../domain/unit/unit.ts';
import { exceptionIdOf } from '../asns/exceptions.ts';
import { decidedParts } from '../asns/read.ts';
import { changeLineSerials } from '../documents/change-line-serials.ts';
import { createDocument } from '../documents/create.ts';
import { postDocument } from '../documents/post.ts';
import type { Caller, Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';
import { openException } from './list.ts';
import { settledAsAsked } from './settled-as-asked.ts';

/**
 * Ways to settle what a delivery left open: take the unit in, now that it is there or is meant to stay, or expect it no
 * more. What is settled otherwise is closed with a reason.
 */
export const SETTLEMENTS = ['receive', 'remove'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

export type SettleAsked = {
  readonly exceptionId: string;
  readonly action: Settlement;
  /** Of which item it is, where nobody could tell when it was scanned. */
  readonly itemId?: string | undefined;
  /** What the number is, where something else was scanned. */
  readonly serial?: string | undefined;
  readonly effectiveDate?: string | undefined;
  /** What the list says, where nothing is said here. */
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly reason?: string | undefined;
  readonly ifMatch?: string | undefined;
};

export type Settled = {
  readonly parts: readonly WritePart[];
  readonly postingId?: string | undefined;
  readonly exception: LedgerException;
};

type Named = {
  readonly itemId: string;
  readonly serial: string;
  readonly key: string;
  readonly unit: Unit | undefined;
};

const namedIn = async (
  { store }: Deps,
  { tenant }: Caller,
  { open, asked }: { readonly open: LedgerException; readonly asked: SettleAsked },
): Promise<Named> => {
  // Of what was scanned and not on the list, the item is a guess at best.
  const itemId = open.kind === 'unexpected' ? (asked.itemId ?? open.itemId) : open.itemId;
  if (itemId === undefined) {
    const detail = `Nobody knows of which item "${open.serial}" is: say so as itemId.`;
    return refuse({ pointer: '/itemId', code: 'field-required', detail });
  }
  const isCarton = open.kind === 'unexpected' && ssccFault(open.serial) === undefined;
  if ((isCarton || open.code === 'carton-not-on-list') && asked.serial === undefined) {
    const detail = `"${open.serial}" is the code of a carton: name a unit of it as serial, or close the exception with a reason.`;
    return refuse({ pointer: '/serial', code: 'field-required', detail });
  }
  if (asked.itemId !== undefined && asked.itemId !== itemId) {
    const detail = `"${open.serial}" is of item ${itemId} by its list, not ${asked.itemId}.`;
    return refuse({ pointer: '/itemId', code: 'field-not-taken', detail });
  }
  if (asked.serial !== undefined && open.kind !== 'unexpected') {
    const detail = `"${open.serial}" is awaited by its list. Where another number came for it, remove this one and receive that; where its number is wrong, rename it.`;
    return refuse({ pointer: '/serial', code: 'field-not-taken', detail });
  }
  const settings = await store.settings.read(tenant);
  const serial = asked.serial ?? open.serial;
  const read = readSerialText(serial, settings.caseSensitive, []);
  if (!read.ok) return refuse({ pointer: '/serial', code: read.code, detail: read.detail });
  if (open.id !== undefined) {
    const found = await store.units.readById(tenant, itemId, open.id);
    if (found !== undefined) {
      const { serial: text, key } = found.unit;
      return { itemId, serial: text, key, unit: found.unit };
    }
  }
  const [unit] = await store.units.readMany(tenant, [{ itemId, key: read.serial.key }]);
  return { itemId, serial: read.serial.text, key: read.serial.key, unit };
};

/** The row that the unit comes in on: its own, or one that has room. */
const rowFor = (order: LedgerDocument, { itemId, unit }: Named) => {
  const rows = expecting(order).filter((line) => line.itemId === itemId);
  if (unit?.status === 'expected') {
    return unit.documentId === order.documentId ? rows.find(({ line }) => line === unit.line) : undefined;
  }
  return rows.find((line) => freeOn(line) > 0);
};

/** On the order where that still wants one, else as what the supplier delivered beside it. */
const receive = async (
  deps: Deps,
  caller: Caller,
  given: {
    readonly order: LedgerDocument;
    readonly named: Named;
    readonly asked: SettleAsked;
    /** What the list says of its item. */
    readonly sent: AsnLine | undefined;
  },
) => {
  const { order, named, asked } = given;
  const { itemId, serial } = named;
  const { effectiveDate } = asked;
  const row = takes(order.status, 'post') ? rowFor(order, named) : undefined;
  const serials = { form: 'list' as const, texts: [serial] };
  const batch = asked.batch ?? given.sent?.batch;
  const expiresOn = asked.expiresOn ?? given.sent?.expiresOn;
  if (row !== undefined) {
    const { documentId } = order;
    const lines = [{ line: row.line, quantity: 1, serials, batch, expiresOn }];
    return postDocument(deps, caller, { documentId, lines, effectiveDate });
  }
  // It is received by the terms of the row that it would have come on.
  const hold = expecting(order).find((line) => line.itemId === itemId)?.hold;
  return createDocument(deps, caller, {
    kind: RECEIPT_WITHOUT_ORDER,
    partnerId: order.partnerId,
    locationId: order.locationId,
    effectiveDate,
    reason: asked.reason ?? `delivered beside order ${order.number ?? order.documentId}`,
    lines: [{ itemId, quantity: 1, serials, batch, expiresOn, hold }],
    post: true,
  });
};

const remove = (
  deps: Deps,
  caller: Caller,
  { order, named }: { readonly order: LedgerDocument; readonly named: Named },
) => {
  const { itemId, serial, key: of } = named;
  const row = expecting(order).find(
    (line) => line.itemId === itemId && line.assigned.some(({ key }) => key === of),
  );
  if (row === undefined) {
    const detail = `"${serial}" is not expected by order ${order.number ?? order.documentId}; close the exception with a reason.`;
    return refuse({ pointer: '/action', code: 'serial-not-assigned', serial, detail });
  }
  return changeLineSerials(deps, caller, {
    documentId: order.documentId,
    line: row.line,
    mode: 'remove',
    serials: { form: 'list', texts: [serial] },
  });
};

/**
 * The order that expects the unit, where that is another one of the same supplier.
 * @throws LedgerError `refused` where another supplier's order expects it
 */
const expectingOrder = async (
  { store }: Deps,
  { tenant }: Caller,
  { order, named: { unit, serial } }: { readonly order: LedgerDocument; readonly named: Named },
): Promise<LedgerDocument | undefined> => {
  const { documentId } = unit ?? {};
  if (unit?.status !== 'expected' || documentId === undefined || documentId === order.documentId)
    return undefined;
  const other = await store.documents.read(tenant, documentId);
  if (other?.partnerId === order.partnerId) return other;
  const detail = `"${serial}" is expected by order ${unit.documentNumber ?? documentId} of another supplier.`;
  return refuse({ pointer: '/action', code: 'serial-exists', serial, documentId, detail });
};

/** The list may have missed the very unit that was scanned under another text. */
const alsoMissing = async (
  deps: Deps,
  caller: Caller,
  given: { readonly open: LedgerException; readonly named: Named; readonly by: LedgerException },
): Promise<WritePart[]> => {
  const { open, named, by } = given;
  const { asnNumber, partnerId } = open;
  if (open.kind !== 'unexpected' || asnNumber === undefined || partnerId === undefined) return [];
  const list = { asnNumber, partnerId };
  const id = exceptionIdOf(deps.ids, list, [named.itemId, named.unit?.id ?? named.key]);
  const [missed] = await deps.store.exceptions.readMany(caller.tenant, [id]);
  if (missed?.status !== 'open' || missed.kind !== 'missing') return [];
  const { closedAt, closedBy, closedByMovementId } = by;
  const ended = closed(missed, { closedAt, closedBy, closedByMovementId, reason: 'received' });
  return [
    deps.store.exceptions.save(caller.tenant, ended, missed),
    ...(await decidedParts(deps, caller, missed)),
  ];
};

/**
 * Settles what came up when an advance list was received, with what it takes, in one posting.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const settleException = async (deps: Deps, caller: Caller, asked: SettleAsked): Promise<Settled> => {
  const open = await openException(deps, caller, asked);
  if (open.asnNumber === undefined || open.documentId === undefined) {
    const detail = `An exception of the kind ${open.kind} is settled by a retrospective receipt, or closed with a reason.`;
    return refuse({ pointer: '/action', code: 'exception-not-settled-so', detail });
  }
  const [order, named, decided] = await Promise.all([
    deps.store.documents.read(caller.tenant, open.documentId),
    namedIn(deps, caller, { open, asked }),
    decidedParts(deps, caller, open),
  ]);
  if (order === undefined) throw notFound('document', open.documentId);
  const { asnNumber, partnerId = '' } = open;
  const asn = await deps.store.asns.read(caller.tenant, { asnNumber, partnerId });
  const sent = asn?.lines.find(({ itemId }) => itemId === named.itemId);
  const other = await expectingOrder(deps, caller, { order, named });
  const by = { closedAt: new Date(deps.clock.now()).toISOString(), closedBy: caller.user };
  // What has come in by another way is settled, on the order at least; whatever else is there is told of as such.
  const { origin } = named.unit ?? {};
  const came = origin?.known === true ? origin : undefined;
  const isSettled = open.kind === 'missing' || came?.documentId === order.documentId;
  if (asked.action === 'receive' && isSettled && isHere(named.unit)) {
    const closedByMovementId = came?.movementId;
    const exception = closed(open, { ...by, reason: asked.reason ?? 'received', closedByMovementId });
    return { parts: [deps.store.exceptions.save(caller.tenant, exception, open), ...decided], exception };
  }
  const change = await settledAsAsked(async () =>
    asked.action === 'receive'
      ? receive(deps, caller, { order: other ?? order, named, asked, sent })
      : remove(deps, caller, { order, named }),
  );
  const exception = closed(open, {
    ...by,
    reason: asked.reason ?? (asked.action === 'receive' ? 'received' : 'expected no more'),
    closedByMovementId: change.movementIds[0],
  });
  return {
    parts: [
      ...change.parts,
      deps.store.exceptions.save(caller.tenant, exception, open),
      ...decided,
      ...(await alsoMissing(deps, caller, { open, named, by: exception })),
    ],
    postingId: change.postingId,
    exception,
  };
};
