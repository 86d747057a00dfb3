import { join } from 'node:path';
import type { EnvFile } from '../env-file.ts';
import { takeSnapshot, typeOf } from './snapshot.ts';

/** Answers that an app gives by what it holds, under the names of the choices. */
export type Recognised = Readonly<Record<string, string | boolean>>;

const LOCK_FILES = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'package-lock.json': 'npm',
};

/**
 * Tells from an app's files what it was created from, when nothing is recorded of it.
 *
 * @returns undefined when it was not created by us: it lacks the session store that every app of ours has
 */
export async function recognise(
  directory: string,
  env: EnvFile | undefined,
): Promise<Recognised | undefined> {
  const has = async (path: string) => (await typeOf(join(directory, path))) !== 'absent';
  const languages = { typescript: 'ts', javascript: 'js' };
  for (const [language, extension] of Object.entries(languages)) {
    const ours = ['src/session/store', 'src/session/secret', 'src/config'];
    const found = await Promise.all(ours.map((path) => has(`${path}.${extension}`)));
    if (!found.every(Boolean)) continue;
    const packageJson = await readPackage(directory);
    const lockFiles = await Promise.all(Object.keys(LOCK_FILES).map(has));
    const packageManager = Object.values(LOCK_FILES)[lockFiles.indexOf(true)] ?? 'npm';
    const template = (await has('openapi.yaml'))
      ? 'api'
      : (await has('views'))
        ? 'auth'
        : 'minimal';
    return {
      template,
      language,
      packageManager,
      ...(packageJson.name !== undefined && { name: packageJson.name }),
      ...secretSourceOf(env),
      ...plainValue(env, 'collection', 'SESSION_COLLECTION'),
      docker: await has('Dockerfile'),
      ci: await has('.github/workflows/ci.yml'),
      devDatabase: await has(`scripts/dev-database.${extension}`),
    };
  }
  return undefined;
}

async function readPackage(directory: string): Promise<{ name?: string }> {
  const entry = (await takeSnapshot(directory, ['package.json'])).get('package.json');
  try {
    const { name } = JSON.parse(entry?.type === 'file' ? (entry.text ?? '') : '');
    return typeof name === 'string' ? { name } : {};
  } catch {
    return {};
  }
}

function secretSourceOf(env: EnvFile | undefined): Recognised {
  if (!env || env.get('SESSION_SECRET')) return { secretSource: 'generate' };
  if (!env.get('SESSION_SECRET_FILE')) return { secretSource: 'env' };
  return { secretSource: 'file', ...plainValue(env, 'secretFile', 'SESSION_SECRET_FILE') };
}

/** A setting that is no secret: the collection, the path of a file. */
function plainValue(env: EnvFile | undefined, name: string, key: string): Recognised {
  const value = env?.get(key)?.reveal();
  return value ? { [name]: value } : {};
}
