import { join } from 'node:path';
import type { ICommandHooks } from 'aws-cdk-lib/aws-lambda-nodejs';

const SOURCE = join(import.meta.dirname, '..', '..', 'node_modules', 'swagger-ui-dist');
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** Run by Node, not by a shell, as `cp` and its options are not the same everywhere. */
const COPY = `const [from, to, ...names] = process.argv.slice(1);
for (const name of names) require('node:fs').cpSync(from + '/' + name, to + '/' + name)`.replaceAll(
  '\n',
  ' ',
);

/** Puts the files of the reference page into `docs-page/` beside the code, so that it is served without a CDN. */
export const docsPageFiles: ICommandHooks = {
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_, output) => [
    ['node', '-e', COPY, SOURCE, join(output, 'docs-page'), ...FILES].map((word) => `"${word}"`).join(' '),
  ],
};
