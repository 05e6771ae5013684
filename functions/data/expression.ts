import type { Condition } from '../app/write-part.ts';

/** A DynamoDB condition expression with its names and values. */
export type Expression = {
  readonly text?: string | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number>>;
};

/** How each named condition is put to the engine. */
export const expressionOf = (condition: Condition): Expression => {
  switch (condition.name) {
    case 'absent':
      return { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' }, values: {} };
    case 'unchanged':
      return {
        text: '#version = :version',
        names: { '#version': 'version' },
        values: { ':version': condition.version },
      };
    case 'absent-or-expired':
      return {
        text: 'attribute_not_exists(#pk) OR #expiresAt <= :at',
        names: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
        values: { ':at': condition.at },
      };
    case 'suffices':
      return {
        text: '#suffices >= :atLeast',
        names: { '#suffices': condition.attribute },
        values: { ':atLeast': condition.atLeast },
      };
    case 'always':
      return { names: {}, values: {} };
  }
};
