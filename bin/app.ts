import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdk from '../cdk.json' with { type: 'json' };
import { addSerialLedger } from '../lib/serial-ledger.ts';

/**
 * Synthesises both stacks of one stage: `node bin/app.ts`, or through the CDK's command line, whose `-c stage=…` and
 * `--output` count. The context is handed over here, so that both ways give the same template.
 */
const app = new App({
  outdir: process.env.CDK_OUTDIR ?? join(import.meta.dirname, '..', 'cdk.out'),
  context: cdk.context,
  analyticsReporting: false,
});
addSerialLedger(app);
app.synth();
