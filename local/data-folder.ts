import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { StartFailure } from './start-failure.ts';

/** Where data stay between runs. */
export type DataFolder = {
  readonly path: string;
  readonly file: (name: string) => string;
  /** Lets the next run have the folder. */
  readonly release: () => void;
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // No right to signal it, so it runs.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const owner = (lock: string): number | undefined => {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};

const tryLock = (lock: string): boolean => {
  try {
    const handle = openSync(lock, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new StartFailure(`Can't write ${lock}: ${String(error)}`);
  }
};

/** Which shapes of records the data have; raised where a revision can't read those of the one before. */
const LAYOUT = '2';

const layoutIn = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** Throws a StartFailure where the folder holds data that this revision doesn't read. */
const checkLayout = (path: string, lock: string): void => {
  const file = join(path, 'layout');
  const isNew = readdirSync(path).every((name) => join(path, name) === lock);
  if (isNew) writeFileSync(file, `${LAYOUT}\n`);
  if (layoutIn(file) === LAYOUT) return;
  rmSync(lock, { force: true });
  throw new StartFailure(
    `${path} holds data of an earlier revision, which this one doesn't read. Move it away, or use --data with another folder, or --memory.`,
  );
};

/** Takes the folder for this process, a lock left by a dead one included. Throws a StartFailure if it is in use. */
export const openDataFolder = (directory: string): DataFolder => {
  const path = resolve(directory);
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new StartFailure(`Can't use ${path} for the data: ${String(error)}`);
  }
  const lock = join(path, 'lock');
  if (!tryLock(lock)) {
    const pid = owner(lock);
    if (pid !== undefined && isRunning(pid)) {
      throw new StartFailure(
        `${path} is already in use by pid ${pid}. End that one, or use --data with another folder, or --memory. (If pid ${pid} is something else, delete ${lock}.)`,
      );
    }
    rmSync(lock, { force: true });
    if (!tryLock(lock)) throw new StartFailure(`Another start has just taken ${path}. Try again.`);
  }
  checkLayout(path, lock);
  return {
    path,
    file: (name) => join(path, name),
    release: () => {
      if (owner(lock) === process.pid) rmSync(lock, { force: true });
    },
  };
};

/** Marks in the folder that something was done once. */
export const mark = (folder: DataFolder, name: string): void => {
  writeFileSync(folder.file(name), `${new Date().toISOString()}\n`);
};
