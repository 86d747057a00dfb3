import { appsOf, modelOf } from './analyse.ts';
import { entriesOf, findFile } from './entry.ts';
import { followFrom, type Trace } from './follow.ts';
import type { Parsed } from './imports.ts';
import type { AppModel, ExpressApp } from './model.ts';
import { FRAMEWORKS } from './packages.ts';
import type { Project } from './project.ts';
import { type Refused, refuse } from './verdict.ts';

/** The app that answers requests, and how the code got there. */
export interface FoundApp {
  kind: 'found';
  model: ExpressApp;
  trace: Trace;
}

/** @param given the entry that the owner has named */
export function findApp(
  project: Project,
  given: string | undefined,
  parsed: Parsed,
): FoundApp | Refused {
  const old = olderExpress(project);
  if (old) return old;
  const build = { outDir: project.tsConfig?.outDir, rootDir: project.tsConfig?.rootDir };
  const named = given === undefined ? undefined : findFile(given, project.texts, build);
  if (given !== undefined && named === undefined)
    return refuse('no-app', `--entry ${given}: there is no such source file in this project.`, {
      file: given,
    });
  const entries = named === undefined ? entriesOf(project, build) : [named];
  for (const entry of entries) {
    const found = appAt(entry, project, parsed);
    if (found) return found;
  }
  const tried = entries.length > 0 ? ` Looked from ${entries.join(', ')}.` : '';
  return refuse(
    'no-app',
    `No Express app was found.${tried} Name the file that starts it: --entry <file>`,
  );
}

function olderExpress({
  packageJson: { dependencies, devDependencies },
}: Project): Refused | undefined {
  const range = dependencies.express ?? devDependencies.express;
  const [, major] = /^[\^~>=v\s]*(\d+)/.exec(range ?? '') ?? [];
  if (major === undefined || Number(major) >= 4) return undefined;
  return refuse(
    'old-express',
    `This app uses Express ${major} (${range}); sessions are added from Express 4 on.`,
    { file: 'package.json' },
  );
}

function appAt(entry: string, project: Project, parsed: Parsed): FoundApp | Refused | undefined {
  const trace = followFrom(entry, project, parsed);
  const apps = appsOf(trace);
  const framework = frameworkOf(trace, apps.length > 0);
  if (framework) return framework;
  if (apps.length === 0 && trace.broken.length === 0) return undefined;
  const [broken] = trace.broken;
  if (broken) {
    const { path, line, message } = broken;
    return refuse('broken-source', `${path}:${line} does not parse: ${message}`, {
      file: path,
      line,
    });
  }
  const roots = apps.filter(({ isMounted }) => !isMounted);
  const listening = roots.filter(({ isListening }) => isListening);
  const candidates = listening.length > 0 ? listening : roots;
  const [app] = candidates;
  if (!app) return undefined;
  if (candidates.length > 1) return several(candidates, entry);
  return { kind: 'found', model: modelOf(entry, app, apps, trace), trace };
}

function several(apps: readonly AppModel[], entry: string): Refused {
  const places = apps.map(({ at }) => `${at.file}:${at.line}`).join(', ');
  const message = `${entry} starts several Express apps (${places}), and only their owner knows which one has the sessions. Name the file that starts that one alone: --entry <file>`;
  return refuse('several-apps', message, apps[0]?.at);
}

/** A framework that makes the app itself has its own ways to add a middleware. */
function frameworkOf({ packages, occurrences }: Trace, hasApp: boolean): Refused | undefined {
  for (const [name, at] of packages) {
    const framework = FRAMEWORKS.get(name);
    if (!framework || (hasApp && framework !== 'Nest')) continue;
    const message = `${at.file}:${at.line} makes the app with ${framework}, which is not Express itself. Its own documentation says how to add a middleware.`;
    return refuse('other-framework', message, at);
  }
  if (hasApp) return undefined;
  const foreign = occurrences.find((one) => one.what === 'listens');
  if (foreign?.what !== 'listens' || !/express/.test(foreign.call.package)) return undefined;
  const { file, node } = foreign.written;
  const line = node.loc?.start.line ?? 1;
  const message = `${file}:${line} starts an app of the package ${foreign.call.package}, which is not Express itself.`;
  return refuse('other-framework', message, { file, line });
}
