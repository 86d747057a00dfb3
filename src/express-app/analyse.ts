import type { Node } from '@babel/types';
import type { Trace } from './follow.ts';
import type { AppModel, At, ExpressApp, SessionModel } from './model.ts';
import { describeStep } from './steps.ts';
import type { Occurrence } from './trace.ts';
import { type ExpressObject, optionsOf, type Value } from './values.ts';

/** Where something stands, by the positions that the parser gives. */
export function locate(file: string, node: Node): At {
  const { line = 1, column = 0 } = node.loc?.start ?? {};
  return { file, line, column: column + 1 };
}

/** The apps that the entry reaches, each with what is set up on it. */
export function appsOf(trace: Trace): AppModel[] {
  const created = trace.occurrences.filter(
    (one) => one.what === 'created' && one.on.kind === 'app',
  );
  const mounted = new Set(trace.occurrences.flatMap(mountedBy));
  return created.flatMap((occurrence) => {
    if (occurrence.what !== 'created') return [];
    const { on } = occurrence;
    const own = trace.occurrences
      .filter((one) => appOf(one) === on)
      .map((one) => describeStep(one, locate))
      .filter((step) => step !== undefined);
    const isExported = optionsOf(trace.exported).some((value) => value === on || holds(value, on));
    return [
      {
        on,
        at: locate(occurrence.written.file, occurrence.written.node),
        created: occurrence,
        isListening: own.some(({ kind }) => kind === 'listen' || kind === 'served') || isExported,
        isMounted: mounted.has(on),
        steps: own,
      },
    ];
  });
}

function holds(value: Value, on: ExpressObject): boolean {
  return value.kind === 'object' && [...value.properties.values()].includes(on);
}

function appOf(occurrence: Occurrence): ExpressObject | undefined {
  return 'on' in occurrence ? occurrence.on : undefined;
}

/** The apps and routers that are used by another. */
function mountedBy(occurrence: Occurrence): ExpressObject[] {
  if (occurrence.what !== 'called') return [];
  const isExpress = (value: Value): value is ExpressObject =>
    value.kind === 'app' || value.kind === 'router';
  return occurrence.args
    .flatMap((value) => (value.kind === 'array' ? value.items : [value]))
    .flatMap(optionsOf)
    .filter(isExpress);
}

export function sessionsOf(trace: Pick<Trace, 'occurrences'>): SessionModel[] {
  return trace.occurrences.flatMap((one) => {
    if (one.what !== 'session') return [];
    const [options] = one.call.args ?? [];
    const store = options?.kind === 'object' ? options.properties.get('store') : undefined;
    const at = locate(one.written.file, one.written.node);
    const { call, options: settled } = one;
    return [{ package: call.package, at, call, options, store, settled }];
  });
}

export function modelOf(
  entry: string,
  app: AppModel,
  apps: readonly AppModel[],
  trace: Trace,
): ExpressApp {
  const loads = trace.occurrences.flatMap((one) =>
    one.what === 'loads environment'
      ? [{ at: locate(one.written.file, one.written.node), how: one.how, args: one.args }]
      : [],
  );
  const reads = trace.occurrences.flatMap((one) =>
    one.what === 'reads environment'
      ? [{ at: locate(one.written.file, one.written.node), name: one.name }]
      : [],
  );
  const connections = trace.occurrences.flatMap((one) => {
    if (one.what !== 'connects') return [];
    const from = optionsOf(one.uri).filter(({ kind }) => kind === 'environment');
    const [variable] = from.length === 1 ? from : [];
    const name = variable?.kind === 'environment' ? variable.name : undefined;
    return [{ at: locate(one.written.file, one.written.node), variable: name }];
  });
  return {
    entry,
    app,
    apps,
    sessions: sessionsOf(trace),
    environment: { loads, reads, connections },
    sources: trace.sources,
  };
}
