import { type Check, found, HOLDS, unknown } from './check.ts';
import { isOlder } from './versions.ts';
import { usesExpressSession } from './whose-session.ts';

export const PASSPORT_FIXATION: Check = {
  code: 'passport-fixation',
  group: 'dependencies',
  severity: 'risk',
  about: 'passport signs in without a new session id',
  judge: ({ source, dependencies }) => {
    // One that nothing takes in signs nobody in, and without a session on the server there is no id to keep.
    const at = source.trace.packages.get('passport');
    if (!at || !usesExpressSession(source)) return HOLDS;
    const isOld = isOlder('passport', [0, 6, 0], dependencies);
    if (isOld === undefined) return unknown('which passport is installed cannot be told', at);
    if (!isOld) return HOLDS;
    const version = dependencies.versions.get('passport') ?? dependencies.ranges.passport;
    return found({
      message: `passport ${version} keeps the session id when somebody signs in or out: whoever has planted one is signed in as well (CVE-2022-25896, https://github.com/advisories/GHSA-v923-w3x8-wh69).`,
      remedy: 'npm install passport@latest, and give req.logout a callback',
      at,
      subject: 'passport',
    });
  },
};
