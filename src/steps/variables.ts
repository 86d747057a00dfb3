import type { Secrets } from '../choices/table.ts';
import { EnvFile } from '../env-file.ts';
import { refuse } from '../errors.ts';
import type { OwnersFile } from '../plan/plan-add.ts';
import { readEnvFile } from '../project/env.ts';
import type { Place } from '../project/place.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import { Secret } from '../secret.ts';
import type { AdditionAnswers } from './answer-for-addition.ts';
import type { Look } from './look-at-app.ts';
import type { Run } from './run.ts';

/** The variables that the new code reads, and where they are put. */
export interface Variables {
  env: { path: string; after: EnvFile; reason: string } | undefined;
  ignored: readonly string[];
  example: OwnersFile | undefined;
  /** All that the new code needs. */
  needed: readonly string[];
  /** Those of them that this run puts nowhere. */
  left: readonly string[];
}

const EXAMPLES = ['.env.example', '.env.sample', '.env.template'];

/**
 * Finds out which variables are missing, and gives them to the file that the app loads.
 *
 * @throws Refusal when a secret would go where others see it
 */
export async function placeVariables(
  place: Place,
  { edited, environment }: Look,
  { choices, secrets }: AdditionAnswers,
  { signal }: Pick<Run, 'signal'>,
): Promise<Variables> {
  const { path, uriKey } = environment;
  const old = path === undefined ? undefined : readEnvFile(place.real, path);
  const needsSecret = edited.how === 'middleware';
  const values = valuesOf(uriKey, choices.secretSource, choices.secretFile, secrets, needsSecret);
  const missing = values.filter(({ key }) => old?.get(key) === undefined);
  const elsewhere = needsSecret && choices.secretSource === 'env' ? ['SESSION_SECRET'] : [];
  const names = [...missing.map(({ key }) => key), ...elsewhere];
  const ofSecret = choices.secretSource === 'file' ? 'SESSION_SECRET_FILE' : 'SESSION_SECRET';
  const needed = needsSecret ? [uriKey, ofSecret] : [uriKey];
  const nowhere = { env: undefined, ignored: [], example: exampleOf(place, needed), needed };
  if (path === undefined) return { ...nowhere, left: names };
  if (missing.length === 0) return { ...nowhere, left: elsewhere };

  const { isIgnored, isTracked } = await import('../toolchain/git.ts');
  const isOpen =
    /example|sample|template|\.dist$/i.test(path) || (await isTracked(place.real, path, signal));
  if (isOpen) {
    if (choices.secretSource === 'env') return { ...nowhere, left: names };
    const message = `${path} is committed, and a secret would be, too. Set ${names.join(' and ')} where the app runs, and say so: --secret-source env`;
    throw refuse('env-committed', message, path);
  }
  const after = missing.reduce(
    (file, { key, value, comment }) => file.add(key, value, comment ? [comment] : []),
    old ?? EnvFile.parse(''),
  );
  const reason = `${missing.map(({ key }) => key).join(', ')} added`;
  const isHidden = await isIgnored(place.real, path, signal);
  const ignored = isHidden ? [] : [path];
  return { ...nowhere, env: { path, after, reason }, ignored, left: elsewhere };
}

interface Variable {
  key: string;
  value: Secret;
  comment?: string;
}

function valuesOf(
  uriKey: string,
  secretSource: string,
  secretFile: string,
  { mongoUri, sessionSecret }: Secrets,
  needsSecret: boolean,
): Variable[] {
  const uri = { key: uriKey, value: mongoUri.secret };
  if (!needsSecret) return [uri];
  if (secretSource === 'file')
    return [uri, { key: 'SESSION_SECRET_FILE', value: new Secret(secretFile) }];
  if (!sessionSecret) return [uri];
  const comment = '# Signs the session cookie. To change it, put a new one first: new,old';
  return [uri, { key: 'SESSION_SECRET', value: sessionSecret, comment }];
}

function exampleOf({ real }: Place, keys: readonly string[]): OwnersFile | undefined {
  for (const [path, entry] of takeSnapshot(real, EXAMPLES)) {
    if (entry.type !== 'file' || entry.text === undefined) continue;
    const missing = keys.filter((key) => EnvFile.parse(entry.text ?? '').get(key) === undefined);
    if (missing.length === 0) return undefined;
    const lineEnd = entry.text.includes('\r\n') ? '\r\n' : '\n';
    const start = entry.text === '' || entry.text.endsWith('\n') ? '' : lineEnd;
    const lines = missing.map(
      (key) => `${key}=${PLACEHOLDERS[key] ?? 'mongodb://127.0.0.1:27017/my-database'}${lineEnd}`,
    );
    return {
      path,
      before: entry.text,
      after: entry.text + start + lines.join(''),
      reason: `${missing.join(', ')} added, without values`,
    };
  }
  return undefined;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  SESSION_SECRET: '',
  SESSION_SECRET_FILE: '/run/secrets/session_secret',
};
