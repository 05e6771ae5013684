import { beforeEach, describe, expect, it } from 'vitest';
import { postDocument } from '../../functions/app/documents/post.ts';
import { unitHistory } from '../../functions/app/units/history.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import { aWorld, CALLER, list, refusal, violations, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});

const postLine = (documentId: string, quantity: number, ...texts: readonly string[]) =>
  world.post({
    documentId,
    lines: [{ line: 1, quantity, serials: texts.length === 0 ? undefined : list(...texts) }],
  });
const codes = (act: () => Promise<unknown>) => world.refused(act);

describe('an order', () => {
  it('is received whole with the numbers it has', async () => {
    const { documentId, status } = await world.order(['A1', 'A2']);
    expect(status).toBe('open');
    expect(await world.unit('A1')).toMatchObject({ status: 'expected' });
    expect(await world.post({ documentId })).toMatchObject({ status: 'posted' });
    expect(await world.unit('A1')).toMatchObject({ status: 'in-stock', addedDate: '2026-03-10' });
    expect(await world.balance()).toMatchObject({ quantity: pieces(2), serials: 2 });
    expect(await codes(() => world.post({ documentId }))).toEqual(['document-closed']);
  });

  it('is received in parts, and never more than is outstanding', async () => {
    const { documentId } = await world.order(['A1', 'A2'], { quantity: 3 });
    expect(await postLine(documentId, 1, 'A2')).toMatchObject({ status: 'partly-posted' });
    expect(await codes(() => postLine(documentId, 1, 'A2'))).toContain('serial-exists');
    expect(await codes(() => postLine(documentId, 3, 'A1', 'A3', 'A4'))).toEqual([
      'quantity-exceeds-outstanding',
    ]);
    expect(await postLine(documentId, 2, 'A1', 'A3')).toMatchObject({ status: 'posted' });
    expect(await world.balance()).toMatchObject({ quantity: pieces(3), serials: 3 });
  });

  it('asks which numbers are meant where there are more than are posted', async () => {
    const { documentId } = await world.order(['A1', 'A2']);
    expect(await codes(() => postLine(documentId, 1))).toEqual(['serials-ambiguous']);
  });

  it('keeps room for the numbers that stay on it', async () => {
    const { documentId } = await world.order(['A1', 'A2']);
    expect(await codes(() => postLine(documentId, 1, 'B9'))).toContain('serials-exceed-quantity');
  });

  it('does not take the numbers that another order expects; a receipt does', async () => {
    await world.order(['A1']);
    const { documentId } = await world.order([], { quantity: 1 });
    expect(await codes(() => postLine(documentId, 1, 'A1'))).toEqual(['serial-exists']);
    await world.receive(['A1']);
    expect(await world.unit('A1')).toMatchObject({ status: 'in-stock' });
  });

  it('whose expected number came by a receipt is refused with that number', async () => {
    const { documentId } = await world.order(['A1']);
    await world.receive(['A1'], { number: 'R-7' });
    expect(await codes(() => world.post({ documentId }))).toEqual(['serial-exists']);
  });

  it('without numbers that are required is refused', async () => {
    const { documentId } = await world.order([], { quantity: 2 });
    expect(await codes(() => world.post({ documentId }))).toEqual(['serials-missing']);
  });
});

describe('a request to post', () => {
  it('tells of unknown and repeated lines and dates at once', async () => {
    const { documentId } = await world.order(['A1', 'A2']);
    const lines = [
      { line: 1, quantity: 1, serials: list('A1') },
      { line: 7, quantity: 1 },
      { line: 1, quantity: 1, serials: list('A2') },
    ];
    const found = await codes(() => world.post({ documentId, lines, effectiveDate: '2026-03-11' }));
    expect(found).toEqual(expect.arrayContaining(['date-future', 'line-repeated', 'line-unknown']));
  });

  it('for a document nobody knows is not found', async () => {
    expect(await codes(() => world.post({ documentId: 'nowhere' }))).toEqual(['not-found']);
  });

  it('does not reach the document of another tenant', async () => {
    const { documentId } = await world.order(['A1']);
    const stranger = { ...CALLER, tenant: 'globex' };
    expect(await refusal(postDocument(world.deps, stranger, { documentId }))).toEqual(['not-found']);
  });
});

