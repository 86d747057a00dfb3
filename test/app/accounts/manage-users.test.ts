import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, inject, test } from 'vitest';
import { cliEnvironment } from '../../bed/cli.ts';
import { temporaryFolder } from '../../bed/folder.ts';
import { newPassword } from './client.ts';
import { idOf, recordSecret } from './record.ts';
import { oneVariant, type Site, sharedSite, testRecord } from './site.ts';

const APPS = oneVariant();

describe.each(APPS)('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test('9. the owner disables, enables, resets and deletes users from the command line', async () => {
    const client = await site.registered();
    const { email, password } = client;
    const stranger = await site.registered();
    expect(await manageUsers(site, 'disable', email)).toBe(`${email} disabled`);
    expect(await client.isSignedIn()).toBe(false);
    expect((await client.logIn()).status).toBe(401);

    await manageUsers(site, 'enable', email);
    expect((await client.logIn()).status).toBe(driver.done.logIn);

    const said = await manageUsers(site, 'reset', email);
    const link = new URL(said.split(': ')[1] ?? '');
    expect(link.origin + link.pathname).toBe('http://localhost:3000/reset-password');
    const token = link.searchParams.get('token');
    const fresh = newPassword();
    expect((await site.client().send(driver.acts.reset(token, fresh))).status).toBe(
      driver.done.reset,
    );
    expect(await client.isSignedIn()).toBe(false);
    expect((await client.logIn(password)).status).toBe(401);
    expect((await client.logIn(fresh)).status).toBe(driver.done.logIn);

    await manageUsers(site, 'delete', email);
    expect(await client.isSignedIn()).toBe(false);
    expect(await site.users.countDocuments({ email })).toBe(0);
    expect(await stranger.isSignedIn()).toBe(true);

    await expect(manageUsers(site, 'disable', email)).rejects.toMatchObject({
      exitCode: 1,
      stderr: `There is no user ${email}.`,
    });
    await expect(manageUsers(site, 'remove', client.email)).rejects.toMatchObject({
      exitCode: 2,
      stderr: 'Usage: users list, or users show|disable|enable|delete|reset|confirm <email>',
    });
  });

  test('the owner confirms an address, and a link for a new password leads where APP_URL says', async () => {
    const { email } = await site.registered();
    expect(await manageUsers(site, 'confirm', email)).toBe(`${email} confirmed`);
    expect(await site.users.findOne({ email })).toMatchObject({ confirmedAt: expect.any(Date) });
    const { MONGODB_URI } = site.env;
    const production = { MONGODB_URI, NODE_ENV: 'production' };
    const APP_URL = 'https://shop.example.com/';
    const { stdout } = await run(site, ['reset', email], { ...production, APP_URL });
    expect(stdout).toContain(' https://shop.example.com/reset-password?token=');
    await expect(run(site, ['reset', email], production)).rejects.toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/APP_URL must be set in production/),
    });
  });

  test('the owner lists the users, and sees what is known of one', async () => {
    const [client, other] = [await site.registered(), await site.registered()];
    await manageUsers(site, 'disable', other.email);
    const today = new Date().toISOString().slice(0, 10);
    const list = (await manageUsers(site, 'list')).split('\n');
    expect(list).toContain(`${client.email} since ${today}`);
    expect(list).toContain(`${other.email} since ${today}, disabled`);
    expect(list).toEqual([...list].sort());

    const shown = await manageUsers(site, 'show', client.email);
    const digest = createHash('sha256').update(client.email).digest('base64url').slice(0, 22);
    for (const known of [digest, client.userAgent, `registered     ${today}`]) {
      expect(shown).toContain(known);
    }
    const user = await site.users.findOne({ email: client.email });
    expect(shown).toContain(String(user?._id));
    expect(shown).not.toContain(user?.password);
    expect(shown).not.toContain(idOf(client.cookie));
  });

  test('an outage is one line, and so is what is wrong with the environment', async () => {
    const away = { MONGODB_URI: 'mongodb://127.0.0.1:9/test?serverSelectionTimeoutMS=200' };
    await expect(run(site, ['list'], away)).rejects.toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The database does not answer: \w+\.$/),
    });
    await expect(run(site, ['list'], {})).rejects.toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/MONGODB_URI must be set/),
    });
  });
});

describe.each(APPS.filter((variant) => variant.endsWith('typescript')))('%s', (variant) => {
  const site = sharedSite(variant);

  test('what is compiled for the image looks after users as well', async () => {
    const client = await site.registered();
    const app = inject('apps')[variant];
    const image = temporaryFolder();
    await fs.symlink(join(app, 'node_modules'), join(image, 'node_modules'), 'dir');
    await fs.copy(join(app, 'package.json'), join(image, 'package.json'));
    await fs.copy(join(inject('built')[variant], 'dist'), join(image, 'dist'));
    const { stdout } = await execa('node', ['dist/manage-users.js', 'show', client.email], {
      cwd: image,
      env: cliEnvironment({ MONGODB_URI: site.env.MONGODB_URI }),
      extendEnv: false,
    });
    expect(stdout).toContain(client.userAgent);
  });
});

/** Runs `npm run users` of the created app, with the address of the database alone. Returns what it says. */
async function manageUsers(site: Site, ...args: string[]) {
  const { MONGODB_URI } = site.env;
  const { stdout } = await run(site, args, { MONGODB_URI });
  const token = stdout.split('token=')[1];
  if (token) recordSecret('token of a link', token);
  return stdout;
}

function run({ variant }: Site, args: string[], env: Record<string, string | undefined>) {
  return execa('npm', ['run', '--silent', 'users', '--', ...args], {
    cwd: inject('apps')[variant],
    // The app's own .env names a database for development.
    env: cliEnvironment({ MONGODB_URI: '', ...env }),
    extendEnv: false,
  });
}

testRecord();
