import { describe, expect, it } from 'vitest';
import { changeBy } from '../../../functions/domain/balance.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import {
  balancesAfter,
  documentAfter,
  NO_OVERLAY,
  overlayAfter,
} from '../../../functions/domain/imports/dry-run.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { readSerialText } from '../../../functions/domain/serial/text.ts';
import { aBalance, aDocument, aLine } from '../builders.ts';

const DAY = '2027-01-31';
const AT_MAIN = { itemId: 'phone', locationId: 'main' };

const order = (...lines: LedgerDocument['lines']) => aDocument({ kind: 'purchase-order', version: 3, lines });
const counted = (line: number, assigned: number, captured: number) => ({ line, assigned, captured });
const carrying = (documentId: string, ...lines: ReturnType<typeof counted>[]) => ({
  balances: {},
  document: { documentId, lines },
});

describe('what a dry run carries along', () => {
  it('is nothing at first, and then neither documents nor stock are other than they were read', () => {
    const document = order(aLine());
    const balances = [aBalance({ quantity: 2 })];
    expect(NO_OVERLAY).toEqual({ balances: {} });
    for (const overlay of [undefined, NO_OVERLAY]) {
      expect(documentAfter(overlay, document)).toBe(document);
      expect(balancesAfter(overlay, balances)).toEqual(balances);
    }
  });

  it('has so many more numbers on the rows of its document, none of which can be typed', () => {
    const document = order(
      aLine({ line: 1, quantity: 5, assigned: ['A1'] }),
      aLine({ line: 2, quantity: 5, posted: 5, postedSerials: 1 }),
      aLine({ line: 3, quantity: 5 }),
    );
    const [first, second, third] = documentAfter(
      carrying('doc-1', counted(1, 2, 0), counted(2, 0, 3)),
      document,
    ).lines;
    expect(first?.assigned).toHaveLength(3);
    expect(first?.assigned[0]).toEqual({ text: 'A1', key: 'A1' });
    for (const name of ['text', 'key'] as const) {
      const names = new Set(first?.assigned.map((one) => one[name]));
      expect(names.size).toBe(3);
      expect([...names].filter((one) => readSerialText(one, true).ok)).toEqual(['A1']);
    }
    expect(first).toMatchObject({ postedSerials: 0 });
    expect(second).toEqual({ ...document.lines[1], postedSerials: 4 });
    expect(third).toBe(document.lines[2]);
  });

  it('has the batch and the expiry that the first numbers said, where the row itself says none', () => {
    const said = { ...counted(1, 1, 0), batch: 'B1', expiresOn: DAY };
    const seen = (line: Parameters<typeof aLine>[0]) =>
      documentAfter(carrying('doc-1', said), order(aLine(line))).lines[0];
    expect(seen({})).toMatchObject({ batch: 'B1', expiresOn: DAY });
    expect(seen({ batch: 'B9', expiresOn: '2030-01-01' })).toMatchObject({
      batch: 'B9',
      expiresOn: '2030-01-01',
    });
  });

  it('has no more numbers on the rows of another document', () => {
    const document = order(aLine());
    expect(documentAfter(carrying('doc-2', counted(1, 2, 0)), document)).toBe(document);
  });

  it('has more stock where there would be more, in pieces and in units', () => {
    const main = aBalance({ quantity: 2, serials: 1 });
    const shop = aBalance({ locationId: 'shop', quantity: 2, serials: 1 });
    const overlay = { balances: { 'phone#main#': { quantity: 3, serials: 2 } } };
    expect(balancesAfter(overlay, [main, shop])).toEqual([
      { ...main, quantity: pieces(5), serials: 3 },
      shop,
    ]);
  });
});

