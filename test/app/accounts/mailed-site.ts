import { afterAll, beforeAll, expect } from 'vitest';
import {
  isFor,
  linkIn,
  type MailServer,
  ownMailServer,
  startMailServer,
  type Verdict,
} from '../../bed/mail-server.ts';
import type { Client } from './client.ts';
import { recordSecret } from './record.ts';
import { ownSite, Site, type Variant } from './site.ts';

/** A site, and the mail server that it sends by. */
export interface MailedSite {
  site: Site;
  mails: MailServer;
  /** Asks for a link for a new password, and takes it out of the mail. */
  forgotten(client: Client): Promise<string>;
  /** The link of the newest mail to an address whose subject is like this one. */
  tokenFor(address: string, subject: RegExp): Promise<string>;
  /** The link of the mail that is sent because somebody asks for it. */
  tokenAfter(ask: () => Promise<void>, address: string, subject: RegExp): Promise<string>;
}

export const SUBJECTS = {
  reset: /^A new password/,
  confirm: /^Confirm your address/,
  change: /^Your new address/,
  passwordChanged: /^Your password .* was changed/,
  changeAsked: /^Another address/,
  changeDone: /^The address .* was changed/,
  deleted: /was deleted$/,
};

/** One that the tests of a suite share. */
export function sharedMailedSite(variant: Variant, env = {}): MailedSite {
  const shared = {} as MailedSite;
  beforeAll(async () => {
    const mails = await startMailServer();
    const site = new Site(variant, { SMTP_URL: mails.url, ...env });
    Object.assign(shared, withMails(site, mails));
    await site.launch();
  });
  afterAll(async () => {
    await shared.site.close();
    await shared.mails.close();
  });
  return shared;
}

/** One of a test's own. */
export async function ownMailedSite(
  variant: Variant,
  env = {},
  judge?: () => Verdict | Promise<Verdict>,
): Promise<MailedSite> {
  const mails = await ownMailServer(judge);
  return withMails(await ownSite(variant, { SMTP_URL: mails.url, ...env }), mails);
}

function withMails(site: Site, mails: MailServer): MailedSite {
  const tokenFor = async (address: string, subject: RegExp) => {
    const { token } = linkIn(await mails.mailTo(address, subject));
    recordSecret('token of a link', token);
    return token;
  };
  const tokenAfter: MailedSite['tokenAfter'] = async (ask, address, subject) => {
    const count = () => mails.mails.filter((mail) => isFor(mail, address, subject)).length;
    const before = count();
    await ask();
    await expect.poll(count, { timeout: 15_000 }).toBe(before + 1);
    return tokenFor(address, subject);
  };
  const forgotten = (client: Client) => {
    const ask = async () => {
      const { status } = await site.client().send(site.driver.acts.forgot(client.email));
      expect(status).toBe(site.driver.done.forgot);
    };
    return tokenAfter(ask, client.email, SUBJECTS.reset);
  };
  return { site, mails, tokenFor, tokenAfter, forgotten };
}
