import { posix, win32 } from 'node:path';
import { envValueFault } from '../env-file.ts';
import { Secret } from '../secret.ts';
import { type Checked, hasControlCharacter } from './checked.ts';

export const SECRET_SOURCES = ['generate', 'env', 'file', 'supply'] as const;
export type SecretSource = (typeof SECRET_SOURCES)[number];

/** Whether `.env` holds the secret itself. */
export function isInDotEnv(source: SecretSource): boolean {
  return source === 'generate' || source === 'supply';
}

/** OWASP asks for at least 128 bits of entropy; 32 bytes hold them in any common encoding. */
const SHORTEST = 32;

/** Checks the secret that a user supplies. One: `rotate-secret` puts others before it. */
export function checkSessionSecret(secret: string): Checked<Secret> {
  const fault = secretFault(secret) ?? envValueFault(secret);
  if (fault) return { reason: `${fault}; \`openssl rand -base64 32\` makes a right one` };
  return { value: new Secret(secret) };
}

function secretFault(secret: string): string | undefined {
  if (/[,\r\n]/.test(secret)) return 'a session secret holds no comma and no line end';
  if (secret !== secret.trim()) return 'a session secret neither starts nor ends with a blank';
  if (Buffer.byteLength(secret) < SHORTEST)
    return `a session secret has at least ${SHORTEST} bytes`;
  return undefined;
}

/** Checks the path that the created app reads its secret from. */
export function checkSecretFile(path: string): Checked<string> {
  const fault = pathFault(path) ?? envValueFault(path);
  return fault ? { reason: `${fault}; a right one: /run/secrets/session_secret` } : { value: path };
}

function pathFault(path: string): string | undefined {
  if (hasControlCharacter(path)) return 'a path holds no control character';
  // A relative one would lie in the app's directory, and be committed.
  if (!posix.isAbsolute(path) && !win32.isAbsolute(path)) return 'the path must be absolute';
  if (/[/\\]$/.test(path)) return 'the path must name a file';
  return undefined;
}
