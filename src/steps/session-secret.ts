import { randomBytes } from 'node:crypto';
import { Secret } from '../secret.ts';

/** 32 random bytes. */
export function newSessionSecret(): Secret {
  return new Secret(randomBytes(32).toString('base64url'));
}
