import { defaultMongoUri } from '../choices/app-name.ts';
import type { AppDecision } from '../choices/decide-for-app.ts';
import { isInDotEnv } from '../choices/secret-source.ts';
import type { Choices, Secrets } from '../choices/table.ts';
import type { EnvFile } from '../env-file.ts';
import { CommandError, EXIT } from '../errors.ts';
import type { Resolution } from '../plan/plan.ts';
import type { Base, Regeneration } from '../plan/plan-regenerate.ts';
import { type App, refuseChangedMeanwhile } from '../project/app.ts';
import { type Recorded, readBase } from '../project/recorded.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import { newSessionSecret } from './answers.ts';
import { renderApp } from './render-app.ts';
import type { Run } from './run.ts';

export interface OfferOptions {
  conflict: Resolution | undefined;
  /** Deleted files that come back. */
  restore: readonly string[];
}

/**
 * What an app would be rendered as now, beside what it was rendered as and what it is.
 *
 * @throws Refusal when another run has written to the app meanwhile
 */
export async function renderFor(
  app: App,
  { before, choices, secrets }: AppDecision,
  { conflict, restore }: OfferOptions,
  { surroundings: { templates, version } }: Pick<Run, 'surroundings'>,
): Promise<Regeneration> {
  const { tree, layers } = await renderApp(templates, choices, await secretsOf(choices, secrets));
  const { renderEnv } = await import('../app-template/render.ts');
  const bases = basesOf(
    app.place.real,
    app.recorded,
    renderEnv(layers, before, await secretsOf(before, {})),
  );
  const snapshot = takeSnapshot(app.place.real, new Set([...tree.keys(), ...bases.keys()]));
  await refuseChangedMeanwhile(app);
  const restored = new Set(restore.map((path) => path.replace(/^\.\//, '')));
  for (const path of restored) {
    if (!tree.has(path)) throw unrestorable(path, 'this app has no such file');
    if (snapshot.get(path)?.type !== 'absent')
      throw unrestorable(path, 'it is there; delete or rename it first');
  }
  return {
    tree,
    bases,
    snapshot,
    env: app.env,
    adopting: app.recorded === undefined,
    restored,
    given: keysGiven(app.env, { before, choices, secrets }),
    resolutionOf: () => conflict ?? 'abort',
    labels: { base: 'as rendered before', theirs: version },
  };
}

/** What was rendered last, by path. @param env the `.env` that the recorded choices render */
export function basesOf(
  directory: string,
  recorded: Recorded | undefined,
  env: EnvFile,
): Map<string, Base> {
  const files = Object.entries(recorded?.files ?? {});
  const bases = files.map(([path, file]): [string, Base] => {
    const { executable } = file;
    if (!('keys' in file)) {
      return [path, { content: readBase(directory, file.sha256), executable }];
    }
    return [path, { content: path === '.env' ? env : undefined, executable, keys: file.keys }];
  });
  return new Map(bases);
}

/** What `.env` is rendered with. What is not given is new, and never takes the place of what stands there. */
async function secretsOf(
  choices: Choices,
  { mongoUri, sessionSecret }: Partial<Secrets>,
): Promise<Secrets> {
  const { readMongoUri } = await import('../choices/mongo-uri.ts');
  const uri = mongoUri ?? readMongoUri(defaultMongoUri(choices.name));
  if (!isInDotEnv(choices.secretSource)) return { mongoUri: uri };
  return { mongoUri: uri, sessionSecret: sessionSecret ?? newSessionSecret() };
}

/** The keys of `.env` that take what this run brings: what was given, and a secret where there was none. */
function keysGiven(
  env: EnvFile | undefined,
  { before, choices, secrets }: Pick<AppDecision, 'before' | 'choices' | 'secrets'>,
): Set<string> {
  const isMoved = isInDotEnv(choices.secretSource) && !isInDotEnv(before.secretSource);
  const lacksSecret = isMoved && env?.get('SESSION_SECRET') === undefined;
  return new Set([
    ...(secrets.mongoUri ? ['MONGODB_URI'] : []),
    ...(secrets.sessionSecret || lacksSecret ? ['SESSION_SECRET'] : []),
  ]);
}

function unrestorable(path: string, reason: string): CommandError {
  const message = `--restore ${path}: ${reason}.`;
  return new CommandError(EXIT.usage, {
    code: 'illegal-value',
    flag: '--restore',
    message,
    file: path,
  });
}
