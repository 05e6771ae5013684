import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { gatewayEvent } from '../../local/gateway-event.ts';

/** An event of the route for everything else. */
export const gatewayEventOf = (method: string, headers: Record<string, string>): APIGatewayProxyEventV2 => {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const request = {
    method,
    target: '/v1/items',
    headers: given,
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    at: new Date(0),
  };
  const host = { account: '0', apiId: 'api', domainName: '127.0.0.1:1', port: 1 };
  return gatewayEvent(
    request,
    { routeKey: '$default', pathParameters: undefined },
    host,
  ) as APIGatewayProxyEventV2;
};
