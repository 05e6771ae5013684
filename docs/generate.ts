import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow } from '../functions/domain/document/flows.ts';
import {
  DOCUMENT_KIND_NAMES,
  type DocumentKind,
  kindRule,
  LINE_DIRECTIONS,
  LINE_ROLES,
  type LineChoice,
  lineFlow,
  rolesOf,
  type Stage,
} from '../functions/domain/document/kinds.ts';
import { needOf } from '../functions/domain/document/line-rules.ts';
import { stepUnit } from '../functions/domain/document/unit-step.ts';
import type { DomainError } from '../functions/domain/errors.ts';
import {
  DEFAULT_POLICY,
  isFullyTracked,
  type Need,
  SERIAL_TYPES,
  type SerialPolicy,
  serialTypeOf,
} from '../functions/domain/policy.ts';
import type { Item } from '../functions/domain/registry.ts';
import { DEFAULT_SETTINGS, type Settings } from '../functions/domain/settings.ts';
import { isInStock, UNIT_TRANSITIONS, type Unit } from '../functions/domain/unit/unit.ts';
import { VIOLATIONS, type ViolationCode } from '../functions/domain/violations.ts';
import { internalProblem, problemOf } from '../functions/http/problem.ts';
import { aContext, aDocument, aLine, anItem, aUnit, TODAY } from '../test/domain/builders.ts';
import { authorisationPage } from './authorisation-page.ts';
import { eventsPage, eventsSchema } from './events-page.ts';
import { code, GENERATED, page, table } from './pages.ts';

/** Writes the pages and schemas of this folder that follow from the code: `npm run docs`. A test compares them. */

/** One way in which a kind of document moves units. */
type Way = {
  readonly kind: DocumentKind;
  readonly choice: LineChoice;
  readonly stage: Stage;
  readonly says: string;
  readonly flow: Flow;
};

const SCRAPPED: LineChoice = { role: 'take-out', scrap: true };

const choicesOf = (kind: DocumentKind): { choice: LineChoice; stage: Stage; says: string }[] => {
  const { flow } = kindRule(kind);
  const plain = { choice: {}, stage: 'post', says: kind } as const;
  switch (flow.by) {
    case 'kind':
      return [plain];
    case 'buyBack':
      return [plain, { choice: { buyBack: true }, stage: 'post', says: `${kind}, \`buyBack: true\`` }];
    case 'direction':
      return LINE_DIRECTIONS.map((direction) => ({
        choice: { direction },
        stage: 'post',
        says: `${kind}, \`direction: ${direction}\``,
      }));
    case 'role':
      return [...LINE_ROLES.map((role): LineChoice => ({ role })), SCRAPPED].map((choice) => ({
        choice,
        stage: 'post',
        says: `${kind}, \`role: ${choice.role}\`${choice.scrap === true ? ', `scrap: true`' : ''}`,
      }));
    case 'optional-role':
      return [
        plain,
        ...rolesOf(kind).map((role) => ({
          choice: { role },
          stage: 'post' as const,
          says: `${kind}, \`role: ${role}\``,
        })),
      ];
    case 'stage':
      return [
        { choice: {}, stage: 'post', says: `${kind}, in one step` },
        { choice: {}, stage: 'dispatch', says: `${kind}, dispatched` },
        { choice: {}, stage: 'arrive', says: `${kind}, received` },
        { choice: {}, stage: 'bring-back', says: `${kind}, rest cancelled` },
      ];
  }
};

const WAYS: readonly Way[] = DOCUMENT_KIND_NAMES.flatMap((kind) =>
  choicesOf(kind).flatMap((given) => {
    const flow = lineFlow(kind, given.choice, given.stage);
    return flow === undefined ? [] : [{ kind, ...given, flow }];
  }),
);

const itemWith = (serialPolicy: SerialPolicy, more: Partial<Item> = {}): Item =>
  anItem({ serialPolicy, ...more });

