import type { Chance } from './chance.ts';

/** What answers have told: ids that belong together, so that later requests can name what there is. */

export type Row = Readonly<Record<string, string | number>>;

/** Fields worth knowing, and as what they are known. */
const FIELDS: Readonly<Record<string, string>> = {
  itemId: 'itemId',
  locationId: 'locationId',
  toLocationId: 'locationId',
  partnerId: 'partnerId',
  role: 'role',
  modelId: 'modelId',
  entityId: 'entityId',
  projectNumber: 'projectNumber',
  documentId: 'documentId',
  orderId: 'documentId',
  kind: 'kind',
  line: 'line',
  movementId: 'movementId',
  serial: 'serial',
  id: 'id',
  status: 'status',
  holdId: 'holdId',
  batch: 'batch',
  exceptionId: 'exceptionId',
  alertId: 'alertId',
  asnNumber: 'asnNumber',
  sscc: 'sscc',
  recallId: 'recallId',
  importId: 'importId',
  gtin: 'gtin',
  tracking: 'tracking',
};
/** What belongs to everything that stands inside. */
const INHERITED = ['itemId', 'documentId', 'asnNumber', 'recallId'] as const;
const KEPT = 150;

/** The same thing, in whatever state. */
const isSame = (one: Row, other: Row): boolean =>
  Object.keys(one).every((name) => name === 'status' || one[name] === other[name]);

export const pools = (chance: Chance) => {
  const groups = new Map<string, Row[]>();
  const cursors: string[] = [];
  const keep = (row: Row): void => {
    const names = Object.keys(row).sort().join();
    if (names === '') return;
    const group = groups.get(names) ?? [];
    groups.set(names, group);
    const before = row.status === undefined ? -1 : group.findIndex((one) => isSame(one, row));
    if (before >= 0) group[before] = row;
    else if (group.length < KEPT) group.push(row);
    else group[chance.below(KEPT)] = row;
  };
  const walk = (value: unknown, above: Row): void => {
    if (Array.isArray(value)) for (const one of value.slice(0, 200)) walk(one, above);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const own: Record<string, string | number> = {};
    for (const [name, field] of Object.entries(value)) {
      const known = FIELDS[name];
      if (known !== undefined && (typeof field === 'string' || typeof field === 'number')) own[known] = field;
    }
    const row = { ...above, ...own };
    if (Object.keys(own).length > 0) keep(row);
    const below = Object.fromEntries(
      INHERITED.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])),
    );
    for (const [name, field] of Object.entries(value)) {
      if (name === 'movementIds' && Array.isArray(field)) {
        for (const movementId of field) if (typeof movementId === 'string') keep({ ...below, movementId });
      } else if (name === 'serials' && Array.isArray(field)) {
        for (const serial of field.slice(0, 20)) if (typeof serial === 'string') keep({ ...below, serial });
      } else walk(field, below);
    }
  };
  return {
    /** `given` is what the request named in its path. */
    learn: (answer: unknown, given: Row): void => walk(answer, given),
    follow: (target: string): void => {
      cursors.push(target);
      if (cursors.length > KEPT) cursors.splice(chance.below(KEPT), 1);
    },
    cursor: (): string | undefined => (cursors.length === 0 ? undefined : chance.of(cursors)),
    /** Something that has all these fields, with these values where any are given. */
    pick: (names: readonly string[], having: Row = {}): Row | undefined => {
      const fitting = [...groups.entries()].filter(([key]) => {
        const known = key.split(',');
        return (
          names.every((name) => known.includes(name)) &&
          Object.keys(having).every((name) => known.includes(name))
        );
      });
      const rows = fitting.flatMap(([, group]) =>
        group.filter((row) => Object.entries(having).every(([name, value]) => row[name] === value)),
      );
      return rows.length === 0 ? undefined : chance.of(rows);
    },
  };
};

export type Pools = ReturnType<typeof pools>;
