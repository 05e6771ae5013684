import { describe, expect, it } from 'vitest';
import { beginRebuild, REBUILD_INDEX } from '../../functions/app/jobs/rebuild.ts';
import { newJob, workOn } from '../../functions/app/jobs/work.ts';
import { sweepPostings } from '../../functions/app/posting/sweep.ts';
import type { RecordAttributes } from '../../functions/app/write-part.ts';
import { diagnose } from '../../functions/data/doctor/doctor.ts';
import { REBUILD_BEGINS, rebuildStep } from '../../functions/data/index-rebuild.ts';
import type { StoredRecord } from '../../functions/data/table.ts';
import { aRandomLife } from '../app/random-life.ts';
import { aWorld, list, type World } from '../app/world.ts';
import { fakeTable } from '../support/fake-table.ts';

const looked = async ({ table, deps }: World, tenant = 'acme') => {
  const clock = { now: deps.clock.now, sleep: async () => undefined };
  return diagnose({ table, clock, pauses: [1, 1] }, tenant);
};
const found = async (world: World) => (await looked(world)).findings;

const write = (world: World, ...records: readonly StoredRecord[]) =>
  world.table.writeMany({
    puts: records.map(({ pk, sk, ...attributes }) => ({
      key: { pk, sk },
      attributes: attributes as RecordAttributes,
    })),
    deletes: [],
  });

type Pick = (record: StoredRecord) => boolean;
const the = (world: World, pick: Pick): StoredRecord => {
  const record = world.table.snapshot().find(pick);
  if (record === undefined) throw new Error(`there is no such record: ${pick}`);
  return record;
};
const spoil = (world: World, pick: Pick, change: (record: StoredRecord) => object) => {
  const record = the(world, pick);
  return write(world, { ...record, ...change(record) });
};
const drop = (world: World, ...picks: readonly Pick[]) =>
  world.table.writeMany({
    puts: [],
    deletes: picks.map((pick) => {
      const { pk, sk } = the(world, pick);
      return { pk, sk };
    }),
  });

const unit =
  (key: string): Pick =>
  (record) =>
    record.type === 'unit' && record.key === key;
const movement =
  (kind: string): Pick =>
  (record) =>
    record.type === 'movement' && record.kind === kind;
const document =
  (number: string): Pick =>
  (record) =>
    record.type === 'document' && record.number === number;
const ofDocument = (world: World, number: string, type: string): Pick => {
  const { pk } = the(world, document(number));
  return (record) => record.pk === pk && record.type === type;
};
const typed =
  (type: string): Pick =>
  (record) =>
    record.type === type;

