import * as z from 'zod';
import { SETTLEMENTS } from '../../app/exceptions/settle.ts';
import { EXCEPTION_KINDS } from '../../domain/exception.ts';
import { once } from '../../domain/lazily.ts';
import {
  contract,
  date,
  id,
  instant,
  itemId,
  listOf,
  locationId,
  noBody,
  nothing,
  paging,
  partnerId,
  serialRange,
  serialTexts,
  text,
} from './shared.ts';
import { balance, movementId, unit, unitId } from './views.ts';

const oneUnit = z.strictObject({ itemId, id: unitId });
const reason = text(500).meta({ example: 'label was misread' });
const change = { query: nothing, statuses: [200] } as const;
const exceptionId = id('an exception', '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1.k3v9x2ma');
const exceptionStatus = z.enum(['open', 'closed']);

const exception = once(() =>
  z
    .object({
      exceptionId,
      kind: z.enum(EXCEPTION_KINDS),
      status: exceptionStatus,
      itemId: itemId.optional(),
      serial: z.string(),
      id: unitId.optional().meta({ description: "The unit's id" }),
      documentId: z.string().optional(),
      movementId: movementId.optional(),
      asnNumber: z.string().optional(),
      partnerId: partnerId.optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
      at: instant,
      closedAt: instant.optional(),
      closedBy: z.string().optional(),
      reason: z.string().optional(),
      closedByMovementId: movementId.optional(),
    })
    .meta({ id: 'Exception' }),
);

const batch = once(() =>
  z
    .object({ itemId, batch: z.string(), expiresOn: date.optional(), stock: z.array(balance()) })
    .meta({ id: 'Batch' }),
);
const oneBatch = z.strictObject({ itemId, batch: z.string().min(1).max(200) });

const linkBody = once(() =>
  z
    .strictObject({ locationId, serials: serialTexts.optional(), serialRange: serialRange().optional() })
    .refine(
      ({ serials, serialRange: range }) => (serials === undefined) !== (range === undefined),
      'give serials or serialRange, one of them',
    )
    .meta({ id: 'LinkInput' }),
);

export const UNITS = {
  renameUnit: contract(() => ({
    ...change,
    params: oneUnit,
    body: z.strictObject({ serial: z.string().max(1000), reason }).meta({ id: 'RenameInput' }),
    reply: unit(),
  })),
  holdUnit: contract(() => ({
    ...change,
    params: oneUnit,
    body: z.strictObject({ reason }).meta({ id: 'HoldInput' }),
    reply: unit(),
  })),
  releaseUnit: contract(() => ({
    ...change,
    params: oneUnit,
    body: z
      .strictObject({ holdId: movementId.optional(), reason: reason.optional() })
      .default({})
      .meta({ id: 'ReleaseInput' }),
    reply: unit(),
  })),
  linkSerials: contract(() => ({
    ...change,
    isNew: true,
    params: z.strictObject({ itemId }),
    body: linkBody(),
    reply: z.object({ movementId, linked: z.int() }).meta({ id: 'Linked' }),
  })),
  listExceptions: contract(() => ({
    params: nothing,
    query: z.strictObject({
      status: exceptionStatus.default('open'),
      itemId: itemId.optional(),
      kind: z.enum(EXCEPTION_KINDS).optional(),
      ...paging,
    }),
    body: noBody,
    reply: listOf(exception()),
    statuses: [200],
  })),
  closeException: contract(() => ({
    ...change,
    params: z.strictObject({ id: exceptionId }),
    body: z.strictObject({ reason }).meta({ id: 'CloseInput' }),
    reply: exception(),
  })),
  settleException: contract(() => ({
    ...change,
    params: z.strictObject({ id: exceptionId }),
    body: z
      .strictObject({
        action: z.enum(SETTLEMENTS),
        itemId: itemId.optional(),
        serial: z.string().max(1000).optional(),
        effectiveDate: date.optional(),
        batch: z.string().max(1000).optional(),
        expiresOn: date.optional(),
        reason: reason.optional(),
      })
      .meta({ id: 'SettleInput' }),
    reply: exception(),
  })),
  getBatch: contract(() => ({ ...change, params: oneBatch, body: noBody, reply: batch() })),
  correctBatch: contract(() => ({
    ...change,
    params: oneBatch,
    body: z.strictObject({ expiresOn: date }).meta({ id: 'BatchCorrection' }),
    reply: batch(),
  })),
};
