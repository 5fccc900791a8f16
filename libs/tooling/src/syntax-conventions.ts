import ts from 'typescript';
import type { Convention, SourceFile } from './source-file.js';

type Finder = (file: ts.SourceFile, path: string) => readonly string[];

/** Makes a convention of a function that judges one TypeScript or JavaScript file. */
function forEachSource(find: Finder): Convention {
  return (files) =>
    files
      .filter(({ path }) => /\.(ts|mts|tsx|mjs|js)$/.test(path))
      .flatMap((file) => find(parse(file), file.path).map((problem) => `${file.path}: ${problem}`));
}

/** A name survives a search and a rename; `default` does neither. Some tools demand it all the same. */
export const noDefaultExports = forEachSource((file, path) => {
  if (/\.(config\.mjs|setup\.ts|teardown\.ts)$/.test(path)) return [];
  const found = [...nodesOf(file)].some(
    (node) =>
      ts.isExportAssignment(node) ||
      (ts.isExportSpecifier(node) && node.name.text === 'default') ||
      (ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
  );
  return found ? ['has a default export'] : [];
});

const skippingCalls =
  /^((it|test|describe)(\.(concurrent|failing))?\.(skip|only|todo)|(xit|xtest|xdescribe|fit|fdescribe))$/;

/** A skipped test rots, and `only` skips all the others. */
export const noSkippedTests = forEachSource((file, path) => {
  if (!/\.spec\.ts$/.test(path)) return [];
  return [...nodesOf(file)]
    .filter((node) => ts.isPropertyAccessExpression(node) || ts.isIdentifier(node))
    .map((node) => node.getText(file))
    .filter((text) => skippingCalls.test(text))
    .map((text) => `${text} skips tests`);
});

/** A double assertion or a muted checker hides exactly the mistakes the checker is for. */
export const noMutedChecks = forEachSource((file) => [
  ...[...nodesOf(file)]
    .filter(ts.isAsExpression)
    .filter(({ expression }) => ts.isAsExpression(expression) && isUnknown(expression.type))
    .map(() => 'asserts a type by way of unknown'),
  ...commentsOf(file).flatMap((comment) => {
    const muted = /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable/.exec(comment);
    return muted ? [`mutes a check: ${muted[0]}`] : [];
  }),
]);

/** What is left to do belongs to the tracker, where somebody sees it. */
export const noLeftovers = forEachSource((file) =>
  commentsOf(file).flatMap((comment) => {
    const left = /\b(TODO|FIXME|XXX|HACK)\b/.exec(comment);
    return left ? [`leaves a ${left[0]}`] : [];
  }),
);

/** A lib's index is its table of contents. */
export const indexOnlyReExports = forEachSource((file, path) => {
  if (!/^libs\/[^/]+\/src\/index\.ts$/.test(path)) return [];
  const others = file.statements.filter(
    (statement) => !(ts.isExportDeclaration(statement) && statement.moduleSpecifier),
  );
  return others.map((statement) => `declares something: ${firstLine(statement.getText(file))}`);
});

/**
 * With a `default` branch in `evolve`, a new event would compile and be ignored. The branch that
 * passes the case to `unreachable` takes a `never`, so the compiler still sees the new event.
 */
export const exhaustiveEvolve = forEachSource((file) =>
  [...nodesOf(file)]
    .filter((node) => nameOf(node) === 'evolve')
    .flatMap((evolve) => [...nodesOf(evolve)].filter(ts.isDefaultClause))
    .filter((clause) => !/^\s*(return|throw)?\s*unreachable\(/.test(bodyOf(clause, file)))
    .map(() => 'evolve has a default branch'),
);

function nameOf(node: ts.Node): string | undefined {
  const named =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isVariableDeclaration(node);
  return named && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function bodyOf(clause: ts.DefaultClause, file: ts.SourceFile): string {
  return clause.statements.map((statement) => statement.getText(file)).join('\n');
}

function isUnknown(type: ts.TypeNode): boolean {
  return type.kind === ts.SyntaxKind.UnknownKeyword;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

// Every convention looks at every file, so each file is parsed once.
const parsed = new WeakMap<SourceFile, ts.SourceFile>();

/** Parses one file, without types and without reading any other. */
export function parse(file: SourceFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const kind = /js$/.test(file.path) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true, kind);
  parsed.set(file, tree);
  return tree;
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** All comments, wherever they stand; text that only looks like one is not among them. */
function commentsOf(file: ts.SourceFile): readonly string[] {
  const found = new Set<string>();
  for (const token of tokensOf(file, file)) {
    const before = ts.getLeadingCommentRanges(file.text, token.getFullStart());
    const after = ts.getTrailingCommentRanges(file.text, token.getEnd());
    for (const { pos, end } of [...(before ?? []), ...(after ?? [])]) {
      found.add(file.text.slice(pos, end));
    }
  }
  return [...found];
}

function* tokensOf(node: ts.Node, file: ts.SourceFile): Generator<ts.Node> {
  const children = node.getChildren(file);
  if (children.length === 0) yield node;
  for (const child of children) yield* tokensOf(child, file);
}
