import { posix } from 'node:path';
import ts from 'typescript';
import type { Convention } from './source-file.js';
import { parse } from './syntax-conventions.js';

type Declaration = { readonly path: string; readonly node: ts.Node };
type Exports = ReadonlyMap<string, readonly Declaration[]>;

/**
 * Whatever can be imported from a lib says what it is for: every function, class and interface
 * that its index reaches has a docstring.
 */
export const libDocstrings: Convention = (files) => {
  const sources = new Map(
    files
      .filter(({ path }) => /^libs\/[^/]+\/src\/.*\.ts$/.test(path))
      .map((file) => [file.path, parse(file)]),
  );
  return [...sources.keys()]
    .filter((path) => /^libs\/[^/]+\/src\/index\.ts$/.test(path))
    .flatMap((index) => [...exportsOf(index, sources)])
    .filter(([, declarations]) => !declarations.some(({ node }) => hasDocstring(node)))
    .map(([name, [first]]) => `${first?.path}: ${name} has no docstring`);
};

/** What a module exports, by name, followed through its re-exports. */
function exportsOf(
  path: string,
  sources: ReadonlyMap<string, ts.SourceFile>,
  visited: ReadonlySet<string> = new Set(),
): Exports {
  const file = sources.get(path);
  const found = new Map<string, Declaration[]>();
  if (!file || visited.has(path)) return found;
  const add = (name: string, declarations: readonly Declaration[]) =>
    found.set(name, [...(found.get(name) ?? []), ...declarations]);
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) {
      const target = targetOf(statement, path);
      const inner = target
        ? exportsOf(target, sources, new Set([...visited, path]))
        : declarationsOf(file, path, () => true);
      for (const [name, declarations] of selected(statement, inner)) add(name, declarations);
    }
  }
  for (const [name, declarations] of declarationsOf(file, path, isExported))
    add(name, declarations);
  return found;
}

function targetOf({ moduleSpecifier }: ts.ExportDeclaration, from: string): string | undefined {
  if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  const target = posix.join(posix.dirname(from), moduleSpecifier.text);
  return target.replace(/\.js$/, '.ts');
}

/** `export *` passes everything on, `export { a as b }` what it names. */
function selected({ exportClause }: ts.ExportDeclaration, inner: Exports): Exports {
  if (!exportClause) return inner;
  if (!ts.isNamedExports(exportClause)) return new Map();
  const found = new Map<string, readonly Declaration[]>();
  for (const { name, propertyName } of exportClause.elements) {
    const declarations = inner.get((propertyName ?? name).text);
    if (declarations) found.set(name.text, declarations);
  }
  return found;
}

function declarationsOf(
  file: ts.SourceFile,
  path: string,
  wanted: (statement: ts.Statement) => boolean,
): Exports {
  const found = new Map<string, Declaration[]>();
  for (const statement of file.statements.filter(wanted)) {
    for (const name of documentedNames(statement)) {
      found.set(name, [...(found.get(name) ?? []), { path, node: statement }]);
    }
  }
  return found;
}

/** The names that need a docstring: functions (also as constants), classes and interfaces. */
function documentedNames(statement: ts.Statement): readonly string[] {
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement)
  ) {
    return statement.name ? [statement.name.text] : [];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations
    .filter(({ initializer }) => initializer && isFunction(initializer))
    .flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
}

function isFunction(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function hasDocstring(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);
}
