import { type Check, type Finding, found, HOLDS } from './check.ts';
import { ofCookie } from './of-answers.ts';

/** Browsers keep none longer. */
const LONGEST_DAYS = 400;

export const COOKIE_ATTRIBUTES: Check = {
  code: 'cookie-attributes',
  group: 'http',
  severity: 'risk',
  about: 'The cookie is sent without what protects it',
  judge: (read) =>
    ofCookie(read, ({ name, attributes }, { isHttps }, { asked }) => {
      const faults: string[] = [];
      const sameSite = attributes.get('samesite')?.toLowerCase();
      if (!attributes.has('httponly')) faults.push('has no HttpOnly, so that scripts read it');
      if (isHttps && !attributes.has('secure'))
        faults.push('has no Secure, so that it goes over plain HTTP as well');
      if (sameSite === 'none')
        faults.push(
          attributes.has('secure')
            ? 'has SameSite=None, so that any site sends requests with it'
            : 'has SameSite=None without Secure, so that browsers drop it',
        );
      if (attributes.has('domain'))
        faults.push('has a Domain, so that every host below it gets it');
      if (Number(attributes.get('max-age')) > LONGEST_DAYS * 86_400)
        faults.push(`is to live longer than the ${LONGEST_DAYS} days that browsers keep one`);
      const fault = faultOfPrefix(name, attributes);
      if (fault !== undefined)
        faults.push(`has ${fault}, which its name does not allow, so that browsers drop it`);
      if (faults.length === 0) return HOLDS;
      return found(
        ...faults.map(
          (fault): Finding => ({
            message: `The cookie ${name} ${fault}.`,
            remedy: "cookie: { httpOnly: true, secure: 'auto', sameSite: 'lax' }, and no domain",
            subject: `${asked}: Set-Cookie`,
          }),
        ),
      );
    }),
};

/** What a name promises: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3, which browsers hold it to. */
function faultOfPrefix(name: string, attributes: ReadonlyMap<string, string>): string | undefined {
  if (!/^__(Host|Secure)-/i.test(name)) return undefined;
  if (!attributes.has('secure')) return 'no Secure';
  if (/^__Secure-/i.test(name)) return undefined;
  if (attributes.has('domain')) return 'a Domain';
  return attributes.get('path') === '/' ? undefined : 'no Path=/';
}
