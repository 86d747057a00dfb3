import type { Statement } from '@babel/types';
import { isBarrier } from './barrier.ts';
import type { AppModel, ExpressApp } from './model.ts';
import { type Located, pathTo } from './nodes.ts';
import type { Scope } from './scope.ts';
import type { Source } from './source.ts';
import type { Frame } from './trace.ts';
import type { ExpressObject, Value } from './values.ts';

/** Where the middleware may go. */
export type Place = { source: Source } & (
  | { kind: 'statement'; before: Located; app: string }
  | { kind: 'chain'; after: Located }
);

/** The places before the first barrier, the best first. Each is to be tried: not all of them are right. */
export function placesFor({ app, sources }: ExpressApp): Place[] {
  const barrier = app.steps.find(isBarrier);
  if (!barrier) return endPlaces(app, sources);
  const { written, scope, frame } = barrier.occurrence;
  const levels = [{ written, scope }, ...framesFrom(frame)];
  const places = levels.flatMap(({ written: { file, node }, scope: seen }) => {
    const source = sources.get(file);
    return source ? placesAt(source, node, seen, app.on) : [];
  });
  const isHome = ({ source }: Place) => source.path === app.at.file;
  return [...places.filter(isHome), ...places.filter((place) => !isHome(place))];
}

/** Nothing on the app needs a session yet: after what is set up on it last. */
function endPlaces(app: AppModel, sources: ReadonlyMap<string, Source>): Place[] {
  const source = sources.get(app.at.file);
  if (!source) return [];
  const path = pathTo(source.program, app.created.written.node);
  const at = path.findLastIndex((_, index) => statementsOf(path[index - 1]) !== undefined);
  const list = statementsOf(path[at - 1]) ?? [];
  const next = list[list.indexOf(path[at] as Statement & Located) + 1];
  if (!next) return [];
  return namesFor(app.on, app.created.scope).map((name) => ({
    kind: 'statement',
    source,
    before: next as Located,
    app: name,
  }));
}

function framesFrom(frame: Frame | undefined): { written: Frame['written']; scope: Scope }[] {
  return frame ? [frame, ...framesFrom(frame.outer)] : [];
}

function placesAt(source: Source, node: Located, scope: Scope, on: ExpressObject): Place[] {
  const path = pathTo(source.program, node);
  const names = [...new Set([...writtenName(node), ...namesFor(on, scope)])];
  const statements = path.filter((_, index) =>
    statementsOf(path[index - 1])?.includes(path[index] as Statement & Located),
  );
  const places = statements
    .toReversed()
    .flatMap((before): Place[] => names.map((app) => ({ kind: 'statement', source, before, app })));
  const chain = chainOf(node);
  return chain ? [{ kind: 'chain', source, after: chain }, ...places] : places;
}

function statementsOf(node: Located | undefined): (Statement & Located)[] | undefined {
  const isList =
    node?.type === 'Program' ||
    node?.type === 'BlockStatement' ||
    node?.type === 'StaticBlock' ||
    node?.type === 'TSModuleBlock';
  return isList ? (node.body as (Statement & Located)[]) : undefined;
}

/** What the barrier is called on, when that is the result of a call before it. */
function chainOf(node: Located): Located | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const { object } = node.callee;
  return object.type === 'CallExpression' ? (object as Located) : undefined;
}

/** What the barrier is called on, as it is written there. */
function writtenName(node: Located): string[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const name = plainName(node.callee.object as Located);
  return name === undefined ? [] : [name];
}

function plainName(node: Located): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'ThisExpression') return 'this';
  if (node.type !== 'MemberExpression' || node.computed) return undefined;
  const object = plainName(node.object as Located);
  if (object === undefined) return undefined;
  if (node.property.type === 'Identifier') return `${object}.${node.property.name}`;
  return node.property.type === 'PrivateName' ? `${object}.#${node.property.id.name}` : undefined;
}

/** The expressions that are the app in a scope: a variable, a property of `this` or of an object. */
function namesFor(on: ExpressObject, scope: Scope): string[] {
  const self = scope.thisValue();
  const ofThis = self ? propertiesOf(self, on).map((name) => `this.${name}`) : [];
  const ofObjects = scope
    .names()
    .flatMap((name) => propertiesOf(scope.read(name), on).map((property) => `${name}.${property}`));
  return [...scope.namesOf(on), ...ofThis, ...ofObjects];
}

function propertiesOf(object: Value | undefined, on: ExpressObject): string[] {
  if (object?.kind !== 'object') return [];
  return [...object.properties]
    .filter(([name, value]) => value === on && /^#?[\w$]+$/.test(name))
    .map(([name]) => name);
}
