import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import { actionsOf, documentOf, editConflictingly, type KeptApp, keepApps } from './kept-app.ts';

// What both sides changed, and edits that are in no commit.

const { newApp, oldApp } = keepApps();

const treeOf = ({ directory }: KeptApp) => readTree(directory, { times: true });
const MARKERS = /^(<<<<<<< yours|\|\|\|\|\|\|\| |=======|>>>>>>> create-mongo-session-app )/m;

function conflicting(): KeptApp {
  const app = oldApp();
  editConflictingly(app);
  return app;
}

describe('a conflict', () => {
  test.each([[[]], [['--conflict', 'abort']], [['--yes']]])(
    'ends the command with 4, names every place, and nothing is written: %j',
    async (flags) => {
      const app = conflicting();
      const before = treeOf(app);
      const run = await app.regenerate([...flags, '--json']);
      expect(run.code).toBe(4);
      const { problems, ...document } = documentOf(run);
      expect(problems.map(({ file, code }) => [file, code])).toEqual([
        ['src/config.js', 'conflict'],
        ['src/errors.js', 'conflict'],
        [undefined, 'conflict'],
      ]);
      expect(actionsOf({ problems, ...document })).toMatchObject({
        'src/config.js': 'conflict',
        'src/session/store.js': 'replace',
      });
      expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
    },
  );

  test('is drift for --check, and 4 for --dry-run and --diff', async () => {
    const app = conflicting();
    const before = treeOf(app);
    for (const [flag, code] of [
      ['--check', 1],
      ['--dry-run', 4],
      ['--diff', 4],
    ] as const) {
      const run = await app.regenerate([flag]);
      expect([flag, run.code]).toEqual([flag, code]);
      expect(run.stdout).toMatch(/^conflict src\/errors\.js/m);
    }
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
  });

  test.each([
    ['ours', "'our fault'", 4000],
    ['theirs', 'toAppError', 3000],
  ])('is decided place by place with --conflict %s', async (side, words, port) => {
    const app = conflicting();
    app.edit('src/errors.js', 'there is no', 'nothing at');
    expect(await app.regenerate(['--conflict', side])).toMatchObject({ code: 0 });
    const [errors, config] = [app.read('src/errors.js'), app.read('src/config.js')];
    expect(errors).toContain(words);
    expect(errors).toContain('nothing at');
    expect(config).toContain(`${port}`);
    expect(config).toContain("from './environment.js'");
    expect(errors + config).not.toMatch(MARKERS);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('left inline is refused while it stands, and does not come back when it is resolved', async () => {
    const app = conflicting();
    const run = await app.regenerate(['--conflict', 'inline', '--json']);
    expect(run.code).toBe(4);
    expect(documentOf(run)).toMatchObject({
      problems: [{ file: 'src/config.js' }, { file: 'src/errors.js' }],
      nextSteps: [
        '# resolve the conflicts in src/config.js, src/errors.js, then: npx create-mongo-session-app regenerate',
      ],
    });
    for (const path of ['src/config.js', 'src/errors.js']) expect(app.read(path)).toMatch(MARKERS);
    expect(app.read('src/session/store.js')).not.toMatch(MARKERS);

    const before = treeOf(app);
    for (const flags of [[], ['--force'], ['--check'], ['--conflict', 'theirs'], ['--docker']]) {
      const { code, stderr } = await app.regenerate(flags);
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('<<<<<<<') });
    }
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);

    const resolve = (path: string) =>
      app.edit(
        path,
        /^<<<<<<< .*\n([\s\S]*?)^\|\|\|\|\|\|\| [\s\S]*?^>>>>>>> .*\n/gm,
        '// resolved\n',
      );
    resolve('src/config.js');
    expect(await app.regenerate()).toMatchObject({ code: 4 });
    resolve('src/errors.js');
    const resolved = app.read('src/errors.js');
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(app.read('src/errors.js')).toBe(resolved);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('in JSON is offered beside the file, and the other keys are merged', async () => {
    const app = newApp();
    app.edit('package.json', 'node --watch', 'node --watch --inspect');
    const flags = ['--no-dev-database', '--conflict', 'inline'];
    expect(await app.regenerate(flags)).toMatchObject({ code: 4 });
    const own = await fs.readJson(app.path('package.json'));
    const offered = await fs.readJson(app.path('package.json.new'));
    expect(own.scripts.dev).toContain('--inspect');
    expect([own.scripts.db, own.scripts.test]).toEqual([undefined, offered.scripts.test]);
    expect(offered.scripts.dev).not.toMatch(/inspect|dev-database/);

    const before = treeOf(app);
    const { code, stderr } = await app.regenerate();
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining('package.json.new'),
    });
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
    fs.removeSync(app.path('package.json.new'));
    const kept = app.read('package.json');
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(app.read('package.json')).toBe(kept);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('in YAML is offered beside the file, which stays as it is', async () => {
    const app = newApp();
    await app.regenerate(['--docker', '--secret-source', 'generate']);
    app.edit('compose.yaml', /^ +environment: SESSION_SECRET$/m, '    environment: OUR_SECRET');
    const own = app.read('compose.yaml');
    const flags = ['--secret-file', '/run/shop', '--conflict', 'inline'];
    expect(await app.regenerate(flags)).toMatchObject({ code: 4 });
    expect(app.read('compose.yaml')).toBe(own);
    expect(app.read('compose.yaml.new')).toContain('SECRET_FILE');
    expect(await app.regenerate()).toMatchObject({ code: 4 });
    fs.removeSync(app.path('compose.yaml.new'));
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(app.read('compose.yaml')).toBe(own);
  });

  test('in .env names the key, shows no value, and keeps the owner line with inline', async () => {
    const app = newApp();
    app.edit('.env', 'COLLECTION=sessions', 'COLLECTION=canary-4711');
    const env = app.read('.env');
    const flags = ['--collection', 'logins', '--diff'];
    const run = await app.regenerate(flags);
    expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining('SESSION_COLLECTION') });
    const inline = await app.regenerate(['--collection', 'logins', '--conflict', 'inline']);
    expect([run, inline].map(({ stdout, stderr }) => stdout + stderr).join()).not.toContain(
      'canary',
    );
    expect(app.read('.env')).toBe(env);
    expect(fs.existsSync(app.path('.env.new'))).toBe(false);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('with what stands in the way of an offered file is refused', async () => {
    const app = newApp();
    app.edit('package.json', 'node --watch', 'node --watch --inspect');
    app.write('package.json.new', 'mine');
    const before = treeOf(app);
    const flags = ['--no-dev-database', '--conflict', 'inline'];
    expect(await app.regenerate(flags)).toMatchObject({ code: 3 });
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
  });

  test('with a link is decided by --conflict ours alone, and its target is never written', async () => {
    const app = oldApp();
    fs.moveSync(app.path('src/errors.js'), app.path('../errors.js'));
    symlinkSync('../../errors.js', app.path('src/errors.js'));
    const [before, target] = [treeOf(app), app.read('../errors.js')];
    for (const side of ['abort', 'inline', 'theirs']) {
      expect([side, (await app.regenerate(['--conflict', side])).code]).toEqual([side, 4]);
    }
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
    expect(await app.regenerate(['--conflict', 'ours'])).toMatchObject({ code: 0 });
    expect(fs.lstatSync(app.path('src/errors.js')).isSymbolicLink()).toBe(true);
    expect(app.read('../errors.js')).toBe(target);
  });
});

describe('an edit that is in no commit', () => {
  const git = (cwd: string, ...args: string[]) =>
    execa('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], { cwd });

  /** An app of the first templates in a repository, with one edit to a file that changes. */
  async function inRepository({ subfolder = false } = {}) {
    const app = oldApp();
    const root = subfolder ? join(app.directory, '..') : app.directory;
    await git(root, 'init', '--quiet');
    await git(root, 'add', '.');
    await git(root, 'commit', '--quiet', '-m', 'First');
    app.edit('src/errors.js', 'there is no', 'nothing at');
    return { app, git: (...args: string[]) => git(root, ...args) };
  }

  async function expectRefused(app: KeptApp) {
    const before = readTree(app.directory, { times: true });
    const { code, stderr } = await app.regenerate();
    expect(code).toBe(3);
    expect(stderr).toMatch(/Nothing was written: your changes to src\/errors\.js are in no commit/);
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
  }

  test('is refused, and accepted once it is committed', async () => {
    const { app, git } = await inRepository();
    await expectRefused(app);
    await git('commit', '--quiet', '-am', 'Second');
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(app.read('src/errors.js')).toContain('nothing at');
  });

  test('is refused when it is only staged', async () => {
    const { app, git } = await inRepository();
    await git('add', '.');
    await expectRefused(app);
  });

  test('is refused when git does not know the file', async () => {
    const { app, git } = await inRepository();
    await git('rm', '--quiet', '--cached', 'src/errors.js');
    await git('commit', '--quiet', '-m', 'Second');
    await expectRefused(app);
  });

  test('is refused in an app below the top of its repository', async () => {
    const { app, git } = await inRepository({ subfolder: true });
    await expectRefused(app);
    await git('commit', '--quiet', '-am', 'Second');
    expect(await app.regenerate()).toMatchObject({ code: 0 });
  });

  test('is refused through a symbolic link that lies outside the repository', async () => {
    const { app } = await inRepository();
    const before = readTree(app.directory, { times: true });
    const cwd = temporaryFolder();
    await fs.symlink(app.directory, join(cwd, 'link'), 'dir');
    const { code, stderr } = await runCli(['regenerate', 'link', '--no-install'], { cwd });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('your changes to src/errors.js are in no commit'),
    });
    expect(differences(readTree(app.directory, { times: true }), before)).toEqual([]);
  });

  test('is written to with --force', async () => {
    const { app } = await inRepository();
    expect(await app.regenerate(['--force'])).toMatchObject({ code: 0 });
    expect(app.read('src/errors.js')).toContain('nothing at');
    expect(app.read('src/errors.js')).toContain('toAppError');
  });

  test('is nobody else to refuse: files that stay, that git ignores, that are as rendered', async () => {
    const { app, git } = await inRepository();
    await git('checkout', '--quiet', 'src/errors.js');
    app.write('test/app.test.js', `${app.read('test/app.test.js')}// tea\n`);
    app.write('.gitignore', `${app.read('.gitignore')}src/session/\n`);
    app.edit('.env', '=sessions', '=sessions # tea');
    chmodSync(app.path('src/log.js'), 0o600);
    // Rendered by an earlier run that nobody has committed.
    expect(await app.regenerate(['--collection', 'logins'])).toMatchObject({ code: 0 });
    expect(await app.regenerate(['--collection', 'shoppers'])).toMatchObject({ code: 0 });
    expect(app.read('.env')).toContain('=shoppers # tea');
  });
});
