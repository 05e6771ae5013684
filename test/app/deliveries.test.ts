import { expect, it } from 'vitest';
import { announce } from '../../functions/app/asns/announce.ts';
import { receiveAsn } from '../../functions/app/asns/receive.ts';
import type { Scanned } from '../../functions/domain/asn/scanned.ts';
import { aWorld, CALLER } from './world.ts';

const PALLET = '395011015300000028';
/** Of items that nobody knows, and of radios, which are not on the order. */
const [GTIN, OTHER, RADIO] = ['04006381333931', '09506000134352', '09506000134369'];

/** An order of phones, of which A1 was announced. */
const announced = async () => {
  const world = await aWorld({
    items: [
      { itemId: 'phone', name: 'Phone', kind: 'stocked', tracking: 'serial', serialType: 'fully-tracked' },
      { itemId: 'radio', name: 'Radio', kind: 'stocked', tracking: 'serial', gtin: RADIO },
    ],
  });
  const { documentId } = await world.order([], { quantity: 3 });
  await world.run(async (given) => {
    const lines = [{ itemId: 'phone', serials: ['A1'] }];
    const { parts, postingId } = await announce(given, CALLER, {
      asnNumber: 'L-1',
      orderId: documentId,
      lines,
    });
    return { parts, postingId, answer: {} };
  });
  const receive = (scanned: readonly Scanned[]) =>
    world.run(async (given) => {
      const asked = { asnNumber: 'L-1', scanned, complete: true };
      const { parts, postingId, received, unexpected } = await receiveAsn(given, CALLER, asked);
      return { parts, postingId, answer: { received, unexpected } };
    });
  const waiting = () =>
    world.truth().flatMap(({ type, attributes }) => (type === 'exception' ? [attributes] : []));
  return { receive, waiting };
};

it.each([
  ['a number, then the same with its item', [{ text: 'B1' }, { text: 'b1', itemId: 'phone' }], 1],
  ['a number with its item, then the same without', [{ text: 'B1', itemId: 'phone' }, { text: 'b1' }], 1],
  [
    'a label of another item, then its number',
    [{ text: `(01)${RADIO}(21)C1` }, { text: 'C1', itemId: 'radio' }],
    1,
  ],
  ['a pallet by its bare code, then by its label', [{ text: PALLET }, { text: `(00)${PALLET}` }], 1],
  [
    'one number on labels of two unknown items',
    [GTIN, OTHER].map((gtin) => ({ text: `(01)${gtin}(21)C1` })),
    2,
  ],
])('what was not announced awaits one decision for each thing that it is: %s', async (_, scanned, count) => {
  const { receive, waiting } = await announced();
  const { received } = await receive([{ text: 'A1' }, ...scanned]);
  expect(received.map(({ text }) => text)).toEqual(['A1']);
  expect(waiting()).toHaveLength(count);
  // Told again, it is the same that waits.
  await receive(scanned.toReversed());
  expect(waiting()).toHaveLength(count);
});
