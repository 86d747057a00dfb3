import { EnvFile } from '../env-file.ts';
import type { Entry } from '../project/snapshot.ts';
import type { Secret } from '../secret.ts';
import type { Change } from './plan.ts';
import { joinSecrets, type RotationStep } from './rotation.ts';

/** An app's own `.env` with the secret in it. */
export interface SecretInEnv {
  kind: 'env';
  secrets: readonly Secret[];
  env: EnvFile;
  before: Entry;
}

/** Another file: the one that `.env` is a link to, or the one that `SESSION_SECRET_FILE` names. */
export interface SecretInFile {
  kind: 'file';
  secrets: readonly Secret[];
  /** Absolute, without links. */
  path: string;
  before: Buffer;
  /** Undefined where the file holds the secret alone. */
  env: EnvFile | undefined;
}

/** The one change of a step: the secrets, and every other byte as it was. */
export function rotationChange(holder: SecretInEnv | SecretInFile, next: RotationStep): Change {
  const isEnv = holder.env !== undefined;
  const masked = (secrets: readonly Secret[]) =>
    `${isEnv ? `${KEY}=` : ''}${secrets.map(String).join(',')}\n`;
  return {
    path: holder.kind === 'env' ? '.env' : holder.path,
    action: 'merge',
    reason: REASONS[next.step],
    before: holder.kind === 'env' ? holder.before : { type: 'other' },
    after: {
      content: EnvFile.parse(rotatedText(holder, next)),
      policy: 'structured',
      executable: false,
    },
    shown: { before: masked(holder.secrets), after: masked(next.secrets) },
  };
}

/** What the holder's file says from now on. */
export function rotatedText(
  { env, ...holder }: SecretInEnv | SecretInFile,
  { secrets }: RotationStep,
): string {
  const value = joinSecrets(secrets);
  if (env) return env.with(KEY, value).reveal();
  const end = 'path' in holder ? /\s*$/.exec(holder.before.toString('utf8'))?.[0] : '';
  return value.reveal() + end;
}

const KEY = 'SESSION_SECRET';

const REASONS: Readonly<Record<RotationStep['step'], string>> = {
  accepting: 'a fresh secret behind the one that signs',
  signing: 'the new secret signs',
  finished: 'one secret',
};
