import { type IMetric, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../functions/app/metrics.ts';
import { stageOf } from './stage.ts';

/** One of the figures that the functions of this stage count. */
export const figure = (scope: Construct, name: MetricName, options: MetricOptions): IMetric =>
  new Metric({
    ...options,
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { [METRICS_DIMENSION]: stageOf(scope).service },
  });