/** A company with some of everything that the doctor looks at, and nothing wrong with it. */
const aCompany = async (): Promise<World> => {
  const world = await aWorld({ limits: { actions: 10 } });
  const { store } = world;
  await world.receive(['A1', 'A2', 'A3', 'A4', 'A5'], { number: 'RC-1' });
  await world.receive(
    Array.from({ length: 120 }, (_, n) => `L${n}`),
    { number: 'RC-2' },
    { scope: 'x', bodyHash: 'y' },
  );
  await world.sell(['A1'], { number: 'INV-1' });
  const sold = await world.sell(['A2'], { number: 'INV-2' });
  await world.void({ documentId: sold.documentId, reason: 'mistaken' });
  await world.order(['E1'], { number: 'PO-1' });
  await world.create({
    kind: 'sales-order',
    number: 'SO-1',
    post: false,
    partnerId: 'jane',
    locationId: 'main',
    lines: [{ itemId: 'phone', quantity: 1, serials: list('A3') }],
  });
  await world.receive([], { itemId: 'radio', quantity: 1 });
  await world.sell(['R9'], { itemId: 'radio' });
  await world.receive(['P1'], { itemId: 'watch' });
  await world.create({
    kind: 'works-order',
    locationId: 'main',
    post: true,
    lines: [
      { itemId: 'phone', quantity: 1, role: 'produce', serials: list('W1') },
      { itemId: 'watch', quantity: 1, role: 'consume', serials: list('P1') },
    ],
  });
  const { id = '' } = (await world.unit('A4')) ?? {};
  await world.rename({ itemId: 'phone', id, serial: 'B4', reason: 'misread' });
  const five = (await world.unit('A5'))?.id ?? '';
  for (let n = 0; n < 6; n += 1) {
    await world.hold({ itemId: 'phone', id: five, reason: `${n}` });
    await world.release({ itemId: 'phone', id: five });
  }
  await world.hold({ itemId: 'phone', id: five, reason: 'scratched' });
  const at = '2026-03-01T00:00:00.000Z';
  const job = { tenant: 'acme', kind: 'x', checkpoint: {}, createdBy: 'ann' };
  const one = (await world.unit('A2'))!;
  const recall = { recallId: 'r1', name: 'cracked', criteria: { itemId: 'phone' } };
  const asn = { asnNumber: 'S1', partnerId: 'maker' };
  const { parts, chunks } = store.asns.saveEntries(
    'acme',
    { ...asn, revision: 1 },
    { head: { orderId: 'D', lines: [] }, entries: [{ line: 0, itemId: 'phone', text: 'Z1', key: 'Z1' }] },
  );
  const item = (await store.items.read('acme', 'phone'))!;
  await store.unitOfWork.write([
    store.gtins.claim('acme', '09506000134352', 'phone'),
    store.models.save('acme', { modelId: 'm1', brand: 'Audi', model: 'A6', version: 1 }),
    store.modelItems.claim('acme', 'm1', 'phone'),
    store.items.save('acme', {
      ...item,
      gtin: '09506000134352',
      entity: { modelId: 'm1', create: false, createOnSave: false, createOnStockUpdate: false },
      version: item.version + 1,
    }),
    ...store.jobs.begin({ ...newJob(world.deps, job), jobId: 'j1' }),
    store.recalls.save('acme', {
      ...recall,
      status: 'open',
      createdAt: at,
      createdBy: 'ann',
      jobId: 'j1',
      version: 1,
    }),
    store.recalls.saveOpen('acme', { recalls: [recall], version: 1 }),
    store.recalls.putUnit('acme', { recallId: 'r1', itemId: 'phone', key: 'A2', serial: 'A2', id: one.id }),
    ...parts,
    store.asns.saveCarton('acme', { ...asn, sscc: '006141411234567890', version: 1 }, undefined),
    store.asns.save('acme', {
      ...asn,
      orderId: 'D',
      status: 'open',
      lines: [],
      revisions: [{ revision: 1, at, by: 'x', serials: 1, chunks }],
      received: 0,
      left: 0,
      movementIds: [],
      createdAt: at,
      createdBy: 'x',
      version: 1,
    }),
  ]);
  const individual = the(world, unit('A2'));
  await write(world, { ...individual, entity: { modelId: 'm1', projectNumber: 'PRJ-1', entityId: 'e-1' } });
  await store.unitOfWork.write([
    store.entityNames.claim('acme', { of: 'entity', name: 'e-1' }, { itemId: 'phone', id: one.id }),
    store.entityNames.claim('acme', { of: 'project-number', name: 'PRJ-1' }, { itemId: 'phone', id: one.id }),
  ]);
  await world.settle();
  return world;
};

const company = await aCompany();
const whole = company.table.snapshot();
/** The same company for each test, at the same time. */
const again = async (): Promise<World> =>
  aWorld({ idsFrom: 90_000, limits: { actions: 10 } }, fakeTable(whole));

const anAbortedHead = (status: 'pending' | 'aborted', postingId = '01BROKEN'): StoredRecord => ({
  pk: `acme#posting#${postingId}`,
  sk: 'head',
  type: 'posting',
  v: 1,
  postingId,
  status,
  drawn: [],
  at: 1,
  leaseUntil: 1,
  version: 1,
});

const movedAway: (record: StoredRecord) => object = ({ movementIds }) => ({
  movementIds: [...(movementIds as string[]), '0000000000000000000000ZZZZ.1'],
});

