import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished } from 'vitest';

/** What a mail server answers once it has a mail; nothing: it takes it. */
export type Verdict = 'take' | 'drop' | { code: number; words: string };

export interface MailServer {
  url: string;
  /** What it has taken, in the order in which it came. */
  mails: ParsedMail[];
  /** How often somebody has tried to give it a mail. */
  tries(): number;
  /** The newest mail to an address whose subject is like this one, waited for. */
  mailTo(address: string, subject: RegExp): Promise<ParsedMail>;
  close(): Promise<void>;
}

/**
 * Starts a mail server, on a port of the system's choice.
 *
 * @param judge what becomes of the next mail; all are taken without it
 */
export async function startMailServer(
  judge: () => Verdict | Promise<Verdict> = () => 'take',
  port = 0,
): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  let tries = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    hidePIPELINING: true,
    onData: (stream, session, done) => {
      tries += 1;
      simpleParser(stream).then(async (mail) => {
        const verdict = await judge();
        if (verdict === 'take') {
          mails.push(mail);
          done();
        } else if (verdict === 'drop') {
          for (const connection of server.connections) {
            if (connection.id === session.id) connection._socket.destroy();
          }
        } else done(Object.assign(new Error(verdict.words), { responseCode: verdict.code }));
      }, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo;
  const found = (address: string, subject: RegExp) =>
    mails.findLast((mail) => isFor(mail, address, subject));
  const mailTo = async (address: string, subject: RegExp) => {
    await expect.poll(() => found(address, subject), { timeout: 15_000 }).toBeDefined();
    return found(address, subject) as ParsedMail;
  };
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `smtp://127.0.0.1:${address.port}`, mails, tries: () => tries, mailTo, close };
}

/** The same, until the end of the test. */
export async function ownMailServer(judge?: () => Verdict | Promise<Verdict>, port?: number) {
  const server = await startMailServer(judge, port);
  onTestFinished(() => server.close());
  return server;
}

/** Whether a mail is for an address, and has a subject like this one. */
export function isFor(mail: ParsedMail, address: string, subject: RegExp): boolean {
  return addressesOf(mail).includes(address) && subject.test(mail.subject ?? '');
}

/** Everybody whom a mail is for. */
export function addressesOf({ to, cc, bcc }: ParsedMail): string[] {
  return [to, cc, bcc].flatMap((field) =>
    [field ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? '')),
  );
}

/** The link in a mail, and its token. */
export function linkIn({ text = '' }: ParsedMail) {
  const link = /https?:\S+/.exec(text)?.[0] ?? '';
  return { link, token: new URL(link).searchParams.get('token') ?? '' };
}
