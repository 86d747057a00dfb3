import { locate, sessionsOf } from './analyse.ts';
import type { Handled, Trace } from './follow.ts';
import type { At, ExpressApp, SessionModel, Step } from './model.ts';
import { SESSION_PACKAGES } from './packages.ts';
import { describeStep } from './steps.ts';
import type { Occurrence } from './trace.ts';
import { type ExpressObject, type External, optionsOf, textOf, type Value } from './values.ts';

/** What a request meets on its way, in order: the routers' own steps stand where they are mounted. */
export interface Layer {
  kind: 'middleware' | 'static' | 'route' | 'unclear';
  /** Of a route: `get`, or `all`. */
  method: string | undefined;
  /** From the app's root; undefined where it is not known. */
  path: string | undefined;
  at: At;
  /** Whether it is there in each run, as far as the assumed environment says. */
  isSure: boolean;
  conditions: readonly string[];
  handlers: readonly Value[];
  /** The session middlewares that it is, or calls. */
  sessions: readonly External[];
  /** What its handlers do with a request. */
  deeds: readonly Occurrence[];
  isCut: boolean;
}

/** An app as a request sees it. */
export interface Pipeline {
  layers: readonly Layer[];
  /** With those that are made when the first request comes. */
  sessions: readonly SessionModel[];
}

/** Follows a request through everything that is set up on the app. */
export function pipelineOf(model: ExpressApp, trace: Trace): Pipeline {
  const handled = new Map<Value, Handled>();
  const handle = (value: Value) => {
    const known = handled.get(value) ?? trace.handle(value);
    handled.set(value, known);
    return known;
  };
  const { on, created } = model.app;
  const asked = { events: eventsByApp(trace), handle };
  const layers = layersOn(on, '', created.conditions, new Set(), asked);
  const late = layers.flatMap(({ deeds }) => sessionsOf({ occurrences: deeds }));
  return { layers, sessions: distinct([...model.sessions, ...late]) };
}

interface Asked {
  /** What happens to each app and router, in its order. */
  events: ReadonlyMap<ExpressObject, readonly Occurrence[]>;
  handle(value: Value): Handled;
}

function eventsByApp({ occurrences }: Trace): Map<ExpressObject, Occurrence[]> {
  const events = new Map<ExpressObject, Occurrence[]>();
  for (const one of occurrences) {
    if (!('on' in one)) continue;
    const known = events.get(one.on);
    if (known) known.push(one);
    else events.set(one.on, [one]);
  }
  return events;
}

function layersOn(
  on: ExpressObject,
  base: string | undefined,
  known: readonly string[],
  seen: ReadonlySet<ExpressObject>,
  asked: Asked,
): Layer[] {
  if (seen.has(on)) return [];
  const events = asked.events.get(on) ?? [];
  const steps = events.map((one) => describeStep(one, locate)).filter((step) => step !== undefined);
  return steps.flatMap((step) => {
    const layer = layerOf(step, base, known, asked);
    if (step.kind !== 'mounted') return layer ? [layer] : [];
    const values = step.handlers.map(({ value }) => value);
    const mounted = values.flatMap(optionsOf).filter(isExpress);
    const inner = mounted.flatMap((one) => {
      const { conditions } = step.occurrence;
      const own = createdUnder(one, asked);
      return layersOn(one, layer?.path, [...conditions, ...own], new Set([...seen, on]), asked).map(
        (below) => ({ ...below, isSure: below.isSure && layer?.isSure !== false }),
      );
    });
    const before = layer && { ...layer, handlers: layer.handlers.filter((one) => !isExpress(one)) };
    return before && before.handlers.length > 0 ? [before, ...inner] : inner;
  });
}

function layerOf(
  step: Step,
  base: string | undefined,
  known: readonly string[],
  { handle }: Asked,
): Layer | undefined {
  const kind = kindOf(step);
  if (!kind || (step.name === 'route' && step.handlers.length === 0)) return undefined;
  const { conditions } = step.occurrence;
  const handlers = step.handlers.map(({ value }) => value);
  const done = handlers.map(handle);
  const deeds = done.flatMap(({ occurrences }) => occurrences);
  return {
    kind,
    method: kind === 'route' ? step.name : undefined,
    path: pathOf(base, step),
    at: step.at,
    isSure: conditions.every((one) => known.includes(one) || one.endsWith(':try')),
    conditions,
    handlers,
    sessions: [...handlers.flatMap(sessionsAmong), ...deeds.flatMap(sessionsCalled)],
    deeds,
    isCut: done.some(({ isCut }) => isCut),
  };
}

function kindOf({ kind, name }: Step): Layer['kind'] | undefined {
  if (kind === 'route' || kind === 'static') return kind;
  if (kind === 'mounted' || kind === 'middleware') return 'middleware';
  return kind === 'passed' && name !== 'listen' ? 'unclear' : undefined;
}

function pathOf(base: string | undefined, { path }: Step): string | undefined {
  const text = path === undefined ? '' : textOf(path);
  return base === undefined || text === undefined ? undefined : base + text.replace(/\/$/, '');
}

function sessionsAmong(value: Value): External[] {
  return optionsOf(value).filter(isSession);
}

function sessionsCalled(deed: Occurrence): External[] {
  return deed.what === 'calls' && isSession(deed.callee) ? [deed.callee] : [];
}

function isSession(value: Value): value is External {
  return value.kind === 'external' && SESSION_PACKAGES.has(value.package) && value.path === '()';
}

function isExpress(value: Value): value is ExpressObject {
  return value.kind === 'app' || value.kind === 'router';
}

function createdUnder(on: ExpressObject, { events }: Asked): readonly string[] {
  return events.get(on)?.find(({ what }) => what === 'created')?.conditions ?? [];
}

/** A call is one session, however often it is followed. */
function distinct(sessions: readonly SessionModel[]): SessionModel[] {
  const key = ({ at }: SessionModel) => `${at.file}:${at.line}:${at.column}`;
  return [...new Map(sessions.toReversed().map((one) => [key(one), one])).values()].toReversed();
}