type Damage = (world: World) => Promise<unknown>;
/** What is done to the company, what is found, and words that it is told with. */
const DAMAGES: readonly (readonly [what: string, damage: Damage, invariant: string, told: RegExp])[] = [
  [
    'a quantity',
    (w) =>
      spoil(
        w,
        (r) => r.type === 'balance' && r.itemId === 'phone',
        () => ({ quantity: 5 }),
      ),
    'balance-differs',
    /phone at main: quantity is 5/,
  ],
  [
    'a quantity without its numbers',
    (w) =>
      spoil(
        w,
        (r) => r.type === 'balance' && r.itemId === 'phone',
        () => ({ quantity: 5 }),
      ),
    'not-fully-tracked',
    /quantity is 5/,
  ],
  [
    'what is under way',
    (w) =>
      spoil(
        w,
        (r) => r.type === 'balance' && r.itemId === 'radio',
        () => ({ inTransit: 5 }),
      ),
    'balance-differs',
    /inTransit is 5/,
  ],
  [
    'a count of numbers',
    (w) =>
      spoil(
        w,
        (r) => r.type === 'balance' && r.itemId === 'phone',
        () => ({ serials: 3 }),
      ),
    'serials-differ',
    /serials is 3/,
  ],
  [
    'a guard',
    (w) =>
      spoil(
        w,
        (r) => r.type === 'guard' && r.itemId === 'phone',
        () => ({ openRows: 9 }),
      ),
    'guard-differs',
    /openRows is 9/,
  ],
  [
    'a status',
    (w) => spoil(w, unit('A2'), () => ({ status: 'sold' })),
    'unit-differs',
    /"A2".* status is sold.* in-stock/,
  ],
  [
    'a place',
    (w) => spoil(w, unit('A2'), () => ({ locationId: 'shop' })),
    'unit-differs',
    /place is shop.* main/,
  ],
  ['a hold', (w) => spoil(w, unit('A5'), () => ({ heldBy: undefined })), 'unit-differs', /not held/],
  ['a version', (w) => spoil(w, unit('A5'), () => ({ version: 1 })), 'unit-version', /at version 1/],
  ['a movement of a unit', (w) => spoil(w, unit('A2'), movedAway), 'unit-movement-missing', /ZZZZ\.1/],
  [
    'a ledger entry',
    (w) => drop(w, (r) => movement('sell')(r) && (r.units as { key: string }[])[0]?.key === 'A1'),
    'unit-movement-missing',
    /"A1"/,
  ],
  ['a life file', (w) => drop(w, typed('life')), 'unit-life-missing', /"A5".*older movements/],
  ['a unit', (w) => drop(w, unit('A1')), 'unit-missing', /"A1".*no record/],
  [
    'where a unit lies',
    (w) => spoil(w, unit('A2'), () => ({ pk: 'acme#unit#phone#A0' })),
    'unit-misplaced',
    /another number/,
  ],
  [
    'a row that reserved',
    (w) =>
      drop(w, ofDocument(w, 'SO-1', 'document-serials')).then(() =>
        spoil(w, document('SO-1'), () => ({ serialChunks: [] })),
      ),
    'reservation-dangling',
    /"A3".*reserved/,
  ],
  [
    'a reservation',
    (w) => spoil(w, unit('A3'), () => ({ reservedBy: undefined })),
    'row-unmet',
    /"A3" as reserved/,
  ],
  [
    'a row that expected',
    (w) =>
      drop(w, ofDocument(w, 'PO-1', 'document-serials')).then(() =>
        spoil(w, document('PO-1'), () => ({ serialChunks: [] })),
      ),
    'row-dangling',
    /"E1".*expected/,
  ],
  ['an expected unit', (w) => drop(w, unit('E1')), 'row-unmet', /"E1" as expected/],
  [
    'what a row counts',
    (w) =>
      spoil(w, ofDocument(w, 'INV-1', 'document-lines'), ({ lines }) => ({
        lines: (lines as object[]).map((line) => ({ ...line, postedSerials: 7 })),
      })),
    'document-counts',
    /7 numbers posted/,
  ],
  [
    "a document's status",
    (w) => spoil(w, document('INV-1'), () => ({ status: 'draft' })),
    'document-status',
    /is draft, by its rows posted/,
  ],
  [
    "a document's movements",
    (w) => spoil(w, document('INV-1'), () => ({ movementIds: ['0000000000000000000000ZZZZ.1'] })),
    'document-movement-missing',
    /ZZZZ\.1/,
  ],
  [
    "the list of a document's movements",
    (w) => spoil(w, document('INV-1'), () => ({ movementIds: [] })),
    'movement-unlisted',
    /does not list it/,
  ],
  ['a document', (w) => drop(w, document('INV-1')), 'claim-dangling', /does not exist|no document/],
  [
    "a document's number",
    (w) => drop(w, (r) => r.type === 'document-number' && r.number === 'INV-1'),
    'number-missing',
    /"INV-1"/,
  ],
  [
    'a void',
    (w) => spoil(w, movement('void'), () => ({ voids: the(w, movement('receive')).movementId })),
    'void-one-sided',
    /do not name one another/,
  ],
  [
    'units of a large movement',
    (w) => drop(w, typed('movement-units')),
    'movement-units-missing',
    /of 120 units/,
  ],
  [
    'an alias',
    (w) => drop(w, (r) => r.type === 'alias' && r.sk.startsWith('alias')),
    'alias-broken',
    /does not lead to it/,
  ],
  ['who an alias leads to', (w) => drop(w, unit('B4')), 'alias-broken', /not there/],
  ['a GTIN', (w) => drop(w, typed('gtin')), 'claim-missing', /GTIN 09506000134352/],
  [
    'whose a GTIN is',
    (w) => spoil(w, typed('gtin'), () => ({ itemId: 'bolt' })),
    'claim-dangling',
    /GTIN.*bolt/,
  ],
  ['a model', (w) => drop(w, typed('model-item')), 'claim-missing', /model m1/],
  [
    'whose a model is',
    (w) => spoil(w, typed('model-item'), () => ({ itemId: 'bolt' })),
    'claim-dangling',
    /model m1.*bolt/,
  ],
  [
    "an entity's name",
    (w) => drop(w, (r) => r.type === 'entity-name' && r.sk === 'entity'),
    'claim-missing',
    /entity's name/,
  ],
  [
    'a project number',
    (w) => drop(w, (r) => r.type === 'entity-name' && r.sk === 'project-number'),
    'claim-missing',
    /project-number/,
  ],
  [
    "whose an entity's name is",
    (w) => spoil(w, unit('A2'), () => ({ entity: { modelId: 'm1' } })),
    'claim-dangling',
    /does not have it/,
  ],
  [
    'what a product remembers',
    (w) => drop(w, typed('join')),
    'join-missing',
    /does not remember|not remembered/,
  ],
  [
    'a product with parts',
    (w) => spoil(w, unit('W1'), () => ({ voided: true })),
    'parent-dangling',
    /taken back/,
  ],
  [
    'an exception',
    (w) => spoil(w, unit('A2'), () => ({ exceptionId: 'none' })),
    'exception-missing',
    /no exception none/,
  ],
  [
    'a job',
    (w) => spoil(w, typed('job'), () => ({ createdAt: '2026-01-01T00:00:00Z' })),
    'job-stuck',
    /should have gone on/,
  ],
  ["a job's place", (w) => drop(w, typed('waiting-job')), 'job-unplaced', /not among those/],
  [
    'a job that has ended',
    (w) => spoil(w, typed('job'), () => ({ status: 'completed' })),
    'job-left',
    /still among/,
  ],
  ['a place without its job', (w) => drop(w, typed('job')), 'job-left', /does not exist/],
  [
    'open recalls',
    (w) => spoil(w, typed('open-recalls'), () => ({ recalls: [] })),
    'recall-list',
    /open, and not among/,
  ],
  [
    'counts of a recall',
    (w) =>
      spoil(w, typed('recall'), () => ({
        closed: {
          at: 'x',
          by: 'x',
          summary: { counts: { total: 2, byStatus: { sold: 1 }, inStock: 0, held: 0 }, customers: [] },
        },
      })),
    'recall-counts',
    /do not add up/,
  ],
  [
    'a unit of a recall',
    (w) => spoil(w, typed('recall-unit'), () => ({ key: 'NONE', id: 'NONE.r4nd0m00' })),
    'recall-unit-missing',
    /no such unit/,
  ],
  ["a carton's list", (w) => drop(w, typed('asn')), 'claim-dangling', /carton/],
  ['numbers of a list', (w) => drop(w, typed('asn-entries')), 'list-incomplete', /S1/],
  [
    'an entry',
    (w) => drop(w, (r) => r.pk.includes('#list#units#phone#')),
    'index-missing',
    /list#units#phone/,
  ],
  [
    'an entry of the search',
    (w) =>
      spoil(
        w,
        (r) => r.pk.includes('#search#'),
        () => ({ folded: 'X' }),
      ),
    'index-missing',
    /search/,
  ],
  ['an end in a list', (w) => drop(w, (r) => r.pk.includes('#list#due#')), 'index-missing', /list#due/],
  [
    'an entry too many',
    (w) => write(w, { pk: 'acme#list#documents#0', sk: 'none', type: 'entry', v: 1, ref: ['none'] }),
    'index-stale',
    /stands for nothing/,
  ],
  ['the tenant among tenants', (w) => drop(w, typed('tenant')), 'tenant-unlisted', /days are checked/],
  [
    'a marker',
    (w) =>
      spoil(w, unit('A2'), () => ({ marker: { posting: '01BROKEN' } })).then(() =>
        write(w, anAbortedHead('aborted')),
      ),
    'marker-stale',
    /01BROKEN, which is aborted/,
  ],
  [
    'a marker without its posting',
    (w) => spoil(w, unit('A2'), () => ({ marker: { posting: '01BROKEN' } })),
    'marker-stale',
    /does not exist/,
  ],
  ['a posting', (w) => write(w, anAbortedHead('pending')), 'posting-stuck', /pending, its lease over/],
  [
    'what is under way',
    (w) =>
      write(w, {
        pk: '*#under-way#0',
        sk: 'acme#01NONE',
        type: 'under-way',
        v: 1,
        tenant: 'acme',
        postingId: '01NONE',
      }),
    'posting-left',
    /does not exist/,
  ],
  [
    'an idempotency record',
    (w) => spoil(w, typed('idempotency'), () => ({ answer: undefined, postingId: '01NONE' })),
    'idempotency-stuck',
    /01NONE, which does not exist/,
  ],
  ['a shape', (w) => spoil(w, typed('settings'), () => ({ timeZone: 7 })), 'unreadable', /timeZone/],
  [
    'a type',
    (w) => write(w, { pk: 'acme#unheard', sk: 'x', type: 'unheard', v: 1 }),
    'unreadable',
    /none of ours/,
  ],
  [
    'the shape of a marker',
    (w) => spoil(w, unit('A2'), () => ({ marker: { posting: 5 } })),
    'unreadable',
    /its marker/,
  ],
  [
    'the head of a posting that has marked a unit',
    (w) =>
      spoil(w, unit('A2'), () => ({ marker: { posting: '01BROKEN' } })).then(() =>
        write(w, { ...anAbortedHead('aborted'), status: 'odd' }),
      ),
    'unreadable',
    /status/,
  ],
  [
    'what leads to a posting under way, and says of nobody',
    (w) => write(w, { pk: '*#under-way#0', sk: 'acme#bad', type: 'under-way', v: 1, postingId: 'x' }),
    'unreadable',
    /tenant/,
  ],
  [
    'what leads to a posting under way',
    (w) => write(w, { pk: '*#under-way#0', sk: 'acme#bad', type: 'under-way', v: 1, tenant: 'acme' }),
    'unreadable',
    /postingId/,
  ],
  [
    'what leads to a job',
    (w) => write(w, { pk: '*#jobs#0', sk: 'acme#bad', type: 'waiting-job', v: 1, tenant: 'acme' }),
    'unreadable',
    /jobId/,
  ],
  [
    'a record of a later release',
    (w) => spoil(w, typed('location'), () => ({ v: 2 })),
    'unreadable',
    /later release/,
  ],
];

describe('the doctor', () => {
  it('finds nothing in a company that nobody has damaged', async () => {
    expect(await looked(await again())).toMatchObject({ findings: [], busy: [], more: false });
  });

  it.each(DAMAGES)('finds damage to %s', async (_, damage, invariant, told) => {
    const world = await again();
    await damage(world);
    const findings = await found(world);
    expect(findings.map((one) => `${one.invariant}: ${one.detail}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^${invariant}: .*${told.source}`)),
    );
    for (const { repair, pk } of findings) expect([pk, repair]).not.toContain('');
  });

  it('tells of a record that is broken once, however many lead to it', async () => {
    const world = await again();
    const { pk, sk } = the(world, unit('A2'));
    await spoil(world, unit('A2'), () => ({ status: 'flying' }));
    const findings = await found(world);
    const broken = findings.filter(({ invariant }) => invariant === 'unreadable');
    expect(broken).toEqual([expect.objectContaining({ pk, sk })]);
    // It is not counted, so that the counts differ; to put those right would make them wrong.
    const counts = findings.filter(({ invariant }) => invariant === 'serials-differ');
    expect(counts.map(({ repair }) => repair)).toEqual([
      expect.stringMatching(/^mend what else is told first/),
    ]);
  });

  it('says nothing of another company', async () => {
    const world = await again();
    await spoil(world, unit('A2'), () => ({ status: 'sold' }));
    expect((await looked(world, 'acm')).findings).toEqual([]);
  });

  it('does not tell what is in flux: it looks again', async () => {
    const world = await again();
    const clock = {
      now: world.deps.clock.now,
      // While it waits the entry comes, as the stream's consumer would bring it.
      sleep: async () => void (await world.settle()),
    };
    await world.receive(['F1', 'F2', 'F3']);
    expect((await diagnose({ table: world.table, clock, pauses: [1, 1] }, 'acme')).findings).toEqual([]);
  });
});

