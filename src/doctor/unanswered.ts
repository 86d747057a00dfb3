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
    return found({
      message: `Nothing answers at ${url} (${silence}).`,
      remedy: 'Start the app, or correct --url.',
      subject: url,
    });
  },
};
