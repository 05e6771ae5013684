import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Row, rowOf } from './measure.ts';

const ASSEMBLY = join(import.meta.dirname, '..', 'cdk.out');
const LIMIT = 600_000;

/** The size of each function's bundle in bytes, by the description that names its source. */
export const bundles = (): Row[] => {
  const template = readdirSync(ASSEMBLY).find((name) => name.endsWith('Stateless.template.json'));
  if (template === undefined) throw new Error('cdk.out holds no stateless stack; run "npm run synth"');
  const { Resources } = JSON.parse(readFileSync(join(ASSEMBLY, template), 'utf8'));
  return Object.values<Answer>(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties, Metadata }) => {
      const folder = join(ASSEMBLY, Metadata['aws:asset:path']);
      const code = readdirSync(folder).find((name) => /^index\.m?js$/.test(name)) ?? 'index.js';
      const bytes = statSync(join(folder, code)).size;
      const source = /functions\/\S+\.ts/.exec(Properties.Description)?.[0] ?? Properties.Description;
      return rowOf(`bundle of ${source}, bytes`, bytes, LIMIT, { bytes });
    });
};

// biome-ignore lint/suspicious/noExplicitAny: a template is read as it comes
type Answer = any;