describe('the repair that is told', () => {
  it('makes lists and search whole', async () => {
    const world = await again();
    await drop(
      world,
      (r) => r.pk.includes('#list#units#'),
      (r) => r.pk.includes('#list#due#'),
    );
    await write(world, { pk: 'acme#list#documents#0', sk: 'none', type: 'entry', v: 1, ref: ['none'] });
    expect(new Set((await found(world)).map(({ repair }) => repair))).toEqual(
      new Set(['npm run rebuild-index']),
    );
    const job = await beginRebuild(world.deps, { createdBy: 'test', checkpoint: REBUILD_BEGINS });
    for (let n = 0; n < 60; n += 1) {
      await workOn({ deps: world.deps, steps: { [REBUILD_INDEX]: rebuildStep(world.table) } }, job);
    }
    expect(await found(world)).toEqual([]);
  });

  it('undoes a posting that broke off, also one that nobody knows to be under way', async () => {
    const world = await again();
    const { pk, sk } = the(world, unit('A2'));
    await spoil(world, unit('A2'), () => ({
      status: 'sold',
      marker: { posting: '01BROKEN', before: { status: 'in-stock' } },
    }));
    await write(world, anAbortedHead('pending'), {
      pk: 'acme#posting#01BROKEN',
      sk: 'ahead#00000',
      type: 'plan',
      v: 1,
      keys: [{ pk, sk }],
      version: 1,
    });
    const findings = await found(world);
    expect(findings.map(({ invariant }) => invariant).sort()).toEqual(['marker-stale', 'posting-stuck']);
    expect(new Set(findings.map(({ repair }) => repair))).toEqual(
      new Set(['npm run sweep -- --tenant acme --posting 01BROKEN']),
    );
    const named = { tenant: 'acme', postingId: '01BROKEN' };
    await sweepPostings(world.deps, { until: Number.POSITIVE_INFINITY, named });
    expect(await found(world)).toEqual([]);
  });

  it('carries a job on', async () => {
    const world = await again();
    await spoil(world, typed('job'), () => ({ createdAt: '2026-01-01T00:00:00Z' }));
    expect((await found(world)).map(({ repair }) => repair)).toEqual(['npm run work']);
    const steps = { x: async () => ({ checkpoint: {}, progress: {}, done: true }) };
    await workOn({ deps: world.deps, steps }, { tenant: 'acme', jobId: 'j1' });
    expect(await found(world)).toEqual([]);
  });
});

