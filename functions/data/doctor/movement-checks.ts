import { finding } from '../../domain/doctor/finding.ts';
import { type Movement, type MovementKind, PHYSICAL_KINDS, postingIdOf } from '../../domain/movement.ts';
import { joinsOf } from '../../domain/parts/joins.ts';
import { firstKeyOf } from '../../domain/unit/unit.ts';
import { nameOf } from '../entries.ts';
import { movementKey, movementUnitsKey } from '../keys.ts';
import { joinKey } from '../life-keys.ts';
import { movementRecords } from '../movement-records.ts';
import { parseStored, STORED } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import type { Check } from './check.ts';
import type { Sight } from './sight.ts';

/** After these a unit's record is kept for ever; what was only expected may disappear. */
const KEEPING: ReadonlySet<MovementKind> = new Set(PHYSICAL_KINDS);

/** A document lists what was posted of it, and its captures; claims and calls about units it doesn't. */
const LISTED = KEEPING;

/** So many units are asked for at once, however many a movement has. */
const UNITS = 1_000;

const unitsKept = async ({ units }: Sight, movement: Movement, record: StoredRecord) => {
  const lost: string[] = [];
  for (let from = 0; from < movement.units.length; from += UNITS) {
    const slice = movement.units.slice(from, from + UNITS);
    const found = await units(slice.map(({ id, key }) => ({ itemId: movement.itemId, id, key })));
    lost.push(...slice.filter(({ id }) => !found.has(id)).map(({ serial }) => serial));
  }
  return lost.map((serial) =>
    finding('unit-missing', record, {
      detail: `movement ${movement.movementId} (${movement.kind}) is of unit "${serial}" of item ${movement.itemId}, of which there is no record`,
    }),
  );
};

const joins = ({ tenant }: Sight, movement: Movement) =>
  joinsOf({ movements: [movement] }).flatMap(({ itemId, id, movementId }) => {
    const key = firstKeyOf(id);
    return key === undefined ? [] : [{ id, key: joinKey(tenant, { itemId, key }, { id, movementId }) }];
  });

/** One with units in chunks may have ten thousand: these are read one movement after the other. */
const oneMovement = async (sight: Sight, record: StoredRecord) => {
  const { movementId, unitChunks = 0 } = parseStored(STORED.movement, record);
  const { tenant, view } = sight;
  const movement = await movementRecords(view).read(tenant, movementId);
  if (movement === undefined) return [];
  const chunks = Array.from({ length: unitChunks }, (_, n) => movementUnitsKey(tenant, movementId, n));
  const wanted = joins(sight, movement);
  const found = await sight.there([...chunks, ...wanted.map(({ key }) => key)]);
  const isWhole = chunks.every((key) => found.has(nameOf(key)));
  const told = `movement ${movementId} (${movement.kind})`;
  return [
    ...(isWhole && movement.units.length === movement.serialCount
      ? []
      : [
          finding('movement-units-missing', record, {
            detail: `${told} is of ${movement.serialCount} units and names ${movement.units.length}`,
          }),
        ]),
    ...(nameOf(record) === nameOf(movementKey(tenant, movementId))
      ? []
      : [finding('unreadable', record, { detail: `${told} lies elsewhere` })]),
    ...wanted
      .filter(({ key }) => !found.has(nameOf(key)))
      .map(({ id }) =>
        finding('join-missing', record, { detail: `${told} is not remembered by unit ${id}` }),
      ),
    ...(KEEPING.has(movement.kind) ? await unitsKept(sight, movement, record) : []),
  ];
};

export const movementUnits: Check = async (sight, records) => {
  const found = [];
  for (const record of records) found.push(...(await oneMovement(sight, record)));
  return found;
};

export const movementLinks: Check = async (sight, records) => {
  const heads = records.map((record) => ({ record, head: parseStored(STORED.movement, record) }));
  const others = await sight.movements(
    heads.flatMap(({ head: { voids, voidedBy } }) => [voids, voidedBy].flatMap((id) => id ?? [])),
  );
  const documents = await sight.documents(
    heads.flatMap(({ head: { kind, documentId } }) =>
      documentId !== undefined && LISTED.has(kind) ? [documentId] : [],
    ),
  );
  return heads.flatMap(({ record, head }) => {
    const { movementId, kind, documentId, voids, voidedBy } = head;
    const told = `movement ${movementId} (${kind}) of posting ${postingIdOf(movementId)}`;
    const isListed =
      documentId === undefined ||
      !LISTED.has(kind) ||
      documents.get(documentId)?.movementIds.includes(movementId) === true;
    const isPaired =
      (voids === undefined || others.get(voids)?.voidedBy === movementId) &&
      (voidedBy === undefined || others.get(voidedBy)?.voids === movementId);
    return [
      ...(isListed
        ? []
        : [
            finding('movement-unlisted', record, {
              detail: `${told} is of document ${documentId}, which does not exist or does not list it`,
            }),
          ]),
      ...(isPaired
        ? []
        : [
            finding('void-one-sided', record, {
              detail: `${told} and the movement that it takes back, or that takes it back, do not name one another`,
            }),
          ]),
    ];
  });
};
