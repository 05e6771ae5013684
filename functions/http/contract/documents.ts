import * as z from 'zod';
import { LINES_PER_DOCUMENT } from '../../domain/document/document.ts';
import { LINE_DIRECTIONS, LINE_ROLES } from '../../domain/document/kinds.ts';
import { once } from '../../domain/lazily.ts';
import { document, documentHead, kind, line, scrap, status } from './document-views.ts';
import {
  contract,
  date,
  documentId,
  itemId,
  listOf,
  locationId,
  noBody,
  nothing,
  paging,
  partnerId,
  quantity,
  serialRange,
  serialTexts,
  text,
} from './shared.ts';

const EITHER = 'give serials or serialRange, not both';
/** Far more than a document takes; so many are still told how many there may be. */
const LINES_READ = 10_000;
const batch = z.string().max(1000);

const dispatch = z
  .boolean()
  .meta({ description: 'Sends a transfer off; what was sent is received by posting it again' });
const reason = text(500);
const parentSerial = z.string().max(1000).meta({
  description:
    'The unit that parts go into, or come out of: one that the document produces or takes parts out of; with parentItemId any',
});
const parentItemId = itemId.meta({ description: 'Of which item the unit parentSerial is' });

const oneForm = (given: { serials?: unknown; serialRange?: unknown }): boolean =>
  given.serials === undefined || given.serialRange === undefined;

const newLine = once(() =>
  z
    .strictObject({
      itemId,
      quantity,
      serials: serialTexts.optional(),
      serialRange: serialRange().optional(),
      batch: batch.optional(),
      expiresOn: date.optional(),
      role: z.enum(LINE_ROLES).optional(),
      direction: z.enum(LINE_DIRECTIONS).optional(),
      buyBack: z.boolean().optional(),
      scrap: scrap.optional(),
      parentSerial: parentSerial.optional(),
      parentItemId: parentItemId.optional(),
      locationId: locationId.optional().meta({
        description: 'Where parts are that an outsourced order consumes; else at the place of the document',
      }),
      hold: text(500).optional().meta({ description: 'Units come in held, for this reason' }),
    })
    .refine(oneForm, EITHER)
    .meta({ id: 'NewDocumentLine' }),
);

const newDocument = once(() =>
  z
    .strictObject({
      kind,
      number: text(64).optional().meta({ example: 'PO-1001' }),
      partnerId: partnerId.optional(),
      locationId,
      toLocationId: locationId.optional(),
      effectiveDate: date.optional(),
      reason: reason.optional(),
      retrospective: z.boolean().optional(),
      lines: z
        .array(newLine())
        .min(1)
        .max(LINES_READ)
        .meta({ description: `At most ${LINES_PER_DOCUMENT} lines` }),
      post: z.boolean().default(false),
      dispatch: dispatch.optional(),
    })
    .meta({ id: 'NewDocument' }),
);

const serialsBody = once(() =>
  z
    .strictObject({ serials: serialTexts.optional(), serialRange: serialRange().optional() })
    .refine(oneForm, EITHER)
    .refine(
      (given) => given.serials !== undefined || given.serialRange !== undefined,
      'give serials or serialRange',
    )
    .meta({ id: 'SerialsInput' }),
);

const postBody = once(() =>
  z
    .strictObject({
      lines: z
        .array(
          z
            .strictObject({
              line,
              quantity,
              serials: serialTexts.optional(),
              serialRange: serialRange().optional(),
              batch: batch.optional(),
              expiresOn: date.optional(),
              parentSerial: parentSerial.optional(),
              parentItemId: parentItemId.optional(),
            })
            .refine(oneForm, EITHER),
        )
        .min(1)
        .max(LINES_PER_DOCUMENT)
        .optional(),
      effectiveDate: date.optional(),
      dispatch: dispatch.optional(),
    })
    .default({})
    .meta({ id: 'PostInput' }),
);

const lineNumber = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'must be the number of a line, from 1')
  .transform(Number)
  .meta({ override: { type: 'integer', minimum: 1, maximum: LINES_PER_DOCUMENT }, example: 1 });

const one = z.strictObject({ documentId });
const serials = contract(() => ({
  params: z.strictObject({ documentId, line: lineNumber }),
  query: nothing,
  body: serialsBody(),
  text: true,
  reply: document(),
  statuses: [200],
}));

export const DOCUMENTS = {
  createDocument: contract(() => ({
    isNew: true,
    params: nothing,
    query: nothing,
    body: newDocument(),
    reply: document(),
    statuses: [201],
  })),
  listDocuments: contract(() => ({
    params: nothing,
    query: z.strictObject({
      kind: kind.optional(),
      status: status.optional(),
      partnerId: partnerId.optional(),
      ...paging,
    }),
    body: noBody,
    reply: listOf(documentHead()),
    statuses: [200],
  })),
  getDocument: contract(() => ({
    params: one,
    query: nothing,
    body: noBody,
    reply: document(),
    statuses: [200],
  })),
  postDocument: contract(() => ({
    params: one,
    query: nothing,
    body: postBody(),
    reply: document(),
    statuses: [200],
  })),
  changeLine: contract(() => ({
    params: z.strictObject({ documentId, line: lineNumber }),
    query: nothing,
    body: z.strictObject({ quantity }).meta({ id: 'LineChange' }),
    reply: document(),
    statuses: [200],
  })),
  cancelDocument: contract(() => ({
    params: one,
    query: nothing,
    body: noBody,
    reply: document(),
    statuses: [200],
  })),
  voidDocument: contract(() => ({
    params: one,
    query: nothing,
    body: z
      .strictObject({
        movementIds: z.array(z.string().max(64)).min(1).max(1000).optional().meta({
          description:
            'Those alone: what was not posted yet stays to be posted. Without, all of them, and the document ends as void',
        }),
        reason,
      })
      .meta({ id: 'VoidInput' }),
    reply: document(),
    statuses: [200],
  })),
  addSerials: serials,
  replaceSerials: serials,
  removeSerials: serials,
};
