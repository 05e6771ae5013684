import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../local/assembly.ts';

/** Nothing of the local runner can be deployed, its token issuer least of all. */

const ROOT = join(import.meta.dirname, '..', '..');
const ASSEMBLY = join(ROOT, 'cdk.out');

const importedBy = (file: string): string[] =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);

/** Files of ours, and names of packages, that a file draws in. */
const drawnInBy = (file: string, seen: Set<string> = new Set()): Set<string> => {
  for (const name of importedBy(file)) {
    const target = name.startsWith('.') ? normalize(join(dirname(file), name)) : name;
    if (seen.has(target)) continue;
    seen.add(target);
    if (target.endsWith('.ts')) drawnInBy(target, seen);
  }
  return seen;
};
const localOnes = (files: Iterable<string>): string[] =>
  [...files].map((file) => relative(ROOT, file)).filter((file) => /^local\/|(^|\/)jose($|\/)/.test(file));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** By which the issuer, its library and the runner's addresses are known, whatever a bundler makes of names. */
const MARKS: readonly (readonly [mark: string, file: string])[] = [
  ['/_local', 'local/admin.ts'],
  ['issuer-key.json', 'local/stack.ts'],
  ['id_token_signing_alg_values_supported', 'local/issuer.ts'],
  ['JWKSNoMatchingKey', 'node_modules/jose/dist/webapi/util/errors.js'],
  ['JWT Claims Set', 'node_modules/jose/dist/webapi/lib/jwt_claims_set.js'],
];
const marksIn = (file: string): string[] => {
  const text = readFileSync(file, 'latin1');
  return MARKS.flatMap(([mark]) => (text.includes(mark) ? [`${mark} in ${relative(ROOT, file)}`] : []));
};

describe('what is deployed', () => {
  const entries = readdirSync(join(ROOT, 'functions'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(ROOT, 'functions', name));

  it.each([...entries, join(ROOT, 'bin', 'app.ts')].map((file) => relative(ROOT, file)))(
    '%s draws in nothing of local/',
    (file) => {
      const drawn = drawnInBy(join(ROOT, file));
      expect(drawn.size).toBeGreaterThan(1);
      expect(localOnes(drawn)).toEqual([]);
    },
  );

  it('would be found out: the runner draws in its issuer', () => {
    const drawn = localOnes(drawnInBy(join(ROOT, 'local', 'main.ts')));
    expect(drawn).toEqual(expect.arrayContaining(['local/issuer.ts', 'jose']));
  });

  it.each(MARKS)('is searched for %s, as it stands in %s', (mark, file) => {
    expect(readFileSync(join(ROOT, file), 'latin1')).toContain(mark);
  });

  const stacks = readAssembly(ASSEMBLY);
  const assets = [...new Set(stacks.flatMap((stack) => [...stack.assets.values()]))].map((path) =>
    join(ASSEMBLY, path),
  );

  it('has no mark of the issuer in any bundle or file of any asset', () => {
    const files = assets.flatMap((path) => (path.endsWith('.json') ? [path] : filesIn(path)));
    expect(files.filter((file) => file.endsWith('index.js')).length).toBeGreaterThanOrEqual(entries.length);
    expect(files.flatMap(marksIn)).toEqual([]);
  });

  it('has no mark of the issuer, and no address of one machine, in any template', () => {
    const templates = readdirSync(ASSEMBLY).filter((name) => name.endsWith('.template.json'));
    expect(templates.length).toBe(stacks.length);
    for (const name of templates) {
      expect(marksIn(join(ASSEMBLY, name))).toEqual([]);
      expect(readFileSync(join(ASSEMBLY, name), 'utf8')).not.toMatch(
        /127\.0\.0\.1|\/_local|"JwtIssuer": ?"http/,
      );
    }
  });

  it('names no issuer by itself, so that the one of a single machine is trusted nowhere', () => {
    const parameters = stacks.flatMap(({ template }) => Object.entries(template.Parameters));
    expect(parameters.filter(([name]) => name === 'JwtIssuer')).toEqual([
      ['JwtIssuer', expect.objectContaining({ Default: '' })],
    ]);
  });
});
