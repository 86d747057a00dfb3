import { defaultMongoUri } from '../choices/app-name.ts';
import type { AppDecision } from '../choices/decide-for-app.ts';
import { isInDotEnv } from '../choices/secret-source.ts';
import type { Choices, Secrets } from '../choices/table.ts';
import type { EnvFile } from '../env-file.ts';
import type { Base, Resolution } from '../plan/plan.ts';
import type { Regeneration } from '../plan/plan-regenerate.ts';
import { type App, refuseChangedMeanwhile } from '../project/app.ts';
import { readBases } from '../project/bases.ts';
import type { Recorded, Rotation } from '../project/recorded.ts';
import { type FileOptions, findFiles } from './find-files.ts';
import { renderApp } from './render-app.ts';
import type { Run } from './run.ts';
import { newSessionSecret } from './session-secret.ts';
import { seeStanding } from './standing.ts';

export interface OfferOptions extends FileOptions {
  conflict: Resolution | undefined;
}

/**
 * What an app would be rendered as now, beside what it was rendered as and what it is.
 *
 * @throws Refusal when another run has written to the app meanwhile
 */
export async function renderFor(
  app: App,
  { before, choices, secrets }: AppDecision,
  options: OfferOptions,
  run: Pick<Run, 'surroundings' | 'terminal' | 'signal'>,
): Promise<Regeneration> {
  const { templates, version } = run.surroundings;
  const standing = await seeStanding(app.place, choices, { isNew: false }, run);
  const { tree, layers } = await renderApp(
    templates,
    choices,
    await secretsOf(choices, secrets),
    standing,
  );
  const { renderEnv } = await import('../app-template/render.ts');
  const bases = basesOf(
    app.place.real,
    app.recorded,
    renderEnv(layers, before, await secretsOf(before, {})),
  );
  const found = await findFiles({ place: app.place, tree, bases }, options, run);
  await refuseChangedMeanwhile(app);
  return {
    tree,
    bases,
    ...found,
    env: app.env,
    adopting: app.recorded === undefined,
    newKeys: newKeysOf(app.env, { before, choices, secrets }),
    resolutionOf: () => options.conflict ?? 'abort',
    labels: { base: 'as rendered before', theirs: version },
  };
}

/** What was rendered last, by path. @param env the `.env` that the recorded choices render */
export function basesOf(
  directory: string,
  recorded: Recorded | undefined,
  env: EnvFile,
): Map<string, Base> {
  // What is recognised was read from there, so that another answer can be put there as well.
  if (!recorded) return new Map([['.env', { content: env, executable: false, keys: env.keys() }]]);
  const texts = readBases(directory);
  const bases = Object.entries(recorded.files).map(([path, file]): [string, Base] => {
    const { executable, at, status } = file;
    const isDeleted = status === 'deleted';
    if ('keys' in file) {
      return [path, { content: path === '.env' ? env : undefined, executable, keys: file.keys }];
    }
    const content = texts.get(file.sha256);
    return [path, { content, executable, isDeleted, ...(at !== undefined && { at }) }];
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
function newKeysOf(
  env: EnvFile | undefined,
  { before, choices, secrets }: Pick<AppDecision, 'before' | 'choices' | 'secrets'>,
): Set<string> {
  const isMoved = isInDotEnv(choices.secretSource) && !isInDotEnv(before.secretSource);
  const lacksSecret = isMoved && env?.get('SESSION_SECRET') === undefined;
  const isFile = [before, choices].every(({ secretSource }) => secretSource === 'file');
  const isOtherFile = isFile && before.secretFile !== choices.secretFile;
  return new Set([
    ...(secrets.mongoUri ? ['MONGODB_URI'] : []),
    ...(secrets.sessionSecret || lacksSecret ? ['SESSION_SECRET'] : []),
    ...(isOtherFile ? ['SESSION_SECRET_FILE'] : []),
  ]);
}

/** How far the rotation of the secret is, unless this run gives the app another one. */
export function keptRotation(
  { recorded }: App,
  { before, choices }: AppDecision,
  { newKeys }: Regeneration,
): Rotation | undefined {
  const isMoved = before.secretSource !== choices.secretSource;
  const isAnother = newKeys.has('SESSION_SECRET') || newKeys.has('SESSION_SECRET_FILE');
  return isMoved || isAnother ? undefined : recorded?.secret;
}
