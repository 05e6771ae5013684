import * as z from 'zod';
import { ID_PATTERN } from '../domain/id-pattern.ts';
import type { HttpEvent } from './request.ts';

/**
 * What a request was about, for the log: ids that mean nothing outside. A unit's is not among them, as it begins with
 * the unit's number.
 */
const id = z.string().regex(ID_PATTERN).optional().catch(undefined);
const idsSchema = z.object({
  documentId: id,
  movementId: id,
  movementIds: z.array(z.string().regex(ID_PATTERN)).optional().catch(undefined),
  recallId: id,
  importId: id,
});
export type RequestIds = z.output<typeof idsSchema>;

/** Of a posting of hundreds of lines; the document leads to the others. */
const MOVEMENTS_TOLD = 20;

/** What is read is named by its path. What is written is small: answers carry counts, not numbers. */
const answered = ({ requestContext }: HttpEvent, body: string | undefined): object => {
  if (requestContext.http.method === 'GET' || !body?.startsWith('{')) return {};
  const told: unknown = JSON.parse(body);
  return typeof told === 'object' && told !== null ? told : {};
};

export const idsOf = (event: HttpEvent, body: string | undefined): RequestIds | undefined => {
  const { movementIds, ...others } = idsSchema.parse({ ...answered(event, body), ...event.pathParameters });
  const ids = { ...others, movementIds: movementIds?.slice(0, MOVEMENTS_TOLD) };
  return Object.values(ids).some((one) => one !== undefined) ? ids : undefined;
};
