import { namesUnit, rowsOf } from '../../domain/doctor/document-rows.ts';
import { type Finding, finding } from '../../domain/doctor/finding.ts';
import { leftFaults, type ToldMovement, versionFaults } from '../../domain/doctor/unit-left.ts';
import { folded, isDrawnNumber } from '../../domain/entity/entity.ts';
import { firstKeyOf, type Unit } from '../../domain/unit/unit.ts';
import { entityNameKey } from '../entity-keys.ts';
import { nameOf } from '../entries.ts';
import { exceptionKey, registryKey, unitKey } from '../keys.ts';
import { aliasKey, joinKey, lifeKey } from '../life-keys.ts';
import { parseStored, STORED } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import { unitFrom } from '../unit-from.ts';
import type { Check } from './check.ts';
import type { Sight } from './sight.ts';

type Seen = { readonly record: StoredRecord; readonly unit: Unit };

const told = (unit: Unit): string => `unit "${unit.serial}" of item ${unit.itemId} (${unit.id})`;

const firstName = ({ itemId, id, key }: Unit) => ({ itemId, key: firstKeyOf(id) ?? key });

/** Its movements, oldest first, and which of them can't be told. */
const livesOf = async ({ tenant, there }: Sight, seen: readonly Seen[]) => {
  const chunksOf = ({ unit }: Seen) =>
    Array.from({ length: unit.lifeChunks }, (_, n) => lifeKey(tenant, firstName(unit), { id: unit.id, n }));
  const chunks = await there(seen.flatMap(chunksOf));
  return seen.map((one) => {
    const found = chunksOf(one).map((key) => chunks.get(nameOf(key)));
    const older = found.flatMap((record) =>
      record === undefined ? [] : parseStored(STORED.life, record).movementIds,
    );
    return { ids: [...older, ...one.unit.movementIds], lost: found.includes(undefined) };
  });
};

const movementFaults = (
  { record, unit }: Seen,
  { ids, lost }: { readonly ids: readonly string[]; readonly lost: boolean },
  movements: ReadonlyMap<string, ToldMovement>,
): Finding[] => {
  const missing = [...new Set([...ids, unit.asOf.movementId])].filter(
    (id) => movements.get(id)?.unitOf(unit.id) === undefined,
  );
  const its = ids.flatMap((id) => movements.get(id) ?? []);
  const asserted = movements.get(unit.asOf.movementId);
  const last = movements.get(unit.movementIds.at(-1) ?? '');
  const fault = (detail: string) => `${told(unit)}: ${detail}`;
  return [
    ...(lost ? [finding('unit-life-missing', record, { detail: fault('older movements are missing') })] : []),
    ...missing.map((id) =>
      finding('unit-movement-missing', record, {
        detail: fault(`movement ${id} is not in the ledger, not posted, or not about it`),
      }),
    ),
    ...leftFaults(unit, { asserted, last }).map((detail) =>
      finding('unit-differs', record, { detail: fault(detail) }),
    ),
    ...versionFaults(unit, its).map((detail) => finding('unit-version', record, { detail: fault(detail) })),
  ];
};

export const unitMovements: Check = async (sight, records) => {
  const seen = records.map((record) => ({ record, unit: unitFrom(record) }));
  const lives = await livesOf(sight, seen);
  const movements = await sight.movements([
    ...lives.flatMap(({ ids }) => ids),
    ...seen.map(({ unit }) => unit.asOf.movementId),
  ]);
  return seen.flatMap((one, i) => movementFaults(one, lives[i] ?? { ids: [], lost: true }, movements));
};

/** What it is reserved for, expected on or under way by names it too. */
export const unitRows: Check = async (sight, records) => {
  const seen = records.map((record) => ({ record, unit: unitFrom(record) }));
  const documents = await sight.documents(
    seen.flatMap(({ unit }) => rowsOf(unit).map(({ row }) => row.documentId)),
  );
  return seen.flatMap(({ record, unit }) =>
    rowsOf(unit)
      .filter((bound) => !namesUnit(documents.get(bound.row.documentId), bound, unit))
      .map(({ row, as }) => {
        const detail = `${told(unit)} is ${as} by line ${row.line} of document ${row.documentId}, which does not exist, is not open or does not name it`;
        return finding(as === 'reserved' ? 'reservation-dangling' : 'row-dangling', record, { detail });
      }),
  );
};

