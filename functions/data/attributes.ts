/** Attribute names that the table, the stream filters and the functions share; free of any SDK, so `lib/` may import them. */

export const TABLE_KEYS = { partition: 'pk', sort: 'sk' } as const;
/** Seconds since the epoch after which a record may be removed by the engine. */
export const EXPIRES_AT = 'expiresAt';
/**
 * How the partitions end that count requests. No id, serial or batch begins with a tilde, so a grant by this end reaches
 * nothing else.
 */
export const ALLOWANCES = '~requests';
/** What kind of record it is; the stream's filters look at it. */
export const RECORD_TYPE = 'type';

export const RECORD_TYPES = {
  settings: 'settings',
  item: 'item',
  gtin: 'gtin',
  guard: 'guard',
  location: 'location',
  partner: 'partner',
  unit: 'unit',
  life: 'life',
  join: 'join',
  alias: 'alias',
  batch: 'batch',
  exception: 'exception',
  balance: 'balance',
  movement: 'movement',
  movementUnits: 'movement-units',
  posting: 'posting',
  plan: 'plan',
  underWay: 'under-way',
  document: 'document',
  documentLines: 'document-lines',
  documentSerials: 'document-serials',
  documentNumber: 'document-number',
  idempotency: 'idempotency',
  entry: 'entry',
  beacon: 'beacon',
  recall: 'recall',
  openRecalls: 'open-recalls',
  recallUnit: 'recall-unit',
  job: 'job',
  waitingJob: 'waiting-job',
  asn: 'asn',
  asnEntries: 'asn-entries',
  carton: 'carton',
  import: 'import',
  importRows: 'import-rows',
  importRejects: 'import-rejects',
  alert: 'alert',
  checked: 'checked',
  lateDue: 'late-due',
  tenant: 'tenant',
  model: 'model',
  modelItem: 'model-item',
  entityName: 'entity-name',
  counter: 'counter',
  allowance: 'allowance',
} as const;

export type RecordType = (typeof RECORD_TYPES)[keyof typeof RECORD_TYPES];

/** The records from which lists and the search index are derived. */
export const PROJECTED_TYPES = [
  'unit',
  'document',
  'movement',
  'balance',
  'document-lines',
  'exception',
  'beacon',
  'asn',
  'batch',
  'alert',
  // Tells of the commit of a large posting, after which its records have left the lists they were in.
  'posting',
] as const satisfies readonly RecordType[];

/** What a job's record says while its next step is to be run at once; the stream's filter looks at it. */
export const WANTS = 'wants';
export const WANTS_STEP = 'step';
