import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, type Page, pageOf, ROOT } from './pages.ts';

/** Every link from a page to another one, or to a file, leads somewhere; to a heading too. */

/** The name of a heading in a link, as GitHub makes it. */
const slugOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = ({ prose }: Page): readonly string[] => {
  const seen = new Map<string, number>();
  return prose.flatMap((line) => {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    if (heading === undefined) return [];
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return [times === 0 ? slug : `${slug}-${times}`];
  });
};

const LINK = /!?\[[^\]]*\]\(([^)\s]+)\)/g;

const brokenIn = (page: Page): string[] =>
  page.prose.flatMap((line, n) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(LINK)].flatMap(([, to = '']) => {
      if (/^[a-z]+:/.test(to)) return [];
      const [file = '', anchor] = to.split('#');
      const path = file === '' ? page.path : relative(ROOT, join(ROOT, dirname(page.path), file));
      const wrong = `${page.path}:${n + 1} ${to}`;
      if (file !== '' && (path.startsWith('..') || !existsSync(join(ROOT, path)))) return [wrong];
      if (anchor === undefined) return [];
      const target = file === '' ? page : PAGES.find((one) => one.path === path);
      return target !== undefined && anchorsOf(target).includes(anchor) ? [] : [wrong];
    }),
  );

/** The pages that links lead to from the README, over however many. */
const reached = (): ReadonlySet<string> => {
  const seen = new Set<string>();
  const follow = (path: string): void => {
    const page = PAGES.find((one) => one.path === path);
    if (page === undefined || seen.has(path)) return;
    seen.add(path);
    for (const [, to = ''] of page.prose.join('\n').matchAll(LINK)) {
      const target = join(dirname(path), to.replace(/#.*$/, ''));
      const isFolder = existsSync(join(ROOT, target)) && statSync(join(ROOT, target)).isDirectory();
      if (isFolder)
        for (const { path: inside } of PAGES)
          if (dirname(inside) === target.replace(/\/$/, '')) follow(inside);
      follow(target);
    }
  };
  follow('README.md');
  return seen;
};

describe('links of the documentation', () => {
  it.each(PAGES.map((page) => [page.path, page] as const))('lead somewhere from %s', (_, page) => {
    expect(brokenIn(page)).toEqual([]);
  });

  it('lead to every page', () => {
    const found = reached();
    expect(PAGES.map(({ path }) => path).filter((path) => !found.has(path))).toEqual([]);
  });

  it.each([
    ['a page that is not there', '[a](none.md)'],
    ['a heading that is not there', '[a](posting.md#none)'],
    ['a heading of its own that is not there', '[a](#none)'],
    ['a file outside of the project', '[a](../../etc/passwd)'],
    ['a picture that is not there', '![a](none.svg)'],
  ])('are found to be broken: to %s', (_, text) => {
    expect(brokenIn(pageOf('docs/made-up.md', `# Made up\n\n${text}\n`))).toHaveLength(1);
  });

  it('are found to be right', () => {
    const text = '# What holds, and why?\n\n[a](#what-holds-and-why) [b](posting.md#limits) [c](../lib/)\n';
    expect(brokenIn(pageOf('docs/made-up.md', text))).toEqual([]);
  });
});
