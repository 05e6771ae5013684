import { createWriteStream } from 'node:fs';

export type FunctionLog = {
  readonly write: (functionName: string, text: string) => void;
  readonly close: () => Promise<void>;
};

/** Appends what the functions print to `file`, each line behind its function's name; without a file only `hear` has it. */
export const openFunctionLog = (file: string | undefined, hear?: FunctionLog['write']): FunctionLog => {
  if (file === undefined) return { write: hear ?? (() => {}), close: async () => {} };
  const stream = createWriteStream(file, { flags: 'a' });
  // A full disk must not end the stack; its functions go on without a log.
  stream.on('error', () => {});
  return {
    write: (functionName, text) => {
      hear?.(functionName, text);
      const lines = text.split('\n').filter((line) => line !== '');
      if (lines.length > 0) stream.write(lines.map((line) => `${functionName} ${line}\n`).join(''));
    },
    close: () => new Promise((done) => stream.end(done)),
  };
};
