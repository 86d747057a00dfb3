import type { Located } from './nodes.ts';
import { isClosed, overrideAll } from './object-literal.ts';
import { ENVIRONMENT_LOADERS, PLATFORMS, SERVERS, SESSION_PACKAGES } from './packages.ts';
import { callOfPromise, type Promises } from './promises.ts';
import { join, PROJECT_ROOT } from './resolve.ts';
import type { Scope } from './scope.ts';
import type { Follower } from './trace.ts';
import {
  type ExpressObject,
  type External,
  external,
  isFrom,
  literal,
  textOf,
  UNKNOWN,
  type Value,
} from './values.ts';

/** Follows a call of what is not the project's own: what is known of it, and whom it is given. */
export function callExternal(
  callee: Value,
  self: Value | undefined,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower & Promises,
): Value {
  if (follower.handles) follower.note({ what: 'calls', callee, args }, node, scope);
  if (callee.kind !== 'external') {
    noteApps(callee, args, node, scope, follower);
    callBack(args, node, scope, follower);
    return UNKNOWN;
  }
  if (isFrom(callee, 'Object', '.freeze') || isFrom(callee, 'Object', '.seal'))
    return args[0] ?? UNKNOWN;
  if (isFrom(callee, 'Object', '.assign') && follower.assumed) return assignAll(args, follower);
  if (callee.package === 'Promise') return callOfPromise(callee, self, args, node, scope, follower);
  const written = { file: follower.file, node };
  const made: External = {
    ...external(callee.package, `${callee.path}()`),
    args,
    written,
    from: callee,
  };

  if (callee.package === 'express') {
    const express = callOfExpress(callee, args, node, scope, follower);
    if (express) return express;
  }
  if (isFrom(callee, 'module', '.createRequire')) return external('module', '.require');
  if (isFrom(callee, 'module', '.require'))
    return follower.require(args[0] ?? UNKNOWN, node, scope);
  if (SESSION_PACKAGES.has(callee.package) && callee.path === '')
    follower.note({ what: 'session', call: made, options: asItIs(args[0]) }, node, scope);
  const path = pathOf(callee, args);
  if (path !== undefined) return literal(path);
  noteConnection(callee, args, node, scope, follower);
  noteEnvironment(callee, args, node, scope, follower);
  noteApps(callee, args, node, scope, follower);
  if (callee.path.endsWith('.listen') && !SERVERS.has(callee.package))
    follower.note({ what: 'listens', call: made }, node, scope);
  if (LOOP.test(callee.path)) {
    follower.under(`${follower.file}:${node.start}:loop`, () => {
      for (const arg of args)
        if (arg.kind === 'function') follower.call(arg, undefined, [], node, scope);
    });
    return made;
  }
  if (
    callee.path.endsWith('.then') ||
    callee.path.endsWith('.catch') ||
    callee.path.endsWith('.finally')
  )
    return callOfPromise(
      external('Promise', `.${callee.path.split('.').at(-1)}`),
      follower.handles && callee.from
        ? { kind: 'promise', value: callee.from, late: [] }
        : undefined,
      args,
      node,
      scope,
      follower,
    );
  callBack(args, node, scope, follower, follower.handles ? [UNKNOWN, made] : []);
  return made;
}

/** `Object.assign`: the first object gets what the others have, as far as that is known. */
function assignAll([target = UNKNOWN, ...sources]: readonly Value[], follower: Follower): Value {
  for (const source of sources) {
    if (target.kind === 'object' && !isClosed(source)) {
      overrideAll(target);
      target.isOpen = true;
    }
    if (source.kind !== 'object') continue;
    for (const [name, value] of source.properties) follower.setMember(target, name, value);
  }
  return target;
}

/** Later changes of the options go unseen by who was given them; those of the cookie do not. */
function asItIs(options: Value | undefined): Value | undefined {
  if (options?.kind !== 'object') return options;
  return { ...options, properties: new Map(options.properties) };
}

const LOOP = /\.(forEach|map|filter|reduce|some|every|flatMap|sort)$/;

