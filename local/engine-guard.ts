/**
 * Runs the engine as its own child and ends it when the parent goes away, however that happens: the parent
 * holds the other end of this process's standard input, and the system closes it even on SIGKILL.
 */
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('Usage: engine-guard.ts command ...arguments');

const killAfterMs = 3_000;
const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
// Whoever wants to look at the engine, or to halt it, needs to know which process it is.
if (child.pid !== undefined) process.stdout.write(`${child.pid}\n`);

const end = () => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
};
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 0));
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGINT', end).on('SIGTERM', end);
