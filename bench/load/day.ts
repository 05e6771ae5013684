import { setTimeout as delay } from 'node:timers/promises';
import type { Book } from './book.ts';
import type { Send } from './client.ts';

/** A mixed day of one client: what it does, and how often. */

const PLACES = ['main', 'shop'] as const;

type Day = {
  readonly send: Send;
  readonly book: Book;
  /** Begins all its numbers. */
  readonly prefix: string;
  drawn: number;
};

const dice = (n: number): number => Math.floor(Math.random() * n);
const pick = <T>(from: readonly T[]): T | undefined => from[dice(from.length)];

const numbers = (day: Day, count: number): string[] =>
  Array.from({ length: count }, () => {
    day.drawn += 1;
    return `${day.prefix}${day.drawn.toString(36).toUpperCase().padStart(5, '0')}`;
  });

const document = (day: Day, kind: string, body: object) =>
  day.send({ kind, method: 'POST', path: '/v1/documents', body });

const line = (serials: readonly string[]) => ({ itemId: 'pump', quantity: serials.length, serials });

const receive = async (day: Day, count: number): Promise<void> => {
  const serials = numbers(day, count);
  const locationId = pick(PLACES) ?? 'main';
  const kind = count > 100 ? 'large receipt' : 'receipt';
  await document(day, kind, {
    kind: 'product-receipt',
    partnerId: 'maker',
    locationId,
    lines: [line(serials)],
    post: true,
  });
  day.book.received(serials, locationId);
};

/** An order, its numbers, and its receipt: three requests, two movements of each unit. */
const order = async (day: Day): Promise<void> => {
  const serials = numbers(day, 1 + dice(8));
  const { body } = await document(day, 'order', {
    kind: 'purchase-order',
    partnerId: 'maker',
    locationId: 'main',
    lines: [{ itemId: 'pump', quantity: serials.length }],
  });
  const at = `/v1/documents/${body.documentId}`;
  const pasted = serials.join('\n');
  await day.send({
    kind: 'numbers',
    method: 'POST',
    path: `${at}/lines/1/serials`,
    body: pasted,
    type: 'text/plain',
  });
  await day.send({ kind: 'post', method: 'POST', path: `${at}/post`, body: {} });
  day.book.received(serials, 'main');
  day.book.happened(serials, {});
};

const sell = async (day: Day): Promise<void> => {
  const locationId = pick(PLACES) ?? 'main';
  const serials = day.book.free(locationId, 1 + dice(3));
  if (serials.length === 0) return receive(day, 5);
  await document(day, 'sale', {
    kind: 'customer-invoice',
    partnerId: 'jane',
    locationId,
    lines: [line(serials)],
    post: true,
  });
  day.book.happened(serials, { status: 'sold' });
};

const transfer = async (day: Day): Promise<void> => {
  const [from, to] = Math.random() < 0.5 ? PLACES : ([PLACES[1], PLACES[0]] as const);
  const serials = day.book.free(from, 1 + dice(5));
  if (serials.length === 0) return receive(day, 5);
  await document(day, 'transfer', {
    kind: 'transfer',
    locationId: from,
    toLocationId: to,
    lines: [line(serials)],
    post: true,
  });
  day.book.happened(serials, { locationId: to });
};

/** Reserved, and then delivered or given up. */
const reserve = async (day: Day): Promise<void> => {
  const serials = day.book.free('main', 2);
  if (serials.length < 2) return receive(day, 5);
  const { body } = await document(day, 'reservation', {
    kind: 'sales-order',
    partnerId: 'jane',
    locationId: 'main',
    lines: [line(serials)],
  });
  day.book.happened(serials, { status: 'reserved' });
  const isSold = Math.random() < 0.5;
  const path = `/v1/documents/${body.documentId}/${isSold ? 'post' : 'cancel'}`;
  await day.send({ kind: isSold ? 'post' : 'cancel', method: 'POST', path, body: {} });
  day.book.happened(serials, { status: isSold ? 'sold' : 'in-stock' });
};

const loose = async (day: Day): Promise<void> => {
  const quantity = 1 + dice(100);
  await document(day, 'receipt without numbers', {
    kind: 'product-receipt',
    partnerId: 'maker',
    locationId: 'main',
    lines: [{ itemId: 'bolt', quantity }],
    post: true,
  });
  day.book.counted('main', quantity);
};

