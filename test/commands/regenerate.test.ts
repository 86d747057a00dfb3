import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { runCli } from '../bed/cli.ts';
import { differences, readTree, without } from '../bed/tree.ts';
import { actionsOf, documentOf, type KeptApp, keepApps } from './kept-app.ts';

// The everyday uses of `regenerate`: other answers, the same answers, and looking before it writes.

const { newApp, oldApp } = keepApps();

const treeOf = ({ directory }: KeptApp) => readTree(directory, { times: true });

/** What changed in a directory besides our records. */
function changedSince(before: Record<string, string>, app: KeptApp): string[] {
  const isOurs = (path: string) => path === '.' || path.startsWith('.create-mongo-session-app');
  const [was, is] = [before, readTree(app.directory)].map((tree) => without(tree, isOurs));
  return differences(is ?? {}, was ?? {}).map((line) => line.replace(/ \(.*/, ''));
}

function recordedChoices(app: KeptApp): Record<string, unknown> {
  return fs.readJsonSync(app.path(STATE_FILE)).choices;
}

const secretIn = (app: KeptApp) => /^SESSION_SECRET=(.*)$/m.exec(app.read('.env'))?.[1];

describe('other answers', () => {
  test('another URI changes its line of .env and nothing else', async () => {
    const app = newApp();
    const [before, env] = [readTree(app.directory), app.read('.env')];
    const uri = 'mongodb://ann:canary@h/shop?w=1';
    const run = await app.regenerate(['--mongo-uri', uri, '--json']);
    expect(run.code).toBe(0);
    expect(changedSince(before, app)).toEqual(['other: .env']);
    expect(app.read('.env')).toBe(env.replace(/^MONGODB_URI=.*$/m, `MONGODB_URI='${uri}'`));
    expect(actionsOf(documentOf(run))).toEqual({ '.env': 'merge' });
    expect(run.stdout + run.stderr).not.toContain('canary');
    expect(fs.statSync(app.path('.env')).mode & 0o777).toBe(0o600);
  });

  test('another collection is known to .env, the config and the record', async () => {
    const app = newApp();
    const [before, env] = [readTree(app.directory), app.read('.env')];
    expect(await app.regenerate(['--collection', 'logins'])).toMatchObject({ code: 0 });
    expect(app.read('.env')).toBe(env.replace('=sessions', '=logins'));
    expect(changedSince(before, app)).toContain('other: src/config.js');
    expect(recordedChoices(app)).toMatchObject({ collection: 'logins' });
  });

  test('the answers file gives them as well, and none of them is lost to the next run', async () => {
    const app = newApp();
    fs.outputJsonSync(app.path('../answers.json'), { collection: 'logins', docker: true });
    expect(await app.regenerate(['--answers', '../answers.json'])).toMatchObject({ code: 0 });
    expect(await app.regenerate(['--ci'])).toMatchObject({ code: 0 });
    expect(recordedChoices(app)).toMatchObject({ collection: 'logins', docker: true, ci: true });
    expect(app.read('.env')).toContain('=logins\n');
  });

  test('extras come and go without a trace', async () => {
    const app = newApp();
    const before = readTree(app.directory);
    expect(await app.regenerate(['--docker', '--ci', '--no-dev-database'])).toMatchObject({
      code: 0,
    });
    expect(changedSince(before, app)).toEqual(
      expect.arrayContaining([
        'more: Dockerfile',
        'more: .github/workflows/ci.yml',
        'missing: scripts',
      ]),
    );
    expect(await app.regenerate(['--no-docker', '--no-ci', '--dev-database'])).toMatchObject({
      code: 0,
    });
    expect(changedSince(before, app)).toEqual([]);
  });

  test('an extra that is switched off leaves what its owner has edited', async () => {
    const app = newApp();
    await app.regenerate(['--docker']);
    app.edit('compose.yaml', ':3000:3000', ':8080:3000');
    const run = await app.regenerate(['--no-docker', '--json']);
    expect(actionsOf(documentOf(run))).toMatchObject({ Dockerfile: 'remove' });
    expect(app.read('compose.yaml')).toContain(':8080:3000');
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('another package manager names its lock file and what to run', async () => {
    const app = newApp();
    app.write('package-lock.json', '{}');
    const run = await app.regenerate(['--package-manager', 'pnpm', '--json']);
    expect(run.code).toBe(0);
    expect(app.read('README.md')).toContain('pnpm install');
    const { nextSteps } = documentOf(run);
    expect(nextSteps.slice(0, 2)).toEqual(['rm package-lock.json', 'pnpm install']);
  });

  test.each([
    ['--template', 'auth', 'minimal'],
    ['--language', 'typescript', 'javascript'],
    ['--name', 'tea', 'shop'],
  ])('%s %s is another app: exit 2', async (flag, value, kept) => {
    const app = newApp();
    const before = treeOf(app);
    const { code, stderr } = await app.regenerate([flag, value]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`"${kept}"`) });
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('the same template, language and name may be given', async () => {
    const flags = ['--template', 'minimal', '--language', 'js', '--name', 'shop'];
    expect(await newApp().regenerate(flags)).toMatchObject({ code: 0 });
  });
});

describe('another source of the secret', () => {
  const UNUSED = '# unused since regenerate; delete it once the new source works';

  test.each([
    ['file', ['--secret-file', '/run/s'], 'put it into /run/s'],
    ['env', ['--secret-source', 'env'], 'put it into SESSION_SECRET'],
  ])(
    'from generate to %s keeps the old one as a comment, and says so',
    async (source, flags, words) => {
      const app = newApp();
      const secret = secretIn(app);
      const run = await app.regenerate([...flags, '--json']);
      expect(run.code).toBe(0);
      expect(app.read('.env')).toContain(`# SESSION_SECRET=${secret}  ${UNUSED}\n`);
      expect(secretIn(app)).toBeUndefined();
      expect(/^SESSION_SECRET_FILE=\/run\/s$/m.test(app.read('.env'))).toBe(source === 'file');
      expect(recordedChoices(app)).toMatchObject({ secretSource: source });
      expect(documentOf(run).nextSteps.join('\n')).toContain(words);
      expect(run.stdout + run.stderr).not.toContain(secret);
      expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
    },
  );

  test('and back to generate has a fresh one, with the old one still a comment', async () => {
    const app = newApp();
    const old = secretIn(app);
    await app.regenerate(['--secret-file', '/run/s']);
    expect(await app.regenerate(['--secret-source', 'generate'])).toMatchObject({ code: 0 });
    const env = app.read('.env');
    expect(secretIn(app)).toMatch(/^[\w-]{43}$/);
    expect(secretIn(app)).not.toBe(old);
    expect(env).toContain(`# SESSION_SECRET=${old}  ${UNUSED}\n`);
    expect(env).toContain(`# SESSION_SECRET_FILE=/run/s  ${UNUSED}\n`);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('a secret that is supplied takes the place of the old one, which stays as a comment', async () => {
    const app = newApp();
    const old = secretIn(app);
    const input = `${'supplied-'.repeat(5)}\n`;
    expect(await app.regenerate(['--secret-stdin'], { input })).toMatchObject({ code: 0 });
    expect(secretIn(app)).toBe(input.trim());
    expect(app.read('.env')).toContain(`# SESSION_SECRET=${old}  `);
    expect(recordedChoices(app)).toMatchObject({ secretSource: 'supply' });
    // Who supplied it once need not do so again.
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
    expect(await app.regenerate(['--collection', 'logins', '--yes'])).toMatchObject({ code: 0 });
    expect(secretIn(app)).toBe(input.trim());
  });

  test('a secret that the owner rotated is never replaced', async () => {
    const app = newApp();
    app.edit(
      '.env',
      /^SESSION_SECRET=.*$/m,
      `SESSION_SECRET="${'new'.repeat(12)},${'old'.repeat(12)}"`,
    );
    const env = app.read('.env');
    expect(await app.regenerate(['--docker'])).toMatchObject({ code: 0 });
    expect(app.read('.env')).toBe(env);
  });
});

test('what to type next begins where the command was typed, and names git only where it is', async () => {
  const app = newApp();
  const cwd = join(app.directory, '..');
  const again = async (flag: string) =>
    documentOf(await runCli(['regenerate', 'shop', flag, '--no-install', '--json'], { cwd }));
  expect((await again('--docker')).nextSteps).toEqual([]);
  await execa('git', ['init', '--quiet'], { cwd: app.directory });
  const steps = ['cd shop', "git diff -- ':!.create-mongo-session-app'"];
  expect((await again('--no-docker')).nextSteps).toEqual(steps);
  expect((await again('--mongo-uri=mongodb://h/other')).nextSteps).toEqual([]);
});

describe('the same again', () => {
  test.each([
    ['nothing', []],
    ['other answers', ['--collection', 'logins', '--docker', '--secret-file', '/run/s']],
  ])('after %s, touches no byte, mode or time stamp', async (_what, flags) => {
    const app = oldApp();
    chmodSync(app.path('src/app.js'), 0o640);
    app.edit('src/app.js', 'app.use(notFound)', "app.get('/tea', tea);\n  app.use(notFound)");
    expect(await app.regenerate(flags)).toMatchObject({ code: 0 });
    const before = treeOf(app);
    const run = await app.regenerate(flags);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to change') });
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('--check is 1 before, 0 after, and 0 with edits of the owner', async () => {
    const app = oldApp();
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 1 });
    await app.regenerate();
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
    app.edit('src/app.js', 'notFound', 'notFound /* tea */');
    fs.removeSync(app.path('README.md'));
    app.edit('package.json', '"private": true', '"private": true, "tea": 1');
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
    expect(await app.regenerate(['--check', '--collection', 'logins'])).toMatchObject({ code: 1 });
  });

  test('a fresh clone without .env, in a folder of another name, has no drift', async () => {
    const app = newApp();
    fs.removeSync(app.path('.env'));
    fs.moveSync(app.directory, app.path('../clone-of-it'));
    const cwd = app.path('../clone-of-it');
    const env = { CI: 'true', MONGODB_URI: 'mongodb://ci/', SESSION_SECRET: 'x'.repeat(40) };
    expect(await app.regenerate(['--check'], { cwd, env })).toMatchObject({ code: 0 });
    expect(await app.regenerate([], { cwd, env })).toMatchObject({ code: 0 });
    expect(fs.existsSync(`${cwd}/.env`)).toBe(false);
  });

  test('the environment gives no answer', async () => {
    const app = newApp();
    const before = treeOf(app);
    const env = { MONGODB_URI: 'mongodb://elsewhere/x', SESSION_SECRET: 'x'.repeat(40) };
    const run = await app.regenerate(['--yes'], { env });
    expect(run.code).toBe(0);
    expect(run.stdout + run.stderr).not.toMatch(/environment|elsewhere/);
    expect(differences(treeOf(app), before)).toEqual([]);
  });
});

describe('before it writes', () => {
  test.each([['--dry-run'], ['--diff'], ['--check'], ['--diff', '--check', '--json']])(
    '%s changes nothing, and shows what would',
    async (...flags) => {
      const app = oldApp();
      const before = treeOf(app);
      const { code, stdout } = await app.regenerate([...flags, '--collection', 'logins']);
      expect(code).toBe(flags.includes('--check') ? 1 : 0);
      expect(stdout).toContain('src/session/store.js');
      expect(/^[+-] /m.test(stdout) || /\\n[+-] /.test(stdout)).toBe(flags.includes('--diff'));
      expect(differences(treeOf(app), before)).toEqual([]);
    },
  );

  test('--json is one document, with what is done to each file', async () => {
    const app = oldApp();
    fs.removeSync(app.path('src/log.js'));
    app.edit('src/errors.js', 'there is no', 'nothing at');
    const run = await app.regenerate(['--json', '--docker']);
    const document = documentOf(run);
    expect(document).toMatchObject({
      schemaVersion: 1,
      command: 'regenerate',
      directory: app.directory,
      exitCode: 0,
      problems: [],
      repeat: expect.stringContaining('regenerate'),
      steps: [{ name: 'install', status: 'skipped' }],
      choices: { template: 'minimal', docker: true, secretSource: 'generate' },
    });
    expect(actionsOf(document)).toMatchObject({
      Dockerfile: 'create',
      'src/errors.js': 'merge',
      'src/log.js': 'deleted',
      'src/session/store.js': 'replace',
    });
    expect(Object.keys(document.choices as object)).not.toContain('mongoUri');
  });

  test.each([
    ['a directory that is not there', ['no/such'], 3, 'not-created-here'],
    ['an illegal answer', ['--collection', 'system.x'], 2, 'illegal-value'],
    ['a flag of create', ['--overwrite'], 2, 'unknown-flag'],
    ['an unknown resolution', ['--conflict', 'mine'], 2, 'unknown-flag'],
    ['a file that is there', ['--restore', 'src/app.js'], 2, 'illegal-value'],
    ['a file that no app has', ['--restore', '../x'], 2, 'illegal-value'],
  ])('--json is one document when it fails for %s', async (_what, flags, code, problem) => {
    const app = newApp();
    const run = await app.regenerate(['--json', ...flags]);
    expect(run.code).toBe(code);
    expect(documentOf(run)).toMatchObject({
      exitCode: code,
      repeat: null,
      problems: [{ code: problem }],
    });
  });
});

describe('a file that its owner deleted', () => {
  test('stays away, is named, and comes back with --restore', async () => {
    const app = newApp();
    const [log, readme] = [app.read('src/log.js'), app.read('README.md')];
    for (const path of ['src/log.js', 'README.md']) fs.removeSync(app.path(path));
    const run = await app.regenerate();
    expect(run.stdout).toMatch(/deleted +README\.md .*--restore README\.md/);
    expect(fs.existsSync(app.path('src/log.js'))).toBe(false);
    const restored = await app.regenerate(['--restore', './src/log.js', '--restore', 'README.md']);
    expect(restored.code).toBe(0);
    expect([app.read('src/log.js'), app.read('README.md')]).toEqual([log, readme]);
  });

  test('is not created again when it has changed since', async () => {
    const app = oldApp();
    fs.removeSync(app.path('src/session/store.js'));
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(fs.existsSync(app.path('src/session/store.js'))).toBe(false);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });
});
