import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

/** What a function asks of AWS, seen where its requests leave its thread. */

const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
};

/** A transaction is authorised by its parts. */
const PARTS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

const partsIn = (body: string): string[] => {
  const found = body.matchAll(/\{"(Put|Update|Delete|ConditionCheck)":\{"/g);
  return [...new Set(Array.from(found, ([, part = '']) => PARTS[part] ?? ''))];
};

/** The actions of IAM behind a call of the JSON protocol: `DynamoDB_20120810.Query` is `dynamodb:Query`. */
export const actionsOf = (target: string, body: string): readonly string[] => {
  const [api = '', operation = ''] = target.split('.');
  const service = SERVICES[api];
  if (service === undefined) return [];
  if (operation === 'TransactWriteItems') return partsIn(body);
  if (operation === 'TransactGetItems') return ['dynamodb:GetItem'];
  return [`${service}:${service === 'sqs' ? operation.replace(/Batch$/, '') : operation}`];
};

type Judge = {
  /** Undefined where everything is. */
  readonly allowed: readonly string[] | undefined;
  readonly role: string;
  /** Told once of each action. */
  readonly told: (action: string, isAllowed: boolean) => void;
};

/** As AWS answers; the name is what the SDK goes by. */
class AccessDenied extends Error {
  override name = 'AccessDeniedException';
}

/**
 * Lets only those calls out of this thread that the function's role allows. Only actions are judged, not resources.
 * To be called before the function's code is loaded.
 */
export const guardActions = ({ allowed, role, told }: Judge): void => {
  const known = new Set<string>();
  const refused = (target: string, body: string): string | undefined => {
    for (const action of actionsOf(target, body)) {
      const isAllowed = allowed?.includes(action) ?? true;
      if (!known.has(action)) told(action, isAllowed);
      known.add(action);
      if (!isAllowed) return action;
    }
    return undefined;
  };
  http.request = new Proxy(http.request, {
    apply: (make, self, args) => {
      const request = Reflect.apply(make, self, args);
      const target = request.getHeader('x-amz-target');
      if (typeof target !== 'string') return request;
      request.end = new Proxy(request.end, {
        apply: (end, on, given) => {
          const [body] = given;
          const text = typeof body === 'string' || body instanceof Uint8Array ? body.toString() : '';
          const action = refused(target, text);
          if (action === undefined) return Reflect.apply(end, on, given);
          return request.destroy(new AccessDenied(`${role} is not authorized to perform: ${action}`));
        },
      });
      return request;
    },
  });
  syncBuiltinESMExports();
};
