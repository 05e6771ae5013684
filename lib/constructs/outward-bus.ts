import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ENV_NAMES } from '../../functions/runtime/env-names.ts';
import type { ServiceFunction } from './service-function.ts';

/** Where others listen to what happened: they add rules of their own to it, by its name. */
export class OutwardBus extends Construct {
  private readonly bus: EventBus;

  constructor(scope: Construct, id: string, { name }: { readonly name: string }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Resource', {
      // Rules of others name it, so it must not change when the stack around it does.
      eventBusName: name,
      description: 'Serial Ledger: what happened to units, see docs/events.md',
    });
  }

  get busName(): string {
    return this.bus.eventBusName;
  }

  /** To tell what happened. */
  grantTell(to: ServiceFunction): void {
    to.setEnvironment(ENV_NAMES.eventBus, this.bus.eventBusName);
    to.allow(['events:PutEvents'], this.bus.eventBusArn);
  }
}
