import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './pages.ts';

/** A shell like the reader's, in a folder in which files may be left. */

export type Shell = {
  /** What went wrong, or nothing. The shell ends with the first command that fails. */
  readonly run: (name: string, text: string) => Promise<string | undefined>;
  readonly close: () => void;
};

const DONE = '\u001e';
const PATIENCE = 60_000;

export const startShell = (variables: Readonly<Record<string, string>>): Shell => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const name of ['package.json', 'local', 'node_modules'])
    symlinkSync(join(ROOT, name), join(folder, name));
  const { PATH = '', HOME = '' } = process.env;
  const bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env: { PATH, HOME, ...variables } });
  let said = '';
  let hear: () => void = () => undefined;
  const listen = (chunk: Buffer): void => {
    said += chunk.toString();
    hear();
  };
  bash.stdout.on('data', listen);
  bash.stderr.on('data', listen);
  const ended = new Promise<string>((resolve) => {
    bash.on('error', ({ message }) => resolve(message));
    bash.on('close', (code) => resolve(`the shell ended with ${code}`));
  });
  // Writing to a shell that has ended is told by its end.
  bash.stdin.on('error', () => undefined);
  bash.stdin.write('set -euo pipefail\n');

  return {
    run: async (name, text) => {
      const file = join(folder, `${name}.sh`);
      writeFileSync(file, `${text}\n`);
      said = '';
      const done = new Promise<undefined>((resolve) => {
        hear = () => said.includes(DONE) && resolve(undefined);
      });
      bash.stdin.write(`. ${file} < /dev/null\nprintf '${DONE}'\n`);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('it does not end'), PATIENCE);
      });
      const wrong = await Promise.race([done, ended, late]);
      clearTimeout(timer);
      return wrong === undefined ? undefined : `${wrong}: ${said.slice(-500)}`;
    },
    close: () => {
      bash.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
