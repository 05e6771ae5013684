import { expect, it } from 'vitest';
import { cancelDocument } from '../../functions/app/documents/cancel.ts';
import { aWorld, CALLER, list, refusal, type World } from './world.ts';

type Asked = { readonly documentId: string; readonly ifMatch?: string };
type Command = (world: World, asked: Asked) => Promise<unknown>;

const cancel: Command = (world, asked) =>
  world.run(async (deps) => ({ ...(await cancelDocument(deps, CALLER, asked)), answer: {} }));

const COMMANDS: Readonly<Record<string, Command>> = {
  cancel,
  void: (world, asked) => world.void({ ...asked, reason: 'mistake' }),
  post: (world, asked) => world.post(asked),
  changeLine: (world, asked) => world.changeLine({ ...asked, line: 1, quantity: 2 }),
  number: (world, asked) => world.number({ ...asked, line: 1, mode: 'add', serials: list('A1') }),
};

it.each(Object.entries(COMMANDS))(
  '%s of a document judges the version before the status',
  async (name, command) => {
    const world = await aWorld();
    const { documentId } = await world.order([], { quantity: 1 });
    // One that is open has nothing to be taken back; one that is cancelled takes nothing else.
    if (name !== 'void') await cancel(world, { documentId });
    const { version } = (await world.document(documentId)) ?? {};
    expect(await refusal(command(world, { documentId, ifMatch: '"999"' }))).toEqual(['version-mismatch']);
    expect(await refusal(command(world, { documentId, ifMatch: `"${version}"` }))).toEqual([
      'document-closed',
    ]);
  },
);
