import type { Check } from './check.ts';
import { COOKIE_NOT_SECURE } from './cookie-not-secure.ts';
import { MEMORY_STORE } from './memory-store.ts';
import { SECRET_IN_SOURCE } from './secret-in-source.ts';

/** Every check, in the order in which they are told. */
export const CHECKS: readonly Check[] = [MEMORY_STORE, SECRET_IN_SOURCE, COOKIE_NOT_SECURE];
