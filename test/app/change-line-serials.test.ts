import { beforeEach, describe, expect, it } from 'vitest';
import type { SerialsChange } from '../../functions/app/documents/change-line-serials.ts';
import type { ItemInput } from '../../functions/app/registry/save-item.ts';
import { aWorld, list, violations, type World } from './world.ts';

let world: World;
let documentId: string;
beforeEach(async () => {
  world = await aWorld();
  ({ documentId } = await world.order(['A1', 'A2'], { quantity: 4, number: 'PO-1' }));
});

const number = (mode: SerialsChange['mode'], ...texts: readonly string[]) =>
  world.number({ documentId, line: 1, mode, serials: list(...texts) });
const codes = (mode: SerialsChange['mode'], ...texts: readonly string[]) =>
  world.refused(() => number(mode, ...texts));
const assigned = async () => (await world.document(documentId))?.lines[0]?.assigned.map(({ key }) => key);
const expectedUnits = () =>
  world
    .truth()
    .flatMap(({ type, status, key }) => (type === 'unit' && status === 'expected' ? [String(key)] : []));

describe('numbers of a line', () => {
  it('are added as expected units', async () => {
    expect(await number('add', 'a3')).toMatchObject({ status: 'open' });
    expect(await assigned()).toEqual(['A1', 'A2', 'A3']);
    expect(expectedUnits()).toEqual(['A1', 'A2', 'A3']);
  });

  it('are replaced: what stays is untouched, what goes disappears, what comes is expected', async () => {
    const before = await world.unit('A2');
    await number('replace', 'A2', 'B1');
    expect(await assigned()).toEqual(['A2', 'B1']);
    expect(expectedUnits()).toEqual(['A2', 'B1']);
    expect(await world.unit('A2')).toEqual(before);
  });

  it('are removed, and the order is a draft again with the last of them', async () => {
    expect(await number('remove', 'a1')).toMatchObject({ status: 'open' });
    expect(await number('remove', 'A2')).toMatchObject({ status: 'draft' });
    expect(expectedUnits()).toEqual([]);
  });

  it('are each a movement of the ledger, without quantity', async () => {
    const { movementIds } = await number('replace', 'B1');
    const movements = await world.store.movements.readMany('acme', movementIds);
    expect(
      movements.map(({ kind, quantity, units }) => [kind, quantity, units.map(({ serial }) => serial)]),
    ).toEqual([
      ['remove', 0, ['A1', 'A2']],
      ['assign', 0, ['B1']],
    ]);
    expect(await world.balance()).toBeUndefined();
  });

  it('may be handed in as a pasted text or a range', async () => {
    const change = { documentId, line: 1, mode: 'replace' } as const;
    await world.number({ ...change, serials: { form: 'text', text: 'X,1\n\nX 2\tX/3\r\n' } });
    expect(await assigned()).toEqual(['X,1', 'X 2', 'X/3']);
    await world.number({ ...change, serials: { form: 'range', range: { first: 'N08', last: 'N11' } } });
    expect(await assigned()).toEqual(['N08', 'N09', 'N10', 'N11']);
  });
});

