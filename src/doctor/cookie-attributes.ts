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
