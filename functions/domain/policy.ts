/** What an item demands of serials, per partner class (M7–M17, E6, E10, D3, D4; decision 1). */

export type PartnerClass = 'creditor' | 'internal' | 'debtor';
export type Need = 'off' | 'optional' | 'required';
export type SerialPolicy = { readonly [Class in PartnerClass]: Need };
export type Tracking = 'none' | 'serial' | 'batch';

const members = (...required: readonly PartnerClass[]): SerialPolicy => ({
  creditor: required.includes('creditor') ? 'required' : 'off',
  internal: required.includes('internal') ? 'required' : 'off',
  debtor: required.includes('debtor') ? 'required' : 'off',
});

/** The eight named types (M10–M17): member classes are required, the others off. */
export const SERIAL_TYPES = {
  'not-serialised': members(),
  'fully-tracked': members('creditor', 'internal', 'debtor'),
  'creditor-and-internal': members('creditor', 'internal'),
  'debtor-only': members('debtor'),
  'creditor-and-debtor': members('creditor', 'debtor'),
  'creditor-only': members('creditor'),
  'internal-and-debtor': members('internal', 'debtor'),
  'internal-only': members('internal'),
} as const satisfies Record<string, SerialPolicy>;

export type SerialType = keyof typeof SERIAL_TYPES;

export const isSerialType = (name: string): name is SerialType => Object.hasOwn(SERIAL_TYPES, name);

/** What a serial-tracked item demands when nothing is said (E6). */
export const DEFAULT_POLICY: SerialPolicy = {
  creditor: 'optional',
  internal: 'optional',
  debtor: 'required',
};

const same = (a: SerialPolicy, b: SerialPolicy): boolean =>
  a.creditor === b.creditor && a.internal === b.internal && a.debtor === b.debtor;

/** The named type that states exactly this policy, where one does. */
export const serialTypeOf = (policy: SerialPolicy): SerialType | undefined =>
  Object.keys(SERIAL_TYPES)
    .filter(isSerialType)
    .find((name) => same(SERIAL_TYPES[name], policy));

export type PolicyStatement = {
  readonly serialPolicy?: SerialPolicy | undefined;
  readonly serialType?: SerialType | undefined;
  readonly requireAtSale?: boolean | undefined;
  readonly requireAtPurchase?: boolean | undefined;
};

const required = (demanded: boolean | undefined, otherwise: Need): Need => {
  if (demanded === undefined) return otherwise;
  return demanded ? 'required' : 'optional';
};

/** How many of the three ways of stating a policy are used; more than one is ambiguous. */
export const statements = (given: PolicyStatement): number =>
  [
    given.serialPolicy !== undefined,
    given.serialType !== undefined,
    given.requireAtSale !== undefined || given.requireAtPurchase !== undefined,
  ].filter(Boolean).length;

/** The policy that a statement means for a serial-tracked item. */
export const policyFrom = (given: PolicyStatement): SerialPolicy => {
  if (given.serialPolicy !== undefined) return given.serialPolicy;
  if (given.serialType !== undefined) return SERIAL_TYPES[given.serialType];
  return {
    creditor: required(given.requireAtPurchase, DEFAULT_POLICY.creditor),
    internal: DEFAULT_POLICY.internal,
    debtor: required(given.requireAtSale, DEFAULT_POLICY.debtor),
  };
};

export type TrackedItem = { readonly tracking: Tracking; readonly serialPolicy: SerialPolicy };
export type TrackingSwitches = {
  readonly serialTracking: boolean;
  readonly serialNumbersRequired: boolean;
};

/** What a line of this class needs, after the tenant's switches (DESIGN section 2, *Effective need*). */
export const effectiveNeed = (
  switches: TrackingSwitches,
  item: TrackedItem,
  partnerClass: PartnerClass,
): Need => {
  if (!switches.serialTracking || item.tracking !== 'serial') return 'off';
  return switches.serialNumbersRequired ? 'required' : item.serialPolicy[partnerClass];
};

/** Whether serials per location equal stock per location, always (M11). */
export const isFullyTracked = (switches: TrackingSwitches, item: TrackedItem): boolean =>
  (['creditor', 'internal', 'debtor'] as const).every((c) => effectiveNeed(switches, item, c) === 'required');
