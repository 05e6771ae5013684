import { expect, it } from 'vitest';
import { readFile } from '../../functions/http/import-file.ts';
import { aWorld } from '../app/world.ts';
import { type Answer, aService } from './gateway.ts';

const rowsIn = (text: string) => readFile(text).rows.map(({ cells }) => cells);
const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

/** By item; in parts of no more than an input holds. */
const UNITS = {
  phone: ['A', 'B', 'C'].map((prefix) => named(prefix, 900)),
  watch: ['D', 'E', 'F'].map((prefix) => named(prefix, 850)),
};

it('an export comes in pages, each with the header, and over the bounds of items', async () => {
  const world = await aWorld();
  for (const [itemId, parts] of Object.entries(UNITS)) {
    for (const part of parts) await world.receive(part, { itemId });
  }
  await world.settle();
  const { ask } = await aService(world);

  const pages: Answer[] = [];
  for (let query: Record<string, string> | undefined = {}; query !== undefined; ) {
    const page = await ask('exportSerials', { query });
    pages.push(page);
    const next: string | undefined = /^<(.*)>; rel="next"$/.exec(page.headers.link ?? '')?.[1];
    query = next === undefined ? undefined : Object.fromEntries(new URL(next, 'https://ledger').searchParams);
  }

  expect(pages.map(({ status, text }) => [status, rowsIn(text).length])).toEqual([
    [200, 5_000],
    [200, 250],
  ]);
  expect(pages.every(({ text }) => text.startsWith('orderNumber,') && text.endsWith('\r\n'))).toBe(true);
  const { header } = readFile(pages[0]?.text ?? '');
  const [item, serial] = [header.indexOf('itemId'), header.indexOf('serial')];
  const units = pages.flatMap(({ text }) => rowsIn(text)).map((cells) => `${cells[item]} ${cells[serial]}`);
  const all = Object.entries(UNITS).flatMap(([itemId, parts]) =>
    parts.flat().map((one) => `${itemId} ${one}`),
  );
  expect(units.toSorted()).toEqual(all.toSorted());
});
