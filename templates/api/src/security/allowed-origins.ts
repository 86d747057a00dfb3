import type { Reading } from '../environment.ts';

/** The front ends on other origins that ALLOWED_ORIGINS names. */
export function readOrigins({ env, faults }: Reading): string[] {
  const origins = (env.ALLOWED_ORIGINS ?? '').split(',').map((origin) => origin.trim());
  const named = origins.filter((origin) => origin !== '');
  for (const origin of named) {
    const fault = faultOf(origin);
    if (fault) faults.push(`ALLOWED_ORIGINS: "${origin}" ${fault}`);
  }
  return named;
}

function faultOf(origin: string): string | undefined {
  if (origin.includes('*')) return 'holds a wildcard, and matches nothing: name each origin';
  const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin;
  return isOrigin ? undefined : 'is no origin like https://app.example.com';
}

/** What CROSS_SITE says of the cookie. Browsers take one for other sites over HTTPS alone, so in production alone. */
export function readCrossSite({ env, faults }: Reading) {
  const { CROSS_SITE: text = '', NODE_ENV } = env;
  if (!['', 'true', 'false'].includes(text)) {
    faults.push(`CROSS_SITE must be true or false, not "${text}"`);
  }
  if (text !== 'true' || NODE_ENV !== 'production') return { sameSite: 'lax' } as const;
  return { sameSite: 'none', partitioned: true } as const;
}
