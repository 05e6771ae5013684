import { describe, expect, it } from 'vitest';
import {
  ASN_STATUSES,
  type Asn,
  asnTakes,
  latestOf,
  nameOf,
  withLeft,
} from '../../../functions/domain/asn/asn.ts';

const revision = (n: number) => ({
  revision: n,
  at: '2026-03-10T09:00:00.000Z',
  by: 'ann',
  serials: 2,
  chunks: 1,
});
const LIST: Asn = {
  asnNumber: 'L-1',
  partnerId: 'maker',
  orderId: 'po-1',
  status: 'open',
  lines: [],
  revisions: [revision(1), revision(2), revision(3)],
  received: 0,
  left: 0,
  movementIds: [],
  createdAt: '2026-03-10T09:00:00.000Z',
  createdBy: 'ann',
  version: 2,
};

describe('an advance list', () => {
  it.each([
    ['announce', ['open', 'cancelled']],
    ['receive', ['open', 'partly-received', 'received']],
    ['cancel', ['open', 'partly-received', 'received']],
  ] as const)('takes the command %s while it is %s', (command, statuses) => {
    expect(ASN_STATUSES.filter((status) => asnTakes(status, command))).toEqual(statuses);
  });

  it.each(ASN_STATUSES)(
    'that was %s is received once nothing is left of it, and partly received before',
    (status) => {
      const list = { ...LIST, status, left: 5 };
      expect(withLeft(list, 0)).toEqual({ ...list, left: 0, status: 'received', version: 3 });
      expect(withLeft(list, 1)).toEqual({ ...list, left: 1, status: 'partly-received', version: 3 });
    },
  );

  it('counts by its latest version', () => {
    expect(latestOf(LIST)).toEqual(revision(3));
    expect(latestOf({ ...LIST, revisions: [] })).toBeUndefined();
  });

  it('tells its numbers apart by their items', () => {
    expect(nameOf({ itemId: 'phone', key: 'A1' })).toBe('phone#A1');
    expect(nameOf({ itemId: 'lamp', key: 'A1' })).not.toBe(nameOf({ itemId: 'phone', key: 'A1' }));
  });
});
