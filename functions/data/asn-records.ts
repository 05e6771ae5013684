import type { AsnName, AsnRepository, Carton } from '../app/asns/ports.ts';
import type { WritePart } from '../app/write-part.ts';
import { type Asn, type AsnEntry, type AsnRevision, latestOf } from '../domain/asn/asn.ts';
import { asnEntriesKey, asnKey, asnPartition, cartonKey } from './asn-keys.ts';
import { RECORD_TYPES } from './attributes.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** So many lie in one record: far from the engine's 400 KB, however long the texts. */
const ENTRIES_PER_CHUNK = 1_000;
/** Suppliers that use the same number. */
const SAME_NUMBER_MAX = 1_000;

const asnFrom = (record: StoredRecord): Asn => {
  const { v: _, ...asn } = parseStored(STORED.asn, record);
  return asn;
};

const entriesFrom = (record: StoredRecord): AsnEntry[] =>
  parseStored(STORED.asnEntries, record).entries.map((entry) => ({
    ...entry,
    text: entry.text ?? entry.key,
  }));

const cartonAttributes = (carton: Carton) => ({ ...carton, v: 1, type: RECORD_TYPES.carton });

export const asnRecords = (table: Table): AsnRepository => {
  const readMany = async (tenant: string, names: readonly AsnName[]): Promise<Asn[]> =>
    (await table.getMany(names.map((name) => asnKey(tenant, name)))).map(asnFrom);
  const readChunks = async (tenant: string, asn: Asn, version: AsnRevision | undefined) => {
    if (version === undefined) return [];
    const { revision, chunks } = version;
    const keys = Array.from({ length: chunks }, (_, chunk) =>
      asnEntriesKey(tenant, asn, { revision, chunk }),
    );
    const found = new Map((await table.getMany(keys)).map((record) => [record.sk, record]));
    return keys.flatMap(({ sk }) => found.get(sk) ?? []);
  };
  return {
    read: async (tenant, name) => (await readMany(tenant, [name]))[0],
    readMany,
    readByNumber: async (tenant, asnNumber) => {
      const pk = asnPartition(tenant, asnNumber);
      const { records } = await table.query({ pk, limit: SAME_NUMBER_MAX, consistent: true });
      return records.map(asnFrom);
    },
    readEntries: async (tenant, asn) => (await readChunks(tenant, asn, latestOf(asn))).flatMap(entriesFrom),
    readVersion: async (tenant, asn, revision) => {
      const meant = asn.revisions.find((one) => one.revision === revision);
      if (meant === undefined) return undefined;
      const chunks = await readChunks(tenant, asn, meant);
      const [first] = chunks;
      const head = first === undefined ? undefined : parseStored(STORED.asnEntries, first).head;
      return { head: head ?? asn, entries: chunks.flatMap(entriesFrom) };
    },
    save: (tenant, asn) => ({
      action: 'put',
      key: asnKey(tenant, asn),
      attributes: { ...asn, v: 1, type: RECORD_TYPES.asn },
      condition: nextVersion(asn.version),
    }),
    saveEntries: (tenant, { revision, ...name }, { head, entries }) => {
      const chunks = Math.ceil(entries.length / ENTRIES_PER_CHUNK);
      const parts = Array.from({ length: chunks }, (_, chunk): WritePart => {
        const its = entries.slice(chunk * ENTRIES_PER_CHUNK, (chunk + 1) * ENTRIES_PER_CHUNK);
        const stored = its.map(({ line, itemId, key, text, id, sscc }) => ({
          line,
          itemId,
          key,
          text: text === key ? undefined : text,
          id,
          sscc,
        }));
        return {
          action: 'put',
          key: asnEntriesKey(tenant, name, { revision, chunk }),
          attributes: {
            entries: stored,
            head: chunk === 0 ? head : undefined,
            v: 1,
            type: RECORD_TYPES.asnEntries,
          },
          // The head's own condition guards them: they are written with it only.
          condition: { name: 'always' },
        };
      });
      return { parts, chunks };
    },
    readCartons: async (tenant, ssccs) =>
      (await table.getMany(ssccs.map((sscc) => cartonKey(tenant, sscc)))).map((record) => {
        const { v: _, ...carton } = parseStored(STORED.carton, record);
        return carton;
      }),
    saveCarton: (tenant, carton, before) => ({
      action: 'put',
      key: cartonKey(tenant, carton.sscc),
      attributes: cartonAttributes(carton),
      condition: nextVersion(carton.version),
      ahead: { as: 'marked', before: before === undefined ? undefined : cartonAttributes(before) },
    }),
    removeCarton: (tenant, carton) => ({
      action: 'delete',
      key: cartonKey(tenant, carton.sscc),
      condition: { name: 'unchanged', version: carton.version },
      ahead: { as: 'marked', before: cartonAttributes(carton) },
    }),
  };
};