describe('a random life', () => {
  it.each(Array.from({ length: Number(process.env.LIVES ?? 6) }, (_, n) => n + 1))(
    'leaves nothing to find, by the dice %i',
    async (seed) => {
      const world = await aRandomLife({ seed, steps: 60 });
      expect((await looked(world)).findings).toEqual([]);
    },
  );
});

it('finds nothing wrong with numbers taken off their row that were received by mistake or renamed before', async () => {
  const world = await aWorld();
  const { documentId } = await world.order(['A1', 'A2', 'A3'], { number: 'PO-1' });
  const receive = (...texts: readonly string[]) =>
    world.post({ documentId, lines: [{ line: 1, quantity: 1, serials: list(...texts) }] });
  await receive('A1');
  const { movementIds } = await receive('A2');
  await world.void({ documentId, movementIds: movementIds.slice(-1), reason: 'mistaken' });
  const { id = '' } = (await world.unit('A3')) ?? {};
  await world.rename({ itemId: 'phone', id, serial: 'B3', reason: 'misread' });
  await world.number({ documentId, line: 1, mode: 'remove', serials: list('A2', 'B3') });
  await world.settle();
  expect(await found(world)).toEqual([]);
  const kept = await Promise.all(['A2', 'B3'].map((key) => world.unit(key)));
  expect(kept.map((unit) => unit?.voided)).toEqual([true, true]);
});
