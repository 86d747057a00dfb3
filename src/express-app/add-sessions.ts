import { locate } from './analyse.ts';
import { judgeSessions, type StorePlace } from './existing-session.ts';
import { type FoundApp, findApp } from './find-app.ts';
import type { Parsed } from './imports.ts';
import type { ExpressApp } from './model.ts';
import { newFilesFor, specifierOf } from './new-files.ts';
import type { Located } from './nodes.ts';
import { type Place, placesFor } from './place.ts';
import type { Project } from './project.ts';
import type { Source } from './source.ts';
import { beforeStatement, inChain, inObject, type Splice, splice, takeIn } from './splice.ts';
import { type Edited, type NewFiles, refuse, type Verdict } from './verdict.ts';
import { faultOfMiddleware, faultOfStore, faultOfText, type Trial } from './verify.ts';
import { warningsOf } from './warnings.ts';

export interface Wishes {
  entry: string | undefined;
  replacesStores: boolean;
}

/**
 * Finds out how somebody's app gets its sessions into MongoDB, and makes the edit of its source: the smallest that does
 * it. An edit that cannot be shown to be right is none: the app is refused.
 */
export function addSessions(project: Project, { entry, replacesStores }: Wishes): Verdict {
  const parsed: Parsed = new Map();
  const found = findApp(project, entry, parsed);
  if (found.kind !== 'found') return found;
  if (found.trace.isCut)
    return refuse('no-app', `${found.model.entry} starts more than can be followed.`);
  const { dependencies, devDependencies } = project.packageJson;
  const isInstalled = 'express-session' in { ...dependencies, ...devDependencies };
  const session = judgeSessions(found.model, replacesStores, isInstalled);
  if (session?.kind === 'nothing' || session?.kind === 'refused') return session;
  return session
    ? giveStore(session, found, project, parsed)
    : addMiddleware(found, project, parsed);
}

function giveStore(
  place: StorePlace,
  { model, trace }: FoundApp,
  project: Project,
  parsed: Parsed,
): Verdict {
  const source = model.sources.get(place.file);
  if (!source)
    return refuse('unclear-session', `${place.file} cannot be read.`, { file: place.file });
  const files = newFilesFor(source, model.sources.values(), project);
  const taken = takeIn(
    source,
    'createSessionStore',
    ['createMongoSessionStore', 'createMongoDBSessionStore'],
    specifierOf(files, source.path),
    nodeOf(place).start,
  );
  const call = `${taken.name}()`;
  const change =
    place.kind === 'insert'
      ? inObject(source, place.object, `store: ${call}`)
      : { start: place.node.start, end: place.node.end, text: call };
  const trial = trialOf(source, [taken.splice, change], project, files);
  const fault = faultOfText(trial) ?? faultOfStore(trial, model, trace, parsed);
  const at = locate(place.file, nodeOf(place));
  if (fault) {
    const message = `${place.file}:${at.line} cannot be edited: ${fault}. Give the session its store yourself.`;
    return refuse(
      'unclear-session',
      message,
      at,
      linesFor('createSessionStore', `store: ${call}`, source, files),
    );
  }
  const what =
    place.kind === 'insert'
      ? 'the store for the session'
      : `the store in the place of ${place.what}`;
  return edited({ model, trial, at, how: 'store', files, reason: `${what}, line ${at.line}` });
}

function addMiddleware({ model, trace }: FoundApp, project: Project, parsed: Parsed): Verdict {
  const faults: string[] = [];
  for (const place of placesFor(model)) {
    const { source } = place;
    const files = newFilesFor(source, model.sources.values(), project);
    const taken = takeIn(
      source,
      'createSessionMiddleware',
      ['createMongoSessionMiddleware', 'createMongoDBSessionMiddleware'],
      specifierOf(files, source.path),
      nodeAt(place).start,
    );
    const use = `use(${taken.name}())`;
    const change =
      place.kind === 'chain'
        ? inChain(source, place.after, use)
        : beforeStatement(source, place.before, `${place.app}.${use}`);
    const trial = trialOf(source, [taken.splice, change], project, files);
    const fault = faultOfText(trial) ?? faultOfMiddleware(trial, model, trace, parsed);
    if (fault) {
      faults.push(fault);
      continue;
    }
    const at = locate(source.path, nodeAt(place));
    return edited({ model, trial, at, how: 'middleware', files, reason: reasonFor(place, source) });
  }
  const { at } = model.app;
  const message = `No place for the session was found in the app of ${at.file}:${at.line}${faults[0] ? ` (${faults[0]})` : ''}. Put it before the first route yourself.`;
  return refuse('unclear-session', message, at, [
    "import { createSessionMiddleware } from '…/session/index.mjs';",
    'app.use(createSessionMiddleware());',
  ]);
}

function linesFor(exported: string, use: string, source: Source, files: NewFiles): string[] {
  return [`import { ${exported} } from '${specifierOf(files, source.path)}';`, use];
}

function nodeOf(place: StorePlace): Located {
  return place.kind === 'insert' ? (place.object as Located) : place.node;
}

function nodeAt(place: Place): Located {
  return place.kind === 'chain' ? place.after : place.before;
}

function reasonFor(place: Place, { text }: Source): string {
  const node = nodeAt(place);
  const line = node.loc?.start.line ?? 1;
  if (place.kind === 'chain') return `the session in the chain of line ${line}`;
  const [first = ''] = text.slice(node.start, node.end).split('\n');
  const start = first.trim().length > 50 ? `${first.trim().slice(0, 47)}…` : first.trim();
  return `the session before ${start}, line ${line}`;
}

function trialOf(
  source: Source,
  splices: readonly Splice[],
  project: Project,
  { index }: NewFiles,
): Trial {
  return { source, splices, after: splice(source.text, splices), project, ours: index };
}

function edited(
  parts: { model: ExpressApp; trial: Trial } & Pick<Edited, 'at' | 'how' | 'files' | 'reason'>,
): Edited {
  const { trial, ...rest } = parts;
  const { source, after } = trial;
  const warnings = warningsOf(rest.model, rest.how);
  return { ...rest, kind: 'edited', path: source.path, before: source.text, after, warnings };
}
