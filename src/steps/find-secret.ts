import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EnvFile } from '../env-file.ts';
import { refuse } from '../errors.ts';
import type { SecretInEnv, SecretInFile } from '../plan/plan-rotation.ts';
import { splitSecrets } from '../plan/rotation.ts';
import type { App } from '../project/app.ts';
import { realPath } from '../project/place.ts';
import { sha256, takeSnapshot, typeOf } from '../project/snapshot.ts';
import { Secret } from '../secret.ts';
import type { Run } from './run.ts';

/** A secret that is set where this command cannot write. */
export interface SecretElsewhere {
  kind: 'elsewhere';
  /** Undefined where it cannot be read either. */
  secrets: readonly Secret[] | undefined;
  /** Why nothing can be written, in words. */
  why: string;
}

export type SecretHolder = SecretInEnv | SecretInFile | SecretElsewhere;

/**
 * Finds where an app reads its signing secret: what its `.env` says counts before what is recorded, for its owner may
 * have changed it since.
 *
 * @throws Refusal when what is written there would be committed, or cannot be understood
 */
export async function findSecret(
  { place: { real }, choices }: Pick<App, 'place' | 'choices'>,
  file: DotEnv | undefined,
  { surroundings, signal }: Pick<Run, 'surroundings' | 'signal'>,
): Promise<SecretHolder> {
  const inEnv = file?.env.get('SESSION_SECRET');
  if (file && inEnv && inEnv.reveal() !== '') {
    await refuseCommitted(file.path, signal);
    const secrets = splitSecrets(inEnv);
    if (file.path !== join(real, '.env')) return { kind: 'file', secrets, ...file };
    return { kind: 'env', secrets, env: file.env, before: entryOf(real, file.before) };
  }
  const named = file?.env.get('SESSION_SECRET_FILE')?.reveal();
  const recorded = choices.secretSource === 'file' ? choices.secretFile : undefined;
  const path = named || recorded;
  if (typeof path === 'string') return readSecretFile(resolve(real, path), signal);
  const { SESSION_SECRET } = surroundings.environment;
  const secrets = SESSION_SECRET ? splitSecrets(new Secret(SESSION_SECRET)) : undefined;
  return { kind: 'elsewhere', secrets, why: 'the secret comes from the environment' };
}

/** An app's `.env`, and the file that it is, or that it is a link to. */
export interface DotEnv {
  /** Absolute, without links. */
  path: string;
  before: Buffer;
  env: EnvFile;
}

/**
 * Reads the `.env` of an app, through a link as well.
 *
 * @throws Refusal when it is no file, or no text
 */
export function readDotEnv(real: string): DotEnv | undefined {
  const type = typeOf(join(real, '.env'));
  if (type === 'absent') return undefined;
  const path = type === 'symbolic link' ? realPath(join(real, '.env')) : join(real, '.env');
  if (path === undefined || typeOf(path) !== 'file') {
    throw refuse('occupied', '.env is no file, and leads to none.', '.env');
  }
  const before = fs.readFileSync(path);
  if (!isUtf8(before)) throw refuse('occupied', '.env is no text in UTF-8.', '.env');
  return { path, before, env: EnvFile.parse(before.toString('utf8')) };
}

/** What stands at `.env`, as long as it is what was read. */
function entryOf(real: string, bytes: Buffer) {
  const entry = takeSnapshot(real, ['.env']).get('.env');
  if (entry?.type === 'file' && entry.sha256 === sha256(bytes)) return entry;
  throw refuse('changed-meanwhile', '.env changed while this command ran. Run it again.', '.env');
}

async function readSecretFile(
  named: string,
  signal: AbortSignal,
): Promise<SecretInFile | SecretElsewhere> {
  const path = realPath(named);
  if (path === undefined) {
    return { kind: 'elsewhere', secrets: undefined, why: `${named} is not on this machine` };
  }
  await refuseCommitted(path, signal);
  const { isReplaceable } = await import('../apply/replace-file.ts');
  if (!isReplaceable(path)) {
    const why = `${named} cannot be written from here`;
    return { kind: 'elsewhere', secrets: undefined, why };
  }
  const before = fs.readFileSync(path);
  const secrets = splitSecrets(new Secret(before.toString('utf8')));
  return { kind: 'file', secrets, path, before, env: undefined };
}

async function refuseCommitted(path: string, signal: AbortSignal) {
  const { isTracked } = await import('../toolchain/git.ts');
  if (!(await isTracked(dirname(path), basename(path), signal))) return;
  const message = `git has ${path}, and would have the new secret as well. Take it out first: git rm --cached ${basename(path)}. What is in git already has leaked: rotate-secret --emergency after that.`;
  throw refuse('env-committed', message, path);
}
