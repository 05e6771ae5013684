import { atPlaceOf, type DocumentLine, type LedgerDocument } from '../../domain/document/document.ts';
import { claimOf, isMaking, lineFlow } from '../../domain/document/kinds.ts';
import type { SerialInput } from '../../domain/serial/input.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Parent } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps, UnitName } from '../ports.ts';
import type { Needed } from '../posting/decision-context.ts';
import { currentUnits } from '../units/current.ts';
import type { DocumentAsked } from './change.ts';
import { keysOf, parentNames, readBatch } from './input.ts';

/** What is asked of a posting, and what must be read to decide it. */

export type PostRequest = DocumentAsked & {
  readonly lines?:
    | readonly {
        readonly line: number;
        readonly quantity: number;
        readonly serials?: SerialInput | undefined;
        readonly batch?: string | undefined;
        readonly expiresOn?: string | undefined;
        readonly parentSerial?: string | undefined;
        readonly parentItemId?: string | undefined;
      }[]
    | undefined;
  readonly effectiveDate?: string | undefined;
  /** Sends a transfer off, instead of moving it in one step. */
  readonly dispatch?: boolean | undefined;
};

/** The lines with what is said of them for this posting. */
export const linesAsked = ({ lines = [] }: PostRequest, document: LedgerDocument): readonly DocumentLine[] =>
  document.lines.map((line) => {
    const asked = lines.find((one) => one.line === line.line);
    const parentSerial = asked?.parentSerial ?? line.parentSerial;
    return { ...line, parentSerial, parentItemId: asked?.parentItemId ?? line.parentItemId };
  });

/** The units and balances of the lines asked for, or of everything outstanding. */
export const neededFor = (request: PostRequest, document: LedgerDocument, settings: Settings): Needed => {
  const asked =
    request.lines ?? document.lines.map(({ line }) => ({ line, serials: undefined, batch: undefined }));
  const named = asked.flatMap(({ line: n, serials, batch }) => {
    const line = document.lines.find((l) => l.line === n);
    if (line === undefined) return [];
    const posted = readBatch(batch, '', settings).value ?? line.batch;
    const keys = serials === undefined ? line.assigned.map(({ key }) => key) : keysOf(serials, settings);
    return [{ line, batch: posted, keys }];
  });
  return {
    units: [
      ...named.flatMap(({ line, keys }) => keys.map((key) => ({ itemId: line.itemId, key }))),
      ...parentNames({ kind: document.kind, lines: linesAsked(request, document) }, settings.caseSensitive),
      // Reservations fall where others are delivered instead.
      ...document.lines
        .filter((line) => claimOf(document.kind, line) === 'reserve')
        .flatMap(({ itemId, assigned }) => assigned.map(({ key }) => ({ itemId, key }))),
    ],
    balances: named.flatMap(({ line, batch }) =>
      [atPlaceOf(document, line).locationId, document.toLocationId].flatMap((locationId) =>
        locationId === undefined ? [] : [{ itemId: line.itemId, locationId, batch }],
      ),
    ),
  };
};

type Worked = {
  /** What they made, by its numbers of then and today. */
  readonly made: readonly UnitName[];
  /** What they took parts out of. */
  readonly opened: readonly Parent[];
};

/** Units on which earlier postings of the document worked, into which others may go now. */
export const workedBefore = async (
  { store }: Deps,
  { tenant }: Caller,
  { kind, lines, movementIds }: LedgerDocument,
): Promise<Worked> => {
  const consumes = lines.some((line) => lineFlow(kind, line, 'post')?.parent === 'into');
  if (!consumes || movementIds.length === 0) return { made: [], opened: [] };
  const movements = (await store.movements.readMany(tenant, movementIds)).filter(
    ({ voidedBy }) => voidedBy === undefined,
  );
  const made = movements
    .filter(isMaking)
    .flatMap(({ itemId, units }) => units.map(({ id, key }) => ({ itemId, id, key })));
  const opened = movements
    .filter(({ kind }) => kind === 'take-out')
    .flatMap(({ parent, units }) => [parent, ...units.map(({ before }) => before?.parent)])
    .flatMap((parent) => parent ?? []);
  const units = await currentUnits({ store }, tenant, made);
  const names = [...made, ...units.flatMap((unit) => unit ?? [])];
  return { made: names.map(({ itemId, key }) => ({ itemId, key })), opened };
};

/** A request that names no lines has no place for what is wrong with one: that is told by the line's number. */
export const ofItsLine = ({ pointer, ...fault }: Violation): Violation => {
  const [, at, rest = ''] = /^\/lines\/(\d+)(.*)$/.exec(pointer) ?? [];
  return at === undefined ? { ...fault, pointer } : { line: Number(at) + 1, ...fault, pointer: rest };
};