const needFor = (
  { kind, choice }: Pick<Way, 'kind' | 'choice'>,
  item: Item,
  settings: Settings = DEFAULT_SETTINGS,
): Need => needOf(settings, item, { kind, line: choice });

const MEANS: Readonly<Record<Need, string>> = { off: 'refused', optional: 'taken', required: 'required' };
const POLICY_NAMES = [
  ...Object.entries(SERIAL_TYPES).map(([name, policy]) => ({ name, policy })),
  { name: 'default', policy: DEFAULT_POLICY },
];

const classesOf = ({ flow, kind }: Way): string =>
  (flow.classes ?? [kindRule(kind).partnerClass]).join(' and ');

const namedTable = (): string =>
  table(
    ['document', 'class', ...POLICY_NAMES.map(({ name }) => name)],
    WAYS.map((way) => [
      way.says,
      classesOf(way),
      ...POLICY_NAMES.map(({ policy }) => MEANS[needFor(way, itemWith(policy))]),
    ]),
  );

const NEEDS = ['off', 'optional', 'required'] as const;
const POLICIES = NEEDS.flatMap((creditor) =>
  NEEDS.flatMap((internal) => NEEDS.map((debtor) => ({ creditor, internal, debtor }))),
);

/** Ways that no policy tells apart share a column. */
const columns = (): { readonly title: string; readonly way: Way }[] => {
  const groups = new Map<string, Way[]>();
  for (const way of WAYS) {
    const profile = POLICIES.map((policy) => needFor(way, itemWith(policy))).join();
    groups.set(profile, [...(groups.get(profile) ?? []), way]);
  }
  return [...groups.values()].flatMap(([way, ...others]) => {
    if (way === undefined) return [];
    const all =
      way.flow.parent !== undefined ? 'lines that consume or take out' : `${classesOf(way)} documents`;
    return [{ way, title: others.length === 0 ? way.says : all }];
  });
};

const allTable = (): string =>
  table(
    ['creditor', 'internal', 'debtor', 'name', ...columns().map(({ title }) => title), 'place checked'],
    POLICIES.map((policy) => [
      ...[...Object.values(policy), serialTypeOf(policy) ?? ''],
      ...columns().map(({ way }) => MEANS[needFor(way, itemWith(policy))]),
      isFullyTracked(DEFAULT_SETTINGS, itemWith(policy)) ? 'yes' : 'no',
    ]),
  );

const switchTable = (): string =>
  table(
    ['`serialTracking`', '`serialNumbersRequired`', "item's `tracking`", 'need of a line'],
    [true, false].flatMap((serialTracking) =>
      [false, true].flatMap((serialNumbersRequired) =>
        (['serial', 'batch', 'none'] as const).map((tracking) => {
          const settings = { ...DEFAULT_SETTINGS, serialTracking, serialNumbersRequired };
          const needs = POLICIES.map((policy) =>
            needFor({ kind: 'product-receipt', choice: {} }, itemWith(policy, { tracking }), settings),
          );
          const [only, ...others] = new Set(needs);
          const need = only === undefined || others.length > 0 ? "as the item's class says" : only;
          return [`${serialTracking}`, `${serialNumbersRequired}`, tracking, need];
        }),
      ),
    ),
  );

/** What really happens to one number on a line; places bear the words that the page tells them by. */
const tried = (way: Way, item: Item, units: readonly Unit[] = []) => {
  const places = { locationId: "the document's", toLocationId: 'the destination' };
  const document = aDocument({ kind: way.kind, partnerId: undefined, ...places });
  const line = { ...aLine(), ...way.choice };
  const plan = { flow: way.flow, document, line, item, movementId: 'p1.1', effectiveDate: TODAY };
  return stepUnit({ text: 'A1', key: 'A1', pointer: '' }, plan, aContext({ items: [item], units }));
};

