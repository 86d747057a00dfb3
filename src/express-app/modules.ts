import type { ImportDeclaration, Node } from '@babel/types';
import { PROJECT_ROOT } from './resolve.ts';
import { Scope } from './scope.ts';
import type { Source } from './source.ts';
import { DEFAULT, hoistVars, namesInPattern } from './statements.ts';
import type { Follower } from './trace.ts';
import { external, literal, type ObjectValue, UNDEFINED, UNKNOWN, type Value } from './values.ts';

/** A module as far as it has run. */
export interface Module {
  source: Source;
  scope: Scope;
  /** CommonJS's `module`. */
  self: ObjectValue;
  /** What an ES module exports, read when it is asked for: modules may import each other. */
  exports: Map<string, () => Value>;
  /** The modules of `export * from`. */
  stars: (() => Value)[];
}

export type Import = (specifier: string, node: Node) => Value;

export function newModule(source: Source): Module {
  const scope = new Scope(undefined, true);
  const exported: ObjectValue = { kind: 'object', properties: new Map(), isOpen: false };
  const self: ObjectValue = {
    kind: 'object',
    properties: new Map<string, Value>([['exports', exported]]),
    isOpen: false,
  };
  scope.self = source.isModule ? UNDEFINED : exported;
  const path = `${PROJECT_ROOT}/${source.path}`;
  scope.declare('__filename', literal(path));
  scope.declare('__dirname', literal(path.slice(0, path.lastIndexOf('/'))));
  const module: Module = { source, scope, self, exports: new Map(), stars: [] };
  if (!isES(module) || source.isTypeScript) {
    scope.declare('module', self);
    scope.declare('exports', exported);
  }
  return module;
}

/** Whether it says `import` and `export`. */
export function isES({ source }: Module): boolean {
  return (
    source.program.body.some(
      ({ type }) => type.startsWith('Export') && type !== 'ExportAllDeclaration',
    ) || source.program.body.some(({ type }) => type === 'ExportAllDeclaration')
  );
}

/**
 * What `import name from` gives of a module, `*` for all of it.
 *
 * @param passed the modules that hand all of another on, and have been asked already: they may do so in a circle
 */
export function exportOf(
  module: Module,
  name: string,
  passed: ReadonlySet<Module> = new Set(),
): Value {
  if (!isES(module)) {
    const exported = module.self.properties.get('exports') ?? UNKNOWN;
    if (name === 'default' || name === '*') return exported;
    return exported.kind === 'object'
      ? (exported.properties.get(name) ?? UNKNOWN)
      : propertyOf(exported, name);
  }
  const seen = new Set([...passed, module]);
  const stars = module.stars.map((star) => star()).filter((one) => !isAmong(one, seen));
  if (name === '*') return namespaceOf(module, stars, seen);
  const own = module.exports.get(name);
  if (own) return own();
  for (const star of stars) {
    const found = isNamespace(star) ? exportOf(star.module, name, seen) : propertyOf(star, name);
    if (found.kind !== 'unknown') return found;
  }
  return UNKNOWN;
}

function isAmong(value: Value, modules: ReadonlySet<Module>): boolean {
  return isNamespace(value) && modules.has(value.module);
}

function namespaceOf(
  module: Module,
  stars: readonly Value[],
  seen: ReadonlySet<Module>,
): ObjectValue {
  const properties = new Map<string, Value>();
  for (const star of stars) {
    const other = isNamespace(star) ? exportOf(star.module, '*', seen) : star;
    if (other.kind === 'object')
      for (const [name, value] of other.properties)
        if (name !== 'default') properties.set(name, value);
  }
  for (const [name, read] of module.exports) properties.set(name, read());
  return { kind: 'object', properties, isOpen: false };
}

function propertyOf(value: Value, name: string): Value {
  return 'properties' in value ? (value.properties.get(name) ?? UNKNOWN) : UNKNOWN;
}

/** Declares what a module imports and exports, and runs what it imports, before its own first statement. */
export function link(module: Module, follower: Follower, importModule: Import) {
  const { program } = module.source;
  hoistVars(program, module.scope, follower.conditions.length);
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') linkImport(node, module, importModule);
    if (
      node.type === 'TSImportEqualsDeclaration' &&
      node.moduleReference.type === 'TSExternalModuleReference'
    ) {
      const value = importModule(`${node.moduleReference.expression.value}`, node);
      module.scope.declare(node.id.name, withoutNamespace(value));
    }
    if (node.type === 'ExportAllDeclaration') {
      const value = importModule(node.source.value, node);
      module.stars.push(() => value);
    }
    if (node.type === 'ExportDefaultDeclaration')
      module.exports.set('default', () => module.scope.read(DEFAULT) ?? UNKNOWN);
    if (node.type === 'ExportNamedDeclaration' && node.exportKind !== 'type')
      linkExport(node, module, follower, importModule);
  }
}

/** What a name of a module gives when a value of it is asked for. */
export type Namespace = ObjectValue & { module: Module };

/** `import` gives a module that is still running, too: its names are read when they are used. */
export function namespace(module: Module): Namespace {
  return { kind: 'object', properties: new Map(), isOpen: true, module };
}

export function isNamespace(value: Value): value is Namespace {
  return value.kind === 'object' && 'module' in value;
}

function withoutNamespace(value: Value): Value {
  return isNamespace(value) ? exportOf(value.module, '*') : value;
}

function linkImport(node: ImportDeclaration, module: Module, importModule: Import) {
  if (node.importKind === 'type' || node.importKind === 'typeof') return;
  const value = importModule(node.source.value, node);
  for (const specifier of node.specifiers) {
    const name =
      specifier.type === 'ImportNamespaceSpecifier'
        ? '*'
        : specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : nameOf(specifier.imported);
    if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') continue;
    module.scope.declareImport(specifier.local.name, () => pick(value, name));
  }
}

function linkExport(
  node: Extract<Node, { type: 'ExportNamedDeclaration' }>,
  module: Module,
  _follower: Follower,
  importModule: Import,
) {
  const { declaration, source } = node;
  const value = source ? importModule(source.value, node) : undefined;
  for (const specifier of node.specifiers) {
    const exported = 'exported' in specifier ? nameOf(specifier.exported) : '';
    const local = specifier.type === 'ExportSpecifier' ? nameOf(specifier.local) : '*';
    module.exports.set(exported, () =>
      value ? pick(value, local) : (module.scope.read(local) ?? UNKNOWN),
    );
  }
  const names =
    declaration?.type === 'VariableDeclaration'
      ? declaration.declarations.flatMap(({ id }) => namesInPattern(id))
      : declaration && 'id' in declaration && declaration.id?.type === 'Identifier'
        ? [declaration.id.name]
        : [];
  for (const name of names) module.exports.set(name, () => module.scope.read(name) ?? UNKNOWN);
}

/** A name of what was imported: of our own modules, or of a package. */
export function pick(value: Value, name: string): Value {
  if (isNamespace(value)) return exportOf(value.module, name);
  if (value.kind !== 'external') return UNKNOWN;
  if (name === '*' || name === 'default') return value;
  return { ...external(value.package, `${value.path}.${name}`), from: value };
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : node.type === 'StringLiteral' ? node.value : '';
}
