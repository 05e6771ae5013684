import { join } from 'node:path';
import { nodeCommand } from '../node-command.ts';

const SOURCE = join(import.meta.dirname, '..', '..', 'node_modules', 'swagger-ui-dist');
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

const COPY = `const [from, to, ...names] = process.argv.slice(1);
for (const name of names) require('node:fs').cpSync(from + '/' + name, to + '/' + name)`;

/** Puts the files of the reference page into `docs-page/` beside the code, so that it is served without a CDN. */
export const docsPageFiles = (folder: string): readonly string[] => [
  nodeCommand(COPY, SOURCE, join(folder, 'docs-page'), ...FILES),
];
