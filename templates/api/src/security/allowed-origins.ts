import type { Reading } from '../environment.ts';

/** The front ends on other origins that ALLOWED_ORIGINS names. */
export function readOrigins({ env, faults }: Reading): string[] {
  const origins = (env.ALLOWED_ORIGINS ?? '').split(',').map((origin) => origin.trim());
  const named = origins.filter((origin) => origin !== '');
  const wrong = named.find((origin) => !isOrigin(origin));
  if (wrong !== undefined) {
    faults.push(`ALLOWED_ORIGINS: "${wrong}" is no origin like https://app.example.com`);
  }
  return named;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
