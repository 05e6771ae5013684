import type * as z from 'zod';
import type { RouteId } from '../routes.ts';
import { ALERTS } from './alerts.ts';
import { ASNS } from './asns.ts';
import { DOCUMENTS } from './documents.ts';
import { ENQUIRY } from './enquiry.ts';
import { ENTITIES } from './entities.ts';
import { IMPORTS } from './imports.ts';
import { RECALLS } from './recalls.ts';
import { REGISTRY } from './registry.ts';
import { SCAN } from './scan.ts';
import { SERVICE } from './service.ts';
import type { Made } from './shared.ts';
import { TRACE } from './trace.ts';
import { UNITS } from './units.ts';

type AnyContract = Made<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;
type Described = Exclude<RouteId, 'getOpenApi' | 'getDocs' | 'getDocsFile'>;

/** The contract of every route that speaks JSON with a schema. */
export const CONTRACTS: { readonly [Id in Described]: AnyContract } = {
  ...REGISTRY,
  ...DOCUMENTS,
  ...ENQUIRY,
  ...TRACE,
  ...RECALLS,
  ...IMPORTS,
  ...UNITS,
  ...SERVICE,
  ...ALERTS,
  ...SCAN,
  ...ASNS,
  ...ENTITIES,
};
