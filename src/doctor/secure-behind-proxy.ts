import { type Check, found, HOLDS, unknown } from './check.ts';
import { trustOf } from './proxy.ts';
import {
  always,
  cookieOption,
  isLiteral,
  isUnset,
  ofEachSession,
  optionOf,
  placeOf,
} from './settings.ts';

export const SECURE_BEHIND_PROXY: Check = {
  code: 'secure-behind-proxy',
  group: 'source',
  severity: 'risk',
  about: 'The cookie is for HTTPS alone, and the app does not know of its proxy',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const secure = cookieOption(session, 'secure');
      const isSecure = always(secure, (value) => isLiteral(value, true));
      const proxy = optionOf(session, 'proxy');
      if (isSecure === false || !always(proxy, isUnset)) return HOLDS;
      const { setting, isUnclear, servesHttps } = trustOf(source);
      if (servesHttps || (setting && always(setting.value, isOff) !== true)) return HOLDS;
      const at = placeOf(session, 'cookie', 'secure');
      if (isSecure === undefined) return unknown('cookie.secure is computed', at);
      if (isUnclear) return unknown('the app is handed on, and may be told of its proxy there', at);
      return found({
        message:
          'Behind a proxy that ends TLS this app takes every request for plain HTTP: no session cookie is ever set, and nobody stays signed in.',
        remedy: "app.set('trust proxy', 1), with the number of proxies before the app",
        at,
      });
    }),
};

function isOff(value: Parameters<typeof isLiteral>[0]): boolean {
  return isLiteral(value, false, undefined, null, 0);
}
