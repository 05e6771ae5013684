import { LIMITS } from '../functions/app/posting/ports.ts';
import { type Bed, openCompany } from './bed.ts';
import { median, type Row, rowOf, timed } from './measure.ts';
import { actionsIn, writeRaw } from './recorder.ts';

/** Advance lists, accepted and received, beside the very records that this writes. */

const FEW = 1_000;
const MANY = 10_000;
const WARM_UP = 2;
const PAIRS = 5;

type Sent = { readonly tag: string; readonly count: number };
type Measured = { readonly announce: number; readonly receive: number; readonly raw: number };

const TENANT = 'lists';

const sendOne = async (bed: Bed, { tag, count }: Sent): Promise<Measured> => {
  const { documentId: orderId } = await bed.call(TENANT, 'POST /v1/documents', {
    body: {
      kind: 'purchase-order',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: count }],
    },
  });
  const serials = Array.from({ length: count }, (_, i) => `${tag}-${String(i).padStart(6, '0')}`);
  const params = { asnNumber: tag };
  let announce = 0;
  const calls = await bed.recorder.during(async () => {
    announce = await timed(() =>
      bed.call(TENANT, 'PUT /v1/asns/{asnNumber}', {
        params,
        key: tag,
        body: { orderId, lines: [{ itemId: 'pump', serials }] },
      }),
    );
  });
  const raw = await timed(() =>
    writeRaw(bed.client, actionsIn(calls, `raw-${tag}`), { concurrency: LIMITS.concurrency }),
  );
  const receive = await timed(() =>
    bed.call(TENANT, 'POST /v1/asns/{asnNumber}/receive', { params, key: tag, body: { scanned: serials } }),
  );
  return { announce, receive, raw };
};

export const lists = async (bed: Bed): Promise<Row[]> => {
  await openCompany(bed, TENANT);
  const all: Measured[] = [];
  for (let n = 0; n < WARM_UP + PAIRS; n += 1) {
    const one = await sendOne(bed, { tag: `F${n}`, count: FEW });
    if (n >= WARM_UP) all.push(one);
  }
  const many = await sendOne(bed, { tag: 'M', count: MANY });
  const middle = (of: keyof Measured): number => median(all.map((one) => one[of]));
  return [
    rowOf(`announce ${FEW} serials ÷ raw`, median(all.map(({ announce, raw }) => announce / raw)), 2, {
      operationMs: middle('announce'),
      rawMs: middle('raw'),
    }),
    rowOf(
      `announce: per serial at ${MANY} ÷ at ${FEW}`,
      many.announce / MANY / (middle('announce') / FEW),
      1.3,
      { manyMs: many.announce },
    ),
    rowOf(
      `receive a list: per serial at ${MANY} ÷ at ${FEW}`,
      many.receive / MANY / (middle('receive') / FEW),
      1.3,
      { fewMs: middle('receive'), manyMs: many.receive },
    ),
  ];
};
