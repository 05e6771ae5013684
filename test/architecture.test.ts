import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_KIND_NAMES } from '../functions/domain/document/kinds.ts';
import { MOVEMENT_KINDS } from '../functions/domain/movement.ts';

/** The statements of our style that a machine can check. Each check is also shown sources that break it. */

type Source = { readonly path: string; readonly text: string; readonly tree: ts.SourceFile };
type Finding = { readonly node?: ts.Node; readonly why: string };
type Check = {
  readonly says: string;
  readonly of: RegExp;
  readonly find: (source: Source) => readonly Finding[];
  /** Sources in which the check must find something, by path. */
  readonly offences: Readonly<Record<string, readonly string[]>>;
  /** Files that break it for now, one by one to be mended; an entry goes with its fault. */
  readonly known?: readonly string[];
};

const ROOT = join(import.meta.dirname, '..');
const sourceOf = (path: string, text: string): Source => ({
  path,
  text,
  tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS),
});
const SOURCES = ['functions', 'lib', 'local'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => sourceOf(`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8'))),
);

const nodesOf = (node: ts.Node): ts.Node[] => [
  node,
  ...node.getChildren().flatMap((child) => (ts.isJSDoc(child) ? [] : nodesOf(child))),
];
type Rule = readonly [why: string, breaks: (node: ts.Node) => boolean];
/** Finds the nodes that break one of the rules. */
const breaking =
  (...rules: readonly Rule[]) =>
  ({ tree }: Source): Finding[] =>
    nodesOf(tree).flatMap((node) => rules.flatMap(([why, breaks]) => (breaks(node) ? [{ node, why }] : [])));

const told = ({ path, tree }: Source, { node, why }: Finding): string => {
  const line = node === undefined ? 0 : tree.getLineAndCharacterOfPosition(node.getStart()).line;
  return `${path}:${line + 1} ${why}`;
};
const linesOf = ({ text }: Source): number => text.trimEnd().split('\n').length;
type Import = { readonly node: ts.Node; readonly from: string; readonly typeOnly: boolean };

const importedBy = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return dynamic ? node.arguments[0] : undefined;
};

/** What a file imports: `functions/…` for a file of ours, else the name of the package or of Node's module. */
const importsOf = ({ path, tree }: Source): Import[] =>
  nodesOf(tree).flatMap((node): Import[] => {
    const named = importedBy(node);
    if (named === undefined || !ts.isStringLiteral(named)) return [];
    const typeOnly = ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true;
    const { text } = named;
    return [{ node, typeOnly, from: text.startsWith('.') ? normalize(join(dirname(path), text)) : text }];
  });

/** What the files of a folder may import. */
const LAYERS: readonly (readonly [folder: string, imports: RegExp])[] = [
  ['functions/domain/', /^functions\/domain\/|^zod$/],
  ['functions/app/', /^functions\/(app|domain)\//],
  [
    'functions/data/',
    /^functions\/(data\/|domain\/|app\/([a-z]+\/)?([a-z-]*ports|write-part)\.ts)|^@aws-sdk\/|^zod$|^node:/,
  ],
  [
    'functions/http/',
    /^functions\/(http|app|domain)\/|^(@middy\/core|zod|zod-openapi|csv-(stringify|parse)\/sync|node:crypto)$/,
  ],
  // The form of the stream's records is the table's matter; what comes to the handler is what they say.
  ['functions/events/', /^functions\/((events|app|domain)\/|data\/stream-image\.ts)|^@middy\/core$/],
  ['functions/runtime/', /^functions\/|^@aws-|^node:|^ulid$/],
  ['lib/', /^(lib|functions)\/|^aws-cdk-lib(\/|$)|^(constructs|cdk-nag)$|^node:/],
  ['local/', /^local\/|^(zod|jose)$|^@aws-sdk\/|^node:/],
];
/** What may be imported as types only. */
const TYPES: readonly (readonly [folder: RegExp, imports: RegExp])[] = [
  [/^functions\/(data|http|events)\//, /^aws-lambda$/],
  [/^functions\/events\//, /^functions\/data\//],
];

const strangers = (source: Source): Finding[] => {
  const [, values] = LAYERS.find(([folder]) => source.path.startsWith(folder)) ?? [];
  const types = TYPES.flatMap(([folder, imports]) => (folder.test(source.path) ? [imports] : []));
  return importsOf(source)
    .filter(({ from }) => values?.test(from) === false)
    .filter(({ from, typeOnly }) => !typeOnly || !types.some((imports) => imports.test(from)))
    .map(({ node, from }) => ({ node, why: `imports ${from}` }));
};

/** The packages that a file of ours draws in, itself or through what it imports. */
const librariesBehind = (path: string, seen: Set<string> = new Set()): string[] => {
  const source = SOURCES.find((one) => one.path === path);
  if (source === undefined) return [path];
  if (seen.has(path)) return [];
  seen.add(path);
  return importsOf(source).flatMap(({ from }) => librariesBehind(from, seen));
};
const libraries = (source: Source): Finding[] =>
  importsOf(source)
    .filter(({ from }) => from.startsWith('functions/'))
    .flatMap(({ node, from }) => librariesBehind(from).map((name) => ({ node, why: `draws in ${name}` })));

const isHandler = (node: ts.Node): boolean => /^export const handler\b[^;]*;$/.test(node.getText());
const entryFindings = (source: Source): Finding[] => {
  const rest = source.tree.statements.filter((node) => !ts.isImportDeclaration(node));
  const others = rest.filter((node) => !isHandler(node));
  const long = linesOf(source) > 10 ? [{ why: 'has more than 10 lines' }] : [];
  const none = rest.length === 0 ? [{ why: 'has no handler' }] : [];
  return [...others.map((node) => ({ node, why: 'is not the handler' })), ...long, ...none];
};

const isNamed = (node: ts.Node, names: RegExp): boolean => ts.isIdentifier(node) && names.test(node.text);
const isMember = (node: ts.Node, names: RegExp): boolean =>
  ts.isPropertyAccessExpression(node) && names.test(node.getText());
const isNew = (node: ts.Node, names: RegExp): node is ts.NewExpression =>
  ts.isNewExpression(node) && names.test(node.expression.getText());
const asksTheClock = (node: ts.Node): boolean =>
  isMember(node, /^(Date|performance)\.now$/) ||
  (ts.isCallExpression(node) && node.expression.getText() === 'Date') ||
  (isNew(node, /^Date$/) && (node.arguments ?? []).length === 0);
const RANDOM_IDS = /^(randomUUID|randomBytes|randomInt|getRandomValues|ulid|monotonicFactory)$/;

/** A `#` alone, behind a letter or behind a substitution; DynamoDB's names have theirs in front of a word. */
const joinsKeys = (node: ts.Node): boolean => {
  if (ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return /^#|\w#/.test(node.text);
  if (ts.isTemplateHead(node)) return /\w#/.test(node.text);
  return ts.isStringLiteralLike(node) && /^#$|\w#/.test(node.text);
};
const writesKeyPart = (node: ts.Node): boolean =>
  ts.isPropertyAssignment(node) &&
  /^(pk|sk)$/.test(node.name.getText()) &&
  /^(['"`][^'"`]|.* \+ |.*\.join\()/s.test(node.initializer.getText());
const MOVEMENT_WORDS: ReadonlySet<string> = new Set(MOVEMENT_KINDS);
const isKind = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) &&
  // Some words also name what a movement does.
  DOCUMENT_KIND_NAMES.some((kind) => kind === node.text && !MOVEMENT_WORDS.has(kind));
const switchesByKind = (node: ts.Node): boolean =>
  ts.isSwitchStatement(node) && /(^|\.)(documentK|k)ind$/.test(node.expression.getText());
const isCast = (node: ts.Node): boolean =>
  (ts.isAsExpression(node) && node.type.getText() !== 'const') || ts.isTypeAssertionExpression(node);
const isSworn = (node: ts.Node): boolean =>
  (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.exclamationToken !== undefined;
const isDefault = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) ||
  (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent));

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const VAGUE = /(^|-)(utils?|helpers?|common|misc|index)$/;
const EVERYWHERE = /^(functions|lib|local)\//;

const CHECKS: readonly Check[] = [
  {
    says: '1: an entry has at most 10 lines, imports and `export const handler`',
    of: /^functions\/[^/]+$/,
    find: entryFindings,
    offences: {
      'functions/x.ts': ['const a = 1;\nexport const handler = a;', "import 'a';"],
      'functions/y.ts': [`${'//\n'.repeat(10)}export const handler = 1;`],
    },
  },
  {
    says: '2: imports go one way, and each layer keeps to its libraries',
    of: EVERYWHERE,
    find: strangers,
    offences: {
      'functions/domain/x.ts': ["import type { A } from '../app/ports.ts';", "import 'node:crypto';"],
      'functions/app/x.ts': ["import { a } from '../data/keys.ts';", "import * as z from 'zod';"],
      'functions/data/x.ts': ["import '../app/execute.ts';", "import type { A } from '../http/routes.ts';"],
      'functions/http/contract/x.ts': ["import type { A } from '../../data/table.ts';"],
      'functions/events/x.ts': ["import '../data/projector.ts';", "await import('../http/chain.ts');"],
      'lib/constructs/x.ts': ["import { a } from '../../local/main.ts';"],
      'local/x.ts': ["import { a } from '../functions/http/routes.ts';"],
    },
  },
  {
    says: '2: lib imports only files of the functions that draw in no library',
    of: /^lib\//,
    find: libraries,
    offences: {
      'lib/x.ts': ["import { BUCKETS } from '../functions/data/keys.ts';"],
      'lib/constructs/x.ts': ["import type { A } from '../../functions/http/openapi.ts';"],
    },
  },
  {
    says: '3: the environment is read only in runtime/env.ts',
    of: /^functions\/(?!runtime\/env\.ts)/,
    find: breaking(['reads the environment', (node) => isNamed(node, /^process$/)]),
    offences: { 'functions/runtime/x.ts': ['const name = process.env.TABLE;', 'const { env } = process;'] },
  },
  {
    says: '3: clients of AWS are made only in runtime/container.ts',
    of: /^functions\/(?!runtime\/container\.ts)/,
    find: breaking(['makes a client', (node) => isNew(node, /Client$/)]),
    offences: { 'functions/data/x.ts': ['const client = new DynamoDBClient({});'] },
  },
  {
    says: '5: time and chance come only from runtime/',
    of: /^functions\/(?!runtime\/)/,
    find: breaking(
      ['asks the clock', asksTheClock],
      ['asks chance', (node) => isMember(node, /^Math\.random$/)],
      ['makes a random id', (node) => isNamed(node, RANDOM_IDS)],
    ),
    offences: {
      'functions/app/x.ts': ['const at = Date.now();', 'const at = new Date();', 'const r = Math.random;'],
      'functions/data/x.ts': ["import { randomUUID } from 'node:crypto';", 'const id = ulid();'],
    },
  },
  {
    says: '10: keys are composed only in data/keys.ts and data/…-keys.ts',
    of: /^functions\/(?!domain\/|data\/([a-z]+-)?keys\.ts)/,
    find: breaking(['joins or parts a key', joinsKeys], ['writes a part of a key', writesKeyPart]),
    offences: {
      'functions/data/x.ts': [`k = \`\${a}#\${b}\`;`, "k = parts.join('#');", `k = \`life#\${id}\`;`],
      'functions/app/x.ts': ["k = { sk: 'unit' };", `k = { pk: \`\${t}-x\` };`, "k = { pk: t + 'a' };"],
    },
  },
  {
    says: '13: transactions are sent only by unit-of-work.ts, through the table',
    of: /^functions\/(?!data\/(unit-of-work|dynamo-table|engine-actions|table)\.ts)/,
    find: breaking(['sends a transaction', (node) => isNamed(node, /^transact$|^TransactWrite/)]),
    offences: { 'functions/app/x.ts': ["import { TransactWriteItem } from 'a';", 'table.transact([]);'] },
  },
  {
    says: '15: only the table of kinds asks which kind a document is',
    of: /^functions\/(?!domain\/document\/kinds\.ts)/,
    find: breaking(['names a kind of document', isKind], ['switches by kind', switchesByKind]),
    offences: { 'functions/app/x.ts': ["const y = kind === 'purchase-order';", 'switch (document.kind) {}'] },
  },
  {
    says: '20: no any, no non-null assertion, no cast but `as const`',
    of: EVERYWHERE,
    find: breaking(
      ['says any', ({ kind }) => kind === ts.SyntaxKind.AnyKeyword],
      ['asserts', (node) => ts.isNonNullExpression(node) || isSworn(node)],
      ['casts', isCast],
    ),
    offences: { 'lib/x.ts': ['let a: any;', 'b!.length;', 'b as string;', '<string>b;', 'let a!: 1;'] },
  },
  {
    says: '20: no enums, no namespaces, no default exports, no barrels',
    of: EVERYWHERE,
    find: breaking(
      ['is an enum or a namespace', (node) => ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)],
      ['is a default export', isDefault],
      ['exports from elsewhere', (node) => ts.isExportDeclaration(node) && importedBy(node) !== undefined],
    ),
    offences: {
      'lib/x.ts': ['enum A { B }', 'namespace A {}', 'export default 1;', 'export default function a() {}'],
      'local/x.ts': ["export * from './y.ts';", "export { y } from './y.ts';"],
    },
  },
  {
    says: '20: files have at most 250 lines',
    of: EVERYWHERE,
    find: (source) => (linesOf(source) > 250 ? [{ why: 'has more than 250 lines' }] : []),
    offences: { 'lib/x.ts': [`${'//\n'.repeat(250)}export const a = 1;`] },
  },
  {
    says: '20: functions have at most 3 positional parameters',
    of: EVERYWHERE,
    find: breaking(['has more than 3', (node) => ts.isFunctionLike(node) && node.parameters.length > 3]),
    offences: { 'lib/x.ts': ['const a = (b: 1, c: 1, d: 1, e: 1) => [b, c, d, e];'] },
  },
  {
    says: '20: file names are kebab-case and name a concept',
    of: EVERYWHERE,
    find: ({ path }) => {
      const names = path.replace(/\.ts$/, '').split('/');
      const fine = names.every((name) => KEBAB.test(name) && !VAGUE.test(name));
      return fine ? [] : [{ why: 'has no kebab-case name of a concept' }];
    },
    offences: { 'lib/aB.ts': [''], 'lib/utils.ts': [''], 'lib/common/x.ts': [''], 'lib/a-helper.ts': [''] },
  },
];

describe.each(CHECKS)('$says', ({ of, find, offences, known = [] }) => {
  const checked = SOURCES.filter(({ path }) => of.test(path));
  const faulty = checked.filter((source) => find(source).length > 0);

  it('holds in every file', () => {
    const others = faulty.filter(({ path }) => !known.includes(path));
    expect(checked).not.toEqual([]);
    expect(others.flatMap((source) => find(source).map((finding) => told(source, finding)))).toEqual([]);
    expect(known.filter((path) => !faulty.some((source) => source.path === path))).toEqual([]);
  });

  const shown = Object.entries(offences).flatMap(([path, texts]) =>
    texts.map((text) => [path, text] as const),
  );
  it.each(shown)('would not hold with %s: %s', (path, text) => {
    expect(path).toMatch(of);
    expect(find(sourceOf(path, text))).not.toEqual([]);
  });
});
