import { demoScopes, demoTenant } from './demo.ts';
import type { LocalStack } from './stack.ts';

const curl = (path: string, body?: object): string =>
  body === undefined
    ? `curl -s "$BASE${path}" -H "authorization: Bearer $TOKEN"`
    : [
        `curl -s "$BASE${path}" -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
        `  -d '${JSON.stringify(body)}'`,
      ].join('\n');

/** What is shown once everything runs: where, a token, and calls to paste. */
export const welcome = async (stack: LocalStack, startedAt: Date): Promise<string> => {
  const token = await stack.token({ tenant: demoTenant, scope: demoScopes, sub: 'demo', expiresIn: 86_400 });
  // New with every start, so that the first two calls can be pasted again.
  const serial = `SN-${startedAt.toISOString().slice(0, 19).replaceAll(/\D/g, '')}`;
  const line = { itemId: 'pump', quantity: 1, serials: [serial] };
  return `
Serial Ledger runs at ${stack.baseUrl}  (documentation: ${stack.baseUrl}/docs). Ctrl-C ends it.

BASE=${stack.baseUrl}
TOKEN=${token}

# receive a unit
${curl('/v1/documents', { kind: 'product-receipt', partnerId: 'acme-supplies', locationId: 'main', lines: [line], post: true })}

# sell it
${curl('/v1/documents', { kind: 'customer-invoice', partnerId: 'jane', locationId: 'main', lines: [line], post: true })}

# find it by a part of its number
${curl(`/v1/search/serials?q=${serial.slice(-6)}`)}
`;
};
