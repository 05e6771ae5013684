import { type Bed, openCompany, receive } from './bed.ts';
import { type Row, rowOf, timed } from './measure.ts';

const FEW = 500;
const MANY = 5_000;
const PER_RECEIPT = 500;
/** Units of another supplier, that no recall should have to look at. */
const OTHERS = 5_000;

/**
 * Opens a recall and holds all its units, as its jobs would if the stream started them; per unit. The lists are settled,
 * and the streams paused.
 */
const recallOf = async (bed: Bed, tenant: string, affected: number): Promise<number> => {
  let recallId = '';
  const found = await timed(async () => {
    const body = { name: 'bench', criteria: { partnerId: 'acme' } };
    ({ recallId } = await bed.call(tenant, 'POST /v1/recalls', { body }));
    await bed.search(tenant, recallId);
  });
  const held = await timed(() =>
    bed.call(tenant, 'POST /v1/recalls/{recallId}/hold', { params: { recallId }, body: {} }),
  );
  const { counts } = await bed.call(tenant, 'GET /v1/recalls/{recallId}', { params: { recallId } });
  if (counts.total !== affected) throw new Error(`the recall has ${counts.total} of ${affected} units`);
  return (found + held) / affected;
};

const fill = async (bed: Bed, tenant: string, count: number): Promise<void> => {
  await openCompany(bed, tenant);
  for (let from = 0; from < count; from += PER_RECEIPT) {
    await receive(
      bed,
      tenant,
      Array.from({ length: PER_RECEIPT }, (_, i) => `R-${from + i}`),
    );
  }
};

/** Time per affected unit, of many and of few, and with many others about. */
export const recalls = async (bed: Bed): Promise<Row[]> => {
  await fill(bed, 'warm', FEW);
  await fill(bed, 'few', FEW);
  await fill(bed, 'many', MANY);
  await fill(bed, 'mixed', FEW);
  for (let from = 0; from < OTHERS; from += PER_RECEIPT) {
    const serials = Array.from({ length: PER_RECEIPT }, (_, i) => `O-${from + i}`);
    await receive(bed, 'mixed', serials, 'other');
  }
  bed.resumeStreams();
  await bed.streamsSettled();
  await bed.pauseStreams();
  await recallOf(bed, 'warm', FEW);
  const few = await recallOf(bed, 'few', FEW);
  const many = await recallOf(bed, 'many', MANY);
  const mixed = await recallOf(bed, 'mixed', FEW);
  return [
    rowOf(`recall and hold: per unit at ${MANY} ÷ at ${FEW} affected units`, many / few, 1.2, {
      fewMs: few,
      manyMs: many,
    }),
    rowOf(`recall and hold: per unit with ${OTHERS} others ÷ with none`, mixed / few, 1.2, {
      noneMs: few,
      mixedMs: mixed,
    }),
  ];
};