const voided = async (day: Day): Promise<void> => {
  const serials = day.book.free('main', 1);
  if (serials.length === 0) return receive(day, 5);
  const sold = await document(day, 'sale', {
    kind: 'customer-invoice',
    partnerId: 'jane',
    locationId: 'main',
    lines: [line(serials)],
    post: true,
  });
  const path = `/v1/documents/${sold.body.documentId}/void`;
  await day.send({ kind: 'void', method: 'POST', path, body: { reason: 'mistaken' } });
  day.book.happened(serials, {}, 2);
};

const imported = async (day: Day): Promise<void> => {
  const serials = numbers(day, 60);
  const file = ['itemId,serial', ...serials.map((serial) => `pump,${serial}`)].join('\n');
  const { body } = await day.send({
    kind: 'import',
    method: 'POST',
    path: '/v1/imports?locationId=shop',
    body: file,
    type: 'application/octet-stream',
  });
  const path = `/v1/imports/${body.importId}`;
  for (;;) {
    const now = await day.send({ kind: 'import state', method: 'GET', path });
    if (now.body.status === 'completed') break;
    if (now.body.status === 'failed') throw new Error(`import failed: ${now.body.reason}`);
    await delay(500);
  }
  day.book.received(serials, 'shop');
};

const known = (day: Day): string | undefined => pick([...day.book.units.keys()].slice(-500));

const scan = async (day: Day): Promise<void> => {
  const serial = known(day);
  if (serial === undefined) return;
  const text = Math.random() < 0.5 ? serial : `(01)09506000134352(21)${serial}`;
  await day.send({ kind: 'scan', method: 'GET', path: `/v1/scan?text=${encodeURIComponent(text)}` });
};

const search = async (day: Day): Promise<void> => {
  const serial = known(day);
  if (serial === undefined) return;
  const part = Math.random() < 0.3 ? serial.slice(-4) : serial.slice(0, 8);
  await day.send({ kind: 'search', method: 'GET', path: `/v1/search/serials?q=${part}` });
};

const LISTS = [
  '/v1/items/pump/serials?status=in-stock&locationId=main',
  '/v1/stock?itemId=pump',
  '/v1/documents?kind=customer-invoice',
  '/v1/movements?itemId=pump',
  '/v1/stock/reconciliation',
] as const;

const list = async (day: Day): Promise<void> => {
  const path = pick(LISTS) ?? LISTS[0];
  await day.send({ kind: `list ${path.split('?')[0]}`, method: 'GET', path });
};

const history = async (day: Day): Promise<void> => {
  const serial = known(day);
  if (serial === undefined) return;
  const path = `/v1/items/pump/serials?serial=${serial}`;
  const { body } = await day.send({ kind: 'enquiry', method: 'GET', path });
  const [unit] = body.items;
  if (unit === undefined) throw new Error(`${serial} was acknowledged and is not there`);
  await day.send({ kind: 'history', method: 'GET', path: `/v1/items/pump/serials/${unit.id}/history` });
};

/** How often of a thousand. */
const MIX: readonly (readonly [often: number, act: (day: Day) => Promise<void>])[] = [
  [280, scan],
  [150, search],
  [130, list],
  [110, history],
  [90, (day) => receive(day, 1 + dice(12))],
  [30, order],
  [100, sell],
  [45, transfer],
  [25, reserve],
  [20, loose],
  [10, voided],
  [7, (day) => receive(day, 150)],
  [3, imported],
];

const TOTAL = MIX.reduce((sum, [often]) => sum + often, 0);

const chosen = (): ((day: Day) => Promise<void>) => {
  let thrown = dice(TOTAL);
  for (const [often, act] of MIX) {
    thrown -= often;
    if (thrown < 0) return act;
  }
  return scan;
};

/** Acts at a pace, one thing after the other, until it is told that the day is over. */
export const liveDay = async (
  given: Pick<Day, 'send' | 'book' | 'prefix'>,
  { pace, isOver }: { readonly pace: number; readonly isOver: () => boolean },
): Promise<void> => {
  const day: Day = { ...given, drawn: 0 };
  await receive(day, 10);
  for (let due = performance.now(); !isOver(); ) {
    due += pace * (0.5 + Math.random());
    // What broke off is told by whoever sent it; the day goes on.
    await chosen()(day).catch(() => undefined);
    await delay(Math.max(0, due - performance.now()));
    due = Math.max(due, performance.now() - pace);
  }
};
