import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openDataFolder } from '../../local/data-folder.ts';
import { savedState } from '../../local/saved-state.ts';
import { synthesise } from '../../local/synth.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serial-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data folder', () => {
  it('is for one run at a time', () => {
    const first = openDataFolder(folder);
    expect(() => openDataFolder(folder)).toThrow(`in use by pid ${process.pid}`);
    first.release();
    openDataFolder(folder).release();
  });

  it.each(['999999999', 'rubbish', ''])('is taken over from a dead run (lock "%s")', (pid) => {
    writeFileSync(join(folder, 'lock'), pid);
    openDataFolder(folder);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
  });

  it('says so when it is no folder', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openDataFolder(join(folder, 'file'))).toThrow(/Can't use .*file for the data/);
  });

  it('is not taken with data of another revision, and stays as it was', () => {
    writeFileSync(join(folder, 'shared-local-instance.db'), 'old');
    expect(() => openDataFolder(folder)).toThrow(/holds data of an earlier revision.*--memory/);
    expect(readdirSync(folder)).toEqual(['shared-local-instance.db']);
  });
});

describe('saved state', () => {
  const schema = z.record(z.string(), z.number());

  it('is read again', () => {
    const file = join(folder, 'state.json');
    const state = savedState(file, schema, {});
    state.value.a = 1;
    state.changed();
    state.flush();
    expect(savedState(file, schema, {}).value).toEqual({ a: 1 });
  });

  it.each(['{"a":', '{"a":"b"}'])('begins anew where it is damaged: %s', (text) => {
    const file = join(folder, 'state.json');
    writeFileSync(file, text);
    expect(savedState(file, schema, { fresh: 1 }).value).toEqual({ fresh: 1 });
  });
});

describe('synthesis', () => {
  const never = new AbortController().signal;
  const app = (source: string) => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin/app.ts'), source);
  };
  const working = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync('cdk.out', { recursive: true });
    writeFileSync('cdk.out/manifest.json', '{}');`;

  it('happens once, and again after a change', async () => {
    app(working);
    expect(await synthesise(folder, never)).toBe('made');
    expect(await synthesise(folder, never)).toBe('unchanged');
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'lib/stack.ts'), '');
    expect(await synthesise(folder, never)).toBe('made');
  });

  it('shows why a stack is broken, and tries again next time', async () => {
    app("throw new Error('two tables of one name');");
    await expect(synthesise(folder, never)).rejects.toThrow(
      /The stack is broken[\s\S]*two tables of one name/,
    );
    app(working);
    expect(await synthesise(folder, never)).toBe('made');
  });

  it('can be broken off', async () => {
    app('setInterval(() => {}, 1000);');
    const broken = new AbortController();
    const running = synthesise(folder, broken.signal);
    broken.abort();
    await expect(running).rejects.toThrow(/broken off/);
  });
});
