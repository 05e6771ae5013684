import { describe, expect, it } from 'vitest';
import { type Client, company, receipt, times, unitOf } from '../support/client.ts';

type Line = Record<string, unknown>;
const into = (part: string, whole: string): Line => ({
  itemId: 'pump',
  quantity: 1,
  role: 'consume',
  serials: [part],
  parentSerial: whole,
  parentItemId: 'pump',
});
const post = (client: Client, lines: readonly Line[]) =>
  client.post('/v1/documents', { kind: 'works-order', locationId: 'main', lines, post: true });

const wholes = async (client: Client, keys: readonly string[]) =>
  new Map(
    await Promise.all(
      keys.map(
        async (key) => [key, (await unitOf(client, key)).parent?.serial as string | undefined] as const,
      ),
    ),
  );

const isInside = (parents: ReadonlyMap<string, string | undefined>, key: string): boolean => {
  const seen = new Set<string>();
  for (let at = parents.get(key); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === key) return true;
    seen.add(at);
  }
  return false;
};

describe('a unit goes nowhere into itself', () => {
  it('in one posting or several, at any depth, and is told the way', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A', 'B', 'C', 'D']));
    const self = await post(client, [into('A', 'A')]);
    expect([self.status, self.body.code]).toEqual([409, 'unit-inside-itself']);
    for (const lines of [
      [into('A', 'B'), into('B', 'A')],
      [into('A', 'B'), into('B', 'C'), into('C', 'A')],
    ]) {
      const refused = await post(client, lines);
      expect([refused.status, refused.body.code]).toEqual([409, 'unit-inside-itself']);
      expect(refused.body.violations).toHaveLength(lines.length);
    }
    expect((await post(client, [into('A', 'B')])).status).toBe(201);
    expect((await post(client, [into('B', 'C')])).status).toBe(201);
    const refused = await post(client, [into('C', 'A')]);
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'unit-inside-itself',
      violations: [{ pointer: '/lines/0/parentSerial', serial: 'C', itemId: 'pump', line: 1 }],
    });
    expect(refused.body.detail).toContain(
      '"A" of item pump is in "B" of item pump, which is in "C" of item pump',
    );
    // What a posting takes out stands in nobody's way.
    const swap = await post(client, [
      { itemId: 'pump', quantity: 1, role: 'take-out', serials: ['A'] },
      into('C', 'D'),
    ]);
    expect(swap.status).toBe(201);
    expect((await post(client, [into('D', 'A')])).status).toBe(201);
  });

  it('nor in an order that goes on in parts', async () => {
    const client = await company();
    const made = await client.post('/v1/documents', {
      kind: 'works-order',
      locationId: 'main',
      lines: [
        { itemId: 'pump', quantity: 2, role: 'produce', serials: ['A', 'B'] },
        { itemId: 'pump', quantity: 2, role: 'consume' },
      ],
    });
    const path = `/v1/documents/${made.body.documentId}/post`;
    const put = (part: string, parentSerial: string) =>
      client.post(path, { lines: [{ line: 2, quantity: 1, serials: [part], parentSerial }] });
    expect((await client.post(path, { lines: [{ line: 1, quantity: 2 }] })).status).toBe(200);
    expect((await put('A', 'A')).body.code).toBe('unit-inside-itself');
    expect((await put('A', 'B')).status).toBe(200);
    expect((await put('B', 'A')).body.code).toBe('unit-inside-itself');
  });

  it('however many go into each other at once', async () => {
    const client = await company();
    const keys = Array.from({ length: 6 }, (_, i) => `R${i}`);
    for (let round = 0; round < 4; round += 1) {
      const its = keys.map((key) => `${key}${round}`);
      await client.post('/v1/documents', receipt(its));
      const at = (i: number): string => its[i % its.length] ?? '';
      const answers = await times(12, (i) =>
        post(client, [i < 6 ? into(at(i), at(i + 1)) : into(at(i), at(i + 5 - (round % 2)))]),
      );
      for (const { status, body } of answers) {
        if (status !== 201)
          expect(['unit-inside-itself', 'serial-not-in-stock', 'refused']).toContain(body.code);
      }
      const parents = await wholes(client, its);
      expect(its.filter((key) => isInside(parents, key))).toEqual([]);
      expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    }
  });
});
