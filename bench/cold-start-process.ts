/** One start of a function: told the event, it tells how long loading the code and answering took, in milliseconds. */
import { createRequire } from 'node:module';

process.once('message', async ({ event }: { event: unknown }) => {
  try {
    const begun = performance.now();
    const { handler } = createRequire(import.meta.url)(process.argv[2] ?? '');
    const loaded = performance.now();
    const answer = await handler(event, {});
    const done = performance.now();
    if ((answer?.statusCode ?? 200) >= 300) throw new Error(answer.body);
    process.send?.({ load: loaded - begun, first: done - loaded });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
