import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What people read: the README and the pages in `docs/`. */

export const ROOT = join(import.meta.dirname, '..', '..');

export type Block = {
  /** All that stands behind the opening fence. */
  readonly info: string;
  readonly text: string;
  /** Of its first line in the page, from 1. */
  readonly line: number;
  /** How many headings stand before it. */
  readonly section: number;
};

export type Page = {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The page without its blocks, line by line. */
  readonly prose: readonly string[];
};

export const pageOf = (path: string, text: string): Page => {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { fence: string; info: string; from: number } | undefined;
  let section = 0;
  const lines = text.split('\n');
  for (const [n, line] of lines.entries()) {
    const [, fence, info] = /^\s*(```+)(.*)$/.exec(line) ?? [];
    if (open !== undefined) {
      if (fence === open.fence && info?.trim() === '') {
        const inside = lines.slice(open.from, n).join('\n');
        blocks.push({ info: open.info, text: inside, line: open.from + 1, section });
        open = undefined;
      }
      prose.push('');
    } else if (fence !== undefined && info !== undefined) {
      open = { fence, info: info.trim(), from: n + 1 };
      prose.push('');
    } else {
      if (/^#+ /.test(line)) section += 1;
      prose.push(line);
    }
  }
  if (open !== undefined) throw new Error(`${path}: the block that begins at line ${open.from} has no end`);
  return { path, text, blocks, prose };
};

export const readPage = (path: string): Page => pageOf(path, readFileSync(join(ROOT, path), 'utf8'));

export const PAGES: readonly Page[] = [
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .sort(),
  'README.md',
].map(readPage);