describe('after some rows a dry run carries along', () => {
  const NOTHING = { balances: [], documents: [], last: undefined };

  it('the stock that there would be, added to what it carried', () => {
    const shop = { ...AT_MAIN, locationId: 'shop' };
    const first = overlayAfter(NO_OVERLAY, {
      ...NOTHING,
      balances: [changeBy(AT_MAIN, { quantity: pieces(2), serials: 2, bought: 2 })],
    });
    expect(first).toEqual({ balances: { 'phone#main#': { quantity: 2, serials: 2 } } });
    const second = overlayAfter(first, {
      ...NOTHING,
      balances: [changeBy(AT_MAIN, { quantity: pieces(1), serials: 3 }), changeBy(shop, { serials: 1 })],
    });
    expect(second).toEqual({
      balances: { 'phone#main#': { quantity: 3, serials: 5 }, 'phone#shop#': { quantity: 0, serials: 1 } },
    });
    expect(first.balances['phone#main#']).toEqual({ quantity: 2, serials: 2 });
    expect(NO_OVERLAY).toEqual({ balances: {} });
  });

  const before = order(
    aLine({ line: 1, quantity: 9, assigned: ['A1'] }),
    aLine({ line: 2, quantity: 9, posted: 9, postedSerials: 2 }),
    aLine({ line: 3, quantity: 9, assigned: ['C1'] }),
  );
  const after = order(
    aLine({ line: 1, quantity: 9, assigned: ['A1', 'A2', 'A3'], batch: 'B1', expiresOn: DAY }),
    aLine({ line: 2, quantity: 9, posted: 9, postedSerials: 5 }),
    aLine({ line: 3, quantity: 9, assigned: ['C1'] }),
  );
  const changed = { balances: [], documents: [{ before, after }], last: before };

  it('how many numbers the rows of the last document would have more, and what they said first', () => {
    expect(overlayAfter(NO_OVERLAY, changed)).toEqual({
      balances: {},
      document: {
        documentId: 'doc-1',
        lines: [{ ...counted(1, 2, 0), batch: 'B1', expiresOn: DAY }, counted(2, 0, 3)],
      },
    });
  });

  it('those of the same document from before as well', () => {
    const carried = carrying('doc-1', counted(1, 4, 0), counted(2, 0, 1), counted(3, 1, 1));
    const { document } = overlayAfter(carried, changed);
    expect(document?.lines).toMatchObject([counted(1, 6, 0), counted(2, 0, 4), counted(3, 1, 1)]);
  });

  it('not those of another document', () => {
    const carried = carrying('doc-0', counted(1, 4, 0), counted(3, 1, 1));
    const { document } = overlayAfter(carried, changed);
    expect(document).toMatchObject({ documentId: 'doc-1', lines: [counted(1, 2, 0), counted(2, 0, 3)] });
  });

  it('what it carried of the last document where its rows came to nothing, and nothing of others', () => {
    const carried = carrying('doc-1', counted(1, 4, 0));
    const balances = [changeBy(AT_MAIN, { serials: 1 })];
    const sum = { 'phone#main#': { quantity: 0, serials: 1 } };
    expect(overlayAfter(carried, { balances, documents: [], last: before })).toEqual({
      ...carried,
      balances: sum,
    });
    const other = { ...before, documentId: 'doc-2' };
    expect(overlayAfter(carried, { balances, documents: [], last: other })).toEqual({ balances: sum });
    expect(overlayAfter(carried, { balances, documents: [], last: undefined })).toEqual({ balances: sum });
  });

  it('nothing of documents that others followed', () => {
    const last = { ...before, documentId: 'doc-2' };
    const documents = [
      { before, after },
      { before: last, after: { ...after, documentId: 'doc-2' } },
    ];
    expect(overlayAfter(NO_OVERLAY, { balances: [], documents, last }).document?.documentId).toBe('doc-2');
    expect(overlayAfter(NO_OVERLAY, { balances: [], documents, last: undefined })).toEqual({ balances: {} });
  });

  it('what makes the next rows find the document as the real run would leave it', () => {
    const overlay = overlayAfter(NO_OVERLAY, changed);
    const next = documentAfter(overlay, before);
    const seen = (document: LedgerDocument) =>
      document.lines.map(({ assigned, postedSerials, batch, expiresOn }) => [
        assigned.length,
        postedSerials,
        batch,
        expiresOn,
      ]);
    expect(seen(next)).toEqual(seen(after));
  });
});
