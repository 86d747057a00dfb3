import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../bed/database.ts';
import { addressesOf, linkIn, ownMailServer, type Verdict } from '../../bed/mail-server.ts';
import { askUnderName } from '../../bed/visitor.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import { ownMailedSite, SUBJECTS, sharedMailedSite } from './mailed-site.ts';
import { oneVariant, ownSite, type Site, testRecord } from './site.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };

/** Milliseconds. Nobody waits for a mail: this is for a busy machine. */
const SOON = 5_000;

function forget(site: Site, email: string) {
  return site.client().send(site.driver.acts.forgot(email));
}

/** Greets, and begins one more line of an answer every half second. */
function drip(socket: Socket) {
  socket.write('220 mail.example.com\r\n');
  socket.once('data', () => {
    const timer = setInterval(() => socket.write('250-SIZE\r\n'), 500);
    socket.once('close', () => clearInterval(timer));
  });
}

/** What is said about mails, as a whole: it names neither an address nor a link. */
function expectDiscreet(site: Site, client: Client) {
  const said = site.app.output();
  expect(said).not.toContain(client.email);
  expect(said).not.toMatch(/token=/);
  expect(site.app.process.exitCode).toBeNull();
}

describe.each(oneVariant())('%s', (variant) => {
  const shared = sharedMailedSite(variant);

  test('a hostile Host or X-Forwarded-Host never reaches a mail', async () => {
    const { site, mails, tokenFor } = shared;
    const client = await site.registered();
    const { acts, done, encode } = site.driver;
    const { path, method, fields = {} } = acts.forgot(client.email);
    const { status } = await askUnderName('evil.example', site.url + path, {
      ...{ method, body: encode(fields, undefined).body },
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    expect(status).toBe(done.forgot);
    await tokenFor(client.email, SUBJECTS.reset);
    const mail = await mails.mailTo(client.email, SUBJECTS.reset);
    expect(linkIn(mail).link).toMatch(/^https:\/\/app\.example\.com\/reset-password\?token=/);
    expect(`${mail.text}${mail.html}${mail.headerLines.map(({ line }) => line)}`).not.toMatch(
      /evil/,
    );
  });

  test('a mail is one for one address, in plain text and as HTML, from MAIL_FROM', async () => {
    const { site, mails } = shared;
    const client = await site.registered();
    const mail = await mails.mailTo(client.email, SUBJECTS.confirm);
    expect(addressesOf(mail)).toEqual([client.email]);
    expect(mail.from?.text).toBe('"My App" <hello@example.com>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.messageId).toMatch(/^<[\w-]{36}@app\.example\.com>$/);
    const { link } = linkIn(mail);
    expect(mail.html).toContain(`<a href="${link}">`);
    // Nothing is loaded from anywhere, and nothing counts who reads it.
    expect(mail.html).not.toMatch(/<img|<link|<script|url\(/);
  });

  test.each([
    'ann@example.com\r\nBcc: eve@example.com',
    'ann@example.com, eve@example.com',
    'ann@example.com;eve@example.com',
    '"Ann" <ann@example.com>',
    'ann@example.com\nSubject: hello',
    'ann@example.com%0aBcc:eve@example.com',
  ])('an address that would write headers is none: %j', async (email) => {
    const { site, mails } = shared;
    const before = mails.mails.length;
    expect((await forget(site, email)).status).toBe(422);
    const client = await site.registered();
    const answer = await client.send(site.driver.acts.askForAddress(email));
    expect(answer.status).toBe(422);
    await mails.mailTo(client.email, SUBJECTS.confirm);
    expect(mails.mails.slice(before).flatMap(addressesOf)).toEqual([client.email]);
  });

  test('a browser that calls itself what it likes writes no tag and no header into a mail', async () => {
    const { site, mails } = shared;
    const client = await site.registered();
    const userAgent = '<b>Eve</b> & "friends"';
    const act = site.driver.acts.changePassword(client.password, newPassword());
    expect((await client.send(act, { headers: { 'user-agent': userAgent } })).status).toBe(
      site.driver.done.changePassword,
    );
    const { html, text } = await mails.mailTo(client.email, SUBJECTS.passwordChanged);
    expect(text).toContain(userAgent);
    expect(html).toContain('&lt;b&gt;Eve&lt;/b&gt; &amp; &quot;friends&quot;');
  });

  test('an account gets three mails an hour, and the fourth is answered as ever', async () => {
    const { site, mails } = shared;
    const client = await site.registered();
    const answers = [];
    for (let count = 0; count < 5; count += 1) answers.push(await forget(site, client.email));
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([site.driver.done.forgot]),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const resets = () => {
      const ofClient = mails.mails.filter((mail) => addressesOf(mail).includes(client.email));
      return ofClient.filter(({ subject }) => SUBJECTS.reset.test(subject ?? '')).length;
    };
    await expect.poll(resets).toBe(3);
    // A fourth would be begun within a second.
    await sleep(1_500);
    expect(resets()).toBe(3);
  });

  test('an address of the network may ask for twenty mails an hour, whoever they are for', async () => {
    const { site } = shared;
    const visitor = site.client();
    const ask = () => visitor.send(site.driver.acts.forgot(newPerson().email));
    for (let count = 0; count < 20; count += 1) {
      expect((await ask()).status).toBe(site.driver.done.forgot);
    }
    const answer = await ask();
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(3_000);
    expect(seconds).toBeLessThanOrEqual(3_600);
  });
});

describe.each(oneVariant())('%s', (variant) => {
  test('a mail server that is away holds up nobody, and gets the mail when it is back', async () => {
    const port = await freePort();
    const site = await ownSite(variant, { SMTP_URL: `smtp://127.0.0.1:${port}` });
    const client = await site.registered();
    const { status, took } = await forget(site, client.email);
    expect(status).toBe(site.driver.done.forgot);
    expect(took).toBeLessThan(SOON);
    await expect.poll(site.app.output, PATIENCE).toMatch(/a mail is tried again: Error E\w+/);
    const mails = await ownMailServer(undefined, port);
    await mails.mailTo(client.email, SUBJECTS.reset);
    expectDiscreet(site, client);
  });

  test('a mail server that answers 4xx is asked again, with the same mail', async () => {
    const verdicts: Verdict[] = [
      { code: 451, words: 'Later' },
      { code: 421, words: 'Later' },
    ];
    const judge = () => verdicts.shift() ?? 'take';
    const { site, mails } = await ownMailedSite(variant, {}, judge);
    const client = await site.registered();
    await mails.mailTo(client.email, SUBJECTS.confirm);
    expect(mails.mails).toHaveLength(1);
    expect(mails.tries()).toBe(3);
    expectDiscreet(site, client);
  });

  test('a mail server that refuses for good is not asked again, and the log says so', async () => {
    const refuse = { code: 550, words: 'No such user ann@example.com' };
    const { site, mails } = await ownMailedSite(variant, {}, () => refuse);
    const client = await site.registered();
    await expect.poll(site.app.output, PATIENCE).toMatch(/a mail was not sent: Error EMESSAGE 550/);
    expect(mails.tries()).toBe(1);
    expect(site.app.output()).not.toContain('ann@example.com');
    expectDiscreet(site, client);
  });

  test('a mail server that drops the connection in the middle gets the mail again', async () => {
    const verdicts: Verdict[] = ['drop'];
    const { site, mails } = await ownMailedSite(variant, {}, () => verdicts.shift() ?? 'take');
    const client = await site.registered();
    await mails.mailTo(client.email, SUBJECTS.confirm);
    expect(mails.tries()).toBe(2);
    expectDiscreet(site, client);
  });

  test.each([
    ['accepts and never answers', () => {}],
    // As long as something comes, no limit for a silent server ends it.
    ['never comes to the end of an answer', drip],
  ])('a mail server that %s holds up neither a request nor a stop', async (_what, serve) => {
    const sockets = new Set<Socket>();
    const hanging = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      serve(socket);
    });
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      hanging.close();
    });
    const { port } = hanging.address() as { port: number };
    const site = await ownSite(variant, { SMTP_URL: `smtp://127.0.0.1:${port}` });
    const client = await site.registered();
    expect((await forget(site, client.email)).took).toBeLessThan(SOON);
    await expect.poll(() => sockets.size, PATIENCE).toBeGreaterThan(0);
    const begun = performance.now();
    expect(await site.app.end('SIGTERM')).toBe(0);
    expect(performance.now() - begun).toBeLessThan(11_000);
  });

  test('SIGTERM lets a mail that is under way be sent', async () => {
    // Longer than the app waits for a load balancer before it ends.
    const judge = async () => {
      await sleep(7_000);
      return 'take' as const;
    };
    const { site, mails } = await ownMailedSite(variant, {}, judge);
    const client = await site.registered();
    await expect.poll(mails.tries, PATIENCE).toBe(1);
    expect(mails.mails).toHaveLength(0);
    expect(await site.app.end('SIGTERM')).toBe(0);
    expect(mails.mails.flatMap(addressesOf)).toEqual([client.email]);
  });
});

testRecord();
