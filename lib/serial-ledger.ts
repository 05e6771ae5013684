import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { accessContextOf } from './access-context.ts';
import { requestRates } from './context.ts';
import { stageOf } from './stage.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

/**
 * Adds both stacks of the stage that the context `stage` names (`dev` by default) and has them checked: the synthesis
 * fails on every finding of cdk-nag that isn't acknowledged with a reason where it arises.
 */
export const addSerialLedger = (app: App) => {
  const { name: stage } = stageOf(app);
  const access = accessContextOf(app.node);
  const stateful = new StatefulStack(app, 'Stateful', {
    stackName: `serial-ledger-${stage}-stateful`,
    description: `Serial Ledger (${stage}): the table and what could not be projected from it`,
    busName: `serial-ledger-${stage}`,
    directoryName: access.identity === 'own' ? undefined : `serial-ledger-${stage}`,
  });
  const stateless = new StatelessStack(app, 'Stateless', {
    stackName: `serial-ledger-${stage}-stateless`,
    description: `Serial Ledger (${stage}): the API, its functions and the projection`,
    table: stateful.table,
    failureQueue: stateful.failureQueue,
    bus: stateful.bus,
    directory: stateful.directory,
    access,
    alarmTopic: stateful.alarmTopic,
    rates: requestRates(app),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { stateful, stateless };
};