const sightOf = (way: Way, policy: SerialPolicy, allowUnknownAtSale: boolean): string => {
  const { violations, change, exception, provisional } = tried(way, itemWith(policy, { allowUnknownAtSale }));
  const [fault] = violations;
  if (fault !== undefined) return `refused, ${code(fault.code)}`;
  if (exception !== undefined) return provisional ? 'exception, provisional +1' : 'exception';
  return change?.after?.origin?.known === true ? 'made here' : 'recorded, origin unknown';
};

const sightTable = (): string => {
  const owed: SerialPolicy = { creditor: 'required', internal: 'optional', debtor: 'optional' };
  return table(
    [
      'document',
      'creditor `off` or `optional`',
      'creditor `required`',
      'and `allowUnknownAtSale`',
      'and fully tracked',
    ],
    WAYS.map((way) => {
      const free = (['off', 'optional'] as const).map((creditor) =>
        sightOf(way, { ...owed, creditor }, false),
      );
      return [
        way.says,
        [...new Set(free)].join(' / '),
        sightOf(way, owed, false),
        sightOf(way, owed, true),
        sightOf(way, SERIAL_TYPES['fully-tracked'], true),
      ];
    }),
  );
};

const placeTable = (): string =>
  table(
    ['document', 'from', 'to', 'LOCNO (`locationId`)', 'INSTOCK (`inStock`)'],
    WAYS.map((way) => {
      const { from, to } = UNIT_TRANSITIONS[way.flow.step];
      const status = from.find((state) => state !== 'none');
      const unit = aUnit('A1', { locationId: 'the recorded', documentId: 'doc-1', status: status ?? 'sold' });
      const item = itemWith({ creditor: 'optional', internal: 'optional', debtor: 'optional' });
      const after = tried(way, item, status === undefined ? [] : [unit]).change?.after;
      const shown = after === undefined ? 'none' : `${isInStock(after)}`;
      return [way.says, from.join(', '), to, `${after?.locationId ?? 'no'} location`, shown];
    }),
  );

/** What the ledger takes of serials, as a page. */
export const policiesPage = (): string =>
  page(
    '# Serial policies',
    GENERATED,
    '## What a line needs',
    `An item's \`serialPolicy\` says \`off\`, \`optional\` or \`required\` for each partner class; the kind of document fixes the class. The tenant's switches come before it:`,
    switchTable(),
    'What a works order or an outsourced order consumes, and what a works order takes out, takes the stricter of internal and debtor. What the need means for numbers on a line:',
    table(
      ['need', 'numbers', 'otherwise'],
      [
        ['`off`', 'refused; records stay as they are', '`serials-not-tracked`'],
        ['`optional`', 'taken, 0 to the quantity', '`serials-exceed-quantity`, `quantity-not-whole`'],
        ['`required`', 'required, exactly the quantity', '`serials-missing`, and as above'],
      ],
    ),
    '## Named serial types, and the default',
    'With `serialTracking` on and `serialNumbersRequired` off; `default` is a serial-tracked item of which nothing is said. With `serialNumbersRequired` on, every cell is *required*; with `serialTracking` off, *refused*.',
    namedTable(),
    '## All policies',
    '*Place checked*: a unit on record elsewhere is refused, `serial-elsewhere`. Where it is not, the quantity leaves the location of the document, the count of serials the one on record.',
    allTable(),
    '## A number never seen before',
    'What becomes of it wherever numbers are taken at all. *Made here*: the document is its origin. *Exception*: it awaits a retrospective receipt, or a person with a reason. *Provisional +1*: it is counted in and out at the same moment, so that serials and stock stay equal.',
    sightTable(),
    '## Where a unit is, after a numbered line',
    'Without numbers a line changes no record: LOCNO and INSTOCK stay what the last numbered movement said (M22, M23), and the running number of untracked movements of each balance it touches goes up. A unit lost in transit is written off where it set off.',
    placeTable(),
  );

