import type { EnvironmentModel, ExpressApp } from './model.ts';
import type { Project } from './project.ts';
import { join, PROJECT_ROOT } from './resolve.ts';
import { textOf, type Value } from './values.ts';

/** Where an app's variables come from. */
export interface EnvironmentPlace {
  /** The file that is loaded; undefined when its path is computed. */
  path: string | undefined;
  /** Nothing loads one. */
  isLoadedByNobody: boolean;
  /** The variable that the Mongo URI is read from. */
  uriKey: string;
}

/** Finds the file that is really loaded, and the variable that holds the Mongo URI. */
export function environmentPlace({ environment }: ExpressApp, project: Project): EnvironmentPlace {
  const loaded = environment.loads.map(({ how, args }) => fileOf(how, args));
  const all = [...filesOfScripts(project), ...loaded];
  const uriKey = uriKeyOf(environment);
  if (all.length === 0) return { path: '.env', isLoadedByNobody: true, uriKey };
  const paths = new Set(all);
  const [path] = paths;
  return { path: paths.size === 1 ? path : undefined, isLoadedByNobody: false, uriKey };
}

function fileOf(how: string, [options]: readonly Value[]): string | undefined {
  const isNode = how === 'process.loadEnvFile';
  if (options === undefined) return '.env';
  if (isNode) return inProject(options);
  if (options.kind !== 'object' || options.isOpen) return undefined;
  const path = options.properties.get('path');
  return path === undefined ? '.env' : inProject(path);
}

function inProject(value: Value): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (text.startsWith(`${PROJECT_ROOT}/`)) return join('', text.slice(PROJECT_ROOT.length));
  return text.startsWith('/') ? undefined : join('', text);
}

/** `node --env-file=.env`, `node -r dotenv/config`. */
function filesOfScripts({ packageJson: { scripts } }: Project): (string | undefined)[] {
  return ['start', 'dev'].flatMap((name) => {
    const script = scripts[name] ?? '';
    const files = [...script.matchAll(/--env-file(?:-if-exists)?[= ](\S+)/g)].map(([, path = '']) =>
      join('', path),
    );
    const isPreloaded = /(-r|--require|--import)[= ]dotenv\/config/.test(script);
    return isPreloaded && files.length === 0 ? ['.env'] : files;
  });
}

const OF_MONGODB = /^(MONGO|ATLAS)\w*(UR[IL]|CONN\w*|STRING|DSN)$|^(MONGO|MONGODB|ATLAS)$/i;

function uriKeyOf({ reads, connections }: EnvironmentModel): string {
  const connected = connections.find(({ variable }) => variable !== undefined)?.variable;
  const named =
    reads.find(({ name }) => name === 'MONGODB_URI') ??
    reads.find(({ name }) => OF_MONGODB.test(name));
  return connected ?? named?.name ?? 'MONGODB_URI';
}
