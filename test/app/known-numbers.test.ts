import { beforeEach, describe, expect, it } from 'vitest';
import { announce } from '../../functions/app/asns/announce.ts';
import type { NewDocument } from '../../functions/app/documents/create.ts';
import { type ItemInput, saveItem } from '../../functions/app/registry/save-item.ts';
import { addServiceEvent } from '../../functions/app/units/service-events.ts';
import type { SentLine } from '../../functions/domain/asn/read-list.ts';
import { aWorld, CALLER, list, violations, type World } from './world.ts';

/** Patterns and placeholders are set when numbers that break them are known already. */

const { tenant } = CALLER;
const PHONE: ItemInput = {
  itemId: 'phone',
  name: 'Phone',
  kind: 'stocked',
  tracking: 'serial',
  serialType: 'fully-tracked',
};
/** Radios may be received without numbers. */
const RADIO: ItemInput = { ...PHONE, itemId: 'radio', serialType: undefined };

let world: World;
beforeEach(async () => {
  world = await aWorld({ items: [PHONE, RADIO] });
});

const setRules = async () => {
  for (const input of [PHONE, RADIO]) {
    const { parts } = await saveItem(world.deps, CALLER, {
      input: { ...input, pattern: '996##' },
      ifMatch: undefined,
    });
    await world.store.unitOfWork.write(parts);
  }
  const settings = await world.store.settings.read(tenant);
  const placeholders = [...settings.placeholders, 'see note', '00001'];
  await world.store.unitOfWork.write([
    world.store.settings.save(tenant, { ...settings, placeholders, version: settings.version + 1 }),
  ]);
};

const documentOf = (
  kind: NewDocument['kind'],
  texts: readonly string[],
  more: Partial<NewDocument> = {},
): NewDocument => ({
  kind,
  locationId: 'main',
  post: true,
  lines: [{ itemId: 'phone', quantity: texts.length, serials: list(...texts) }],
  ...more,
});
const told = async (act: Promise<unknown>): Promise<string[]> =>
  (await violations(act)).map(({ pointer, position, serial, code }) =>
    [pointer, position, serial, code].join(' '),
  );

const JANE = { partnerId: 'jane' };
const MAKER = { partnerId: 'maker' };
const OLD = ['old-1', 'See  note', '00001'];

