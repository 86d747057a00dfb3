import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport, type NodemailerError } from 'nodemailer';
import type { Config } from '../config.ts';
import { beyondRequest } from '../database.ts';
import { type Log, reportError } from '../log.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail of the development mailbox. */
export interface KeptMail extends Mail {
  sentAt: Date;
}

/** Makes a mail, or finds that there is none to send. */
export type Write = () => Promise<Mail | undefined>;

export interface Mailer {
  /** Makes and sends a mail beside the request, which neither waits for it nor learns what became of it. */
  send(write: Write): void;
  /** Resolves when no mail is under way. */
  settled(): Promise<void>;
  /** The last mails, the newest first; in production there are none. */
  kept: readonly KeptMail[];
}

export interface MailerOptions {
  config: Config;
  /** Without one nothing is ever sent. */
  smtpUrl: string | undefined;
  log: Log;
  /** Aborts when the process is about to end: nothing is tried again then. */
  stopping: AbortSignal;
}

/** Milliseconds in which a server that is away, or busy, is asked again. */
const PATIENCE = 60_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
/** Milliseconds: of a server that accepts and never answers. */
const LIMITS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };
/** Milliseconds, at most, after which a mail is begun. */
const LATEST_START = 1_000;
/** Mails that may wait for a server that hangs. What is over that is dropped, and logged. */
const MOST_UNDER_WAY = 200;
/** Mails that the development mailbox holds. */
const MOST_KEPT = 50;

export function createMailer({ config, smtpUrl, log, stopping }: MailerOptions): Mailer {
  const underWay = new Set<Promise<void>>();
  const kept: KeptMail[] = [];
  // A mail is made of its own words alone, never of a file or an address on the network.
  const transport =
    smtpUrl === undefined
      ? undefined
      : createTransport({
          url: smtpUrl,
          ...LIMITS,
          disableFileAccess: true,
          disableUrlAccess: true,
        });

  function send(write: Write) {
    if (underWay.size >= MOST_UNDER_WAY) {
      return log.error(`${MOST_UNDER_WAY} mails are under way, and one more was dropped`);
    }
    const sending = beyondRequest(() => makeAndSend(write));
    underWay.add(sending);
    sending.finally(() => underWay.delete(sending));
  }

  async function makeAndSend(write: Write) {
    // What a mail costs the server would show in the time of the next answer, and so tell who has an account.
    if (config.production) await pause(randomInt(LATEST_START), stopping);
    const mail = await write().catch((error) => reportError(error, log));
    if (!mail) return;
    if (!config.production) keep(mail);
    // Neither the address nor the link is logged: an SMTP server's answer may repeat them.
    await deliver(mail).catch((error) => log.error(`a mail was not sent: ${describe(error)}`));
  }

  /** Tries until the server has taken the mail, has refused it for good, or has been away for too long. */
  async function deliver({ to, ...words }: Mail) {
    const giveUp = AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE)]);
    const message = {
      ...words,
      // As an object it is one address, whatever stands in it.
      to: { name: '', address: to },
      from: config.mailFrom,
      // The same with each try: who gets it twice sees it once.
      messageId: `<${randomUUID()}@${new URL(config.appUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
    for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      try {
        await transport?.sendMail(message);
        return;
      } catch (error) {
        if (isFinal(error) || giveUp.aborted) throw error;
        log.warn(`a mail is tried again: ${describe(error)}`);
      }
      await pause(wait, giveUp);
    }
  }

  function keep(mail: Mail) {
    kept.unshift({ ...mail, sentAt: new Date() });
    kept.splice(MOST_KEPT);
    const [link] = /https?:\S+/.exec(mail.text) ?? [];
    log.info(`mail "${mail.subject}": ${link ?? `${config.appUrl}/dev/mail`}`);
  }

  async function settled() {
    // One mail may send another.
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return { send, settled, kept };
}

/** Waits, and no longer than until a signal comes. */
async function pause(milliseconds: number, signal: AbortSignal) {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

/** A server that answers 5xx would answer the same again. */
function isFinal(error: unknown): boolean {
  const { responseCode, code } = error as NodemailerError;
  if (responseCode !== undefined) return responseCode >= 500;
  return code === 'EENVELOPE' || code === 'ECONFIG';
}

function describe(error: unknown): string {
  const { name, code, responseCode } = error as NodemailerError;
  return [name, code, responseCode].filter(Boolean).join(' ');
}
