import type { Send } from './client.ts';

/** What a client was told that happened, and whether the ledger says the same: each once, and nothing else. */

type Kept = { status: string; locationId: string; movements: number };

/** Of one client, whose numbers nobody else uses. */
export const newBook = () => {
  const units = new Map<string, Kept>();
  /** What it brought to a place of an item without numbers, less what it took. */
  const loose = new Map<string, number>();
  return {
    units,
    loose,
    received: (serials: readonly string[], locationId: string): void => {
      for (const serial of serials) units.set(serial, { status: 'in-stock', locationId, movements: 1 });
    },
    happened: (serials: readonly string[], change: Partial<Omit<Kept, 'movements'>>, movements = 1): void => {
      for (const serial of serials) {
        const unit = units.get(serial);
        if (unit !== undefined) Object.assign(unit, change, { movements: unit.movements + movements });
      }
    },
    counted: (locationId: string, quantity: number): void => {
      loose.set(locationId, (loose.get(locationId) ?? 0) + quantity);
    },
    /** Free units at a place, the oldest first. */
    free: (locationId: string, count: number): string[] => {
      const found: string[] = [];
      for (const [serial, unit] of units) {
        if (found.length === count) break;
        if (unit.status === 'in-stock' && unit.locationId === locationId) found.push(serial);
      }
      return found;
    },
  };
};

export type Book = ReturnType<typeof newBook>;

/** So many are compared one by one with their histories. */
const COMPARED = 60;

const unitFaults = async (send: Send, book: Book): Promise<string[]> => {
  const faults: string[] = [];
  const all = [...book.units];
  const step = Math.max(1, Math.floor(all.length / COMPARED));
  for (const [serial, kept] of all.filter((_, i) => i % step === 0)) {
    const found = await send({
      kind: 'compare',
      method: 'GET',
      path: `/v1/items/pump/serials?serial=${encodeURIComponent(serial)}`,
    });
    const [unit] = found.body.items;
    const is = `${unit?.status} at ${unit?.locationId}`;
    const should = `${kept.status} at ${kept.locationId}`;
    if (is !== should) faults.push(`${serial} is ${is}; acknowledged was ${should}`);
    if (unit === undefined) continue;
    const history = await send({
      kind: 'compare',
      method: 'GET',
      path: `/v1/items/pump/serials/${unit.id}/history`,
    });
    const movements = history.body.events.length;
    if (movements !== kept.movements)
      faults.push(`${serial} has ${movements} movements; acknowledged were ${kept.movements}`);
  }
  return faults;
};

/** Units in every state, counted over all books of a tenant, and what is loose. */
const stockFaults = async (send: Send, books: readonly Book[]): Promise<string[]> => {
  const faults: string[] = [];
  const { items } = (await send({ kind: 'compare', method: 'GET', path: '/v1/stock?itemId=pump' })).body;
  const kept = new Map<string, number>();
  for (const book of books) {
    for (const { status, locationId } of book.units.values()) {
      if (status === 'in-stock' || status === 'reserved')
        kept.set(locationId, (kept.get(locationId) ?? 0) + 1);
    }
  }
  for (const { locationId, quantity } of items) {
    const should = kept.get(locationId) ?? 0;
    if (quantity !== should) faults.push(`${quantity} pumps at ${locationId}; acknowledged were ${should}`);
  }
  const bolts = (await send({ kind: 'compare', method: 'GET', path: '/v1/stock?itemId=bolt' })).body.items;
  for (const { locationId, quantity } of bolts) {
    const should = books.reduce((sum, book) => sum + (book.loose.get(locationId) ?? 0), 0);
    if (quantity !== should) faults.push(`${quantity} bolts at ${locationId}; acknowledged were ${should}`);
  }
  return faults;
};

export const bookFaults = async (send: Send, books: readonly Book[]): Promise<string[]> => {
  const faults = await stockFaults(send, books);
  const found = await Promise.all(books.map((book) => unitFaults(send, book)));
  return [...faults, ...found.flat()];
};
