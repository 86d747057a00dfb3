import { type Check, found, HOLDS, unknown } from './check.ts';
import { ofCookie } from './of-answers.ts';

export const CACHEABLE: Check = {
  code: 'cacheable',
  group: 'http',
  severity: 'risk',
  about: 'A response with the cookie may be cached',
  judge: (read) =>
    ofCookie(read, (_cookie, _facts, { headers, asked }) => {
      const says = (headers.get('cache-control') ?? []).join(',').toLowerCase();
      if (/no-store|private|no-cache/.test(says)) return HOLDS;
      if (!/public|(s-maxage|max-age)=[1-9]/.test(says))
        return unknown('the response says nothing of caches, which may keep it or not');
      return found({
        message: `${asked} sets the session's cookie, and may be cached for everybody (Cache-Control: ${says}): the next visitors get the session of the first.`,
        remedy: "res.set('Cache-Control', 'no-store') on what depends on a session",
        subject: `${asked}: Cache-Control`,
      });
    }),
};
