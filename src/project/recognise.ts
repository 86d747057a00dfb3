import { join } from 'node:path';
import type { EnvFile } from '../env-file.ts';
import { PACKAGE_MANAGER_NAMES, PACKAGE_MANAGERS } from '../package-managers.ts';
import { takeSnapshot, typeOf } from './snapshot.ts';

/** Answers that an app gives by what it holds, under the names of the choices. */
export type Recognised = Readonly<Record<string, string | boolean>>;

/**
 * Tells from an app's files what it was created from, when nothing is recorded of it.
 *
 * @returns undefined when it was not created by us: it lacks the session store that every app of ours has
 */
export function recognise(directory: string, env: EnvFile | undefined): Recognised | undefined {
  const has = (path: string) => typeOf(join(directory, path)) !== 'absent';
  const languages = { typescript: 'ts', javascript: 'js' };
  for (const [language, extension] of Object.entries(languages)) {
    const ours = ['src/session/store', 'src/session/connection', 'src/config'];
    if (!ours.every((path) => has(`${path}.${extension}`))) continue;
    const packageJson = readPackage(directory);
    // Last npm, whose lock file is the likeliest to be a left-over.
    const packageManager =
      PACKAGE_MANAGER_NAMES.findLast((name) => has(PACKAGE_MANAGERS[name].lockFile)) ?? 'npm';
    const template = has('openapi.yaml') ? 'api' : has('views') ? 'auth' : 'minimal';
    return {
      template,
      language,
      packageManager,
      ...(packageJson.name !== undefined && { name: packageJson.name }),
      ...secretSourceOf(env),
      ...plainValue(env, 'collection', 'SESSION_COLLECTION'),
      mail: has(`src/mail/mailer.${extension}`),
      docker: has('Dockerfile'),
      ci: has('.github/workflows/ci.yml'),
      devDatabase: has(`scripts/dev-database.${extension}`),
    };
  }
  return undefined;
}

function readPackage(directory: string): { name?: string } {
  const entry = takeSnapshot(directory, ['package.json']).get('package.json');
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
