import { join } from 'node:path';
import type {
  Configuration,
  Looked,
  SecretFacts,
  SourceEvidence,
  UriFacts,
} from '../doctor/evidence.ts';
import { optionOf } from '../doctor/settings.ts';
import { isPlaceholder } from '../doctor/weak.ts';
import type { EnvFile } from '../env-file.ts';
import { environmentPlace } from '../express-app/environment.ts';
import { optionsOf, type Value } from '../express-app/values.ts';
import { isReadableByOthers, readEnvFile, readLinkedEnvFile } from '../project/env.ts';
import type { Place } from '../project/place.ts';
import { hasRecordedState } from '../project/recorded.ts';
import { typeOf } from '../project/snapshot.ts';

const EXAMPLES = ['.env.example', '.env.sample', '.env.template', '.env.dist', 'example.env'];

/** What is true of the file that an app's variables are in. The values themselves stay here. */
export async function readConfiguration(
  { real }: Place,
  source: SourceEvidence,
  signal: AbortSignal,
): Promise<Looked<Configuration>> {
  const { path, uriKey, isLoadedByNobody } = environmentPlace(source.model, source.project);
  if (path === undefined) return { reason: 'which file the variables are loaded from is computed' };
  const env = readLinkedEnvFile(real, path);
  if (!env) {
    const isThere = typeOf(join(real, path)) !== 'absent';
    return { reason: isThere ? `${path} cannot be read` : `there is no ${path}` };
  }
  const [{ isTracked }, uri] = await Promise.all([
    import('../toolchain/git.ts'),
    uriFacts(env, uriKey),
  ]);
  const isSet = (key: string) => Boolean(env.get(key)?.reveal());
  return {
    value: {
      path,
      isTracked: await isTracked(real, path, signal),
      isReadableByOthers: isReadableByOthers(real, path),
      keys: env.keys(),
      secrets: secretFacts(env, path, secretKeys(source), real),
      hasTwoSources: isSet('SESSION_SECRET') && isSet('SESSION_SECRET_FILE'),
      uri,
      isLoadedByNobody,
    },
  };
}

/** The variables that the sessions of the app are signed with. */
function secretKeys({ sessions }: SourceEvidence): string[] {
  const values = sessions
    .map((session) => optionOf(session, 'secret'))
    .filter((one) => one !== undefined);
  return [...new Set(['SESSION_SECRET', ...values.flatMap(variablesIn)])];
}

function variablesIn(value: Value): string[] {
  return optionsOf(value).flatMap((one) => {
    if (one.kind === 'array') return one.items.flatMap(variablesIn);
    return one.kind === 'environment' ? [one.name] : [];
  });
}

function secretFacts(
  env: EnvFile,
  path: string,
  keys: readonly string[],
  directory: string,
): SecretFacts[] {
  // Some load the example itself: that it is in git says all.
  const examples = EXAMPLES.filter((name) => name !== path).map((name) => ({
    name,
    file: readEnvFile(directory, name),
  }));
  const isOurs = hasRecordedState(directory);
  return keys.flatMap((key) => {
    const secret = env.get(key)?.reveal();
    if (!secret) return [];
    const shown = examples.find(({ file }) => file?.get(key)?.reveal() === secret);
    // An app of ours reads several from one value, newest first; to others a comma is a character.
    const parts = isOurs ? secret.split(',').map((part) => part.trim()) : [secret];
    return [
      {
        key,
        bytes: Math.min(...parts.map((part) => Buffer.byteLength(part))),
        isPlaceholder: parts.some(isPlaceholder),
        example: shown?.name,
      },
    ];
  });
}

async function uriFacts(env: EnvFile, key: string): Promise<UriFacts | undefined> {
  const text = env.get(key)?.reveal();
  if (!text) return undefined;
  const { checkMongoUri } = await import('../choices/mongo-uri.ts');
  const checked = checkMongoUri(text);
  const namesDatabase = /^[^:]+:\/\/[^/?#]+\/[^?#]|[?&]dbName=/i.test(text);
  return { key, fault: 'value' in checked ? undefined : checked.reason, namesDatabase };
}
