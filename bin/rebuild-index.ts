/** `npm run rebuild-index`: makes lists and search index anew, and tells how far it is until it has ended. */
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { run } from './invoke.ts';

const POLL_MS = 500;

const state = z.object({
  jobId: z.string(),
  status: z.enum(['queued', 'running', 'completed', 'failed']),
  progress: z.record(z.string(), z.number()),
  reason: z.string().optional(),
});

await run({ command: 'rebuild-index', construct: 'RebuildFunction' }, async (invoke) => {
  let now = state.parse(await invoke({}));
  for (let told = ''; ; now = state.parse(await invoke({ jobId: now.jobId }))) {
    const { jobId, status, progress, reason } = now;
    const counts = Object.entries(progress).map(([name, n]) => `${name} ${n}`);
    const line = [`${jobId} ${status}`, ...counts, ...(reason === undefined ? [] : [reason])].join(', ');
    if (line !== told) console.log(line);
    told = line;
    if (status === 'failed') process.exitCode = 1;
    if (status === 'completed' || status === 'failed') return;
    await setTimeout(POLL_MS);
  }
});