describe('what is refused', () => {
  it('is more numbers than the line has room for', async () => {
    expect(await codes('add', 'B1', 'B2', 'B3')).toEqual(['serials-exceed-quantity']);
    expect(await codes('replace', 'B1', 'B2', 'B3', 'B4', 'B5')).toEqual(['serials-exceed-quantity']);
  });

  it('is a number twice, on this line or another of the item', async () => {
    expect(await codes('add', 'B1', 'b1')).toEqual(['serial-duplicate']);
    expect(await codes('add', 'a1')).toEqual(['serial-duplicate']);
  });

  it('is a number that exists, with the document that has it', async () => {
    await world.receive(['B1'], { number: 'R-1' });
    expect(await violations(number('add', 'b1'))).toMatchObject([
      { code: 'serial-exists', pointer: '/serials/0', status: 'in-stock', documentNumber: 'R-1' },
    ]);
    const other = await world.order([], { quantity: 1 });
    const steal = { documentId: other.documentId, line: 1, mode: 'add', serials: list('A1') } as const;
    expect(await violations(world.number(steal))).toMatchObject([
      { code: 'serial-exists', status: 'expected', documentNumber: 'PO-1' },
    ]);
  });

  it('is to remove what the line has not', async () => {
    expect(await codes('remove', 'A1', 'B1')).toEqual(['serial-not-assigned']);
  });

  it('are all faults of an input at once, each with its place', async () => {
    const found = await violations(number('add', 'B1', '', 'ö', 'N/A', 'B1'));
    expect(found.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
      expect.arrayContaining([
        '/serials/1 serial-empty',
        '/serials/2 serial-characters',
        '/serials/3 serial-placeholder',
        '/serials/4 serial-duplicate',
      ]),
    );
    expect(await assigned()).toEqual(['A1', 'A2']);
  });

  it('is to change a line that is posted or does not exist, or a document that is', async () => {
    await world.post({ documentId, lines: [{ line: 1, quantity: 2, serials: list('A1', 'A2') }] });
    expect(await codes('remove', 'A1')).toEqual(['serial-not-assigned']);
    expect(
      await world.refused(() => world.number({ documentId, line: 2, mode: 'add', serials: list('B1') })),
    ).toEqual(['not-found']);
    expect(await codes('add', 'B1', 'B2', 'B3')).toEqual(['serials-exceed-quantity']);
    await number('add', 'B1', 'B2');
    await world.post({ documentId });
    expect(await codes('add', 'B3')).toEqual(['serials-exceed-quantity']);
    expect(await codes('remove', 'B1')).toEqual(['line-posted']);
  });
});

describe('numbers for a row of which a part is posted without', () => {
  const LOOSE = { creditor: 'optional', internal: 'optional', debtor: 'optional' } as const;
  const LAMP: ItemInput = {
    itemId: 'lamp',
    name: 'Lamp',
    kind: 'stocked',
    tracking: 'serial',
    serialPolicy: LOOSE,
  };
  let lamps: World;
  let orderId: string;
  beforeEach(async () => {
    lamps = await aWorld({ items: [LAMP] });
    ({ documentId: orderId } = await lamps.order([], { itemId: 'lamp', quantity: 4 }));
    await lamps.post({ documentId: orderId, lines: [{ line: 1, quantity: 2 }] });
  });
  const add = (...texts: readonly string[]) =>
    lamps.number({ documentId: orderId, line: 1, mode: 'add', serials: list(...texts) });
  const row = async () => (await lamps.document(orderId))?.lines[0];
  const statusOf = async (key: string) => (await lamps.unit(key, 'lamp'))?.status;
  const statuses = () => Promise.all(['L1', 'L2', 'L3', 'L4'].map(statusOf));

  it.each([[[['L1', 'L2', 'L3', 'L4']]], [[['L1', 'L2'], ['L3'], ['L4']]], [[['L1'], ['L2', 'L3', 'L4']]]])(
    'are taken until it holds as many as its quantity, in one request as in several: %j',
    async (requests) => {
      for (const texts of requests) await add(...texts);
      expect(await statuses()).toEqual(['expected', 'expected', 'in-stock', 'in-stock']);
      expect(await row()).toMatchObject({ assigned: [{ key: 'L1' }, { key: 'L2' }], postedSerials: 2 });
      expect(await lamps.balance('lamp')).toMatchObject({ serials: 2 });
    },
  );

  it('are refused beyond that, told with how many there are', async () => {
    expect(await violations(add('L1', 'L2', 'L3', 'L4', 'L5'))).toMatchObject([
      { code: 'serials-exceed-quantity', expected: 4, actual: 5 },
    ]);
    expect(await lamps.refused(() => add('L1', 'L2', 'L3', 'L4', 'L5'))).toHaveLength(1);
  });

  it('are none that the row has posted', async () => {
    await lamps.post({ documentId: orderId, lines: [{ line: 1, quantity: 1, serials: list('L1') }] });
    expect(await lamps.refused(() => add('L1', 'L2', 'L3'))).toContain('serial-duplicate');
  });
});

it('a number that came meanwhile by a receipt just leaves the line, and its unit stays', async () => {
  await world.receive(['A1']);
  await number('remove', 'A1');
  expect(await assigned()).toEqual(['A2']);
  expect(await world.unit('A1')).toMatchObject({ status: 'in-stock' });
});
