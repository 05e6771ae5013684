import * as z from 'zod';
import type { GatewayRequest } from './gateway-event.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

/** What an HTTP API with a `CorsConfiguration` adds for pages of other origins. */
export type Cors = {
  /** Puts the configured headers in place of the integration's own; leaves other requests as they are. */
  readonly answered: (request: GatewayRequest, response: GatewayResponse) => GatewayResponse;
  /** Answers a preflight that no route takes. */
  readonly preflight: (request: GatewayRequest) => GatewayResponse | undefined;
};

const configurationSchema = z.strictObject({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
});
type Configuration = z.infer<typeof configurationSchema>;

const PREFLIGHT = 'access-control-request-method';
const isPreflight = ({ method, headers }: GatewayRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers[PREFLIGHT] !== undefined;

const withoutCors = (headers: GatewayResponse['headers']): GatewayResponse['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')));

const listed = (name: string, values: readonly string[]): Record<string, string> =>
  values.length === 0 ? {} : { [name]: values.join(',') };

/** An origin that isn't allowed gets no header, and its browser keeps the answer from the page. */
const headersFor = (configuration: Configuration, request: GatewayRequest): Record<string, string> => {
  const { AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders, MaxAge } = configuration;
  const origin = request.headers.origin?.[0];
  const isOpen = AllowOrigins.includes('*');
  if (origin === undefined || !(isOpen || AllowOrigins.includes(origin))) return {};
  return {
    'access-control-allow-origin': isOpen ? '*' : origin,
    ...(isOpen ? {} : { vary: 'Origin' }),
    ...listed('access-control-expose-headers', ExposeHeaders),
    ...(isPreflight(request) && {
      ...listed('access-control-allow-methods', AllowMethods),
      ...listed('access-control-allow-headers', AllowHeaders),
      ...(MaxAge !== undefined && { 'access-control-max-age': `${MaxAge}` }),
    }),
  };
};

const noCors: Cors = { answered: (_, response) => response, preflight: () => undefined };

/** The CORS of the template's HTTP API. Throws a StartFailure for settings that aren't known here. */
export const corsOf = (api: Resource): Cors => {
  const { CorsConfiguration } = api.properties;
  if (CorsConfiguration === undefined) return noCors;
  const parsed = configurationSchema.safeParse(CorsConfiguration);
  if (!parsed.success) {
    throw new StartFailure(`The CORS of ${api.id} can't run here: ${z.prettifyError(parsed.error)}`);
  }
  const answered: Cors['answered'] = (request, response) => ({
    ...response,
    headers: { ...withoutCors(response.headers), ...headersFor(parsed.data, request) },
  });
  return {
    answered,
    preflight: (request) =>
      isPreflight(request)
        ? answered(request, { status: 204, headers: {}, body: Buffer.alloc(0) })
        : undefined,
  };
};
