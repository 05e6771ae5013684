import { isDeepStrictEqual } from 'node:util';
import type { DocumentRepository } from '../app/ports.ts';
import type { WritePart } from '../app/write-part.ts';
import { type DocumentLine, type LedgerDocument, LINES_PER_DOCUMENT } from '../domain/document/document.ts';
import { RECORD_TYPES } from './attributes.ts';
import { documentKey, documentPartition, lineKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

const changedLines = (document: LedgerDocument, before: LedgerDocument | undefined): DocumentLine[] =>
  document.lines.filter(
    (line) =>
      !isDeepStrictEqual(
        line,
        before?.lines.find(({ line: n }) => n === line.line),
      ),
  );

export const documentRecords = (table: Table): DocumentRepository => ({
  read: async (tenant, documentId) => {
    const pk = documentPartition(tenant, documentId);
    const { records } = await table.query({ pk, limit: LINES_PER_DOCUMENT + 1, consistent: true });
    const head = records.find(({ sk }) => sk === 'head');
    if (head === undefined) return undefined;
    return {
      ...parseStored(STORED.document, head),
      lines: records.filter(({ sk }) => sk !== 'head').map((record) => parseStored(STORED.line, record)),
    };
  },
  save: (tenant, document, before) => {
    const { lines: _, ...head } = document;
    const { documentId } = document;
    return [
      {
        action: 'put',
        key: documentKey(tenant, documentId),
        attributes: { ...head, v: 1, type: RECORD_TYPES.document },
        condition: nextVersion(document.version),
      },
      // The head's condition guards its lines: nobody writes a line without the head.
      ...changedLines(document, before).map(
        (line): WritePart => ({
          action: 'put',
          key: lineKey(tenant, documentId, line.line),
          attributes: { ...line, v: 1, type: RECORD_TYPES.line },
          condition: { name: 'always' },
        }),
      ),
    ];
  },
});
