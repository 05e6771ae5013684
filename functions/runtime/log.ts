import { Logger } from '@aws-lambda-powertools/logger';
import type { CheckDeps } from '../events/check.ts';
import type { ProjectDeps } from '../events/project.ts';
import type { RedriveDeps } from '../events/redrive.ts';
import type { SweepDeps } from '../events/sweep.ts';
import type { TokensDeps } from '../events/tokens.ts';
import type { WorkDeps } from '../events/work.ts';
import type { RequestLog } from '../http/chain.ts';

/** The catalogue of what is logged: one JSON line each, constant names and ids, never a body, an item or a token. */

const logger = new Logger({ serviceName: 'serial-ledger' });

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export const requestLog: RequestLog = {
  answered: (entry) => logger.info('request-answered', entry),
  failed: ({ error, ...entry }) => logger.error('request-failed', { ...entry, error: asError(error) }),
};

export const projectLog: ProjectDeps['log'] = {
  poison: ({ eventId, reason }) => logger.error('record-not-projected', { eventId, reason }),
  untold: ({ eventId, reason }) => logger.error('record-not-told', { eventId, reason }),
};

export const redriveLog: RedriveDeps['log'] = {
  stillFailing: (failure) => logger.warn('record-still-not-projected', failure),
};

export const sweepLog: SweepDeps['log'] = {
  swept: (counts) => logger.info('postings-swept', counts),
};

export const checkLog: CheckDeps['log'] = {
  begun: (counts) => logger.info('checks-begun', counts),
};

export const tokensLog: TokensDeps['log'] = {
  granted: (entry) => logger.info('token-granted', entry),
  refused: (entry) => logger.warn('token-refused', entry),
};

export const workLog: WorkDeps['log'] = {
  worked: ({ job: { tenant, jobId, kind, progress, attempts }, outcome, error }) => {
    const entry = { tenant, jobId, kind, progress, attempts };
    if (outcome === 'failed') logger.error('job-failed', { ...entry, error: asError(error) });
    else if (outcome === 'put-off') logger.warn('job-put-off', { ...entry, error: asError(error) });
    else logger.info(`job-${outcome}`, entry);
  },
  broken: ({ error, ...name }) => logger.error('job-broken', { ...name, error: asError(error) }),
};
