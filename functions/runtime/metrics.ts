import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS, METRICS_NAMESPACE, type Meter } from '../app/metrics.ts';
import { once } from '../domain/lazily.ts';
import { env } from './env.ts';

/** Figures go out as lines of the log that CloudWatch makes metrics of, so that counting costs no call. */

const metrics = once(() => new Metrics({ namespace: METRICS_NAMESPACE, serviceName: env.service() }));
let hasFigures = false;

export const meter: Meter = (name, value) => {
  metrics().addMetric(name, METRICS[name].unit, value);
  hasFigures = true;
};

/** A handler whose figures go out at the end of each call, however it ends. */
export const metered =
  <Given extends readonly unknown[], Answer>(handle: (...given: Given) => Promise<Answer>) =>
  async (...given: Given): Promise<Answer> => {
    try {
      return await handle(...given);
    } finally {
      // A hundred values of one figure have gone out by themselves.
      const isLeft = hasFigures && metrics().hasStoredMetrics();
      hasFigures = false;
      if (isLeft) metrics().publishStoredMetrics();
    }
  };