describe('what is known', () => {
  it.each<readonly [NewDocument['kind'], Partial<NewDocument>]>([
    ['customer-invoice', JANE],
    ['sales-order', { ...JANE, post: false }],
    ['transfer', { toLocationId: 'shop' }],
    ['transfer', { toLocationId: 'shop', dispatch: true }],
    ['write-off', { reason: 'broken' }],
    ['supplier-return', MAKER],
  ])('goes into a %s however it is written', async (kind, more) => {
    await world.receive(OLD);
    await setRules();
    expect(await world.refused(() => world.create(documentOf(kind, OLD, more)))).toEqual([]);
  });

  it('is found in a range that begins and ends with what is none by now', async () => {
    await world.receive(['00001', '00002', '00003']);
    await setRules();
    const range = { form: 'range', range: { first: '00001', last: '00003' } } as const;
    const lines = [{ itemId: 'phone', quantity: 3, serials: range }];
    expect(await world.create(documentOf('customer-invoice', [], { ...JANE, lines }))).toMatchObject({
      status: 'posted',
    });
  });

  it('comes back when it was sold, or written off', async () => {
    await world.receive(OLD);
    await world.sell(['old-1']);
    await world.create(documentOf('write-off', ['see note'], { reason: 'lost' }));
    await setRules();
    await world.create(documentOf('customer-return', ['OLD-1'], JANE));
    const direction = 'in' as const;
    const lines = [{ itemId: 'phone', quantity: 1, serials: list('see note'), direction }];
    await world.create(documentOf('adjustment', [], { reason: 'found', lines }));
    expect((await world.unit('OLD-1'))?.status).toBe('in-stock');
    expect((await world.unit('SEE NOTE'))?.status).toBe('in-stock');
  });

  it('is what its order expects: put on anew, received and taken off', async () => {
    const { documentId } = await world.order(OLD);
    await setRules();
    const row = { documentId, line: 1 };
    await world.number({ ...row, mode: 'replace', serials: list('see note', '00001', '99601') });
    await world.number({ ...row, mode: 'remove', serials: list('00001', '99601') });
    const lines = [{ line: 1, quantity: 1, serials: list('SEE NOTE') }];
    await world.post({ documentId, lines });
    expect(await world.unit('SEE NOTE')).toMatchObject({ status: 'in-stock' });
    expect(await world.unit('00001')).toBeUndefined();
  });

  it('is taken off a row that claims no unit, too', async () => {
    const { documentId } = await world.create(documentOf('product-receipt', OLD, { ...MAKER, post: false }));
    await setRules();
    await world.number({ documentId, line: 1, mode: 'remove', serials: list(...OLD) });
    expect((await world.document(documentId))?.lines[0]?.assigned).toEqual([]);
  });

  it('is meant by the number under which it stood on a row before it was renamed', async () => {
    await world.receive(['old-1']);
    const transfer = documentOf('transfer', ['old-1'], { toLocationId: 'shop', post: false });
    const [{ documentId }, other] = [await world.create(transfer), await world.create(transfer)];
    await setRules();
    const id = (await world.unit('OLD-1'))?.id ?? '';
    await world.rename({ itemId: 'phone', id, serial: '99601', reason: 'wrong label' });
    const row = { documentId: other.documentId, line: 1 };
    expect(await world.number({ ...row, mode: 'replace', serials: list('old-1') })).toBeDefined();
    await world.post({ documentId, lines: [{ line: 1, quantity: 1, serials: list('old-1') }] });
    expect(await world.unit('99601')).toMatchObject({ locationId: 'shop' });
  });

  it('is what took the place of a unit', async () => {
    await world.receive(OLD);
    await setRules();
    const id = (await world.unit('OLD-1'))?.id ?? '';
    const { service } = await addServiceEvent(world.deps, CALLER, {
      itemId: 'phone',
      id,
      kind: 'replacement',
      description: 'dead',
      underWarranty: false,
      replacedBy: { itemId: 'phone', serial: 'See  note' },
    });
    expect(service.event.replacedBy).toMatchObject({ serial: 'See note' });
  });

  it('is judged by what it is, with its place, beside what is new', async () => {
    await world.receive(['old-1', 'old-2', '99601', 'b1', 'b2', 'b3', 'b4', 'b5']);
    await world.sell(['old-2', '99601']);
    await setRules();
    const sale = documentOf('customer-invoice', ['old-1', 'old-2', 'new-1', 'n/a', '99601', 'new-1'], JANE);
    expect(new Set(await told(world.create(sale)))).toEqual(
      new Set([
        '/lines/0/serials/1 2 old-2 serial-not-in-stock',
        '/lines/0/serials/2 3 new-1 serial-pattern',
        '/lines/0/serials/3 4 n/a serial-placeholder',
        '/lines/0/serials/4 5 99601 serial-not-in-stock',
        '/lines/0/serials/5 6 new-1 serial-pattern',
      ]),
    );
    const twice = documentOf('customer-invoice', ['old-1', 'OLD-1'], JANE);
    expect(await told(world.create(twice))).toEqual(['/lines/0/serials/1 2 OLD-1 serial-duplicate']);
  });

  it('costs no more readings than a number that fits', async () => {
    await world.receive(['old-1', '99601']);
    await setRules();
    const keysRead = async (serial: string): Promise<number> => {
      let count = 0;
      const { readMany } = world.store.units;
      const units = {
        ...world.store.units,
        readMany: (of: string, names: Parameters<typeof readMany>[1]) => {
          count += names.length;
          return readMany(of, names);
        },
      };
      const store = { ...world.store, units };
      const { createDocument } = await import('../../functions/app/documents/create.ts');
      await createDocument({ ...world.deps, store }, CALLER, documentOf('customer-invoice', [serial], JANE));
      return count;
    };
    expect(await keysRead('old-1')).toBe(await keysRead('99601'));
  });
});

