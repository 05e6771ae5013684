import { decideAssignment } from '../../domain/document/assign.ts';
import type { Decision, DecisionContext } from '../../domain/document/context.ts';
import { dateFaults } from '../../domain/document/dates.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import {
  aKindFirst,
  type DocumentKind,
  hasDestination,
  kindRule,
  type Stage,
} from '../../domain/document/kinds.ts';
import { entriesByItem } from '../../domain/document/line-rules.ts';
import { decidePosting } from '../../domain/document/post.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import type { Location, Partner } from '../../domain/registry.ts';
import { duplicates } from '../../domain/serial/input.ts';
import { DEFAULT_SETTINGS } from '../../domain/settings.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, type Moment, momentOf, readState } from '../posting/decision-context.ts';
import { type DocumentChange, documentChange } from './change.ts';
import { dispatchFaults, meantOf, stageOf } from './input.ts';
import { looseFaultsOf } from './loose-goods.ts';
import {
  checkLineCount,
  documentLine,
  type NewLine,
  neededForNew,
  placesIn,
  type ReadLine,
  readLine,
  tooManySerials,
} from './new-lines.ts';
import { readWholes } from './wholes.ts';

export type NewDocument = {
  readonly kind: DocumentKind;
  readonly number?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly locationId: string;
  readonly toLocationId?: string | undefined;
  readonly effectiveDate?: string | undefined;
  readonly reason?: string | undefined;
  readonly retrospective?: boolean | undefined;
  readonly lines: readonly NewLine[];
  readonly post: boolean;
  readonly dispatch?: boolean | undefined;
};

const partnerFaults = (given: NewDocument, partner: Partner | undefined): Violation[] => {
  const rule = kindRule(given.kind).partner;
  const pointer = '/partnerId';
  if (rule === undefined) {
    const detail = `${aKindFirst(given.kind)} has no partner.`;
    return given.partnerId === undefined ? [] : [{ pointer, code: 'field-not-taken', detail }];
  }
  if (given.partnerId === undefined) {
    const detail = `${aKindFirst(given.kind)} needs a partner: a ${rule.role}.`;
    return rule.required ? [{ pointer, code: 'partner-required', detail }] : [];
  }
  if (partner === undefined) {
    return [{ pointer, code: 'partner-unknown', detail: `There is no partner ${given.partnerId}.` }];
  }
  // What is bought back comes from a customer.
  const isBuyBack = given.lines.some((line) => line.buyBack === true);
  if (partner.role === rule.role || partner.role === 'both' || isBuyBack) return [];
  const detail = `${aKindFirst(given.kind)} needs a ${rule.role}; ${partner.partnerId} is a ${partner.role}.`;
  return [{ pointer, code: 'partner-role', detail }];
};

const destinationFaults = (given: NewDocument, destination: Location | undefined): Violation[] => {
  const pointer = '/toLocationId';
  const { kind, toLocationId } = given;
  if (!hasDestination(kind)) {
    const detail = `${aKindFirst(kind)} goes to no other location.`;
    return toLocationId === undefined ? [] : [{ pointer, code: 'field-not-taken', detail }];
  }
  if (toLocationId === undefined) {
    return [{ pointer, code: 'field-required', detail: `${aKindFirst(kind)} needs a location to go to.` }];
  }
  if (destination === undefined) {
    return [{ pointer, code: 'location-unknown', detail: `There is no location ${toLocationId}.` }];
  }
  const detail = `It comes from ${given.locationId} and goes there.`;
  return toLocationId === given.locationId ? [{ pointer, code: 'location-same', detail }] : [];
};

const wordFaults = ({ kind, reason, retrospective, dispatch, lines }: NewDocument): Violation[] => {
  const rule = kindRule(kind);
  const faults: Violation[] = [...dispatchFaults(kind, dispatch)];
  if (rule.reason === 'required' && reason === undefined) {
    const detail = `Documents of kind ${kind} need a reason.`;
    faults.push({ pointer: '/reason', code: 'reason-required', detail });
  }
  if (retrospective === true) {
    for (const [i, line] of lines.entries()) {
      const detail = 'A retrospective receipt fills in where units came from; it brings none in.';
      for (const name of ['hold', 'buyBack'] as const) {
        if (line[name] === undefined || line[name] === false) continue;
        faults.push({ pointer: `/lines/${i}/${name}`, code: 'field-not-taken', detail });
      }
    }
  }
  if (retrospective === true && rule.retrospective !== true) {
    const detail = `${aKindFirst(kind)} is never retrospective.`;
    faults.push({ pointer: '/retrospective', code: 'field-not-taken', detail });
  }
  return faults;
};

type Head = {
  readonly given: NewDocument;
  readonly moment: Moment;
  readonly locations: readonly Location[];
  readonly partner: Partner | undefined;
};

