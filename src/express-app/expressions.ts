import type { CallExpression, Node, ObjectExpression, OptionalCallExpression } from '@babel/types';
import { isFunction, type Located, propertyName } from './nodes.ts';
import type { Scope } from './scope.ts';
import { classValue, functionValue } from './statements.ts';
import type { Follower } from './trace.ts';
import {
  either,
  external,
  literal,
  type ObjectValue,
  optionsOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './values.ts';

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
      value(node.test);
      const branch = (name: string, one: Node) =>
        follower.under(`${follower.file}:${node.start}:${name}`, () => value(one));
      return either(branch('then', node.consequent), branch('else', node.alternate));
    }
    case 'LogicalExpression': {
      const left = value(node.left);
      const right = follower.under(`${follower.file}:${node.start}:right`, () => value(node.right));
      return either(left, right);
    }
    case 'UnaryExpression': {
      const operand = value(node.argument);
      if (node.operator === 'void') return UNDEFINED;
      if (node.operator !== '!' || operand.kind !== 'literal') return UNKNOWN;
      return literal(!operand.value);
    }
    case 'BinaryExpression': {
      const [left, right] = [value(node.left), value(node.right)];
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

function regularExpression(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

function template(texts: readonly string[], values: readonly Value[]): Value {
  let joined = texts[0] ?? '';
  for (const [index, value] of values.entries()) {
    if (value.kind !== 'literal' || value.value instanceof RegExp) return UNKNOWN;
    if (values.length === 2 && texts.length === 3 && values.every(isNumber))
      return literal(values.reduce((sum, one) => sum + numberOf(one), 0));
    joined += `${String(value.value)}${texts[index + 1] ?? ''}`;
  }
  return literal(joined);
}

function isNumber(value: Value): boolean {
  return value.kind === 'literal' && typeof value.value === 'number';
}

function numberOf(value: Value): number {
  return value.kind === 'literal' && typeof value.value === 'number' ? value.value : Number.NaN;
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return UNKNOWN;
  if (operator === '*') return literal(a * b);
  if (operator === '/') return literal(a / b);
  return operator === '-' ? literal(a - b) : UNKNOWN;
}

function objectLiteral(node: ObjectExpression, scope: Scope, follower: Follower): ObjectValue {
  const made: ObjectValue = {
    kind: 'object',
    properties: new Map(),
    isOpen: false,
    written: { file: follower.file, node: node as Located },
  };
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = follower.evaluate(property.argument, scope);
      if (spread.kind === 'object')
        for (const [name, one] of spread.properties) made.properties.set(name, one);
      made.isOpen = true;
      continue;
    }
    const name = propertyName(property) ?? nameOfKey(property, scope, follower);
    const value =
      property.type === 'ObjectMethod'
        ? { ...functionValue(property, scope, follower), self: made }
        : follower.evaluate(property.value, scope);
    if (name === undefined) made.isOpen = true;
    else made.properties.set(name, value);
  }
  return made;
}

function nameOfKey(property: { key: Node }, scope: Scope, follower: Follower): string | undefined {
  const key = follower.evaluate(property.key, scope);
  return key.kind === 'literal' ? String(key.value) : undefined;
}

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

interface Member {
  property: Node;
  computed: boolean;
}

function nameOf(node: Member, scope: Scope, follower: Follower): string | undefined {
  if (node.property.type === 'PrivateName') return `#${node.property.id.name}`;
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  const key = follower.evaluate(node.property, scope);
  return key.kind === 'literal' ? String(key.value) : undefined;
}

export function argumentsOf(nodes: readonly Node[], scope: Scope, follower: Follower): Value[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'SpreadElement') return [follower.evaluate(node, scope)];
    const spread = follower.evaluate(node.argument, scope);
    return spread.kind === 'array' ? spread.items : [UNKNOWN];
  });
}

