/** `npm run sweep`: undoes what large postings left that broke off, one that is named among them, and prints how many. */
import { Refusal, run } from './invoke.ts';

const command = { command: 'sweep', construct: 'SweepFunction', more: ['tenant', 'posting'] };

await run(command, async (invoke, { tenant, posting: postingId }) => {
  if ((tenant === undefined) !== (postingId === undefined)) {
    throw new Refusal('--tenant and --posting name a posting together.');
  }
  console.log(JSON.stringify(await invoke({ tenant, postingId })));
});
