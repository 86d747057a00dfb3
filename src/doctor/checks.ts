import { ADOPTS_IDS } from './adopts-ids.ts';
import { CACHEABLE } from './cacheable.ts';
import type { Check } from './check.ts';
import { CLOCK_SKEW } from './clock-skew.ts';
import { COOKIE_ATTRIBUTES } from './cookie-attributes.ts';
import { COOKIE_CROSS_SITE } from './cookie-cross-site.ts';
import { COOKIE_DOMAIN } from './cookie-domain.ts';
import { COOKIE_FOR_STRANGERS } from './cookie-for-strangers.ts';
import { COOKIE_NAME_DEFAULT } from './cookie-name-default.ts';
import { COOKIE_NOT_SECURE } from './cookie-not-secure.ts';
import { COOKIE_PARSER_SECRET } from './cookie-parser-secret.ts';
import { COOKIE_READABLE } from './cookie-readable.ts';
import { CORS_CREDENTIALS } from './cors-credentials.ts';
import { DRIVER_TWICE } from './driver-twice.ts';
import { ENV_COMMITTED } from './env-committed.ts';
import { ENV_NOT_LOADED } from './env-not-loaded.ts';
import { ENV_READABLE } from './env-readable.ts';
import { EXPRESS_SESSION } from './express-session.ts';
import { HSTS } from './hsts.ts';
import { HTTP_OPEN } from './http-open.ts';
import { INDEX_MISSING } from './index-missing.ts';
import { LARGE_SESSIONS } from './large-sessions.ts';
import { LIFETIMES_DIFFER } from './lifetimes-differ.ts';
import { LOGIN_KEEPS_ID } from './login-keeps-id.ts';
import { LOGOUT_BY_GET } from './logout-by-get.ts';
import { LOGOUT_KEEPS_SESSION } from './logout-keeps-session.ts';
import { MEMORY_STORE } from './memory-store.ts';
import { NEVER_EXPIRES } from './never-expires.ts';
import { NO_SESSION } from './no-session.ts';
import { NOT_AUTHORISED } from './not-authorised.ts';
import { OLD_SERVER } from './old-server.ts';
import { PASSPORT_FIXATION } from './passport-fixation.ts';
import { PLAIN_IDS } from './plain-ids.ts';
import { RESAVE } from './resave.ts';
import { SAVE_UNINITIALIZED } from './save-uninitialized.ts';
import { SECRET_IN_EXAMPLE } from './secret-in-example.ts';
import { SECRET_IN_SOURCE } from './secret-in-source.ts';
import { SECRET_PLACEHOLDER } from './secret-placeholder.ts';
import { SECRET_SHORT } from './secret-short.ts';
import { SECRET_TWICE } from './secret-twice.ts';
import { SECURE_BEHIND_PROXY } from './secure-behind-proxy.ts';
import { SESSION_BEFORE_STATIC } from './session-before-static.ts';
import { STORE_CRASHES } from './store-crashes.ts';
import { STORE_NEVER_SLIDES } from './store-never-slides.ts';
import { STORE_PACKAGE } from './store-package.ts';
import { TELLS_TOO_MUCH } from './tells-too-much.ts';
import { TRUST_PROXY_ALL } from './trust-proxy-all.ts';
import { TTL_IDLE } from './ttl-idle.ts';
import { TTL_MISSING } from './ttl-missing.ts';
import { TTL_WRONG } from './ttl-wrong.ts';
import { TWO_SESSIONS } from './two-sessions.ts';
import { TYPES_MISMATCH } from './types-mismatch.ts';
import { UNANSWERED } from './unanswered.ts';
import { UNREACHABLE } from './unreachable.ts';
import { URI_DATABASE } from './uri-database.ts';
import { URI_UNESCAPED } from './uri-unescaped.ts';
import { USER_IN_SESSION } from './user-in-session.ts';
import { WEAK_SECRET } from './weak-secret.ts';
import { WRITE_UNACKNOWLEDGED } from './write-unacknowledged.ts';

/** Every check, in the order in which they are told. */
export const CHECKS: readonly Check[] = [
  MEMORY_STORE,
  NO_SESSION,
  SECRET_IN_SOURCE,
  WEAK_SECRET,
  COOKIE_NOT_SECURE,
  SECURE_BEHIND_PROXY,
  TRUST_PROXY_ALL,
  COOKIE_READABLE,
  COOKIE_CROSS_SITE,
  COOKIE_DOMAIN,
  COOKIE_NAME_DEFAULT,
  RESAVE,
  SAVE_UNINITIALIZED,
  SESSION_BEFORE_STATIC,
  TWO_SESSIONS,
  COOKIE_PARSER_SECRET,
  LOGIN_KEEPS_ID,
  LOGOUT_KEEPS_SESSION,
  LOGOUT_BY_GET,
  USER_IN_SESSION,
  STORE_CRASHES,
  STORE_NEVER_SLIDES,
  LIFETIMES_DIFFER,
  ENV_COMMITTED,
  ENV_READABLE,
  SECRET_IN_EXAMPLE,
  SECRET_SHORT,
  SECRET_PLACEHOLDER,
  SECRET_TWICE,
  URI_DATABASE,
  URI_UNESCAPED,
  ENV_NOT_LOADED,
  EXPRESS_SESSION,
  STORE_PACKAGE,
  DRIVER_TWICE,
  PASSPORT_FIXATION,
  TYPES_MISMATCH,
  UNREACHABLE,
  NOT_AUTHORISED,
  TTL_MISSING,
  TTL_WRONG,
  TTL_IDLE,
  NEVER_EXPIRES,
  LARGE_SESSIONS,
  PLAIN_IDS,
  INDEX_MISSING,
  CLOCK_SKEW,
  WRITE_UNACKNOWLEDGED,
  OLD_SERVER,
  UNANSWERED,
  COOKIE_FOR_STRANGERS,
  COOKIE_ATTRIBUTES,
  ADOPTS_IDS,
  CACHEABLE,
  HTTP_OPEN,
  HSTS,
  CORS_CREDENTIALS,
  TELLS_TOO_MUCH,
];
