import { chmodSync, chownSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { type CliOptions, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { ENTER, runAtTerminal } from '../bed/terminal.ts';
import { type KeptApp, keepApps } from './kept-app.ts';

const { newApp } = keepApps();
const OLD = 'canary-secret-of-the-test-that-is-long-enough';

/** An app whose secret is known; what it has in `.env` besides is its owner's. */
function appWith(env: string): KeptApp {
  const app = newApp();
  app.write('.env', env);
  return app;
}

async function rotate(app: KeptApp, flags: readonly string[] = [], more: Partial<CliOptions> = {}) {
  const run = await runCli(['rotate-secret', ...flags], { cwd: app.directory, ...more });
  expect(run.stderr).not.toMatch(/canary|\n\s+at /);
  if (!flags.includes('--print')) expect(run.stdout).not.toContain('canary');
  return run;
}

function secretsIn(app: KeptApp, path = '.env'): string[] {
  return (/^SESSION_SECRET=(.*)$/m.exec(app.read(path))?.[1] ?? '').split(',');
}

/** Makes the last step one of so many hours ago. */
function letHoursPass(app: KeptApp, hours: number) {
  const before = new Date(Date.now() - hours * 3_600_000).toISOString();
  app.edit(
    '.create-mongo-session-app/state.json',
    /"rotatedAt":"[^"]*"/,
    `"rotatedAt":"${before}"`,
  );
}

describe('a secret in .env', () => {
  test('gets a fresh one before it, and every other byte of the file stays', async () => {
    const start = '# mine\r\nA=1 # canary\n\n export  SESSION_SECRET = ';
    const end = '  # signs\r\nMONGODB_URI="mongodb://canary:canary@h/db"\n nonsense\nB=`x\ny`';
    const app = appWith(`${start}${OLD}${end}`);
    expect(await rotate(app)).toMatchObject({ code: 0 });
    const text = app.read('.env');
    expect(text.startsWith(start) && text.endsWith(`,${OLD}${end}`)).toBe(true);
    const fresh = text.slice(start.length, -`,${OLD}${end}`.length);
    expect(Buffer.from(fresh, 'base64url')).toHaveLength(32);
  });

  test('is rotated in two steps for processes that are restarted one after the other', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\n`);
    const first = await rotate(app, ['--rolling']);
    expect(first.stdout).toContain('The new secret is valid, and the old one still signs.');
    expect(first.stdout).toMatch(/npx create-mongo-session-app rotate-secret --rolling\n/);
    const [, fresh] = secretsIn(app);
    expect(secretsIn(app)).toEqual([OLD, fresh]);
    letHoursPass(app, 1);
    expect(await rotate(app, ['--rolling'])).toMatchObject({ code: 0 });
    expect(secretsIn(app)).toEqual([fresh, OLD]);
    letHoursPass(app, 23);
    const early = await rotate(app, ['--finish']);
    expect(early).toMatchObject({ code: 3 });
    expect(early.stderr).toMatch(
      /^Error: Nothing was written: .*Wait until \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
    );
    letHoursPass(app, 24);
    expect(await rotate(app, ['--finish'])).toMatchObject({ code: 0 });
    expect(secretsIn(app)).toEqual([fresh]);
    letHoursPass(app, 1);
    await rotate(app, ['--rolling']);
    expect(secretsIn(app)).toEqual([fresh, expect.stringMatching(/^[\w-]{43}$/)]);
  });

  test('is not finished before its sessions have ended, as long as .env lets them live', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\nSESSION_ABSOLUTE_HOURS=2\n`);
    const { stdout } = await rotate(app);
    expect(stdout).toContain('after 2 h, SESSION_ABSOLUTE_HOURS as known here');
    letHoursPass(app, 1.9);
    expect(await rotate(app, ['--finish'])).toMatchObject({ code: 3 });
    letHoursPass(app, 2.1);
    expect(await rotate(app, ['--finish'])).toMatchObject({ code: 0 });
  });

  test('is not rotated twice by mistake, and the fourth is too many', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\n`);
    await rotate(app);
    const twice = await rotate(app);
    expect(twice).toMatchObject({ code: 3, stderr: expect.stringContaining('less than a minute') });
    expect(secretsIn(app)).toHaveLength(2);
    await rotate(app, ['--force']);
    const four = await rotate(app, ['--force']);
    expect(four.stderr).toContain('Warning: The oldest secret is no longer valid');
    expect(secretsIn(app)).toHaveLength(3);
    expect(secretsIn(app)).not.toContain(OLD);
  });

  test('that has leaked goes, when somebody says that everybody may be signed out', async () => {
    const app = appWith(`SESSION_SECRET=${OLD},${OLD}-2\n`);
    expect(await rotate(app, ['--emergency'])).toMatchObject({ code: 2 });
    expect(secretsIn(app)).toContain(OLD);
    const terminal = runAtTerminal(['rotate-secret', '--emergency'], { cwd: app.directory });
    await terminal.answer('Sign everybody out', ENTER);
    expect((await terminal.ended).exitCode).toBe(3);
    expect(terminal.screen()).toContain('Nothing was written.');
    expect(secretsIn(app)).toContain(OLD);
    const again = runAtTerminal(['rotate-secret', '--emergency'], { cwd: app.directory });
    await again.answer('Sign everybody out', `y${ENTER}`);
    expect((await again.ended).exitCode).toBe(0);
    expect(secretsIn(app)).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    expect(await rotate(app, ['--emergency', '--yes'])).toMatchObject({ code: 0 });
  });

  test('of two lines with the key, the last is the one that Node reads', async () => {
    const app = appWith(`SESSION_SECRET=first\nSESSION_SECRET='${OLD}'\n`);
    await rotate(app);
    expect(app.read('.env')).toMatch(`SESSION_SECRET=first\nSESSION_SECRET=`);
    expect(app.read('.env')).toContain(`,${OLD}`);
  });

  test('behind a link is written where the link leads to, with its mode and its owner', async () => {
    const app = newApp();
    const target = join(temporaryFolder(), 'shop.env');
    await fs.outputFile(target, `SESSION_SECRET=${OLD}\nSESSION_ABSOLUTE_HOURS=3\n`);
    chmodSync(target, 0o640);
    chownSync(target, 1234, 1235);
    fs.removeSync(app.path('.env'));
    symlinkSync(target, app.path('.env'));
    const { code, stdout } = await rotate(app);
    expect([code, stdout]).toEqual([0, expect.stringContaining('after 3 h')]);
    expect(fs.readlinkSync(app.path('.env'))).toBe(target);
    expect(readFileSync(target, 'utf8')).toMatch(`,${OLD}\nSESSION_ABSOLUTE_HOURS=3\n`);
    const { mode, uid, gid } = statSync(target);
    expect([mode & 0o777, uid, gid]).toEqual([0o640, 1234, 1235]);
  });

  test('keeps the owner of .env, who is not always the one who rotates', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\n`);
    chmodSync(app.path('.env'), 0o600);
    chownSync(app.path('.env'), 1234, 1235);
    await rotate(app);
    const { mode, uid, gid } = statSync(app.path('.env'));
    expect([mode & 0o777, uid, gid]).toEqual([0o600, 1234, 1235]);
  });

  test('does not count where the environment has another one, and that is said', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\n`);
    const { code, stderr } = await rotate(app, [], { env: { SESSION_SECRET: OLD } });
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^Warning: SESSION_SECRET is set in/),
    ]);
    expect(secretsIn(app)).toHaveLength(2);
  });

  test('is not put where git would commit it', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\n`);
    const git = (...args: string[]) => execa('git', args, { cwd: app.directory });
    await git('init', '-q');
    await git('add', '--force', '.env');
    const { code, stderr } = await rotate(app);
    expect([code, stderr]).toEqual([3, expect.stringContaining('git rm --cached .env')]);
    expect(secretsIn(app)).toEqual([OLD]);
  });

  test('is shown by no preview, and a preview writes nothing', async () => {
    const app = appWith(`SESSION_SECRET=${OLD}\n`);
    const before = [app.read('.env'), app.read('.create-mongo-session-app/state.json')];
    const { stdout } = await rotate(app, ['--diff']);
    expect(stdout).toContain('-SESSION_SECRET=[secret]\n+SESSION_SECRET=[secret],[secret]');
    await rotate(app, ['--dry-run', '--rolling']);
    await rotate(app, ['--dry-run', '--emergency']);
    const json = await rotate(app, ['--json', '--diff', '--rolling']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      command: 'rotate-secret',
      changes: [{ path: '.env', action: 'merge', diff: expect.stringContaining('[secret]') }],
      repeat: 'npx create-mongo-session-app rotate-secret --rolling --yes',
      exitCode: 0,
    });
    expect([app.read('.env'), app.read('.create-mongo-session-app/state.json')]).toEqual(before);
  });
});

