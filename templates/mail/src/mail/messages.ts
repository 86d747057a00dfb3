import type { Config } from '../config.ts';
import type { Mail } from './mailer.ts';

/** Where something was done, as far as a request tells. */
export interface Circumstances {
  at: Date;
  /** In words. */
  browser: string;
  /** Of the network. */
  address: string;
}

interface Words {
  subject: string;
  paragraphs: string[];
  /** What the mail is for. One that warns has none: a link in a warning is what a forger would send. */
  link?: { label: string; url: string };
  ending?: string;
}

export type Messages = ReturnType<typeof messagesOf>;

/** What people are written, each as a mail to an address. */
export function messagesOf(config: Config) {
  const { appName, appUrl } = config;
  const linkTo = (path: string, token: string) => `${appUrl}${path}?token=${token}`;

  return {
    reset: (to: string, token: string) =>
      mail(to, {
        subject: `A new password for ${appName}`,
        paragraphs: [
          `Somebody, hopefully you, has forgotten the password of your account at ${appName}.`,
          'This link lets you choose a new one. It works once, within an hour:',
        ],
        link: { label: 'Choose a new password', url: linkTo('/reset-password', token) },
        ending: 'Was it not you? Then do nothing: your password stays as it is.',
      }),

    confirm: (to: string, token: string) =>
      mail(to, {
        subject: `Confirm your address for ${appName}`,
        paragraphs: [
          `There is an account at ${appName} with this address.`,
          'This link confirms that it is yours. It works for seven days:',
        ],
        link: { label: 'Confirm this address', url: linkTo('/confirm', token) },
        ending: 'Did you not register? Then do nothing.',
      }),

    change: (to: string, token: string) =>
      mail(to, {
        subject: `Your new address for ${appName}`,
        paragraphs: [
          `Somebody, hopefully you, wants to use this address for an account at ${appName}.`,
          'This link makes it the address that you log in with. It works for a day:',
        ],
        link: { label: 'Use this address', url: linkTo('/confirm-email', token) },
        ending: 'Was it not you? Then do nothing.',
      }),

    passwordChanged: (to: string, where: Circumstances) =>
      mail(to, {
        subject: `Your password for ${appName} was changed`,
        paragraphs: [
          `The password of your account at ${appName} was changed ${told(where)}.`,
          `Was it not you? Then open ${appName}, choose "Forgotten your password?" at the login, and set a new one. It ends every session.`,
        ],
      }),

    changeAsked: (to: string, where: Circumstances) =>
      mail(to, {
        subject: `Another address for your account at ${appName}`,
        paragraphs: [
          `Another e-mail address was asked for, for your account at ${appName}, ${told(where)}.`,
          `Was it not you? Then log in to ${appName} and change your password at once: the address can no longer be changed then.`,
        ],
      }),

    changeDone: (to: string, where: Circumstances) =>
      mail(to, {
        subject: `The address of your account at ${appName} was changed`,
        paragraphs: [
          `Your account at ${appName} has another e-mail address, ${told(where)}. This one no longer works.`,
          `Was it not you? Then tell those who run ${appName} at once.`,
        ],
      }),

    deleted: (to: string, where: Circumstances) =>
      mail(to, {
        subject: `Your account at ${appName} was deleted`,
        paragraphs: [
          `Your account at ${appName} was deleted ${told(where)}.`,
          `Was it not you? Then tell those who run ${appName}.`,
        ],
      }),
  };
}

function mail(to: string, words: Words): Mail {
  return { to, subject: words.subject, text: asText(words), html: asHtml(words) };
}

/** In UTC: the server does not know the reader's time zone. */
function told({ at, browser, address }: Circumstances): string {
  const [day, time] = at.toISOString().split(/[T.]/);
  return `on ${day} at ${time} UTC, with ${browser}, from the network address ${address}`;
}

function asText({ paragraphs, link, ending }: Words): string {
  return [...paragraphs, link?.url, ending].filter(Boolean).join('\n\n').concat('\n');
}

/** Without pictures and style sheets: programs for mail show it in their own colours, light or dark. */
function asHtml({ subject, paragraphs, link, ending }: Words): string {
  const lines = [
    ...paragraphs.map(escapeHtml),
    link && `<a href="${escapeHtml(link.url)}"><strong>${escapeHtml(link.label)}</strong></a>`,
    link && `Or copy this address: ${escapeHtml(link.url)}`,
    ending && escapeHtml(ending),
  ];
  const body = lines.filter(Boolean).map((line) => `    <p>${line}</p>`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(subject)}</title>
  </head>
  <body style="max-width: 36rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere">
${body.join('\n')}
  </body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Nothing that somebody typed, or a browser calls itself, may become a tag. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
