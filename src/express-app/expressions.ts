import type { Node } from '@babel/types';
import { argumentsOf, call } from './call-expressions.ts';
import { arithmetic, regularExpression, template } from './literals.ts';
import { nameOf } from './member-names.ts';
import { isFunction, type Located } from './nodes.ts';
import { objectLiteral } from './object-literal.ts';
import { isOfRequest } from './request.ts';
import type { Scope } from './scope.ts';
import { classValue, functionValue } from './statements.ts';
import type { Follower } from './trace.ts';
import { areEqual, isNothing, truthOf } from './truth.ts';
import { either, external, literal, UNDEFINED, UNKNOWN, type Value } from './values.ts';

/** Follows an expression, and says what is known of its value. */
export function evaluate(node: Node, scope: Scope, follower: Follower): Value {
  const value = (one: Node | null | undefined) => follower.evaluate(one, scope);
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return literal(node.value);
    case 'NullLiteral':
      return literal(null);
    case 'RegExpLiteral':
      return literal(regularExpression(node.pattern, node.flags));
    case 'TemplateLiteral':
      return template(
        node.quasis.map(({ value: { cooked } }) => cooked ?? ''),
        node.expressions.map(value),
      );
    case 'Identifier':
      return readName(node.name, scope);
    case 'ThisExpression':
      return scope.thisValue() ?? UNKNOWN;
    case 'Super':
      return scope.read('super') ?? UNKNOWN;
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'TypeCastExpression':
      return value(node.expression);
    case 'ObjectExpression':
      return objectLiteral(node, scope, follower);
    case 'ArrayExpression': {
      const items = node.elements.map((one) =>
        one?.type === 'SpreadElement' ? value(one.argument) : value(one),
      );
      return {
        kind: 'array',
        items,
        isOpen: node.elements.some((one) => one?.type === 'SpreadElement'),
      };
    }
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return functionValue(node, scope, follower);
    case 'ClassExpression':
      return classValue(node, scope, follower);
    case 'AssignmentExpression':
      return assign(node.left, node.operator, node.right, scope, follower);
    case 'SequenceExpression':
      return node.expressions.map(value).at(-1) ?? UNKNOWN;
    case 'ConditionalExpression': {
      const truth = decides(value(node.test), follower);
      if (truth !== undefined) return value(truth ? node.consequent : node.alternate);
      const branch = (name: string, one: Node) =>
        follower.under(`${follower.file}:${node.start}:${name}`, () => value(one));
      return either(branch('then', node.consequent), branch('else', node.alternate));
    }
    case 'LogicalExpression': {
      const left = value(node.left);
      const isRight = follower.assumed && goesRight(node.operator, left);
      if (isRight !== undefined) return isRight ? value(node.right) : left;
      const right = follower.under(`${follower.file}:${node.start}:right`, () => value(node.right));
      return either(left, right);
    }
    case 'UnaryExpression': {
      if (node.operator === 'delete') noteDeletion(node.argument, scope, follower);
      const operand = value(node.argument);
      if (node.operator === 'void') return UNDEFINED;
      if (node.operator === '-' && operand.kind === 'literal' && typeof operand.value === 'number')
        return literal(-operand.value);
      const truth = node.operator === '!' ? truthOf(operand) : undefined;
      return truth === undefined ? UNKNOWN : literal(!truth);
    }
    case 'BinaryExpression': {
      const [left, right] = [value(node.left), value(node.right)];
      if (node.operator === 'instanceof' && left.kind === 'object' && left.of === right)
        return literal(true);
      if (/^[!=]==?$/.test(node.operator))
        return comparison(node.operator, left, right, node as Located, scope, follower);
      return node.operator === '+'
        ? template(['', '', ''], [left, right])
        : arithmetic(node.operator, left, right);
    }
    case 'AwaitExpression':
      return follower.awaited(value(node.argument));
    case 'YieldExpression':
    case 'SpreadElement':
      value(node.argument);
      return UNKNOWN;
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return follower.member(
        value(node.object),
        nameOf(node, scope, follower),
        node as Located,
        scope,
      );
    case 'CallExpression':
    case 'OptionalCallExpression':
      return call(node, scope, follower);
    case 'NewExpression':
      return follower.construct(
        value(node.callee),
        argumentsOf(node.arguments, scope, follower),
        node as Located,
        scope,
      );
    case 'ImportExpression':
      return {
        kind: 'promise',
        value: follower.require(value(node.source), node as Located, scope),
        late: [],
      };
    case 'MetaProperty':
      return importMeta(scope);
    case 'TaggedTemplateExpression':
      value(node.tag);
      return UNKNOWN;
    case 'UpdateExpression':
      return UNKNOWN;
    default:
      return isFunction(node) ? functionValue(node, scope, follower) : UNKNOWN;
  }
}

/** Which way a condition goes, where one way only is to be followed. */
function decides(test: Value, { assumed }: Follower): boolean | undefined {
  return assumed && truthOf(test);
}

function goesRight(operator: string, left: Value): boolean | undefined {
  if (operator === '??') return isNothing(left);
  const truth = truthOf(left);
  return truth === undefined ? undefined : truth === (operator === '&&');
}

function comparison(
  operator: string,
  left: Value,
  right: Value,
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  if (follower.handles) follower.note({ what: 'compares', values: [left, right] }, node, scope);
  const equal = areEqual(left, right);
  return equal === undefined ? UNKNOWN : literal(equal === operator.startsWith('='));
}

function noteDeletion(node: Node, scope: Scope, follower: Follower) {
  if (!follower.handles || node.type !== 'MemberExpression') return;
  const on = follower.evaluate(node.object, scope);
  const name = nameOf(node, scope, follower);
  if (isOfRequest(on))
    follower.note({ what: 'sets', of: on, name, value: undefined }, node as Located, scope);
}

/** `import.meta.url` is as good as the path here. */
function importMeta(scope: Scope): Value {
  const [path, folder] = [scope.read('__filename') ?? UNKNOWN, scope.read('__dirname') ?? UNKNOWN];
  const properties = new Map([
    ['url', path],
    ['filename', path],
    ['dirname', folder],
  ]);
  return { kind: 'object', properties, isOpen: true };
}

function readName(name: string, scope: Scope): Value {
  if (name === 'undefined') return UNDEFINED;
  const variable = scope.find(name);
  if (variable) return scope.read(name) ?? UNKNOWN;
  return GLOBALS.has(name) ? external(name) : UNKNOWN;
}

const GLOBALS = new Set([
  'process',
  'console',
  'Promise',
  'Object',
  'Array',
  'JSON',
  'globalThis',
  'global',
]);

function assign(
  left: Node,
  operator: string,
  right: Node,
  scope: Scope,
  follower: Follower,
): Value {
  const value = follower.evaluate(right, scope);
  if (operator === '=') {
    follower.bind(left, value, scope, 'assign');
    return value;
  }
  const before = follower.evaluate(left, scope);
  const after = /^(\|\||&&|\?\?)=$/.test(operator) ? either(before, value) : UNKNOWN;
  follower.bind(left, after, scope, 'assign');
  return after;
}
