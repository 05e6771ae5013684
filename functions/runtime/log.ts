import { Logger } from '@aws-lambda-powertools/logger';
import type { AllowanceDeps } from '../app/limits/allowances.ts';
import type { MetricName } from '../app/metrics.ts';
import type { CheckDeps } from '../events/check.ts';
import type { ProjectDeps } from '../events/project.ts';
import type { RedriveDeps } from '../events/redrive.ts';
import type { SweepDeps } from '../events/sweep.ts';
import type { TokensDeps } from '../events/tokens.ts';
import type { WorkDeps } from '../events/work.ts';
import type { RequestLog } from '../http/chain.ts';
import { env } from './env.ts';
import { meter } from './metrics.ts';

/** The catalogue of what is logged: one JSON line each, constant names and ids, never a body, an item or a token. */

const logger = new Logger({ serviceName: env.service() });

/**
 * What an error is called, says and where it arose. Not its other fields, which the logger would print as well: they may
 * hold what was asked, number by number.
 */
const asError = (error: unknown) => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
};

/** Requests that were answered with these codes are counted. */
const COUNTED: Readonly<Record<string, MetricName>> = {
  busy: 'Busy',
  'serial-busy': 'Busy',
  'still-running': 'Busy',
  'too-many-requests': 'Throttled',
};

export const requestLog: RequestLog = {
  answered: ({ ids, ...entry }) => {
    logger.info('request-answered', { ...entry, ...ids });
    const counted = COUNTED[entry.code ?? ''];
    if (counted !== undefined) meter(counted, 1);
  },
  failed: ({ error, ...entry }) => {
    logger.error('request-failed', { ...entry, error: asError(error) });
    meter('Faults', 1);
  },
};

export const allowanceLog: AllowanceDeps['log'] = {
  unreachable: ({ error, ...entry }) => logger.warn('limits-not-kept', { ...entry, error: asError(error) }),
};

export const projectLog: ProjectDeps['log'] = {
  poison: ({ eventId, reason }) => logger.error('record-not-projected', { eventId, reason }),
  untold: ({ eventId, reason }) => logger.error('record-not-told', { eventId, reason }),
};

export const redriveLog: RedriveDeps['log'] = {
  stillFailing: (failure) => logger.warn('record-still-not-projected', failure),
};

export const sweepLog: SweepDeps['log'] = {
  swept: (counts) => {
    if (counts.undone + counts.finished + counts.left > 0) logger.info('postings-swept', counts);
    meter('PostingsUndone', counts.undone);
    meter('PostingsLeft', counts.left);
  },
  failed: ({ error, ...named }) => logger.error('posting-not-swept', { ...named, error: asError(error) }),
};

export const checkLog: CheckDeps['log'] = {
  begun: (counts) => {
    if (counts.begun === 0) return;
    logger.info('checks-begun', counts);
    meter('ChecksBegun', counts.begun);
  },
  failed: ({ error, ...entry }) => logger.error('check-not-begun', { ...entry, error: asError(error) }),
};

const OUTCOMES: Readonly<Record<string, MetricName>> = {
  completed: 'JobsCompleted',
  'put-off': 'JobsPutOff',
  failed: 'JobsFailed',
};

export const tokensLog: TokensDeps['log'] = {
  granted: (entry) => logger.info('token-granted', entry),
  refused: (entry) => logger.warn('token-refused', entry),
};

export const workLog: WorkDeps['log'] = {
  worked: ({ job: { tenant, jobId, kind, progress, attempts }, outcome, error }) => {
    const entry = { tenant, jobId, kind, progress, attempts };
    meter('JobSteps', 1);
    const counted = OUTCOMES[outcome];
    if (counted !== undefined) meter(counted, 1);
    if (outcome === 'failed') logger.error('job-failed', { ...entry, error: asError(error) });
    else if (outcome === 'put-off') logger.warn('job-put-off', { ...entry, error: asError(error) });
    else logger.info(`job-${outcome}`, entry);
  },
  broken: ({ error, ...name }) => logger.error('job-broken', { ...name, error: asError(error) }),
};
