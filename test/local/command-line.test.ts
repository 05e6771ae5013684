import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { javaMajor } from '../../local/java.ts';

const local = (file: string) => fileURLToPath(new URL(`../../local/${file}`, import.meta.url));
const assembly = fileURLToPath(new URL('./fixture', import.meta.url));

const run = async (file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
  const child = spawn(process.execPath, [local(file), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
};

describe('npm start', () => {
  it.each([
    [['--colour'], /Unknown option '--colour'/],
    [['--port', 'http'], /--port http is no port/],
    [['--port', '70000'], /--port 70000 is no port/],
    [['--dynamodb-endpoint', 'localhost'], /is no URL/],
    [['--memory', '--data', 'x'], /can't go with --data/],
  ])('refuses %j', async (args, message) => {
    const { code, output } = await run('main.ts', args);
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).toContain('Usage: npm start');
  });

  it('says what to do about a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { code, output } = await run('main.ts', [
      '--memory',
      '--assembly',
      assembly,
      '--port',
      String(port),
    ]);
    server.close();
    expect(code).toBe(1);
    expect(output.trim()).toMatch(/^Port \d+ is in use\. .*--port \d+$/);
  });

  it('says what to install without Java', async () => {
    const env = { ...process.env, PATH: '/nowhere', JAVA_HOME: '' };
    const { code, output } = await run('main.ts', ['--memory', '--assembly', assembly, '--port', '0'], env);
    expect(code).toBe(1);
    expect(output).toMatch(/needs Java.*Install a Java 17 runtime/);
  });

  it('says so when the given engine is not there', async () => {
    const args = [
      '--memory',
      '--assembly',
      assembly,
      '--port',
      '0',
      '--dynamodb-endpoint',
      'http://127.0.0.1:1',
    ];
    const { code, output } = await run('main.ts', args);
    expect(code).toBe(1);
    expect(output).toMatch(/No DynamoDB Local answers at http:\/\/127\.0\.0\.1:1/);
  });
});

describe('npm run token', () => {
  it.each([
    [['--scope', 'x'], /--tenant and --scope are needed/],
    [
      ['--tenant', 't', '--scope', 'x', '--url', 'http://127.0.0.1:1'],
      /Nothing answers at http:\/\/127\.0\.0\.1:1/,
    ],
    [['--user', 'x'], /Unknown option '--user'/],
  ])('refuses %j', async (args, message) => {
    const { code, output } = await run('token.ts', args);
    expect(code).toBe(1);
    expect(output).toMatch(message);
  });
});

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['no version', undefined],
  ])('%s is %s', (text, major) => {
    expect(javaMajor(text)).toBe(major);
  });
});
