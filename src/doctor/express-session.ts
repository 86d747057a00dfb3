import { type Check, found, HOLDS, unknown } from './check.ts';
import { isOlder, type Version } from './versions.ts';

/** What is known to be wrong before a version, and where that is said. */
const FAULTS: readonly { before: Version; what: string; source: string }[] = [
  {
    before: [1, 18, 1],
    what: 'its cookie package takes names, paths and domains that add attributes to a cookie (CVE-2024-47764)',
    source: 'https://github.com/advisories/GHSA-pxg6-pf52-xh8x',
  },
  {
    before: [1, 18, 2],
    what: 'its on-headers package may change the headers of a response (CVE-2025-7339)',
    source: 'https://github.com/advisories/GHSA-76c9-3jph-rj3q',
  },
];

export const EXPRESS_SESSION: Check = {
  code: 'express-session',
  group: 'dependencies',
  severity: 'advice',
  about: 'express-session has known faults',
  judge: ({ source: { sessions }, dependencies }) => {
    if (sessions.length === 0) return HOLDS;
    for (const { before, what, source } of FAULTS) {
      const isAffected = isOlder('express-session', before, dependencies);
      if (isAffected === undefined)
        return unknown('nothing is installed or locked, and the range has older versions, too', {
          file: 'package.json',
        });
      if (!isAffected) continue;
      const version =
        dependencies.versions.get('express-session') ?? dependencies.ranges['express-session'];
      return found({
        message: `express-session ${version} is older than ${before.join('.')}: ${what}, ${source}`,
        remedy: 'npm install express-session@latest',
        at: { file: 'package.json' },
        subject: 'express-session',
      });
    }
    return HOLDS;
  },
};
