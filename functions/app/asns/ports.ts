import type { Asn, AsnEntry, VersionHead } from '../../domain/asn/asn.ts';
import type { WritePart } from '../write-part.ts';

/** What advance lists need of the table. */

export type AsnName = { readonly asnNumber: string; readonly partnerId: string };

/** Which list a carton is on, or was on last. */
export type Carton = AsnName & { readonly sscc: string; readonly version: number };

export type AsnRepository = {
  readonly read: (tenant: string, name: AsnName) => Promise<Asn | undefined>;
  readonly readMany: (tenant: string, names: readonly AsnName[]) => Promise<readonly Asn[]>;
  /** Lists of this number, of whatever supplier. */
  readonly readByNumber: (tenant: string, asnNumber: string) => Promise<readonly Asn[]>;
  /** The numbers of the last version. */
  readonly readEntries: (tenant: string, asn: Asn) => Promise<readonly AsnEntry[]>;
  readonly readVersion: (
    tenant: string,
    asn: Asn,
    revision: number,
  ) => Promise<{ readonly head: VersionHead; readonly entries: readonly AsnEntry[] } | undefined>;
  readonly save: (tenant: string, asn: Asn) => WritePart;
  /** The numbers of a new version, and how many records they fill. */
  readonly saveEntries: (
    tenant: string,
    version: AsnName & { readonly revision: number },
    told: { readonly head: VersionHead; readonly entries: readonly AsnEntry[] },
  ) => { readonly parts: readonly WritePart[]; readonly chunks: number };
  readonly readCartons: (tenant: string, ssccs: readonly string[]) => Promise<readonly Carton[]>;
  /** In place of what was read; nothing where none was. */
  readonly saveCarton: (tenant: string, carton: Carton, before: Carton | undefined) => WritePart;
  readonly removeCarton: (tenant: string, carton: Carton) => WritePart;
};
