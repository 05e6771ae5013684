import * as z from 'zod';
import { ASN_STATUSES } from '../../domain/asn/asn.ts';
import { once } from '../../domain/lazily.ts';
import { SCAN_KINDS } from '../../domain/scan/kind.ts';
import { UNIT_ACTIONS } from '../../domain/unit/action.ts';
import { contract, date, documentId, id, itemId, noBody, nothing, partnerId } from './shared.ts';
import { unit } from './views.ts';

const actions = z.array(z.enum(UNIT_ACTIONS)).meta({
  description:
    "What the unit's state allows now, by the kinds of movements; `deliver`: a sale by `reservedBy` alone",
});

const scanned = once(() =>
  z
    .object({
      kind: z.enum(SCAN_KINDS),
      elements: z
        .array(z.object({ ai: z.string(), value: z.string() }))
        .optional()
        .meta({ description: 'GS1 elements, also where a plain number comes first and could be read so' }),
      gtin: z.string().optional().meta({ description: '14 digits' }),
      item: z
        .object({ itemId, name: z.string(), tracking: z.string(), gtin: z.string().optional() })
        .optional(),
      serial: z.string().optional().meta({ description: 'As scanned' }),
      batch: z.string().optional(),
      expiresOn: date.optional(),
      sscc: z.string().optional(),
      carton: z
        .object({
          sscc: z.string(),
          asnNumber: id('an advance list', 'SHIP-2026-117'),
          partnerId,
          orderId: documentId,
          status: z.enum(ASN_STATUSES),
          serials: z.int(),
        })
        .optional()
        .meta({ description: 'The advance list that the carton is on' }),
      unit: unit().optional().meta({ description: 'The one unit that is meant' }),
      actions: actions.optional(),
      units: z
        .array(unit().extend({ actions }).meta({ id: 'ScannedUnit' }))
        .optional()
        .meta({ description: 'Other units that the text may mean' }),
      more: z.boolean().optional().meta({ description: 'There are more such units than are told' }),
      notices: z.array(
        z.object({
          code: z.string(),
          detail: z.string(),
          position: z.int().optional(),
          serial: z.string().optional(),
        }),
      ),
    })
    .meta({ id: 'Scan' }),
);

export const SCAN = {
  scan: contract(() => ({
    params: nothing,
    query: z.strictObject({
      text: z.string().max(2000).meta({
        description:
          'As the scanner sent it, percent-encoded: GS1 element string, its bracketed form, GS1 Digital Link, id of a unit, SSCC of a carton, or a number',
        example: '(01)09506000134352(21)SN-0001',
      }),
    }),
    body: noBody,
    reply: scanned(),
    statuses: [200],
  })),
};
