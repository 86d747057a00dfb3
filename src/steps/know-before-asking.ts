import { defaultMongoUri } from '../choices/app-name.ts';
import type { EnvFile } from '../env-file.ts';
import { refuse } from '../errors.ts';
import type { EnvironmentPlace } from '../express-app/environment.ts';
import { readEnvFile } from '../project/env.ts';
import type { Place } from '../project/place.ts';
import type { Known, Standing } from './answer-for-addition.ts';
import type { Look } from './look-at-app.ts';
import { nameOf, packageManagerOf } from './owners-package.ts';

const SHORTEST_SECRET = 32;

/**
 * What an app says itself, so that nobody need be asked.
 *
 * @throws Refusal for a variable that stands in its file, and that the new code would refuse
 */
export async function knowBeforeAsking(
  place: Place,
  { edited, project, environment }: Pick<Look, 'edited' | 'project' | 'environment'>,
): Promise<Known> {
  const name = nameOf(place, project);
  const needsSecret = edited.how === 'middleware';
  return {
    name,
    mongoUri: defaultMongoUri(name),
    packageManager: packageManagerOf(place),
    needsSecret,
    standing: await readStanding(place, environment, needsSecret),
  };
}

/** What stands in the file that the app loads already. */
async function readStanding(
  { real }: Place,
  { path, uriKey }: EnvironmentPlace,
  needsSecret: boolean,
): Promise<Standing> {
  const env = path === undefined ? undefined : readEnvFile(real, path);
  const secret = env?.get('SESSION_SECRET') ?? env?.get('SESSION_SECRET_FILE');
  if (needsSecret) refuseWeakSecret(env, path);
  const text = env?.get(uriKey)?.reveal();
  const standing = { path, uriKey, uri: undefined, hasSecret: needsSecret && Boolean(secret) };
  if (text === undefined) return standing;
  const { checkMongoUri } = await import('../choices/mongo-uri.ts');
  const checked = checkMongoUri(text);
  if ('value' in checked) return { ...standing, uri: checked.value };
  const message = `${uriKey} in ${path} is no URI of MongoDB that can work: ${checked.reason}. Correct it first.`;
  throw refuse('unclear-session', message, path);
}

function refuseWeakSecret(env: EnvFile | undefined, path: string | undefined) {
  const secrets = env?.get('SESSION_SECRET')?.reveal().split(',') ?? [];
  if (secrets.every((secret) => Buffer.byteLength(secret.trim()) >= SHORTEST_SECRET)) return;
  const message = `SESSION_SECRET in ${path} is shorter than ${SHORTEST_SECRET} bytes, and would be refused. Put a longer one there: openssl rand -base64 32`;
  throw refuse('unclear-session', message, path);
}
