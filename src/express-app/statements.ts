import type { Node, SwitchStatement, VariableDeclaration } from '@babel/types';
import { childrenOf, isFunction } from './nodes.ts';
import { Scope } from './scope.ts';
import type { Follower } from './trace.ts';
import { truthOf } from './truth.ts';
import {
  type ClassValue,
  type FunctionValue,
  textOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './values.ts';

/** Declares what a list of statements declares, before the first of them runs. */
export function hoist(statements: readonly Node[], scope: Scope, follower: Follower) {
  for (const statement of statements) {
    const node = declarationIn(statement);
    if (!node) continue;
    if (node.type === 'FunctionDeclaration' && node.id)
      scope.declare(node.id.name, functionValue(node, scope, follower));
    if (node.type === 'ClassDeclaration' && node.id) scope.declare(node.id.name);
    if (node.type === 'VariableDeclaration' && node.kind !== 'var')
      for (const name of namesOf(node)) scope.declare(name);
  }
}

/** Declares the `var`s of a function or module, wherever they stand in it. */
export function hoistVars(node: Node, scope: Scope, conditions: number) {
  for (const child of childrenOf(node)) {
    if (isFunction(child) || /^Class|Expression$|Literal$/.test(child.type)) continue;
    if (child.type === 'VariableDeclaration' && child.kind === 'var')
      for (const name of namesOf(child)) scope.declareVar(name, conditions);
    hoistVars(child, scope, conditions);
  }
}

function declarationIn(statement: Node): Node | null | undefined {
  const isExport = statement.type === 'ExportNamedDeclaration';
  if (isExport || statement.type === 'ExportDefaultDeclaration') return statement.declaration;
  return statement;
}

/** The names that a declaration makes. */
export function namesOf(declaration: VariableDeclaration): string[] {
  return declaration.declarations.flatMap(({ id }) => namesInPattern(id));
}

export function namesInPattern(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) =>
        namesInPattern(one.type === 'RestElement' ? one.argument : one.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one ? namesInPattern(one) : []));
    case 'AssignmentPattern':
      return namesInPattern(pattern.left);
    case 'RestElement':
      return namesInPattern(pattern.argument);
    default:
      return [];
  }
}

export function functionValue(
  node: FunctionValue['node'],
  scope: Scope,
  { file }: Pick<Follower, 'file'>,
): FunctionValue {
  return { kind: 'function', node, file, scope, properties: new Map() };
}