describe('what is not known', () => {
  beforeEach(setRules);
  const serials = list('new-1', 'see note', '99601');
  const lines = [{ itemId: 'phone', quantity: 3, serials }];

  it.each<readonly [NewDocument['kind'], Partial<NewDocument>]>([
    ['product-receipt', MAKER],
    ['purchase-order', { ...MAKER, post: false }],
  ])('has to fit in a %s', async (kind, more) => {
    expect(await told(world.create(documentOf(kind, [], { ...more, lines })))).toEqual([
      '/lines/0/serials/0 1 new-1 serial-pattern',
      '/lines/0/serials/1 2 see note serial-placeholder',
    ]);
  });

  it('has to fit where it is sold at first sight', async () => {
    await world.receive([], { itemId: 'radio', quantity: 3 });
    const sale = documentOf('customer-invoice', [], {
      ...JANE,
      lines: [{ ...lines[0], itemId: 'radio', quantity: 3, serials }],
    });
    expect(await told(world.create(sale))).toEqual([
      '/lines/0/serials/0 1 new-1 serial-pattern',
      '/lines/0/serials/1 2 see note serial-placeholder',
    ]);
  });

  it('has to fit where a row is numbered, received by what is asked, or captured', async () => {
    const { documentId } = await world.order([], { itemId: 'radio', quantity: 3 });
    const row = { documentId, line: 1 };
    expect(await told(world.number({ ...row, mode: 'add', serials }))).toEqual([
      '/serials/0 1 new-1 serial-pattern',
      '/serials/1 2 see note serial-placeholder',
    ]);
    expect(await told(world.post({ documentId, lines: [{ line: 1, quantity: 3, serials }] }))).toEqual([
      '/lines/0/serials/0 1 new-1 serial-pattern',
      '/lines/0/serials/1 2 see note serial-placeholder',
    ]);
    await world.post({ documentId });
    expect(await told(world.number({ ...row, mode: 'add', serials }))).toEqual([
      '/serials/0 1 new-1 serial-pattern',
      '/serials/1 2 see note serial-placeholder',
    ]);
  });

  it('has to fit where it is linked', async () => {
    await world.receive([], { itemId: 'radio', quantity: 2 });
    expect(await world.refused(() => world.link('radio', 'main', ['new-1', 'see note']))).toEqual([
      'serial-pattern',
      'serial-placeholder',
    ]);
  });
});

it('a number whose only posting was taken back is new again', async () => {
  const { documentId } = await world.receive(['old-1']);
  await world.void({ documentId, reason: 'a slip' });
  await setRules();
  expect(await world.refused(() => world.receive(['old-1']))).toEqual(['serial-pattern']);
});

it('a unit is linked once, however its number is written', async () => {
  await world.receive(['old-1'], { itemId: 'radio' });
  await world.receive([], { itemId: 'radio', quantity: 2 });
  await setRules();
  expect(await world.refused(() => world.link('radio', 'main', ['old-1', 'n/a']))).toEqual([
    'serial-placeholder',
    'serial-exists',
  ]);
});

it('a unit is renamed to what is new and fits, or to its own number in other letters', async () => {
  await world.receive(['old-1', 'old-2']);
  await setRules();
  const unit = { itemId: 'phone', id: (await world.unit('OLD-1'))?.id ?? '', reason: 'wrong label' };
  const rename = (serial: string) => world.rename({ ...unit, serial });
  expect(await violations(rename('new-1'))).toEqual([
    {
      pointer: '/serial',
      serial: 'new-1',
      code: 'serial-pattern',
      detail: '"new-1" does not fit the pattern "996##".',
    },
  ]);
  expect(await world.refused(() => rename(' N/A'))).toEqual(['serial-placeholder']);
  expect(await world.refused(() => rename('old-2'))).toEqual(['serial-exists']);
  expect(await rename('Old-1')).toMatchObject({ serial: 'Old-1' });
  expect(await rename('99601')).toMatchObject({ serial: '99601' });
});

it('an advance list names what its order expects however it is written, and what is new as it has to be', async () => {
  const { documentId } = await world.order(['old-1', 'see note'], { quantity: 4 });
  await world.receive(['old-2']);
  await world.receive(['see note'], { itemId: 'radio' });
  const send = (...lines: SentLine[]) =>
    world.run(async (given) => {
      const asked = { asnNumber: 'L-1', orderId: documentId, lines };
      const { parts, postingId } = await announce(given, CALLER, asked);
      return { parts, postingId, answer: {} };
    });
  await setRules();
  await send({ itemId: 'phone', serials: ['old-1', 'See note', '99601'] });
  const id = (await world.unit('SEE NOTE'))?.id ?? '';
  await world.rename({ itemId: 'phone', id, serial: '99602', reason: 'wrong label' });
  // Told as before, it is the unit that was announced.
  await send({ itemId: 'phone', serials: ['old-1', 'See note', '99603'] });
  expect(await told(send({ itemId: 'phone', serials: ['old-1', 'new-1', 'n/a', 'old-2'] }))).toEqual([
    '/lines/0/serials/1 2 new-1 serial-pattern',
    '/lines/0/serials/2 3 n/a serial-placeholder',
    '/lines/0/serials/3 4 old-2 serial-exists',
  ]);
  // Of items that are not on the order, nobody is told what is known.
  expect(await told(send({ itemId: 'radio', serials: ['see note'] }))).toContain(
    '/lines/0/serials/0 1 see note serial-placeholder',
  );
});
