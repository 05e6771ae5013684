import { describe, expect, it } from 'vitest';
import { balanceName, changeBy, sumChanges } from '../../functions/domain/balance.ts';

const MAIN = { itemId: 'phone', locationId: 'main' };
const NOTHING = {
  quantity: 0,
  serials: 0,
  inTransit: 0,
  sentSerials: 0,
  untracked: 0,
  bought: 0,
  sold: 0,
};

it('a balance is that of an item, a place and a batch', () => {
  const places = [
    MAIN,
    { ...MAIN, batch: 'L1' },
    { ...MAIN, locationId: 'shop' },
    { itemId: 'case', locationId: 'main' },
    { ...MAIN, batch: 'L2' },
  ];
  expect(places.map(balanceName)).toEqual([
    'phone#main#',
    'phone#main#L1',
    'phone#shop#',
    'case#main#',
    'phone#main#L2',
  ]);
});

describe('a change of a balance', () => {
  it('is by what is given and by nothing else', () => {
    expect(changeBy(MAIN, { quantity: 20_000, bought: 2 })).toStrictEqual({
      ...MAIN,
      ...NOTHING,
      quantity: 20_000,
      bought: 2,
    });
    expect(changeBy({ ...MAIN, batch: 'L1' }, {})).toStrictEqual({ ...MAIN, batch: 'L1', ...NOTHING });
  });

  it('meets the others of its balance in one sum', () => {
    const changes = [
      changeBy(MAIN, { quantity: 30_000, serials: 1, inTransit: 4, sentSerials: 2 }),
      changeBy({ ...MAIN, batch: 'L1' }, { quantity: 5 }),
      changeBy(MAIN, { quantity: -10_000, serials: 2, inTransit: -1, sentSerials: 5 }),
      changeBy(MAIN, { untracked: 1, bought: 3, sold: -2 }),
      changeBy(MAIN, { untracked: 1, bought: 4, sold: -5 }),
    ];
    expect(sumChanges(changes)).toEqual([
      {
        ...MAIN,
        quantity: 20_000,
        serials: 3,
        inTransit: 3,
        sentSerials: 7,
        untracked: 2,
        bought: 7,
        sold: -7,
      },
      { ...MAIN, batch: 'L1', ...NOTHING, quantity: 5 },
    ]);
  });

  it('holds for the version that one of them was judged by', () => {
    const judged = { ...changeBy(MAIN, { serials: 1 }), version: 7 };
    const other = changeBy(MAIN, { quantity: 1 });
    const sums = [sumChanges([judged, other]), sumChanges([other, judged]), sumChanges([other])];
    expect(sums.map(([sum]) => sum?.version)).toEqual([7, 7, undefined]);
  });

  it.each(['quantity', 'serials', 'inTransit', 'sentSerials', 'untracked', 'bought', 'sold'] as const)(
    'falls away where its %s comes to nothing, and stays where there is any',
    (count) => {
      const [more, less] = [changeBy(MAIN, { [count]: 1 }), changeBy(MAIN, { [count]: -1 })];
      expect(sumChanges([more, less])).toEqual([]);
      expect(sumChanges([less])).toEqual([{ ...MAIN, ...NOTHING, [count]: -1 }]);
    },
  );
});
