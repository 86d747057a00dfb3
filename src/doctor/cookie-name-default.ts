import { type Check, found, HOLDS } from './check.ts';
import { always, isLiteral, isUnset, ofEachSession, optionOf, placeOf } from './settings.ts';

export const COOKIE_NAME_DEFAULT: Check = {
  code: 'cookie-name-default',
  group: 'source',
  severity: 'advice',
  about: 'The cookie has the name that every app of Express has',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const name = optionOf(session, 'name', 'key');
      // A name that is computed is another one, whatever it is.
      const isDefault =
        always(name, (value) => isUnset(value) || isLiteral(value, 'connect.sid', '')) === true;
      if (!isDefault) return HOLDS;
      return found({
        message:
          'The cookie is called connect.sid: that tells what the app is made of, and two apps on one host overwrite each other.',
        remedy: "name: 'shop.session'; over HTTPS '__Host-session', which no other host can set",
        at: placeOf(session, 'name'),
      });
    }),
};
