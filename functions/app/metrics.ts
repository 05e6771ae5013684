/**
 * Everything that is counted, once: the functions emit these names and no others, and the dashboard and the alarms are
 * made of them. Free of any library, so that `lib/` can read it.
 */
export const METRICS = {
  SmallPostings: { unit: 'Count', says: 'postings written by one transaction' },
  LargePostings: { unit: 'Count', says: 'postings written ahead and then committed' },
  PostedSerials: { unit: 'Count', says: 'units that postings changed' },
  Conflicts: { unit: 'Count', says: 'decisions made again, as what they stood on had changed' },
  Retries: { unit: 'Count', says: 'calls repeated, as the engine asked to come again' },
  Busy: { unit: 'Count', says: 'requests asked to come again after all tries' },
  Throttled: { unit: 'Count', says: "requests beyond their tenant's limit" },
  Faults: { unit: 'Count', says: 'requests answered with a fault of ours' },
  ProjectionLag: { unit: 'Milliseconds', says: 'age of the oldest change of a batch, once it was projected' },
  Unprojected: {
    unit: 'Count',
    says: 'changes that could be neither projected nor told, and wait for the redrive',
  },
  Redriven: { unit: 'Count', says: 'changes that the redrive has made up for' },
  EventsTold: { unit: 'Count', says: 'events that the bus took' },
  AlertsTold: { unit: 'Count', says: 'alerts among them' },
  PostingsUndone: { unit: 'Count', says: 'large postings that broke off, and that the sweep has undone' },
  PostingsLeft: { unit: 'Count', says: 'large postings that a sweep found under way or had no time for' },
  JobSteps: { unit: 'Count', says: 'steps of jobs' },
  JobsCompleted: { unit: 'Count', says: 'jobs that were carried to their end' },
  JobsPutOff: { unit: 'Count', says: 'attempts at a step that failed, and are made again' },
  JobsFailed: { unit: 'Count', says: 'jobs that failed for good' },
  ChecksBegun: { unit: 'Count', says: 'daily checks of tenants that were begun' },
} as const satisfies Record<string, { readonly unit: 'Count' | 'Milliseconds'; readonly says: string }>;

export type MetricName = keyof typeof METRICS;

/** The namespace of all of them. */
export const METRICS_NAMESPACE = 'SerialLedger';
/** Their one dimension: the stage's name, so that stages of one account keep apart. Tenants would be too many. */
export const METRICS_DIMENSION = 'service';

/** Takes a figure. */
export type Meter = (name: MetricName, value: number) => void;
