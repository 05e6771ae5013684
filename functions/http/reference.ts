import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { openApiDocument } from './openapi.ts';
import { problemOf } from './problem.ts';
import { ROUTES, routeKeyOf } from './routes.ts';

/** The public part: the OpenAPI document, a page to read it, and the answer for every path that there is not. */

/** Reads a file of the page that is bundled with the function; nothing for an unknown name. */
export type PageFiles = (name: string) => Promise<string | undefined>;

const TYPES: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript' };

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Serial Ledger – reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true });</script>
</body>
</html>
`;

const ok = (type: string, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'content-type': type, 'cache-control': 'public, max-age=300' },
  body,
});

/** Of a browser, before it lets a page of another origin call: the gateway adds which may, where one is configured. */
const isPreflight = ({ headers, requestContext }: APIGatewayProxyEventV2): boolean =>
  requestContext.http.method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

const fileAnswer = async (name: string, files: PageFiles) => {
  const type = TYPES[name.split('.').at(-1) ?? ''];
  const content = type === undefined ? undefined : await files(name);
  return type === undefined || content === undefined ? undefined : ok(`${type}; charset=utf-8`, content);
};

export const referenceHandler = (files: PageFiles) => {
  // Made once per process: it depends on nothing but the code.
  let openApi: string | undefined;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    if (event.routeKey === routeKeyOf(ROUTES.getOpenApi)) {
      openApi ??= JSON.stringify(openApiDocument());
      return ok('application/json', openApi);
    }
    if (event.routeKey === routeKeyOf(ROUTES.getDocs)) return ok('text/html; charset=utf-8', PAGE);
    // The route for everything else takes them, and a browser wants a success.
    if (isPreflight(event)) return { statusCode: 204 };
    const named = event.routeKey === routeKeyOf(ROUTES.getDocsFile) ? event.pathParameters?.file : undefined;
    const file = named === undefined ? undefined : await fileAnswer(named, files);
    const { method } = event.requestContext.http;
    const detail = `There is no ${method} ${event.rawPath}.`;
    return file ?? problemOf({ code: 'route-not-found', detail }, event.requestContext.requestId);
  };
};