test('the record knows the step and when it was made, and regenerate keeps it', async () => {
  const app = appWith(
    `SESSION_SECRET=${OLD}\nMONGODB_URI=mongodb://h/db\nSESSION_COLLECTION=sessions\n`,
  );
  await rotate(app, ['--rolling']);
  const state = () => JSON.parse(app.read('.create-mongo-session-app/state.json')).secret;
  expect(state()).toEqual({ step: 'accepting', rotatedAt: expect.stringMatching(/^20.*Z$/) });
  expect((await app.regenerate(['--check'])).code).toBe(0);
  expect((await app.regenerate(['--collection', 'logins'])).code).toBe(0);
  expect(state()).toMatchObject({ step: 'accepting' });
  const other = { input: 'another secret, but for its comma, of the test'.replaceAll(',', '') };
  expect((await app.regenerate(['--secret-stdin'], other)).code).toBe(0);
  expect(state()).toBeUndefined();
});

describe('a secret in a file of its own', () => {
  async function appWithFile(): Promise<{ app: KeptApp; file: string }> {
    const file = join(temporaryFolder(), 'session_secret');
    await fs.outputFile(file, `${OLD}\n`);
    return { app: appWith(`SESSION_SECRET_FILE=${file}\n`), file };
  }

  test('is rotated there: its mode and owner stay, and its last line end', async () => {
    const { app, file } = await appWithFile();
    chmodSync(file, 0o440);
    chownSync(file, 1234, 1235);
    expect(await rotate(app, ['--rolling'])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${OLD},[\\w-]{43}\n$`));
    letHoursPass(app, 1);
    expect(await rotate(app, ['--rolling'])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^[\\w-]{43},${OLD}\n$`));
    const { mode, uid, gid } = statSync(file);
    expect([mode & 0o777, uid, gid]).toEqual([0o440, 1234, 1235]);
    expect(fs.readdirSync(join(file, '..'))).toEqual(['session_secret']);
  });

  test('that is not here, or not ours to write, is left with the steps to take', async () => {
    const { app, file } = await appWithFile();
    chmodSync(join(file, '..'), 0o755);
    for (const path of [app.directory, app.path('.create-mongo-session-app'), app.path('.env')]) {
      chownSync(path, 1234, 1234);
    }
    const foreign = await rotate(app, [], { uid: 1234 });
    expect([foreign.code, foreign.stderr]).toEqual([
      3,
      expect.stringMatching(/cannot be written.*as new,old/),
    ]);
    fs.removeSync(file);
    const gone = await rotate(app, ['--rolling']);
    expect([gone.code, gone.stderr]).toEqual([
      3,
      expect.stringMatching(/not on this machine.*as old,new/),
    ]);
    expect(gone.stderr).toContain('Nothing was written: ');
  });
});