/** Follows one statement. */
export function follow(node: Node, scope: Scope, follower: Follower): void {
  const { file } = follower;
  const condition = (branch: string) => `${file}:${node.start}:${branch}`;
  const block = (body: Node | null | undefined) => {
    if (body)
      follower.execute(body.type === 'BlockStatement' ? body.body : [body], new Scope(scope));
  };
  switch (node.type) {
    case 'ExpressionStatement':
      follower.evaluate(node.expression, scope);
      return;
    case 'VariableDeclaration':
      declareVariables(node, scope, follower);
      return;
    case 'ClassDeclaration':
      if (node.id) scope.declare(node.id.name, classValue(node, scope, follower));
      return;
    case 'ReturnStatement':
      follower.returns(node.argument ? follower.evaluate(node.argument, scope) : UNDEFINED);
      return;
    case 'BlockStatement':
      block(node);
      return;
    case 'IfStatement': {
      const test = follower.evaluate(node.test, scope);
      const truth = follower.assumed && truthOf(test);
      if (truth !== undefined) {
        block(truth ? node.consequent : node.alternate);
        return;
      }
      follower.under(condition('then'), () => block(node.consequent));
      follower.under(condition('else'), () => block(node.alternate));
      return;
    }
    case 'TryStatement':
      follower.under(condition('try'), () => block(node.block));
      follower.under(condition('catch'), () => block(node.handler?.body));
      block(node.finalizer);
      return;
    case 'ForStatement': {
      const inner = new Scope(scope);
      if (node.init) follower.execute([asStatement(node.init)], inner);
      follower.under(condition('loop'), () => follower.execute([node.body], inner));
      return;
    }
    case 'ForOfStatement':
    case 'ForInStatement': {
      const over = follower.evaluate(node.right, scope);
      const inner = new Scope(scope);
      const items = node.type === 'ForOfStatement' && over.kind === 'array' ? over.items : [];
      const pattern =
        node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
      const how = node.left.type === 'VariableDeclaration' ? 'declare' : 'assign';
      follower.under(condition('loop'), () => {
        for (const item of items.length > 0 ? items : [UNKNOWN]) {
          if (pattern) follower.bind(pattern, item, inner, how);
          follower.execute([node.body], inner);
        }
      });
      return;
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      follower.evaluate(node.test, scope);
      follower.under(condition('loop'), () => block(node.body));
      return;
    case 'SwitchStatement': {
      const over = follower.evaluate(node.discriminant, scope);
      const inner = new Scope(scope);
      const certain = follower.assumed && certainCase(node, over, scope, follower);
      if (certain) {
        follower.execute(certain, inner);
        return;
      }
      for (const { start, consequent } of node.cases)
        follower.under(condition(`case ${start}`), () => follower.execute(consequent, inner));
      return;
    }
    case 'LabeledStatement':
      block(node.body);
      return;
    case 'ThrowStatement':
      follower.evaluate(node.argument, scope);
      return;
    case 'ExportNamedDeclaration':
      if (node.declaration) follow(node.declaration, scope, follower);
      return;
    case 'ExportDefaultDeclaration':
      exportDefault(node.declaration, scope, follower);
      return;
    case 'TSExportAssignment':
      follower.setMember(
        scope.read('module') ?? UNKNOWN,
        'exports',
        follower.evaluate(node.expression, scope),
      );
      return;
    case 'TSEnumDeclaration':
      scope.declare(node.id.name, UNKNOWN);
      return;
  }
}

/** What runs of a `switch` over a text that is known; undefined where a case is not. */
function certainCase(
  { cases }: SwitchStatement,
  over: Value,
  scope: Scope,
  follower: Follower,
): Node[] | undefined {
  const values = cases.map(({ test }) => test && textOf(follower.evaluate(test, scope)));
  const text = textOf(over);
  if (text === undefined || values.includes(undefined)) return undefined;
  const named = values.indexOf(text);
  const at = named === -1 ? values.indexOf(null) : named;
  if (at === -1) return [];
  const statements = cases.slice(at).flatMap(({ consequent }) => consequent);
  const end = statements.findIndex(({ type }) => type === 'BreakStatement');
  return end === -1 ? statements : statements.slice(0, end);
}

function asStatement(node: Node): Node {
  if (node.type === 'VariableDeclaration') return node;
  return { type: 'ExpressionStatement', expression: node } as Node;
}

function declareVariables(node: VariableDeclaration, scope: Scope, follower: Follower) {
  if (node.declare) return;
  for (const { id, init } of node.declarations) {
    if (!init && node.kind === 'var') continue;
    const value = init ? follower.evaluate(init, scope) : UNDEFINED;
    // A `var` belongs to the function, where it is declared already.
    follower.bind(id, value, scope, node.kind === 'var' ? 'assign' : 'declare');
  }
}

/** What `export default` names is under this name in the module's scope. */
export const DEFAULT = '*default*';

function exportDefault(node: Node, scope: Scope, follower: Follower) {
  if (node.type === 'FunctionDeclaration') {
    const named = node.id ? scope.read(node.id.name) : undefined;
    scope.declare(DEFAULT, named ?? functionValue(node, scope, follower));
  } else if (node.type === 'ClassDeclaration') {
    const made = classValue(node, scope, follower);
    if (node.id) scope.declare(node.id.name, made);
    scope.declare(DEFAULT, made);
  } else {
    scope.declare(DEFAULT, follower.evaluate(node, scope));
  }
}

export function classValue(node: ClassValue['node'], scope: Scope, follower: Follower): ClassValue {
  const parent = node.superClass ? follower.evaluate(node.superClass, scope) : undefined;
  const made: ClassValue = {
    kind: 'class',
    node,
    file: follower.file,
    scope: new Scope(scope),
    parent,
    properties: new Map(),
  };
  made.scope.declare('super', parent);
  if (node.id) made.scope.declare(node.id.name, made);
  const staticScope = new Scope(made.scope, true);
  staticScope.self = made;
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock') follower.execute(member.body, staticScope);
    if (member.type !== 'ClassProperty' && member.type !== 'ClassPrivateProperty') continue;
    if (!member.static || !member.value) continue;
    const value: Value = follower.evaluate(member.value, staticScope);
    const name =
      'id' in member.key && member.type === 'ClassPrivateProperty'
        ? `#${member.key.id.name}`
        : keyName(member.key);
    if (name) made.properties.set(name, value);
  }
  return made;
}

function keyName(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'StringLiteral' ? key.value : undefined;
}
