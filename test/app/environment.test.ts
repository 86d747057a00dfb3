import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, test } from 'vitest';
import { type AppName, MAIL, ownDatabaseUri, SECRET, startApp } from '../bed/app.ts';
import { cliEnvironment } from '../bed/cli.ts';
import { freePort } from '../bed/database.ts';
import { askUnderName, Visitor } from '../bed/visitor.ts';
import { oneVariant } from './accounts/site.ts';
import { oneTemplate } from './owned-app.ts';

/** What an app says that does not start. */
async function refusalOf(name: AppName, env: Record<string, string>): Promise<string> {
  const { all, exitCode } = await execa(process.execPath, startOf(name), {
    cwd: inject('apps')[name],
    env: cliEnvironment({
      SESSION_SECRET: SECRET,
      PORT: '0',
      MONGODB_URI: ownDatabaseUri(),
      ...env,
    }),
    extendEnv: false,
    all: true,
    reject: false,
    timeout: 20_000,
  });
  expect(exitCode, all).toBe(1);
  return all;
}

describe.each(oneTemplate())('%s', (name) => {
  test.each([
    [{ SESSION_SECRET: 'x'.repeat(40) }, /SESSION_SECRET holds a few characters over and over/],
    [{ SESSION_SECRET: '0123456789'.repeat(4) }, /SESSION_SECRET holds a few characters/],
    [{ SESSION_IDLE_MINUTES: '9999999999' }, /SESSION_IDLE_MINUTES must be a number from .* to /],
    [{ SESSION_ABSOLUTE_HOURS: '1e300' }, /SESSION_ABSOLUTE_HOURS must be/],
    [{ KEEP_ALIVE_SECONDS: 'long' }, /KEEP_ALIVE_SECONDS must be/],
    [{ HOST: 'x86_64-conda-linux-gnu.invalid' }, /HOST x86_64-conda-linux-gnu\.invalid/],
  ])('does not start with %j, and says why', async (env, words) => {
    expect(await refusalOf(name, env as Record<string, string>)).toMatch(words);
  });

  test('in development it answers at both loopback addresses', async () => {
    const app = await startApp(name, { MONGODB_URI: ownDatabaseUri() });
    const { port } = new URL(app.url);
    for (const host of ['127.0.0.1', '[::1]']) {
      const { status } = await fetch(`http://${host}:${port}/livez`);
      expect(status, host).toBe(200);
    }
  });

  test('PORT may be the path of a socket; connections are kept for 65 seconds', async () => {
    const socketPath = join(mkdtempSync(join(tmpdir(), 'socket-')), 'app.sock');
    const child = execa(process.execPath, startOf(name), {
      cwd: inject('apps')[name],
      env: cliEnvironment({
        SESSION_SECRET: SECRET,
        PORT: socketPath,
        MONGODB_URI: ownDatabaseUri(),
      }),
      extendEnv: false,
      reject: false,
    });
    const ask = () =>
      new Promise<string>((resolve) => {
        const sent = request({ socketPath, path: '/livez', headers: { connection: 'keep-alive' } });
        sent.on('response', (response) => resolve(`${response.resume().headers['keep-alive']}`));
        sent.on('error', () => resolve('')).end();
      });
    try {
      await expect.poll(ask, { timeout: 20_000 }).toBe('timeout=65');
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('where a trusted proxy says http, GET is led to HTTPS; else the refusal says what to do', async () => {
    const env = { MONGODB_URI: ownDatabaseUri(), NODE_ENV: 'production' };
    const behind = await startApp(name, { ...env, TRUST_PROXY: '1' });
    const http = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'shop.example' };
    const ask = (url: string, headers: Record<string, string>, method = 'GET') =>
      fetch(url, { headers, method, redirect: 'manual' });
    const led = await ask(`${behind.url}/?a=b`, http);
    expect([led.status, led.headers.get('location')]).toEqual([308, 'https://shop.example/?a=b']);
    expect((await ask(behind.url, http, 'HEAD')).status).toBe(308);
    const posted = await ask(`${behind.url}/login`, http, 'POST');
    expect([posted.status, await posted.text()]).toEqual([
      400,
      expect.stringMatching(/over HTTPS/),
    ]);
    const mute = await ask(behind.url, {});
    expect([mute.status, await mute.text()]).toEqual([
      400,
      expect.stringMatching(/X-Forwarded-Proto/),
    ]);
    const secure = await ask(behind.url, { 'x-forwarded-proto': 'https' });
    expect(secure.headers.get('strict-transport-security')).toBe('max-age=31536000');

    const alone = await startApp(name, env);
    const refused = await ask(alone.url, http);
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringMatching(/set TRUST_PROXY/),
    ]);
    expect(refused.headers.get('strict-transport-security')).toBeNull();
  });

  test('what MONGODB_URI says about time-outs and pools wins', async () => {
    const app = inject('apps')[name];
    const script = `
      const { connectionOptions } = await import('./src/session/connection.${name.endsWith('typescript') ? 'ts' : 'js'}');
      const uri = 'mongodb://a,b:27018/x?serverselectiontimeoutms=9000&socketTimeoutMS=1&maxPoolSize=5';
      console.log(JSON.stringify(connectionOptions(uri)));`;
    const { stdout } = await execa(process.execPath, [...loader(name), '-e', script], { cwd: app });
    const options = JSON.parse(stdout);
    expect(Object.keys(options)).toEqual([
      'connectTimeoutMS',
      'waitQueueTimeoutMS',
      'heartbeatFrequencyMS',
    ]);
  });
});

