import type { Condition } from '../app/write-part.ts';

/** A DynamoDB condition expression with its names and values. */
export type Expression = {
  readonly text?: string | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number | string>>;
};

const SIGNS = { equals: '=', atLeast: '>=', atMost: '<=' } as const;

const comparisons = (condition: Extract<Condition, { name: 'holds' }>): Expression => {
  const all = [
    ...Object.entries(condition.equals ?? {}).map(([name, value]) => ({ sign: SIGNS.equals, name, value })),
    ...Object.entries(condition.atLeast ?? {}).map(([name, value]) => ({ sign: SIGNS.atLeast, name, value })),
    ...Object.entries(condition.atMost ?? {}).map(([name, value]) => ({ sign: SIGNS.atMost, name, value })),
  ];
  return {
    text: all.map(({ sign }, i) => `#h${i} ${sign} :h${i}`).join(' AND '),
    names: Object.fromEntries(all.map(({ name }, i) => [`#h${i}`, name])),
    values: Object.fromEntries(all.map(({ value }, i) => [`:h${i}`, value])),
  };
};

const unchanged = ({ version, is }: Extract<Condition, { name: 'unchanged' }>): Expression => {
  const same = Object.entries(is ?? {}).map(([path, value], i) => {
    const steps = path.split('.').map((step, j) => ({ at: `#i${i}s${j}`, step }));
    return { steps, at: `:i${i}`, value };
  });
  return {
    text: [
      '#version = :version',
      ...same.map(({ steps, at }) => `${steps.map((one) => one.at).join('.')} = ${at}`),
    ].join(' AND '),
    names: {
      '#version': 'version',
      ...Object.fromEntries(same.flatMap(({ steps }) => steps.map(({ at, step }) => [at, step]))),
    },
    values: { ':version': version, ...Object.fromEntries(same.map(({ at, value }) => [at, value])) },
  };
};

/** How each named condition is put to the engine. */
export const expressionOf = (condition: Condition): Expression => {
  switch (condition.name) {
    case 'absent':
      return { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' }, values: {} };
    case 'unchanged':
      return unchanged(condition);
    case 'absent-or-expired':
      return {
        text: 'attribute_not_exists(#pk) OR #expiresAt <= :at',
        names: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
        values: { ':at': condition.at },
      };
    case 'holds':
      return comparisons(condition);
    case 'always':
      return { names: {}, values: {} };
  }
};
