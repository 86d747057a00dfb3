import { describeHandler, type Locate } from './handlers.ts';
import type { Step, StepKind } from './model.ts';
import type { Occurrence } from './trace.ts';
import { isFrom, optionsOf, type Value } from './values.ts';

const VERBS = new Set(
  'all get post put patch delete del head checkout copy lock merge mkactivity mkcol move m-search notify propfind proppatch purge report search subscribe trace unlock unsubscribe options query'.split(
    ' ',
  ),
);

/** What sets nothing up that answers a request. */
const SETTINGS = new Set(
  'set enable disable enabled disabled engine param on once emit addListener removeListener setMaxListeners path render locals init toString'.split(
    ' ',
  ),
);

/** One thing that is set up on an app. Undefined: of no matter. */
export function describeStep(occurrence: Occurrence, locate: Locate): Step | undefined {
  const at = locate(occurrence.written.file, occurrence.written.node);
  const nothing = { at, path: undefined, handlers: [], occurrence };
  if (occurrence.what === 'served') return { ...nothing, kind: 'served', name: undefined };
  if (occurrence.what === 'passed') return { ...nothing, kind: 'passed', name: undefined };
  if (occurrence.what !== 'called') return undefined;
  const { name, args } = occurrence;
  const [first, ...rest] = args;
  const hasPath = first !== undefined && !isHandler(first, rest.length);
  const values = (hasPath ? rest : args).flatMap((value) =>
    value.kind === 'array' ? value.items : [value],
  );
  const handlers = values.map((value) => describeHandler(value, locate));
  const path = hasPath ? first : undefined;
  return { at, name, path, handlers, occurrence, kind: kindOf(name, values, args.length) };
}

function kindOf(name: string | undefined, values: readonly Value[], count: number): StepKind {
  if (name === 'listen') return 'listen';
  if (name === 'get' && count < 2) return 'setting';
  if (name !== undefined && SETTINGS.has(name)) return 'setting';
  if (name === 'route' || (name !== undefined && VERBS.has(name))) return 'route';
  if (name !== 'use') return 'passed';
  if (values.length > 0 && values.every(isStatic)) return 'static';
  const isMounted = values.some((value) =>
    optionsOf(value).some(({ kind }) => kind === 'app' || kind === 'router'),
  );
  return isMounted ? 'mounted' : 'middleware';
}

function isStatic(value: Value): boolean {
  const isPackage =
    value.kind === 'external' &&
    /^(serve-static|express-static-gzip|serve-favicon|serve-index)$/.test(value.package);
  return isPackage || isFrom(value, 'express', '.static()');
}

/** Of several arguments one that nothing is known of is taken for a path; a single one is a handler. */
function isHandler(value: Value, others: number): boolean {
  switch (value.kind) {
    case 'literal':
    case 'environment':
      return false;
    case 'array':
      return value.items.some((item) => isHandler(item, 0));
    case 'choice':
      return value.options.every((one) => isHandler(one, others));
    case 'unknown':
      return others === 0;
    default:
      return true;
  }
}
