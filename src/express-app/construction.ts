import { isFunction, type Located, propertyName } from './nodes.ts';
import { Scope } from './scope.ts';
import { functionValue } from './statements.ts';
import type { Follower } from './trace.ts';
import type { ClassValue, ObjectValue, Value } from './values.ts';

/** What `new` makes of a class or a function; what is neither is called. */
export function construct(
  callee: Value,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  if (callee.kind !== 'class' && callee.kind !== 'function')
    return follower.call(callee, undefined, args, node, scope);
  const made: ObjectValue = { kind: 'object', properties: new Map(), isOpen: false, of: callee };
  follower.madeHere(made);
  const returned =
    callee.kind === 'class'
      ? initialise(callee, made, args, node, scope, follower)
      : follower.call(callee, made, args, node, scope);
  return returned && 'properties' in returned ? returned : made;
}

/** Runs a class's fields and its constructor on an object; gives what the constructor returns. */
export function initialise(
  made: ClassValue,
  self: ObjectValue,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value | undefined {
  const constructing = made.node.body.body.find(
    (member) => member.type === 'ClassMethod' && member.kind === 'constructor',
  );
  // In a derived class they run when `super()` returns; that is its first statement.
  if (made.parent && !constructing) follower.call(made.parent, self, args, node, scope);
  runFields(made, self, follower);
  if (!constructing || !isFunction(constructing)) return undefined;
  const method = functionValue(constructing, made.scope, { file: made.file });
  return follower.call(method, self, args, node, scope);
}

function runFields(made: ClassValue, self: ObjectValue, follower: Follower) {
  const scope = new Scope(made.scope, true);
  scope.self = self;
  follower.within({ file: made.file }, () => {
    for (const member of made.node.body.body) {
      if (member.type !== 'ClassProperty' && member.type !== 'ClassPrivateProperty') continue;
      if (member.static || !member.value) continue;
      const name = propertyName(member);
      if (name) self.properties.set(name, follower.evaluate(member.value, scope));
    }
  });
}
