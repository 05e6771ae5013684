import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the functions of one stack may do and have done, by function (`GET /_local/permissions`). */
export type Usage = Readonly<
  Record<string, { allowed: readonly string[]; used: readonly string[]; refused: readonly string[] }>
>;

/** Done by Lambda itself in the function's name, before or after it runs. */
const BY_LAMBDA: ReadonlySet<string> = new Set([
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
]);

/**
 * Done only about counts that a posting raised before its commit and left when it broke off: more than eighty balances and
 * chunks of the document that do not fit into one transaction (docs/posting.md); no end-to-end test is as wide.
 */
const RARE: ReadonlySet<string> = new Set([
  'SweepFunction dynamodb:UpdateItem',
  // The user pool and its trigger are in AWS only.
  'UserDirectoryTokensFunction ssm:GetParameter',
  // They count requests only once a tenant has sent one process more than a few within ten seconds.
  'EnquiryFunction dynamodb:UpdateItem',
  'RecallsFunction dynamodb:UpdateItem',
  'ImportsFunction dynamodb:UpdateItem',
]);

/** `SweepFunction`, whatever the stack and the run added to it. */
const constructOf = (name: string): string => /(\w+?Function)[0-9A-F]{8}/.exec(name)?.[1] ?? name;

/** What was allowed and never done, and what was tried and not allowed, over all stacks. */
export const misfits = (usages: readonly Usage[]): readonly string[] => {
  const all = usages.flatMap((usage) => Object.entries(usage));
  const names = [...new Set(all.map(([name]) => constructOf(name)))];
  return names.flatMap((name) => {
    const its = all.flatMap(([one, usage]) => (constructOf(one) === name ? [usage] : []));
    const used = new Set(its.flatMap((usage) => usage.used));
    const idle = new Set(its.flatMap(({ allowed }) => allowed));
    for (const action of [...used, ...BY_LAMBDA]) idle.delete(action);
    const refused = new Set(its.flatMap((usage) => usage.refused));
    return [
      ...[...idle]
        .filter((action) => !RARE.has(`${name} ${action}`))
        .map((action) => `${name} may ${action} and never does`),
      ...[...refused].map((action) => `${name} tries ${action} and may not`),
    ];
  });
};

/** Keeps what a stack has seen, for the end of the run. */
export const keepUsage = async (baseUrl: string, folder: string): Promise<void> => {
  const answer = await fetch(`${baseUrl}/_local/permissions`);
  mkdirSync(folder, { recursive: true });
  const { functions } = JSON.parse(await answer.text());
  writeFileSync(join(folder, `${new URL(baseUrl).port}.json`), JSON.stringify(functions));
};

export const keptUsages = (folder: string): readonly Usage[] =>
  readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
