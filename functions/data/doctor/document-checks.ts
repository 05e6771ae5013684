import { boundAs, countFaults, isBoundTo, statusFault } from '../../domain/doctor/document-rows.ts';
import { type Finding, finding } from '../../domain/doctor/finding.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { nameOf } from '../entries.ts';
import { documentIdIn, documentKey, documentNumberKey } from '../keys.ts';
import { parseStored, STORED } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import type { Check } from './check.ts';
import type { Sight } from './sight.ts';

type Seen = { readonly record: StoredRecord; readonly document: LedgerDocument };

const postedFaults = async ({ movements }: Sight, { record, document }: Seen): Promise<Finding[]> => {
  const { documentId, movementIds } = document;
  const found = await movements(movementIds);
  const its = movementIds.flatMap((id) => found.get(id) ?? []);
  const missing = movementIds.filter((id) => found.get(id)?.documentId !== documentId);
  const status = statusFault(document);
  return [
    ...missing.map((id) =>
      finding('document-movement-missing', record, {
        detail: `document ${documentId} lists movement ${id}, which is not in the ledger or not of it`,
      }),
    ),
    ...(missing.length > 0 ? [] : countFaults(document, its)).map((detail) =>
      finding('document-counts', record, { detail: `document ${documentId}: ${detail}` }),
    ),
    ...(status === undefined
      ? []
      : [finding('document-status', record, { detail: `document ${documentId}: ${status}` })]),
  ];
};

const rowFaults = async ({ units }: Sight, { record, document }: Seen): Promise<Finding[]> => {
  const { documentId } = document;
  const bound = document.lines.flatMap((line) =>
    line.assigned.flatMap((one) => {
      const as = boundAs(document, line, one);
      return as === undefined || one.id === undefined
        ? []
        : [{ as, itemId: line.itemId, line: line.line, id: one.id, key: one.key }];
    }),
  );
  const found = bound.length === 0 ? new Map() : await units(bound);
  return bound
    .filter(({ id, line, as }) => !isBoundTo(found.get(id), { documentId, line }, as))
    .map(({ key, line, as }) =>
      finding('row-unmet', record, {
        detail: `line ${line} of document ${documentId} has "${key}" as ${as}, which the unit does not say`,
      }),
    );
};

export const documentRows: Check = async (sight, records) => {
  const heads = records.map((record) => parseStored(STORED.document, record));
  const documents = await sight.documents(heads.map(({ documentId }) => documentId));
  const found: Finding[] = [];
  for (const [i, record] of records.entries()) {
    const document = documents.get(heads[i]?.documentId ?? '');
    if (document === undefined) continue;
    const seen = { record, document };
    found.push(...(await postedFaults(sight, seen)), ...(await rowFaults(sight, seen)));
  }
  return found;
};

/** A document is found by its number, and the number leads to a document. */
export const documentNumbers: Check = async ({ tenant, there }, records) => {
  const wanted = records.flatMap((record) => {
    const { documentId, number } = parseStored(STORED.document, record);
    return number === undefined
      ? []
      : [{ record, number, documentId, key: documentNumberKey(tenant, { number, documentId }) }];
  });
  const found = await there(wanted.map(({ key }) => key));
  return wanted
    .filter(({ key }) => !found.has(nameOf(key)))
    .map(({ record, number, documentId }) =>
      finding('number-missing', record, {
        detail: `document ${documentId} is not found by its number "${number}"`,
      }),
    );
};

export const numbersOfDocuments: Check = async ({ tenant, there }, records) => {
  const wanted = records.map((record) => ({
    record,
    key: documentKey(tenant, parseStored(STORED.documentNumber, record).documentId),
  }));
  const found = await there(wanted.map(({ key }) => key));
  return wanted
    .filter(({ key }) => !found.has(nameOf(key)))
    .map(({ record, key }) =>
      finding('claim-dangling', record, {
        detail: `a number leads to document ${documentIdIn(key)}, which does not exist`,
      }),
    );
};

/** Rows and numbers lie beside a head. */
export const documentParts: Check = async ({ tenant, there }, records) => {
  const heads = records.map((record) => documentKey(tenant, documentIdIn(record)));
  const found = await there(heads);
  return records
    .filter((_, i) => !found.has(nameOf(heads[i] ?? { pk: '', sk: '' })))
    .map((record) =>
      finding('claim-dangling', record, { detail: `there is no document ${documentIdIn(record)}` }),
    );
};