function call(
  node: CallExpression | OptionalCallExpression,
  scope: Scope,
  follower: Follower,
): Value {
  const { callee } = node;
  const at = node as Located;
  if (callee.type === 'Import') {
    const named = argumentsOf(node.arguments, scope, follower)[0] ?? UNKNOWN;
    return { kind: 'promise', value: follower.require(named, at, scope), late: [] };
  }
  const args = () => argumentsOf(node.arguments, scope, follower);
  if (callee.type === 'Identifier' && callee.name === 'require' && !scope.find('require'))
    return follower.require(args()[0] ?? UNKNOWN, at, scope);
  if (callee.type === 'Super') {
    const self = scope.thisValue();
    const parent = scope.read('super');
    if (parent) follower.call(parent, self, args(), at, scope);
    return UNDEFINED;
  }
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression')
    return follower.call(follower.evaluate(callee, scope), undefined, args(), at, scope);
  const object = follower.evaluate(callee.object, scope);
  const name = nameOf(callee, scope, follower);
  const given = args();
  const self = callee.object.type === 'Super' ? scope.thisValue() : undefined;
  if (self) return callMethodOfParent(object, name, self, given, at, scope, follower);
  const options = optionsOf(object);
  // What may be nothing is called only when it is something.
  const objects = options.length > 1 ? options.filter(({ kind }) => kind !== 'literal') : options;
  const results = objects.map((one) => callMethod(one, name, given, at, scope, follower));
  return results.reduce((a, b) => either(a, b), results[0] ?? UNKNOWN);
}

function callMethodOfParent(
  parent: Value,
  name: string | undefined,
  self: Value,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  return follower.call(
    follower.member(parent, name && `prototype.${name}`, node, scope),
    self,
    args,
    node,
    scope,
  );
}

function callMethod(
  object: Value,
  name: string | undefined,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  if (object.kind === 'app' || object.kind === 'router') {
    const own = name === undefined ? undefined : object.properties.get(name);
    if (!own) return callExpress(object, name, args, node, scope, follower);
    return follower.call(own, object, args, node, scope);
  }
  if (object.kind === 'promise' && name && /^(then|catch|finally)$/.test(name))
    return follower.call(
      { kind: 'external', package: 'Promise', path: `.${name}` },
      object,
      args,
      node,
      scope,
    );
  if (object.kind === 'function' && name && /^(call|apply|bind)$/.test(name))
    return callThrough(object, name, args, node, scope, follower);
  if (object.kind === 'array' && name)
    return callOfArray(object.items, name, args, node, scope, follower);
  const method = follower.member(object, name, node, scope);
  return follower.call(method, object, args, node, scope);
}

function callThrough(
  callee: Value,
  how: string,
  [self, ...rest]: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  if (how === 'bind') return callee.kind === 'function' && self ? { ...callee, self } : callee;
  const [list] = rest;
  const args = how === 'apply' ? (list?.kind === 'array' ? list.items : [UNKNOWN]) : rest;
  return follower.call(callee, self, args, node, scope);
}

function callOfArray(
  items: Value[],
  name: string,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  const [callback] = args;
  if (name === 'push') {
    items.push(...args);
    return UNKNOWN;
  }
  if (callback?.kind !== 'function') return UNKNOWN;
  const results = follower.under(`${follower.file}:${node.start}:loop`, () =>
    (items.length > 0 ? items : [UNKNOWN]).map((item) =>
      follower.call(callback, undefined, [item], node, scope),
    ),
  );
  return name === 'map' ? { kind: 'array', items: results, isOpen: true } : UNKNOWN;
}

/** What a method of an app or a router does, and gives. */
function callExpress(
  on: Extract<Value, { kind: 'app' | 'router' }>,
  name: string | undefined,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  follower.note({ what: 'called', on, name, args }, node, scope);
  if (name === 'listen') {
    for (const arg of args) if (arg.kind === 'function') follower.callLater(arg, node, scope);
    return external('http', '.Server');
  }
  if (name === 'route')
    return {
      kind: 'external',
      package: 'express',
      path: '.route()',
      args: [args[0] ?? UNKNOWN, on],
    };
  const isSetting = name === 'get' && args.length === 1;
  return isSetting ? UNKNOWN : on;
}
