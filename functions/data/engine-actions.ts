import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { WritePart } from '../app/write-part.ts';
import { expressionOf } from './expression.ts';

/** Parts of writes in the engine's words. */

export const MARSHALL = { removeUndefinedValues: true };

const conditionOf = (part: WritePart) => {
  const { text, names, values } = expressionOf(part.condition);
  return {
    ...(text === undefined ? {} : { ConditionExpression: text }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
  };
};

export const addition = (part: Extract<WritePart, { action: 'add' }>) => {
  const { names, values } = expressionOf(part.condition);
  const amounts = Object.entries(part.amounts).map(([name, value], i) => ({ name, value, at: `a${i}` }));
  const sets = Object.entries(part.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value], i) => ({ name, value, at: `s${i}` }));
  const set = sets.length === 0 ? '' : ` SET ${sets.map(({ at }) => `#${at} = :${at}`).join(', ')}`;
  return {
    UpdateExpression: `ADD ${amounts.map(({ at }) => `#${at} :${at}`).join(', ')}${set}`,
    ExpressionAttributeNames: {
      ...names,
      ...Object.fromEntries([...amounts, ...sets].map(({ at, name }) => [`#${at}`, name])),
    },
    ExpressionAttributeValues: marshall({
      ...values,
      ...Object.fromEntries([...amounts, ...sets].map(({ at, value }) => [`:${at}`, value])),
    }),
  };
};

/** One part of a transaction. */
export const actionOf = (TableName: string, part: WritePart): TransactWriteItem => {
  switch (part.action) {
    case 'put':
      return {
        Put: {
          TableName,
          Item: marshall({ ...part.attributes, ...part.key }, MARSHALL),
          ...conditionOf(part),
        },
      };
    case 'check': {
      const { text = '', names, values } = expressionOf(part.condition);
      return {
        ConditionCheck: {
          TableName,
          Key: marshall(part.key),
          ConditionExpression: text,
          ExpressionAttributeNames: names,
          ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
        },
      };
    }
    case 'delete':
      return { Delete: { TableName, Key: marshall(part.key), ...conditionOf(part) } };
    case 'add': {
      const { text } = expressionOf(part.condition);
      const condition = text === undefined ? {} : { ConditionExpression: text };
      return { Update: { TableName, Key: marshall(part.key), ...addition(part), ...condition } };
    }
  }
};
