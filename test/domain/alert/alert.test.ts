import { describe, expect, it } from 'vitest';
import {
  type Alert,
  acknowledged,
  alertIdOf,
  alertOf,
  isMeant,
  isReached,
  mostUrgent,
  type Subject,
  shownStatusOf,
  snoozed,
  turned,
} from '../../../functions/domain/alert/alert.ts';

const THRESHOLDS = [30, 90, 0];
const END = '2026-06-30';
const on = (today: string, thresholds: readonly number[] = THRESHOLDS) => ({ today, thresholds });
const idOf = (name: readonly string[]): string => name.join('/');

const warranty: Subject = {
  kind: 'customer-warranty',
  name: ['phone', 'A1.x'],
  dueOn: END,
  since: '2025-06-30',
  itemId: 'phone',
  serial: 'A1',
  id: 'A1.x',
  partnerId: 'jane',
};

describe('the threshold of an end', () => {
  it('has come on its day, not the day before', () => {
    expect(isReached({ dueOn: END }, 30, on('2026-05-30'))).toBe(false);
    expect(isReached({ dueOn: END }, 30, on('2026-05-31'))).toBe(true);
    expect(isReached({ dueOn: END }, 0, on(END))).toBe(true);
  });

  it.each([
    ['2026-05-30', true],
    ['2026-05-31', true],
    ['2026-06-01', false],
  ])('thirty days before says something of what began on %s: %s', (since, meant) => {
    expect(isMeant({ dueOn: END, since }, 30, THRESHOLDS)).toBe(meant);
    expect(isReached({ dueOn: END, since }, 30, on(END))).toBe(meant);
  });

  it('says something in any case where it is the last, or nobody knows when it began', () => {
    expect(isMeant({ dueOn: END, since: END }, 0, THRESHOLDS)).toBe(true);
    expect(isMeant({ dueOn: END, since: END }, 30, [90, 30])).toBe(true);
    expect(isMeant({ dueOn: END }, 90, THRESHOLDS)).toBe(true);
  });
});

describe('of several thresholds that have come', () => {
  it.each([
    ['2026-03-31', undefined],
    ['2026-04-01', 90],
    ['2026-05-31', 30],
    ['2026-07-02', 0],
  ])('by %s the most urgent is %s', (today, days) => {
    expect(mostUrgent({ dueOn: END }, on(today))).toBe(days);
  });

  it('none counts that lies before what ends began', () => {
    expect(mostUrgent({ dueOn: END, since: '2026-06-10' }, on('2026-06-15'))).toBeUndefined();
    expect(mostUrgent({ dueOn: END, since: '2026-06-10' }, on(END))).toBe(0);
  });
});

describe('an alert', () => {
  const given = { daysBefore: 30, today: '2026-05-31', at: '2026-05-31T01:00:00.000Z', idOf };

  it('is open, and tells what ends and when it was found', () => {
    expect(alertOf(warranty, given)).toStrictEqual({
      alertId: 'customer-warranty/phone/A1.x/2026-06-30/30',
      kind: 'customer-warranty',
      status: 'open',
      dueOn: END,
      daysBefore: 30,
      ended: undefined,
      raisedOn: '2026-05-31',
      raisedAt: '2026-05-31T01:00:00.000Z',
      itemId: 'phone',
      serial: 'A1',
      id: 'A1.x',
      partnerId: 'jane',
      version: 1,
    });
  });

  it('is one for each end and threshold, and one for what waits whatever the day', () => {
    const ids = [30, 0, undefined].map((days) => alertIdOf(warranty, days, idOf));
    expect(ids).toEqual([
      'customer-warranty/phone/A1.x/2026-06-30/30',
      'customer-warranty/phone/A1.x/2026-06-30/0',
      'customer-warranty/phone/A1.x/2026-06-30/',
    ]);
  });

  it.each([
    ['on the last day', 0, END, undefined],
    ['the day after', 0, '2026-07-01', true],
    ['late, of what is overdue and has no end', undefined, '2026-07-01', undefined],
  ])('told %s says that it is over already: %s', (_, daysBefore, today, ended) => {
    expect(alertOf(warranty, { ...given, daysBefore, today }).ended).toBe(ended);
  });
});

describe('an alert that people see to', () => {
  const open: Alert = alertOf(warranty, { daysBefore: 30, today: '2026-05-31', at: '', idOf });
  const by = { user: 'ann', at: '2026-06-02T08:00:00.000Z' };

  it('is put off until a day, on which it is shown again', () => {
    const off = snoozed(open, '2026-06-10');
    expect(off).toEqual({ ...open, snoozedUntil: '2026-06-10', version: 2 });
    expect(['2026-06-09', '2026-06-10'].map((today) => shownStatusOf(off, today))).toEqual([
      'snoozed',
      'open',
    ]);
    expect(shownStatusOf(open, '2026-06-09')).toBe('open');
    expect(shownStatusOf(turned(off, 'over'), '2026-06-09')).toBe('over');
  });

  it('is acknowledged by somebody, and not put off any more', () => {
    expect(acknowledged(snoozed(open, '2026-06-10'), { ...by, note: 'called' })).toEqual({
      ...open,
      status: 'acknowledged',
      snoozedUntil: undefined,
      acknowledgedBy: 'ann',
      acknowledgedAt: '2026-06-02T08:00:00.000Z',
      note: 'called',
      version: 3,
    });
  });

  it('keeps its note where whoever acknowledges it says nothing, and has the latest otherwise', () => {
    const noted = { ...open, note: 'ask the maker' };
    expect(acknowledged(noted, by).note).toBe('ask the maker');
    expect(acknowledged(noted, { ...by, note: 'asked' }).note).toBe('asked');
  });

  it('is over, and may be open again, as the same one', () => {
    const over = turned(open, 'over');
    expect(over).toEqual({ ...open, status: 'over', version: 2 });
    expect(turned(over, 'open')).toEqual({ ...open, version: 3 });
  });
});
