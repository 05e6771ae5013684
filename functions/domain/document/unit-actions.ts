import type { Movement } from '../movement.ts';
import { pieces } from '../quantity.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import { decideService } from '../service/call.ts';
import type { Settings } from '../settings.ts';
import type { UnitAction } from '../unit/action.ts';
import { decideHold, decideRelease, decideRename } from '../unit/calls.ts';
import { isHere, type Unit, unitKey } from '../unit/unit.ts';
import { CLAIMS } from './claims.ts';
import type { DecisionContext } from './context.ts';
import { dateFaults } from './dates.ts';
import type { DocumentLine, LedgerDocument } from './document.ts';
import type { Flow } from './flows.ts';
import {
  claimOf,
  DOCUMENT_KIND_NAMES,
  type DocumentKind,
  LINE_DIRECTIONS,
  LINE_ROLES,
  type LineChoice,
  lineFlow,
  type Stage,
} from './kinds.ts';
import { needOf } from './line-rules.ts';
import { stepUnit } from './unit-step.ts';

/**
 * What may be done with a unit as it stands. Nothing is told here that the decisions don't say themselves: each is asked
 * whether it would take the unit, on a document that fits in everything else.
 */

type Way = {
  readonly kind: DocumentKind;
  readonly choice: LineChoice;
  readonly stage: Stage;
  readonly flow: Flow;
};

const CHOICES: readonly LineChoice[] = [
  {},
  { buyBack: true },
  ...LINE_DIRECTIONS.map((direction) => ({ direction })),
  ...LINE_ROLES.map((role) => ({ role })),
];
const STAGES: readonly Stage[] = ['post', 'dispatch', 'arrive', 'bring-back'];

/** Every way in which some document moves units, once. */
const WAYS: readonly Way[] = DOCUMENT_KIND_NAMES.flatMap((kind) => {
  const found = CHOICES.flatMap((choice) =>
    STAGES.flatMap((stage): Way[] => {
      const flow = lineFlow(kind, choice, stage);
      return flow === undefined ? [] : [{ kind, choice, stage, flow }];
    }),
  );
  return found.filter((way, i) => found.findIndex(({ flow }) => flow.step === way.flow.step) === i);
});

export type Standing = {
  readonly unit: Unit;
  readonly item: Item;
  readonly settings: Settings;
  /** Today in the tenant's time zone. */
  readonly today: string;
};

const contextFor = ({ unit, item, settings, today }: Standing): DecisionContext => ({
  settings,
  items: new Map([[item.itemId, item]]),
  units: new Map([[unitKey(unit.itemId, unit.key), unit]]),
  balances: new Map(),
  batches: new Map(),
  exceptions: new Map(),
  recalls: [],
  user: '',
  today,
  recordedAt: `${today}T00:00:00.000Z`,
  postingId: '',
  newUnitId: () => unit.id,
});

/** Names that no id, place or serial can have. */
const ELSEWHERE = '*';

type Binding = { readonly documentId: string; readonly line: number };

/** A document that has the unit's place and partner. */
const documentFor = (
  { unit, today }: Standing,
  kind: DocumentKind,
  given: { readonly binding: Binding; readonly flow?: Flow | undefined; readonly choice?: LineChoice },
): { readonly document: LedgerDocument; readonly line: DocumentLine } => {
  const { binding, flow, choice } = given;
  const line: DocumentLine = {
    line: binding.line,
    itemId: unit.itemId,
    quantity: pieces(1),
    ...choice,
    assigned: [],
    posted: pieces(0),
    postedSerials: 0,
    dispatched: pieces(0),
    cancelled: pieces(0),
  };
  const document: LedgerDocument = {
    documentId: binding.documentId,
    kind,
    partnerId: flow?.partner === 'supplier' ? unit.supplierId : unit.partnerId,
    locationId: unit.locationId ?? ELSEWHERE,
    toLocationId: ELSEWHERE,
    effectiveDate: today,
    status: 'open',
    createdAt: '',
    createdBy: '',
    movementIds: [],
    lines: [line],
    version: 1,
  };
  return { document, line };
};

