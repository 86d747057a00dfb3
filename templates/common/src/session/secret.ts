import { readFileSync } from 'node:fs';

const SHORTEST = 32;
const PLACEHOLDERS =
  /keyboard cat|change.?me|replace.?me|your.?(session.?)?secret|example.?secret/i;
/** Up to 16 characters that fill it. */
const REPETITION = /^([\s\S]{1,16}?)\1+[\s\S]{0,15}$/;

/**
 * The signing secrets, newest first: the first signs, all of them verify. They come from
 * SESSION_SECRET or from the file that SESSION_SECRET_FILE names, separated by commas.
 * What is wrong is added to `faults`, never with the secret itself.
 */
export function readSecrets(env: NodeJS.ProcessEnv, faults: string[]): string[] {
  const { SESSION_SECRET: value, SESSION_SECRET_FILE: file } = env;
  if (value && file) {
    faults.push('SESSION_SECRET and SESSION_SECRET_FILE are both set: keep one of them');
    return [];
  }
  if (!value && !file) {
    faults.push(
      'SESSION_SECRET or SESSION_SECRET_FILE must be set: `openssl rand -base64 32` makes one',
    );
    return [];
  }

  const name = file ? `the file of SESSION_SECRET_FILE (${file})` : 'SESSION_SECRET';
  const text = file ? readSecretFile(file, faults) : value;
  if (text === undefined) return [];
  const secrets = text.split(',').map((secret) => secret.trim());
  for (const secret of secrets) {
    if (Buffer.byteLength(secret) < SHORTEST) {
      faults.push(`${name} holds a secret of fewer than ${SHORTEST} bytes`);
    } else if (REPETITION.test(secret)) {
      faults.push(`${name} holds a few characters over and over, not a secret`);
    } else if (PLACEHOLDERS.test(secret)) {
      faults.push(`${name} holds a placeholder, not a secret`);
    }
  }
  return secrets;
}

function readSecretFile(file: string, faults: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push(`the file of SESSION_SECRET_FILE (${file}) cannot be read: ${code}`);
    return undefined;
  }
}