/** What the head of a document breaks: place, partner, date. */
const headFaults = ({ given, moment, locations, partner }: Head): Violation[] => {
  const placeAt = (id: string | undefined) => locations.find(({ locationId }) => locationId === id);
  const detail = `There is no location ${given.locationId}.`;
  const place: Violation[] =
    placeAt(given.locationId) === undefined
      ? [{ pointer: '/locationId', code: 'location-unknown', detail }]
      : [];
  // What is posted at once counts for today where no date is named.
  const day = given.effectiveDate ?? (given.post ? moment.today : undefined);
  const date = day === undefined ? [] : dateFaults(day, moment, '/effectiveDate');
  return [
    ...place,
    ...destinationFaults(given, placeAt(given.toLocationId)),
    ...partnerFaults(given, partner),
    ...wordFaults(given),
    ...date,
  ];
};

const decide = (
  given: {
    readonly document: LedgerDocument;
    readonly lines: readonly ReadLine[];
    readonly post: boolean;
    readonly stage: Stage;
  },
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const { document, lines } = given;
  const paired = document.lines.flatMap((line) => {
    const read = lines.find(({ n }) => n === line.line);
    return read === undefined ? [] : [{ line, read }];
  });
  if (given.post) {
    const posting = {
      document,
      stage: given.stage,
      effectiveDate: document.effectiveDate ?? context.today,
      lines: paired.map(({ line, read }) => ({
        line,
        quantity: line.quantity,
        entries: read.serials.entries,
        meant: meantOf(read.serials, line.quantity),
        pointer: read.pointer,
      })),
    };
    return decidePosting(posting, context);
  }
  const assignments = paired.map(({ line, read }) => ({
    line,
    add: read.serials.entries,
    remove: [],
    meant: meantOf(read.serials, line.quantity),
    pointer: read.pointer,
  }));
  return decideAssignment({ document, lines: assignments }, context);
};

/**
 * Makes a document, and posts it at once where `post` says so.
 * @throws LedgerError `refused` with everything that is wrong, in the head and on every line; `posting-too-large`
 */
export const createDocument = async (
  deps: Deps,
  caller: Caller,
  given: NewDocument,
): Promise<DocumentChange> => {
  const { store, ids } = deps;
  const { tenant } = caller;
  checkLineCount(given.lines);
  const itemIds = given.lines.map((line) => line.itemId);
  const [settings, items, locations, partner, likely] = await Promise.all([
    store.settings.read(tenant),
    store.items.readMany(tenant, itemIds),
    store.locations.readMany(tenant, placesIn(given)),
    given.partnerId === undefined ? undefined : store.partners.read(tenant, given.partnerId),
    readState(deps, caller, neededForNew(given, DEFAULT_SETTINGS)),
  ]);
  // Nearly every tenant's numbers are folded as by default; where not, the units were looked for under other keys.
  const state =
    settings.caseSensitive === DEFAULT_SETTINGS.caseSensitive
      ? likely
      : await readState(deps, caller, neededForNew(given, settings));
  const moment = momentOf(deps, settings);
  const joining = given.post ? given.lines : [];
  const wholes = await readWholes(deps, caller, { lines: joining, state, settings });
  const context = contextOf(deps, caller, { moment, items, state, partner, wholes });
  const lines = given.lines.map((line, i) => readLine(line, i, { kind: given.kind, locations, context }));
  const document: LedgerDocument = {
    documentId: ids.sortable(),
    kind: given.kind,
    number: given.number,
    partnerId: given.partnerId,
    locationId: given.locationId,
    toLocationId: given.toLocationId,
    effectiveDate: given.effectiveDate,
    reason: given.reason,
    retrospective: given.retrospective,
    status: 'draft',
    createdAt: moment.recordedAt,
    createdBy: caller.user,
    movementIds: [],
    lines: lines.map(documentLine),
    version: 0,
  };
  const { violations, decision } = decide(
    { document, lines, post: given.post, stage: stageOf(document, given.dispatch) },
    context,
  );
  // Lines are counted from 1.
  const pointerOf = ({ line = 1 }: { readonly line?: number | undefined }) => `/lines/${line - 1}/quantity`;
  const loose = await looseFaultsOf(deps, tenant, {
    decision,
    pointerOf,
    faults: [...lines.flatMap((line) => line.violations), ...violations],
  });
  const groups = entriesByItem(
    lines.map(({ typed, serials }) => ({ itemId: typed.itemId, entries: serials.entries })),
  );
  // What is wrong in itself is told once, not again as missing.
  const faulty = new Set(lines.flatMap((line) => line.violations.map(({ pointer }) => pointer)));
  refuseIfAny([
    ...headFaults({ given, moment, locations, partner }),
    ...lines.flatMap((line) => line.violations),
    ...tooManySerials(lines),
    ...groups.flatMap(duplicates),
    ...[...violations, ...loose].filter(({ pointer }) => !faulty.has(pointer)),
  ]);
  return documentChange(deps, caller, { decision, context, document, before: undefined, items, moment });
};