const ANY: Binding = { documentId: ELSEWHERE, line: 1 };

/** What the unit may be bound to: the document that expects it or sent it off, as the last to change it, and its order. */
const boundTo = ({ reservedBy, documentId, line = 1 }: Unit): Binding[] =>
  [documentId === undefined ? [] : { documentId, line }, reservedBy ?? []].flat();

const entryOf = ({ serial, key }: Unit): SerialEntry => ({ text: serial, key, pointer: '' });

const takesNumbers = ({ item, settings }: Standing, kind: DocumentKind, line: LineChoice): boolean =>
  needOf(settings, item, { kind, line }) !== 'off';

const nameOf = ({ flow }: Way, binding: Binding): UnitAction => {
  if (flow.step === 'buy-back') return 'buy-back';
  return binding !== ANY && flow.reserved === 'own' ? 'deliver' : flow.movement;
};

/** By documents that move it: by any, or else by those that it is bound to. */
const posted = (standing: Standing, context: DecisionContext): UnitAction[] => {
  const { unit, item, today } = standing;
  if (dateFaults(today, standing, '').length > 0) return [];
  const bindings = [ANY, ...boundTo(unit)];
  return WAYS.filter(({ kind, choice }) => takesNumbers(standing, kind, choice)).flatMap((way) => {
    const binding = bindings.find((one) => {
      const made = documentFor(standing, way.kind, { binding: one, ...way });
      const plan = { flow: way.flow, ...made, item, movementId: '', effectiveDate: today };
      return stepUnit(entryOf(unit), plan, context).violations.length === 0;
    });
    return binding === undefined ? [] : [nameOf(way, binding)];
  });
};

/** By putting its number on a line, or taking it off. */
const claimed = (standing: Standing, context: DecisionContext): UnitAction[] => {
  const { unit, item } = standing;
  return DOCUMENT_KIND_NAMES.flatMap((kind): UnitAction[] => {
    const claim = claimOf(kind, {});
    if (claim === 'none') return [];
    const does = (side: 'add' | 'remove', binding: Binding): UnitAction[] => {
      const plan = { ...documentFor(standing, kind, { binding }), item, movementId: '' };
      const { change } = CLAIMS[claim][side].unit(entryOf(unit), plan, context);
      return change === undefined ? [] : [CLAIMS[claim][side].movement];
    };
    return [
      ...(takesNumbers(standing, kind, {}) ? does('add', ANY) : []),
      ...boundTo(unit).flatMap((binding) => does('remove', binding)),
    ];
  });
};

/** By calls about the unit alone. */
const called = ({ unit, today }: Standing, context: DecisionContext): UnitAction[] => {
  const holdId = unit.heldBy?.[0]?.holdId;
  const other: SerialEntry = { text: ELSEWHERE, key: ELSEWHERE, pointer: '' };
  // Known for as long as it has moved, by movements that stand.
  const since = isHere(unit) ? unit.lastEffectiveDate : undefined;
  const event = { kind: 'inspection', description: '', underWarranty: false } as const;
  const decided = [
    decideHold(unit, '', context),
    decideRelease(unit, { holdId }, context),
    decideRename(unit, { to: other, reason: '' }, context),
    decideService({ unit, since }, { event, date: today }, context),
  ];
  return decided
    .filter(({ violations }) => violations.length === 0)
    .flatMap(({ decision }) => decision.movements.map(({ kind }: Movement) => kind));
};

/** What may be done now, each once, in alphabetical order. */
export const actionsOn = (standing: Standing): UnitAction[] => {
  const context = contextFor(standing);
  const all = new Set([
    ...posted(standing, context),
    ...claimed(standing, context),
    ...called(standing, context),
  ]);
  // Whatever is received takes a receipt that says nothing of buying back.
  if (all.has('receive')) all.delete('buy-back');
  return [...all].toSorted();
};
