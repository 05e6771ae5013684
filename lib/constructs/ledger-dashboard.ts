import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS, type MetricName } from '../../functions/app/metrics.ts';
import { figure } from '../figures.ts';
import { stageOf } from '../stage.ts';
import type { HttpApi } from './http-api.ts';
import type { ServiceFunction } from './service-function.ts';
import type { TrackingTable } from './tracking-table.ts';

export type LedgerDashboardProps = {
  readonly table: TrackingTable;
  readonly api: HttpApi;
  readonly functions: readonly ServiceFunction[];
};

type Graph = { readonly title: string; readonly names: readonly MetricName[]; readonly statistic?: string };

/** Each figure that the functions count stands in one of them. */
const GRAPHS: readonly Graph[] = [
  { title: 'Postings', names: ['SmallPostings', 'LargePostings'] },
  { title: 'Units posted', names: ['PostedSerials'] },
  { title: 'Contention', names: ['Conflicts', 'Retries', 'Busy', 'Throttled'] },
  { title: 'Faults', names: ['Faults', 'Unprojected', 'JobsFailed'] },
  { title: 'Lists and search behind postings', names: ['ProjectionLag'], statistic: 'p99' },
  { title: 'Told outward', names: ['EventsTold', 'AlertsTold', 'Redriven'] },
  { title: 'Jobs', names: ['JobSteps', 'JobsCompleted', 'JobsPutOff', 'ChecksBegun'] },
  { title: 'Large postings that broke off', names: ['PostingsUndone', 'PostingsLeft'], statistic: 'Maximum' },
];

const PERIOD = Duration.minutes(1);
const [WIDTH, HEIGHT] = [12, 6];

const graph = (title: string, left: readonly IMetric[]): IWidget =>
  new GraphWidget({ title, left: [...left], width: WIDTH, height: HEIGHT, period: PERIOD });

/** One look at a stage: what is posted, how fast it is answered, what waits and what fails. */
export class LedgerDashboard extends Construct {
  constructor(scope: Construct, id: string, { table, api, functions }: LedgerDashboardProps) {
    super(scope, id);
    const stage = stageOf(this);
    const counted = GRAPHS.map(({ title, names, statistic = 'Sum' }) =>
      graph(
        title,
        names.map((name) => figure(this, name, { period: PERIOD, statistic, label: METRICS[name].says })),
      ),
    );
    const each = (name: string, statistic: string) =>
      functions.map((one) => one.metric(name, { period: PERIOD, statistic, label: one.name }));
    const widgets: IWidget[] = [
      graph('Requests', [api.requests('Count'), api.requests('4xx'), api.requests('5xx')]),
      graph('Latency', [
        api.latency('p50').with({ label: 'p50' }),
        api.latency('p99').with({ label: 'p99' }),
      ]),
      ...counted,
      graph('Errors of functions', each('Errors', 'Sum')),
      graph('Duration of functions', each('Duration', 'p99')),
      graph('Throttles of functions', each('Throttles', 'Sum')),
      graph('Calls that the table turned away', [table.metric('throttled')]),
      graph('Calls that the table failed at', [table.metric('failed')]),
    ];
    const about = new TextWidget({
      markdown: `# Serial Ledger, ${stage.name}\nWhat to do when an alarm goes off: docs/runbook.md`,
      width: 2 * WIDTH,
      height: 2,
    });
    const dashboard = new Dashboard(this, 'Resource', { dashboardName: stage.service });
    dashboard.addWidgets(about);
    for (let at = 0; at < widgets.length; at += 2) dashboard.addWidgets(...widgets.slice(at, at + 2));
  }
}