type Wanted = {
  readonly key: { readonly pk: string; readonly sk: string };
  readonly fits: (record: StoredRecord) => boolean;
} & Pick<Finding, 'invariant' | 'detail'>;

/** What must stand beside a unit: what leads to it, what claims its names, what it is in. */
const besides = (tenant: string, unit: Unit): Wanted[] => {
  const { id, itemId, key, parent, entity, exceptionId, asOf } = unit;
  const first = firstName(unit);
  const wanted: Wanted[] = [
    {
      key: registryKey(tenant, 'items', itemId),
      fits: () => true,
      invariant: 'claim-dangling',
      detail: `${told(unit)}: there is no such item`,
    },
  ];
  if (first.key !== key) {
    wanted.push({
      key: aliasKey(tenant, first, id),
      fits: (record) => parseStored(STORED.alias, record).to === key,
      invariant: 'alias-broken',
      detail: `${told(unit)}: the number it was made with does not lead to it`,
    });
  }
  if (exceptionId !== undefined) {
    wanted.push({
      key: exceptionKey(tenant, exceptionId),
      fits: () => true,
      invariant: 'exception-missing',
      detail: `${told(unit)}: there is no exception ${exceptionId}`,
    });
  }
  if (parent?.id !== undefined) {
    const whole = { itemId: parent.itemId, key: firstKeyOf(parent.id) ?? parent.serial };
    wanted.push({
      key: joinKey(tenant, whole, { id: parent.id, movementId: asOf.movementId }),
      fits: () => true,
      invariant: 'join-missing',
      detail: `${told(unit)} is a part of unit ${parent.id}, which does not remember movement ${asOf.movementId}`,
    });
  }
  const { entityId, projectNumber } = entity ?? {};
  const claimed = [
    ...(entityId === undefined ? [] : [entityNameKey(tenant, 'entity', entityId)]),
    ...(projectNumber === undefined || isDrawnNumber(projectNumber)
      ? []
      : [entityNameKey(tenant, 'project-number', folded(projectNumber))]),
  ];
  wanted.push(
    ...claimed.map(
      (name): Wanted => ({
        key: name,
        fits: (record) => parseStored(STORED.entityName, record).id === id,
        invariant: 'claim-missing',
        detail: `${told(unit)}: its entity's name is not claimed for it at ${name.pk}`,
      }),
    ),
  );
  return wanted;
};

export const unitBesides: Check = async ({ tenant, there, units }, records) => {
  const seen = records.map((record) => ({ record, unit: unitFrom(record) }));
  const wanted = seen.flatMap(({ record, unit }) => besides(tenant, unit).map((one) => ({ ...one, record })));
  const found = await there(wanted.map(({ key }) => key));
  const parents = seen.flatMap(({ unit: { parent } }) =>
    parent?.id === undefined ? [] : [{ itemId: parent.itemId, id: parent.id, key: parent.serial }],
  );
  const wholes = await units(parents);
  return [
    ...wanted
      .filter(({ key, fits }) => {
        const record = found.get(nameOf(key));
        return record === undefined || !fits(record);
      })
      .map(({ record, invariant, detail }) => finding(invariant, record, { detail })),
    ...seen
      .filter(({ record, unit }) => nameOf(unitKey(tenant, unit)) !== nameOf(record))
      .map(({ record, unit }) =>
        finding('unit-misplaced', record, { detail: `${told(unit)} lies at another number` }),
      ),
    ...seen
      .filter(({ unit: { parent } }) => parent?.id !== undefined && wholes.get(parent.id)?.voided === true)
      .map(({ record, unit }) =>
        finding('parent-dangling', record, {
          detail: `${told(unit)} is a part of unit ${unit.parent?.id}, which was taken back`,
        }),
      ),
  ];
};