describe.each(['api-javascript', 'api-typescript'] as const)('%s', (name) => {
  test('a wildcard among the origins, and a CROSS_SITE that is neither, are faults', async () => {
    const env = { ALLOWED_ORIGINS: 'https://*.example.com', CROSS_SITE: 'yes' };
    const refusal = await refusalOf(name, env);
    expect(refusal).toMatch(/ALLOWED_ORIGINS: "https:\/\/\*\.example\.com" holds a wildcard/);
    expect(refusal).toMatch(/CROSS_SITE must be true or false, not "yes"/);
  });

  test('with CROSS_SITE the cookie of a front end on another site is kept, and is expired the same', async () => {
    const origin = 'https://front.example';
    const app = await startApp(name, {
      ...{ MONGODB_URI: ownDatabaseUri(), NODE_ENV: 'production', TRUST_PROXY: '1' },
      ...{ CROSS_SITE: 'true', ALLOWED_ORIGINS: origin },
    });
    const headers = { 'x-forwarded-proto': 'https', origin, 'content-type': 'application/json' };
    const body = JSON.stringify({
      email: 'ann@example.com',
      password: 'a sentence is a good password',
    });
    const made = await fetch(`${app.url}/api/users`, { method: 'POST', headers, body });
    const cookies = made.headers.getSetCookie();
    expect(cookies.find((cookie) => cookie.startsWith('__Host-session='))).toMatch(
      /^__Host-session=[^;]+; Path=\/; HttpOnly; Secure; Partitioned; SameSite=None$/,
    );
    expect(made.headers.get('access-control-expose-headers')).toMatch(/^Retry-After, X-Request-Id/);
    const asked = { ...headers, 'access-control-request-method': 'PATCH' };
    const preflight = await fetch(`${app.url}/api/users`, { method: 'OPTIONS', headers: asked });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  });
});

function startOf(name: AppName): string[] {
  return name.endsWith('typescript') ? ['--import', 'tsx', 'src/server.ts'] : ['src/server.js'];
}

function loader(name: AppName): string[] {
  return name.endsWith('typescript')
    ? ['--import', 'tsx', '--input-type=module']
    : ['--input-type=module'];
}

describe.each(oneVariant())('mail in %s', (name) => {
  test.each([
    [{ SMTP_URL: '' }, /SMTP_URL must be set in production: a right one is smtp:/],
    [{ MAIL_FROM: '' }, /MAIL_FROM must be set in production: a right one is /],
    [{ APP_URL: '' }, /APP_URL must be set in production: a right one is https:/],
    [{ SMTP_URL: 'https://user:canary@mail.example.com' }, /SMTP_URL is no address/],
    [{ SMTP_URL: 'mail.example.com:587' }, /SMTP_URL is no address/],
    [{ MAIL_FROM: 'a@example.com\r\nBcc: b@example.com' }, /MAIL_FROM is no sender/],
    [{ MAIL_FROM: 'a@example.com, b@example.com' }, /MAIL_FROM is no sender/],
    [{ APP_URL: 'http://app.example.com' }, /APP_URL is no address of a site/],
    [{ APP_URL: 'https://app.example.com/?a=b' }, /APP_URL is no address of a site/],
    [{ APP_URL: 'app.example.com' }, /APP_URL is no address of a site/],
  ])('does not send mail in production with %j, and says which is wrong', async (env, words) => {
    const said = await refusalOf(name, { NODE_ENV: 'production', ...MAIL, ...env });
    expect(said).toMatch(words);
    expect(said).not.toContain('canary');
  });

  test('names all that mail needs in production at once', async () => {
    const said = await refusalOf(name, { NODE_ENV: 'production' });
    expect(said).toMatch(/SMTP_URL must.*MAIL_FROM must.*APP_URL must/s);
  });

  test('in development mail needs nothing, and its links lead to the port', async () => {
    const port = await freePort();
    const env = { MONGODB_URI: ownDatabaseUri(), PORT: String(port) };
    const app = await startApp(name, env);
    const visitor = new Visitor(() => app.url);
    const fields = { email: 'ann@example.com', password: 'a sentence is a good password' };
    if (name.startsWith('auth')) await visitor.post('/register', new URLSearchParams(fields));
    else await visitor.post('/api/users', fields);
    const link = `http://localhost:${port}/confirm?token=`;
    await expect.poll(app.output, { timeout: 10_000 }).toContain(link);
    expect((await visitor.get('/dev/mail')).text).toContain(link);
    // The mails open accounts: they are for whoever sits at this machine.
    const elsewhere = await askUnderName('evil.example', `${app.url}/dev/mail`);
    expect([elsewhere.status, elsewhere.text]).toEqual([
      404,
      expect.not.stringContaining('token='),
    ]);
  });
});