describe('the expiry of a unit', () => {
  const filters = { itemId: 'filter', quantity: 1, serials: list('A1') } as const;
  const received = async () => {
    const serial = { kind: 'stocked', tracking: 'serial' } as const;
    world = await aWorld({
      items: [{ itemId: 'filter', name: 'Filter', ...serial, expiryTracking: true }],
    });
    const lines = [{ ...filters, expiresOn: '2026-03-20' }];
    await world.create({
      kind: 'product-receipt',
      partnerId: 'maker',
      locationId: 'main',
      post: true,
      lines,
    });
  };
  const dated = [{ line: 1, quantity: 1, serials: list('A1'), expiresOn: '2027-12-31' }];
  const expiresOn = async () => (await world.unit('A1', 'filter'))?.expiresOn;

  it.each([
    ['sales-order', { partnerId: 'jane' }],
    ['transfer', { toLocationId: 'shop' }],
    ['supplier-return', { partnerId: 'maker' }],
  ] as const)('is no other by a %s', async (kind, head) => {
    await received();
    const draft = { kind, ...head, locationId: 'main', post: false, lines: [filters] } as const;
    const { documentId } = await world.create(draft);
    expect(await violations(world.post({ documentId, lines: dated }))).toEqual([
      {
        pointer: '/lines/0/expiresOn',
        code: 'field-not-taken',
        detail: `A ${kind} takes no expiresOn on this line.`,
      },
    ]);
    await world.post({ documentId, lines: [{ line: 1, quantity: 1 }] });
    expect(await expiresOn()).toBe('2026-03-20');
  });

  it('is told by the receipt of an order', async () => {
    await received();
    const order = { kind: 'purchase-order', partnerId: 'maker', locationId: 'main', post: false } as const;
    const { documentId } = await world.create({ ...order, lines: [{ itemId: 'filter', quantity: 1 }] });
    await world.post({
      documentId,
      lines: [{ line: 1, quantity: 1, serials: list('A2'), expiresOn: '2027-12-31' }],
    });
    expect((await world.unit('A2', 'filter'))?.expiresOn).toBe('2027-12-31');
  });
});

describe('a unit', () => {
  it('has its whole life in order, from the order to the sale', async () => {
    const ordered = await world.order(['A1']);
    const received = await world.post({ documentId: ordered.documentId });
    const sold = await world.sell(['A1']);
    const { id = '' } = (await world.unit('A1')) ?? {};
    const { events, unit } = await unitHistory(world.deps, CALLER, { itemId: 'phone', id });
    const movements = events.map(({ movement }) => movement);
    expect(movements.map(({ kind }) => kind)).toEqual(['assign', 'receive', 'sell']);
    expect(movements.map(({ movementId }) => movementId)).toEqual(
      [ordered, received, sold].flatMap(({ movementIds }) => movementIds),
    );
    expect(unit.origin).toMatchObject({ known: true, documentId: ordered.documentId });
  });

  it('that is taken off its order and put on again is another one, with a life of its own', async () => {
    const { documentId } = await world.order(['A1']);
    const first = await world.unit('A1');
    const again = { documentId, line: 1, serials: list('A1') } as const;
    await world.number({ ...again, mode: 'remove' });
    await world.number({ ...again, mode: 'add' });
    const { id = '' } = (await world.unit('A1')) ?? {};
    expect(id).not.toBe(first?.id);
    expect((await unitHistory(world.deps, CALLER, { itemId: 'phone', id })).events).toHaveLength(1);
    const gone = unitHistory(world.deps, CALLER, { itemId: 'phone', id: first?.id ?? '' });
    expect(await refusal(gone)).toEqual(['not-found']);
  });
});
