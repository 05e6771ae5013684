import { expect, it } from 'vitest';
import { closed, type LedgerException, opened } from '../../functions/domain/exception.ts';

const TOLD = {
  exceptionId: 'x-1',
  kind: 'missing',
  itemId: 'phone',
  serial: 'A1',
  asnNumber: 'L-1',
  partnerId: 'maker',
  at: '2026-03-10T09:00:00.000Z',
} as const;
const OPEN: LedgerException = { ...TOLD, status: 'open', version: 1 };
const BY = { closedAt: '2026-03-11T09:00:00.000Z', closedBy: 'bob', reason: 'found' };

it('what comes up for the first time stands open', () => {
  expect(opened(TOLD, undefined)).toEqual(OPEN);
});

it('what is closed says when, by whom and why, and keeps what it was about', () => {
  const by = { ...BY, closedByMovementId: 'p2.1' };
  expect(closed(OPEN, by)).toEqual({ ...TOLD, ...by, status: 'closed', version: 2 });
});

it('what comes up again stands open as it is told now, and forgets how it was closed', () => {
  const before = closed({ ...OPEN, code: 'serial-exists' }, BY);
  expect(opened({ ...TOLD, at: '2026-03-12T09:00:00.000Z' }, before)).toEqual({
    ...TOLD,
    at: '2026-03-12T09:00:00.000Z',
    status: 'open',
    version: 3,
  });
});