function callOfExpress(
  callee: External,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
): Value | undefined {
  const kind = callee.path === '' ? 'app' : callee.path === '.Router' ? 'router' : undefined;
  if (kind) {
    const on: ExpressObject = {
      kind,
      written: { file: follower.file, node },
      properties: new Map(),
    };
    follower.note({ what: 'created', on }, node, scope);
    return on;
  }
  const [, name] = /^\.route\(\)\.(\w+)$/.exec(callee.path) ?? [];
  const [path = UNKNOWN, on] = callee.from?.args ?? [];
  if (!name || !on || (on.kind !== 'app' && on.kind !== 'router')) return undefined;
  follower.note({ what: 'called', on, name, args: [path, ...args] }, node, scope);
  return callee.from;
}

/** What a function of Node says of a path, where all its parts are known. */
function pathOf(callee: External, args: readonly Value[]): string | undefined {
  if (isFrom(callee, 'process', '.cwd')) return PROJECT_ROOT;
  const texts = args.map(textOf);
  const [first] = texts;
  if (first === undefined || texts.includes(undefined)) return undefined;
  if (isFrom(callee, 'url', '.fileURLToPath')) return first;
  if (isFrom(callee, 'path', '.dirname'))
    return first.slice(0, Math.max(0, first.lastIndexOf('/')));
  const isResolved = isFrom(callee, 'path', '.resolve');
  if (!isResolved && !isFrom(callee, 'path', '.join')) return undefined;
  const start = isResolved && !first.startsWith('/') ? [PROJECT_ROOT] : [];
  const parts = [...start, ...texts.map(String)];
  const joined = join('', parts.join('/'));
  return joined !== undefined && parts[0]?.startsWith('/') ? `/${joined}` : joined;
}

/** A connection to MongoDB of the owner's own: the variable that holds its URI is the one for sessions, too. */
function noteConnection(
  callee: External,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
) {
  const isMongoose =
    callee.package === 'mongoose' && /^\.(connect|createConnection)$/.test(callee.path);
  const isDriver = callee.package === 'mongodb' && /^\.MongoClient(\.connect)?$/.test(callee.path);
  const [uri] = args;
  if (uri && (isMongoose || isDriver)) follower.note({ what: 'connects', uri }, node, scope);
}

function noteEnvironment(
  callee: External,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
) {
  const isLoader =
    ENVIRONMENT_LOADERS.has(callee.package) && /^(\.config|\.load|)$/.test(callee.path);
  const how = isLoader
    ? callee.package
    : isFrom(callee, 'process', '.loadEnvFile')
      ? 'process.loadEnvFile'
      : undefined;
  if (how) follower.note({ what: 'loads environment', how, args }, node, scope);
}

const HARMLESS = /^(console|assert|util|debug|JSON|Object|supertest|chai|events)$/;

/** Notes the apps that are handed on: to a server, or to what cannot be followed. */
function noteApps(
  callee: Value,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
) {
  const name = callee.kind === 'external' ? callee.package : '';
  if (HARMLESS.test(name)) return;
  const isServer =
    callee.kind === 'external' && SERVERS.has(name) && /createServer|Server|\.on/.test(callee.path);
  for (const on of appsIn(args)) {
    if (on.kind === 'router') {
      follower.note({ what: 'passed', on, to: callee }, node, scope);
      continue;
    }
    const what = isServer || PLATFORMS.has(name) ? 'served' : 'passed';
    follower.note(
      what === 'served' ? { what, on, by: name } : { what, on, to: callee },
      node,
      scope,
    );
  }
}

function appsIn(values: readonly Value[]): ExpressObject[] {
  const inside = (value: Value): readonly Value[] => {
    if (value.kind === 'object') return [...value.properties.values()];
    return value.kind === 'array' ? value.items : [];
  };
  const all = [...values, ...values.flatMap(inside)];
  const isExpress = (value: Value): value is ExpressObject =>
    value.kind === 'app' || value.kind === 'router';
  return [...new Set(all.filter(isExpress))];
}

/** A function that is given away is called some time; with an error and a result, as Node does it. */
function callBack(
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower,
  given: readonly Value[] = [],
) {
  for (const arg of args) {
    const inside = arg.kind === 'array' ? arg.items : [arg];
    for (const one of inside)
      if (one.kind === 'function') follower.callLater(one, node, scope, given);
  }
}
