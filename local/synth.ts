import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { StartFailure } from './start-failure.ts';

const sources = ['bin', 'lib', 'functions', 'package-lock.json', 'cdk.json'] as const;
const hashFile = '.sources-hash';
const shownLines = 15;

const filesOf = (path: string): string[] => {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    // Not a folder.
    return [path];
  }
};

/** A hash over everything that the synthesised template depends on. */
const sourcesHash = (root: string): string => {
  const hash = createHash('sha256').update(process.version);
  for (const file of sources.flatMap((source) => filesOf(join(root, source)))) {
    const content = readFileSync(file);
    hash.update(`\0${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

const run = async (root: string, signal: AbortSignal): Promise<void> => {
  // A stage or folder meant for a deployment must not lead this synthesis elsewhere.
  const { CDK_OUTDIR, CDK_CONTEXT_JSON, ...env } = process.env;
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (): void => void child.kill();
  signal.addEventListener('abort', end);
  process.once('exit', end);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [code] = await once(child, 'close');
  process.removeListener('exit', end);
  if (signal.aborted) throw new StartFailure('The synthesis was broken off.');
  if (code === 0) return;
  const lines = output.trimEnd().split('\n').slice(-shownLines);
  throw new StartFailure(
    `The stack is broken: "node bin/app.ts" failed. Mend it and start again. Its last lines:\n${lines.join('\n')}`,
  );
};

/**
 * Synthesises the stack into `cdk.out` unless nothing it depends on has changed since; says whether it did.
 * Throws a StartFailure with the last lines of the synthesis where that fails.
 */
export const synthesise = async (root: string, signal: AbortSignal): Promise<'made' | 'unchanged'> => {
  const kept = join(root, 'cdk.out', hashFile);
  const before = sourcesHash(root);
  if (existsSync(join(root, 'cdk.out', 'manifest.json')) && existsSync(kept)) {
    if (readFileSync(kept, 'utf8') === before) return 'unchanged';
  }
  await run(root, signal);
  if (existsSync(join(root, 'cdk.out'))) writeFileSync(kept, before);
  return 'made';
};
