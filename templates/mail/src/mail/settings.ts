import type { Reading } from '../environment.ts';

/** What mail is sent with. In development nothing needs to be set. */
export function readMailSettings(reading: Reading, appName: string, port: number | string) {
  const mailFrom = readNeeded(reading, 'MAIL_FROM') ?? `${appName} <${appName}@localhost>`;
  if (!SENDER.test(mailFrom)) reading.faults.push(faultOf('MAIL_FROM', 'is no sender'));
  return { mailFrom, appUrl: readAppUrl(reading, port) };
}

/** Undefined in development, where nothing is to be sent. A fault does not quote it: there may be a password in it. */
export function readSmtpUrl(reading: Reading): string | undefined {
  const text = readNeeded(reading, 'SMTP_URL');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer = url && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
  if (!isServer) reading.faults.push(faultOf('SMTP_URL', 'is no address of a mail server'));
  return text;
}

/** Where the links in mails lead: never to what a request's Host header says, which anybody can choose. */
export function readAppUrl(reading: Reading, port: number | string): string {
  const text = readNeeded(reading, 'APP_URL');
  if (text === undefined) return `http://localhost:${port}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocols = isProduction(reading) ? ['https:'] : ['https:', 'http:'];
  const isPlain = url && url.username + url.password + url.search + url.hash === '';
  if (!isPlain || !protocols.includes(url.protocol)) {
    reading.faults.push(faultOf('APP_URL', 'is no address of a site'));
  }
  return text.replace(/\/+$/, '');
}

const EXAMPLES = {
  SMTP_URL: 'smtp://user:password@smtp.example.com:587',
  MAIL_FROM: 'My App <hello@example.com>',
  APP_URL: 'https://app.example.com',
};

/** `hello@example.com`, or `My App <hello@example.com>`: one address, on one line. */
const SENDER = /^(?:[^<>@,;\p{C}]*<[^<>\s,;@]+@[^<>\s,;@]+>|[^<>\s,;@]+@[^<>\s,;@]+)$/u;

function readNeeded(reading: Reading, name: keyof typeof EXAMPLES): string | undefined {
  const text = reading.env[name];
  if (!text && isProduction(reading)) {
    reading.faults.push(faultOf(name, 'must be set in production'));
  }
  return text || undefined;
}

function faultOf(name: keyof typeof EXAMPLES, fault: string): string {
  return `${name} ${fault}: a right one is ${EXAMPLES[name]}`;
}

function isProduction({ env }: Reading): boolean {
  return env.NODE_ENV === 'production';
}
