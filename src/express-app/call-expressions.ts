import type { CallExpression, Node, OptionalCallExpression } from '@babel/types';
import { nameOf } from './member-names.ts';
import { callMethod } from './methods.ts';
import type { Located } from './nodes.ts';
import type { Scope } from './scope.ts';
import type { Follower } from './trace.ts';
import { either, optionsOf, UNDEFINED, UNKNOWN, type Value } from './values.ts';

/** The arguments of a call, those of an array that is spread among them. */
export function argumentsOf(nodes: readonly Node[], scope: Scope, follower: Follower): Value[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'SpreadElement') return [follower.evaluate(node, scope)];
    const spread = follower.evaluate(node.argument, scope);
    return spread.kind === 'array' ? spread.items : [UNKNOWN];
  });
}

/** Follows a call as it is written: of a name, of a member, of `require`, `import` and `super`. */
export function call(
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
