/** `npm run redrive`: projects anew what waits in the failure queue, and prints how many records that were. */
import { run } from './invoke.ts';

await run({ command: 'redrive', construct: 'RedriveFunction' }, async (invoke) => {
  console.log(JSON.stringify(await invoke({})));
});
