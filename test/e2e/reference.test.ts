import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROUTES } from '../../functions/http/routes.ts';
import { clientOf } from '../support/client.ts';

const run = promisify(execFile);

it('describes every route, and a linter finds no error', async () => {
  const client = await clientOf();
  const document = await client.get('/openapi.json', { token: null });
  const told = Object.entries(document.body.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = Object.values(ROUTES)
    .filter((r) => r.function !== 'reference')
    .map((r) => `${r.method} ${r.path}`);
  expect(told.sort()).toEqual(routes.sort());
  const file = join(await mkdtemp(join(tmpdir(), 'openapi-')), 'openapi.json');
  await writeFile(file, document.text);
  const linted = await run(
    'node_modules/.bin/redocly',
    ['lint', '--config', 'redocly.yaml', '--format', 'json', file],
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off' } },
  ).catch((e) => e);
  expect(linted.stdout).toContain('"errors": 0');
}, 120_000);

it('serves the page and its files itself', async () => {
  const client = await clientOf();
  const page = await client.get('/docs', { token: null });
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).not.toMatch(/https?:/);
  for (const [, path] of page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)) {
    const file = await client.get(path ?? '', { token: null });
    expect([path, file.status]).toEqual([path, 200]);
  }
  expect((await client.get('/docs/..%2findex.js', { token: null })).status).toBe(404);
});
