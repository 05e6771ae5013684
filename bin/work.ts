/** `npm run work`: runs the next step of every job whose time has come, as the schedule does, and prints how many. */
import { run } from './invoke.ts';

await run({ command: 'work', construct: 'WorkFunction' }, async (invoke) => {
  console.log(JSON.stringify(await invoke({})));
});
