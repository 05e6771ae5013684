import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from './start-failure.ts';

const oldest = 17;
const advice = `Install a Java ${oldest} runtime (Debian or Ubuntu: "sudo apt install openjdk-17-jre-headless", macOS: "brew install openjdk@17", Windows: "winget install Microsoft.OpenJDK.17"), or set JAVA_HOME to one, and start again.`;

/** The major version that `java -version` names: 17 for "17.0.15", 8 for "1.8.0_392". */
export const javaMajor = (versionText: string): number | undefined => {
  const found = /version "(?:1\.)?(\d+)/.exec(versionText)?.[1];
  return found === undefined ? undefined : Number(found);
};

const command = (env: NodeJS.ProcessEnv): string => {
  const home = env.JAVA_HOME;
  if (home === undefined || home === '') return 'java';
  const own = join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java');
  return existsSync(own) ? own : 'java';
};

const versionText = async (java: string, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  const child = spawn(java, ['-version'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  try {
    await once(child, 'close');
    return text;
  } catch {
    return undefined;
  }
};

/**
 * The Java command that can run the engine: JAVA_HOME's, else the one on the PATH.
 * Throws a StartFailure that says what to install.
 */
export const findJava = async (env: NodeJS.ProcessEnv = process.env): Promise<string> => {
  const java = command(env);
  const text = await versionText(java, env);
  if (text === undefined) {
    throw new StartFailure(`DynamoDB Local needs Java, and there is no "java" here. ${advice}`);
  }
  const major = javaMajor(text);
  if (major === undefined) {
    throw new StartFailure(`"${java} -version" doesn't name a Java version: ${text.trim()}. ${advice}`);
  }
  if (major < oldest) {
    throw new StartFailure(`DynamoDB Local needs Java ${oldest}; "${java}" is Java ${major}. ${advice}`);
  }
  return java;
};
