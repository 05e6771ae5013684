import type { NewDocument } from '../../../functions/app/documents/create.ts';
import { aWorld, CALLER, list, type World } from '../world.ts';
import { type ItemId, itemInputs, type LineAsked } from './rules.ts';
import type { Step } from './step.ts';

/** Puts steps to the real ledger. */

const { tenant } = CALLER;

export const aStage = async (): Promise<World> => {
  const world = await aWorld({ items: itemInputs });
  await world.store.unitOfWork.write([
    world.store.partners.save(tenant, { partnerId: 'smith', name: 'Smith', role: 'supplier', version: 1 }),
    world.store.partners.save(tenant, { partnerId: 'joe', name: 'Joe', role: 'customer', version: 1 }),
  ]);
  return world;
};

const lineAsked = ({ item, numbers, parent, at, ...line }: LineAsked): NewDocument['lines'][number] => ({
  itemId: item,
  serials: numbers.length === 0 ? undefined : list(...numbers),
  parentSerial: parent,
  locationId: at,
  ...line,
});

const numbered = (numbers: readonly string[] | undefined) =>
  numbers === undefined ? undefined : list(...numbers);

const idOf = async (world: World, { item, number }: { item: ItemId; number: string }) => {
  const unit = await world.unit(number, item);
  return { itemId: item, id: unit?.id ?? 'nobody.0', unit };
};

/** `documents` are the ledger's ids of the documents so far. */
export const ask = async (world: World, documents: string[], step: Step): Promise<unknown> => {
  const documentId = 'doc' in step ? (documents[step.doc] ?? 'none') : 'none';
  switch (step.do) {
    case 'create': {
      const { kind, place, to, partner, retrospective, lines, post, send } = step;
      const needsReason = kind === 'write-off' || kind === 'adjustment';
      const made = await world.create({
        kind,
        partnerId: partner,
        locationId: place,
        toLocationId: to,
        retrospective: retrospective ? true : undefined,
        reason: needsReason ? 'counted' : undefined,
        lines: lines.map(lineAsked),
        post,
        dispatch: send ? true : undefined,
      });
      return documents.push(made.documentId);
    }
    case 'post': {
      const lines = step.parts?.map(({ line, quantity, numbers }) => ({
        line,
        quantity,
        serials: numbered(numbers),
      }));
      return world.post({ documentId, lines, dispatch: step.send ? true : undefined });
    }
    case 'number':
      return world.number({ documentId, line: step.line, mode: step.mode, serials: list(...step.numbers) });
    case 'change':
      return world.changeLine({ documentId, line: step.line, quantity: step.quantity });
    case 'cancel':
      return world.cancel(documentId);
    case 'void': {
      const document = await world.document(documentId);
      const movementIds = step.moves?.map((i) => document?.movementIds[i] ?? 'none');
      return world.void({ documentId, movementIds, reason: 'a mistake' });
    }
    case 'hold': {
      const { itemId, id } = await idOf(world, step);
      return world.hold({ itemId, id, reason: 'look at it' });
    }
    case 'release': {
      const { itemId, id, unit } = await idOf(world, step);
      const first = unit?.heldBy?.[0]?.holdId ?? 'none';
      const holdId = { only: undefined, first, wrong: 'none' }[step.which];
      return world.release({ itemId, id, holdId });
    }
    case 'rename': {
      const { itemId, id } = await idOf(world, step);
      return world.rename({ itemId, id, serial: step.to, reason: 'misread' });
    }
    case 'link':
      return world.link(step.item, step.place, step.numbers);
  }
};
