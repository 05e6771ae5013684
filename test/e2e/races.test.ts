import { describe, expect, it } from 'vitest';
import { company, receipt, sale, settled } from '../support/client.ts';

const times = <T>(n: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)));

describe('races', () => {
  it('lets exactly one of 32 receipts of one serial succeed; the others learn which document has it', async () => {
    const client = await company();
    const answers = await times(32, (i) =>
      client.post('/v1/documents', receipt(['ONE'], { number: `R-${i}` })),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 201)) {
      expect(lost.body).toMatchObject({
        status: 409,
        code: 'serial-exists',
        violations: [{ documentId: won[0]?.body.documentId }],
      });
    }
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([
      { quantity: 1, serials: 1 },
    ]);
  });

  it('sells one unit once', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['ONE', 'TWO']));
    const answers = await times(16, () => client.post('/v1/documents', sale(['ONE'])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(15).fill(409)]);
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([
      { quantity: 1, serials: 1 },
    ]);
  });

  it('lets different serials of one item in at one place all at once', async () => {
    const client = await company();
    const answers = await times(24, (i) => client.post('/v1/documents', receipt([`D-${i}`])));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([
      { quantity: 24, serials: 24 },
    ]);
  });

  it('has one effect and one answer for one Idempotency-Key, however often and at once it comes', async () => {
    const client = await company();
    const body = receipt(['K-1', 'K-2']);
    const answers = await times(12, () => client.post('/v1/documents', body, { key: 'scan-1' }));
    const later = await client.post('/v1/documents', body, { key: '"scan-1"' });
    for (const answer of [...answers, later]) {
      expect(answer.status).toBe(201);
      expect(answer.text).toBe(answers[0]?.text);
    }
    const other = await client.post('/v1/documents', receipt(['K-3']), { key: 'scan-1' });
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    await settled();
    expect((await client.get('/v1/documents')).body.items).toHaveLength(1);
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([{ quantity: 2 }]);
  });

  it('does not remember a refusal under its key', async () => {
    const client = await company();
    expect((await client.post('/v1/documents', sale(['LATE']), { key: 'k' })).status).toBe(422);
    await client.post('/v1/documents', receipt(['LATE']));
    expect((await client.post('/v1/documents', sale(['LATE']), { key: 'k' })).status).toBe(201);
  });

  it('never takes more than there is', async () => {
    const client = await company();
    await client.put('/v1/items/bolt', { name: 'Bolt' });
    const lines = (quantity: number) => [{ itemId: 'bolt', quantity }];
    await client.post('/v1/documents', { ...receipt([]), lines: lines(10) });
    const answers = await times(12, () => client.post('/v1/documents', { ...sale([]), lines: lines(3) }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect((await client.get('/v1/stock?itemId=bolt')).body.items).toMatchObject([{ quantity: 1 }]);
  });
});
