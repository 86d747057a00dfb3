import { type Check, found, HOLDS, skipped } from './check.ts';

export const UNANSWERED: Check = {
  code: 'unanswered',
  group: 'http',
  severity: 'fault',
  about: 'The app does not answer',
  judge: ({ http }) => {
    if (!('value' in http)) return skipped(http.reason);
    const { silence, url } = http.value;
    if (silence === undefined) return HOLDS;
    if (/CERT|UNABLE_TO/.test(silence))
      return found({
        message: `The certificate of ${url} is not trusted (${silence}): browsers show a warning in the place of the app.`,
        remedy: 'One of your own is trusted with NODE_EXTRA_CA_CERTS=ca.pem before this command.',
        subject: url,
      });
    return found({
      message: `Nothing answers at ${url} (${silence}).`,
      remedy: 'Start the app, or correct --url.',
      subject: url,
    });
  },
};