describe('a secret of the environment', () => {
  const inEnvironment = () => appWith('# SESSION_SECRET comes from the environment\n');

  test('cannot be written: what to do is said', async () => {
    for (const flags of [[], ['--rolling'], ['--finish'], ['--emergency', '--yes']]) {
      const { code, stdout, stderr } = await rotate(inEnvironment(), flags);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(
        /^Error: Nothing was written: the secret comes from the environment\. There, /,
      );
    }
  });

  test('is printed, with the one in force where that is set here', async () => {
    const app = inEnvironment();
    const alone = await rotate(app, ['--print']);
    expect(alone.stdout).toMatch(/^[\w-]{43}\n$/);
    expect(alone.stderr).toContain('put this one before it');
    letHoursPass(app, 1);
    const env = { SESSION_SECRET: OLD };
    const both = await rotate(app, ['--print', '--quiet'], { env });
    expect(both.stdout).toMatch(new RegExp(`^[\\w-]{43},${OLD}\n$`));
    letHoursPass(app, 1);
    const value = (await rotate(app, ['--print', '--rolling'], { env })).stdout.trim();
    expect(value).toMatch(new RegExp(`^${OLD},[\\w-]{43}$`));
    letHoursPass(app, 1);
    const second = await rotate(app, ['--print', '--rolling'], { env: { SESSION_SECRET: value } });
    expect(second.stdout.trim()).toBe(value.split(',').reverse().join(','));
    letHoursPass(app, 25);
    const env2 = { SESSION_SECRET: second.stdout.trim() };
    const last = await rotate(app, ['--print', '--finish'], { env: env2 });
    expect(last.stdout.trim()).toBe(value.split(',')[1]);
  });

  test('is printed only where nothing can be written, and not into a document', async () => {
    const written = appWith(`SESSION_SECRET=${OLD}\n`);
    expect(await rotate(written, ['--print'])).toMatchObject({ code: 2, stdout: '' });
    expect(await rotate(inEnvironment(), ['--print', '--json'])).toMatchObject({ code: 2 });
  });
});

test('steps exclude each other', async () => {
  const app = appWith(`SESSION_SECRET=${OLD}\n`);
  for (const flags of [
    ['--rolling', '--finish'],
    ['--finish', '--emergency'],
  ]) {
    const { code, stderr } = await rotate(app, flags);
    expect([code, stderr]).toEqual([2, `Error: ${flags.join(' and ')} exclude each other.\n`]);
  }
});

test('an app that is not ours is left alone, with what to do by hand', async () => {
  const cwd = temporaryFolder();
  await fs.outputFile(join(cwd, '.env'), `SESSION_SECRET=${OLD}\n`);
  const { code, stderr } = await runCli(['rotate-secret'], { cwd });
  expect([code, stderr]).toEqual([3, expect.stringContaining('secret: [new, old]')]);
  const app = appWith(`SESSION_SECRET=${OLD}\n`);
  fs.removeSync(app.path('.create-mongo-session-app/state.json'));
  expect((await rotate(app)).stderr).toContain('create-mongo-session-app regenerate');
});
