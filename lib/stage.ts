import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What differs between the stages; everything else is the same in each, so that a fault shows before production. */
export type Stage = {
  readonly name: string;
  /** What logs and figures of this stage are known by. */
  readonly service: string;
  readonly logs: RetentionDays;
  /** Its table and users outlive its stack, and can't be deleted by mistake. */
  readonly keepsData: boolean;
  /** Somebody is told when an alarm goes off. */
  readonly notifies: boolean;
  /** New code gets a tenth of the calls first, and is taken back when an alarm goes off. */
  readonly isGradual: boolean;
};

type Kind = Omit<Stage, 'name' | 'service'>;

const PRODUCTION: Kind = { logs: RetentionDays.ONE_YEAR, keepsData: true, notifies: true, isGradual: true };
const KINDS: Readonly<Record<string, Kind>> = {
  dev: { logs: RetentionDays.ONE_MONTH, keepsData: true, notifies: false, isGradual: false },
  staging: { ...PRODUCTION, logs: RetentionDays.THREE_MONTHS },
  prod: PRODUCTION,
};
/** Of one person, thrown away with its stacks. */
const PERSONAL: Kind = { logs: RetentionDays.ONE_WEEK, keepsData: false, notifies: false, isGradual: false };

const DEFAULT_STAGE = 'dev';

/** A stage's name becomes a part of stack names, which CloudFormation limits to 128 characters. */
const nameOf = (given: unknown): string => {
  const name = given ?? DEFAULT_STAGE;
  if (typeof name === 'string' && /^[a-z][a-z0-9-]{0,19}$/.test(name)) return name;
  throw new Error(`The context "stage" must be a short lower-case name, not ${JSON.stringify(name)}`);
};

/** The stage that the context `stage` names; one that isn't known is as careful as production. */
export const stageOf = (scope: Construct): Stage => {
  const name = nameOf(scope.node.tryGetContext('stage'));
  const kind = name.startsWith('dev-') ? PERSONAL : (KINDS[name] ?? PRODUCTION);
  return { name, service: `serial-ledger-${name}`, ...kind };
};

export const removalOf = ({ keepsData }: Stage): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
