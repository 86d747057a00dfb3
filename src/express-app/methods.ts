import type { Located } from './nodes.ts';
import type { Scope } from './scope.ts';
import type { Follower } from './trace.ts';
import { external, literal, textOf, UNKNOWN, type Value } from './values.ts';

/** Calls a method: of an app, a promise, a function, an array, or of what the project itself has made. */
export function callMethod(
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
  // What is made of a variable comes from it all the same.
  if (object.kind === 'environment' && follower.assumed) return object;
  const text = textOf(object);
  if (text !== undefined && name) return callOfText(text, name, args);
  const method = follower.member(object, name, node, scope);
  return follower.call(method, object, args, node, scope);
}

/** What a method of a text gives, as far as a mode is asked for with it. */
function callOfText(text: string, name: string, [first]: readonly Value[]): Value {
  if (name === 'trim') return literal(text.trim());
  if (name === 'toLowerCase') return literal(text.toLowerCase());
  if (name === 'toUpperCase') return literal(text.toUpperCase());
  const part = textOf(first);
  if (part === undefined) return UNKNOWN;
  if (name === 'startsWith') return literal(text.startsWith(part));
  if (name === 'endsWith') return literal(text.endsWith(part));
  return name === 'includes' ? literal(text.includes(part)) : UNKNOWN;
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
  if (name === 'includes' && items.every((item) => textOf(item) !== undefined)) {
    const text = textOf(callback);
    return text === undefined ? UNKNOWN : literal(items.some((item) => textOf(item) === text));
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
  const [event, callback] = args;
  if (name === 'on' && textOf(event) === 'mount' && callback?.kind === 'function')
    follower.callLater(callback, node, scope);
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
  if (name !== 'get' || args.length !== 1) return on;
  const mode = textOf(args[0]) === 'env' ? follower.assumed?.get('NODE_ENV') : undefined;
  return mode === undefined ? UNKNOWN : literal(mode);
}
