/** `npm run synth:if-changed`: the template that `npm start` and the tests run; made anew only where it would differ. */
import { join } from 'node:path';
import { messageOf } from './start-failure.ts';
import { synthesise } from './synth.ts';

try {
  console.log(await synthesise(join(import.meta.dirname, '..'), new AbortController().signal));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