/** One error of each code; the type asks for every new one. */
const ERRORS: { readonly [Code in DomainError['code']]: Extract<DomainError, { code: Code }> } = {
  refused: { code: 'refused', violations: [] },
  'invalid-request': { code: 'invalid-request', violations: [] },
  'malformed-json': { code: 'malformed-json', detail: '' },
  'unsupported-media-type': { code: 'unsupported-media-type', detail: '' },
  'not-found': { code: 'not-found', what: '', id: '' },
  'route-not-found': { code: 'route-not-found', detail: '' },
  unauthenticated: { code: 'unauthenticated', detail: '' },
  'not-entitled': { code: 'not-entitled', detail: '' },
  forbidden: { code: 'forbidden', detail: '' },
  'version-mismatch': { code: 'version-mismatch', expected: '', actual: '' },
  'invalid-cursor': { code: 'invalid-cursor', detail: '' },
  'query-too-short': { code: 'query-too-short', detail: '' },
  'query-invalid': { code: 'query-invalid', detail: '' },
  'idempotency-key-invalid': { code: 'idempotency-key-invalid', detail: '' },
  'idempotency-key-reused': { code: 'idempotency-key-reused', detail: '' },
  'posting-too-large': { code: 'posting-too-large', what: '', actual: 0, limit: 0 },
  'too-many-requests': { code: 'too-many-requests', weight: 'usual', retryAfter: 1 },
  'serial-busy': { code: 'serial-busy', retryAfter: 1 },
  'in-flight': { code: 'in-flight', retryAfter: 1 },
  'still-running': { code: 'still-running', leaves: 'unknown', retryAfter: 1 },
  busy: { code: 'busy', retryAfter: 1 },
};

const shownAs = ({ body }: { readonly body: string }): { status: number; title: string } => JSON.parse(body);
const isViolation = (name: string): name is ViolationCode => Object.hasOwn(VIOLATIONS, name);

/** Everything that can be refused, as a page. */
export const errorsPage = (): string => {
  const violations = Object.keys(VIOLATIONS).filter(isViolation);
  const answers = Object.values(ERRORS).map((error) => {
    const { status, title } = shownAs(problemOf(error, ''));
    return [error.code, { status: error.code === 'refused' ? '409 or 422' : `${status}`, title }] as const;
  });
  const rows = (all: readonly (readonly [string, { status: number | string; title: string }])[]) =>
    table(
      ['code', 'status', 'title'],
      all.map(([name, { status, title }]) => [code(name), `${status}`, title]),
    );
  return page(
    '# Errors',
    GENERATED,
    'Every error is `application/problem+json` (RFC 9457) with `title`, `status`, `code`, `detail` and `requestId`, and `violations` where several things are wrong. API Gateway itself answers a missing or invalid token with its own `{message}` body, 401 or 403.',
    '## Answers',
    rows([...answers, ['internal', shownAs(internalProblem(''))]]),
    '`refused` stands where different rules are broken; where it is one rule, the answer has its code and title. It is a 409 where nothing but the present state of the ledger is in the way of the request, for it may succeed later, and a 422 otherwise. `invalid-request` says of each of its `violations` what is wrong with the shape: `missing`, `wrong-type`, `unknown-field`, `too-big`, `too-small`, `unknown-value`, `wrong-format` or `invalid`.',
    '## Rules of the ledger',
    'The `code` of each of the `violations`, with the status it has where no other rule is broken.',
    rows(
      violations.map((name) => {
        const violation = { pointer: '', code: name, detail: '' };
        return [name, shownAs(problemOf({ code: 'refused', violations: [violation] }, ''))] as const;
      }),
    ),
  );
};

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'policies.md'), policiesPage());
  writeFileSync(join(import.meta.dirname, 'errors.md'), errorsPage());
  writeFileSync(join(import.meta.dirname, 'authorisation.md'), authorisationPage());
  writeFileSync(join(import.meta.dirname, 'events.md'), eventsPage());
  writeFileSync(join(import.meta.dirname, 'events.schema.json'), eventsSchema());
}
