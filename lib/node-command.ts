/** A command that runs a script with these arguments; by Node, as shells and their `cp` are not the same everywhere. */
export const nodeCommand = (script: string, ...words: readonly string[]): string =>
  ['node', '-e', script.replaceAll('\n', ' '), ...words].map((word) => `"${word}"`).join(' ');
