import { LedgerError } from '../../domain/errors.ts';
import type { Feature, Settings } from '../../domain/settings.ts';

/** @throws LedgerError `not-entitled` where the tenant's edition leaves the feature out (E12) */
export const checkFeature = ({ features }: Settings, feature: Feature): void => {
  if (features.includes(feature)) return;
  throw new LedgerError({ code: 'not-entitled', detail: `This edition does not include ${feature}.` });
};
