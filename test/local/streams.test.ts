import { expect, it } from 'vitest';
import type { Consumer } from '../../local/event-sources.ts';
import { allStreams } from '../../local/streams.ts';

const consumerOf = (name: string, settled?: Consumer['settled']): Consumer => ({
  function: {
    name,
    arn: `arn:${name}`,
    invoke: async () => ({ ok: true, answer: null }),
    kill: () => false,
    close: async () => {},
  },
  nudge: () => {},
  pause: async () => {},
  resume: () => {},
  ...(settled === undefined ? {} : { settled }),
  stop: async () => {},
});

it('waits for one function where it is asked to, twice, whatever the others are at', async () => {
  let asked = 0;
  const project = consumerOf('project', async () => {
    asked += 1;
  });
  const work = consumerOf('work', () => new Promise(() => {}));
  await allStreams([project, work]).settled(project.function);
  expect(asked).toBe(2);
});

it('says so where no stream feeds the function', async () => {
  const redrive = consumerOf('redrive');
  const streams = allStreams([consumerOf('project', async () => {}), redrive]);
  await expect(streams.settled(redrive.function)).rejects.toThrow('No stream feeds redrive.');
  await streams.settled();
});

it('settles nothing while it is paused', async () => {
  const streams = allStreams([consumerOf('project', async () => {})]);
  await streams.pause();
  await expect(streams.settled()).rejects.toThrow('The streams are paused; resume them first.');
  streams.resume();
  await streams.settled();
});
