import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerError, notFound, refuse, refuseIfAny } from '../../functions/domain/errors.ts';
import { pointerOf, VIOLATIONS, type Violation } from '../../functions/domain/violations.ts';

const A: Violation = { pointer: '/a', code: 'serial-empty', detail: 'It is empty.' };
const B: Violation = { pointer: '/b', code: 'serial-exists', detail: 'It exists.' };
const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
    return 'nothing';
  } catch (error) {
    return error;
  }
};

describe('a pointer', () => {
  it('names each step of its path, with what would part them escaped', () => {
    expect(pointerOf([])).toBe('');
    expect(pointerOf(['lines', 0, 'serials', 12])).toBe('/lines/0/serials/12');
    expect(pointerOf(['a/b/c', 'm~n~o', '~1', ''])).toBe('/a~1b~1c/m~0n~0o/~01/');
  });

  it('leads back to the path that it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('~', '/', '0', '1', 'a') })), (path) => {
        const steps = pointerOf(path).split('/').slice(1);
        const read = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
        expect(read).toEqual(path);
      }),
    );
  });
});

describe('what is refused', () => {
  it('is thrown with all that is wrong, in order', () => {
    const error = thrownBy(() => refuseIfAny([A, B]));
    expect(error).toBeInstanceOf(LedgerError);
    expect(error).toMatchObject({
      name: 'LedgerError',
      message: 'refused',
      error: { code: 'refused', violations: [A, B] },
    });
  });

  it('is not thrown where nothing is wrong', () => {
    expect(thrownBy(() => refuseIfAny([]))).toBe('nothing');
  });

  it('may be one thing alone', () => {
    const error = thrownBy(() => refuse(A));
    expect(error).toBeInstanceOf(LedgerError);
    expect(error).toMatchObject({ error: { code: 'refused', violations: [A] } });
  });

  it('is something else than what is not there, which is named', () => {
    const error = notFound('item', 'phone');
    expect(error).toBeInstanceOf(LedgerError);
    expect([error.message, error.error]).toEqual([
      'not-found',
      { code: 'not-found', what: 'item', id: 'phone' },
    ]);
  });
});

describe('rules that a request can break', () => {
  it('are told apart by what would help: another request, or another state of the ledger', () => {
    const conflicts = (
      ['serial-exists', 'stock-insufficient', 'document-closed', 'tracking-locked'] as const
    ).map((code) => VIOLATIONS[code].conflict);
    expect(conflicts).toEqual([true, true, true, true]);
    const faults = (['serial-empty', 'serial-unknown', 'batch-required', 'gs1-date'] as const).map(
      (code) => VIOLATIONS[code].conflict,
    );
    expect(faults).toEqual([false, false, false, false]);
  });

  it('each have a title of their own', () => {
    const titles = Object.values(VIOLATIONS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) expect(title).toMatch(/^[A-Z].*[^.]$/);
  });
});
