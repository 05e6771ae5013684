import type { MovementHead, MovementRepository } from '../app/ports.ts';
import type { Condition, WritePart } from '../app/write-part.ts';
import { MOVEMENT_ID, type MovedUnit, type Movement } from '../domain/movement.ts';
import { RECORD_TYPES } from './attributes.ts';
import { movementKey, movementUnitsKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** As many units lie in the entry itself; more lie in chunks, each far below the engine's 400 KB. */
const INLINE_MAX = 100;
const PER_CHUNK = 250;

const headFrom = (record: StoredRecord): MovementHead & { readonly unitChunks?: number | undefined } => {
  const { units, ...head } = parseStored(STORED.movement, record);
  return head.unitChunks === undefined ? { ...head, units } : head;
};

const slices = (units: readonly MovedUnit[]): MovedUnit[][] =>
  Array.from({ length: Math.ceil(units.length / PER_CHUNK) }, (_, i) =>
    units.slice(i * PER_CHUNK, (i + 1) * PER_CHUNK),
  );

const headPart = (
  tenant: string,
  movement: Movement,
  { condition, ahead }: { readonly condition: Condition; readonly ahead: WritePart['ahead'] },
): WritePart => {
  const { units, ...head } = movement;
  const many = units.length > INLINE_MAX;
  const its = many ? { units: [], unitChunks: slices(units).length } : { units };
  return {
    action: 'put',
    key: movementKey(tenant, movement.movementId),
    attributes: { ...head, ...its, v: 1, type: RECORD_TYPES.movement },
    condition,
    ahead,
  };
};

export const movementRecords = (table: Table): MovementRepository => {
  const readHeads = async (tenant: string, ids: readonly string[]) => {
    const keys = ids.filter((id) => MOVEMENT_ID.test(id)).map((id) => movementKey(tenant, id));
    return (await table.getMany(keys)).map(headFrom);
  };
  const readMany = async (tenant: string, ids: readonly string[]): Promise<Movement[]> => {
    const heads = await readHeads(tenant, ids);
    const keys = heads.flatMap(({ movementId, unitChunks = 0 }) =>
      Array.from({ length: unitChunks }, (_, n) => movementUnitsKey(tenant, movementId, n)),
    );
    const chunks = new Map(
      (keys.length === 0 ? [] : await table.getMany(keys)).map((record) => {
        const { pk, sk } = record;
        return [JSON.stringify([pk, sk]), parseStored(STORED.movementUnits, record).units];
      }),
    );
    return heads.map(({ unitChunks = 0, ...head }) => ({
      ...head,
      units:
        head.units ??
        Array.from({ length: unitChunks }, (_, n) => {
          const { pk, sk } = movementUnitsKey(tenant, head.movementId, n);
          return chunks.get(JSON.stringify([pk, sk])) ?? [];
        }).flat(),
    }));
  };
  return {
    read: async (tenant, movementId) => (await readMany(tenant, [movementId]))[0],
    readHeads: async (tenant, ids) =>
      (await readHeads(tenant, ids)).map(({ unitChunks: _, ...head }) => head),
    readUnits: async (tenant, { movementId, units }, { from, count }) => {
      if (units !== undefined) return units.slice(from, from + count);
      const first = Math.floor(from / PER_CHUNK);
      const chunks = Math.ceil((from + count) / PER_CHUNK) - first;
      const keys = Array.from({ length: chunks }, (_, n) => movementUnitsKey(tenant, movementId, first + n));
      const found = await table.getMany(keys);
      const bySk = new Map(
        found.map((record) => [record.sk, parseStored(STORED.movementUnits, record).units]),
      );
      return keys
        .flatMap(({ sk }) => bySk.get(sk) ?? [])
        .slice(from - first * PER_CHUNK, from - first * PER_CHUNK + count);
    },
    readMany,
    add: (tenant, movement) => [
      headPart(tenant, movement, { condition: { name: 'absent' }, ahead: { as: 'entry' } }),
      ...(movement.units.length > INLINE_MAX ? slices(movement.units) : []).map(
        (units, n): WritePart => ({
          action: 'put',
          key: movementUnitsKey(tenant, movement.movementId, n),
          attributes: { v: 1, type: RECORD_TYPES.movementUnits, units },
          condition: { name: 'absent' },
          ahead: { as: 'chunk' },
        }),
      ),
    ],
    markVoided: (tenant, movement) => {
      const before = { ...movement, voidedBy: undefined, version: movement.version - 1 };
      const condition = { name: 'unchanged', version: before.version } as const;
      const was = headPart(tenant, before, { condition, ahead: undefined });
      return headPart(tenant, movement, {
        condition,
        ahead: { as: 'marked', before: was.action === 'put' ? was.attributes : undefined },
      });
    },
  };
};
