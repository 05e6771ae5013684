import type { Asn, AsnEntry } from '../../domain/asn/asn.ts';
import type { Unexpected } from '../../domain/asn/compare.ts';
import type { ReadList } from '../../domain/asn/read-list.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';
import type { Carton } from './ports.ts';
import { awaitedOf } from './read.ts';

/** Cartons and pallets of advance lists: each is on one open list only. */

export const cartonFaults = async (
  { store }: Deps,
  caller: Caller,
  given: {
    readonly list: ReadList;
    readonly cartons: readonly Carton[];
    readonly name: Pick<Asn, 'asnNumber' | 'partnerId'>;
  },
): Promise<Violation[]> => {
  const { list, cartons, name } = given;
  const others = cartons.filter(
    ({ asnNumber, partnerId }) => asnNumber !== name.asnNumber || partnerId !== name.partnerId,
  );
  const asns = await store.asns.readMany(caller.tenant, others);
  const awaited = await awaitedOf({ store }, caller, asns);
  return others.flatMap(({ sscc, asnNumber, partnerId }): Violation[] => {
    const asn = asns.find((one) => one.asnNumber === asnNumber && one.partnerId === partnerId);
    if (asn === undefined || !awaited.has(asn)) return [];
    const mine = caller.partner === undefined || partnerId === caller.partner;
    const detail = `Carton ${sscc} is on ${mine ? `list ${asnNumber}` : 'another list'}, which is open.`;
    return [{ pointer: list.cartons.get(sscc) ?? '', code: 'sscc-on-list', detail }];
  });
};

export const cartonParts = (
  { store }: Deps,
  { tenant }: Caller,
  given: {
    readonly asn: Asn;
    readonly wanted: readonly string[];
    readonly known: readonly Carton[];
  },
): WritePart[] => {
  const { asn, wanted, known } = given;
  const { asnNumber, partnerId } = asn;
  const bySscc = new Map(known.map((carton) => [carton.sscc, carton]));
  const isMine = (carton: Carton): boolean =>
    carton.asnNumber === asnNumber && carton.partnerId === partnerId;
  const kept = new Set(wanted);
  return [
    ...wanted.flatMap((sscc) => {
      const there = bySscc.get(sscc);
      if (there !== undefined && isMine(there)) return [];
      const carton = { sscc, asnNumber, partnerId, version: (there?.version ?? 0) + 1 };
      return [store.asns.saveCarton(tenant, carton, there)];
    }),
    ...known
      .filter((carton) => isMine(carton) && !kept.has(carton.sscc))
      .map((carton) => store.asns.removeCarton(tenant, carton)),
  ];
};

/** Says of a carton that isn't on the list on which one it is. */
export const withLists = async (
  { store }: Deps,
  { tenant }: Caller,
  unexpected: readonly Unexpected[],
): Promise<Unexpected[]> => {
  const cartons = await store.asns.readCartons(
    tenant,
    unexpected.flatMap(({ sscc }) => sscc ?? []),
  );
  const lists = new Map(
    cartons.map(({ sscc, asnNumber, partnerId }) => [sscc, `${asnNumber} of ${partnerId}`]),
  );
  return unexpected.map((one) => {
    const list = lists.get(one.sscc ?? '');
    return list === undefined ? one : { ...one, detail: `${one.detail} It is on list ${list}.` };
  });
};

export const ssccsIn = (entries: readonly AsnEntry[]): string[] => [
  ...new Set(entries.flatMap(({ sscc }) => sscc ?? [])),
];
