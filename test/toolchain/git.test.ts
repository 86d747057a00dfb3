import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';

const ONLY_GIT = ['--yes', '--no-install', '--no-check-database', '--json'];
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
};

async function create(cwd: string, env: Record<string, string> = {}) {
  // Neither the machine's configuration nor the user's says who commits, or what is ignored.
  const alone = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CEILING_DIRECTORIES: cwd,
  };
  const run = await runCli(['my-app', ...ONLY_GIT], { cwd, env: { ...alone, ...env } });
  const document = JSON.parse(run.stdout);
  return { ...run, step: document.steps.find(({ name }: { name: string }) => name === 'git') };
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd, env: cliEnvironment(IDENTITY), extendEnv: false }))
    .stdout;
}

/** Does what a problem says, as somebody who has mended its cause. */
async function finish(cwd: string, message: string) {
  const remedy = /Finish with: (.+)$/.exec(message)?.[1] ?? '';
  await execa('sh', ['-ec', remedy], { cwd, env: cliEnvironment(IDENTITY), extendEnv: false });
}

test('the first commit holds what was written, and not .env', async () => {
  const cwd = temporaryFolder();
  const { code, step } = await create(cwd, IDENTITY);
  expect({ code, status: step.status }).toEqual({ code: 0, status: 'done' });
  const app = join(cwd, 'my-app');
  const files = (await git(app, 'ls-tree', '-r', '--name-only', 'HEAD')).split('\n');
  expect(files).toContain('src/app.ts');
  expect(files).toContain('.create-mongo-session-app/state.json');
  expect(files).not.toContain('.env');
  expect(await git(app, 'status', '--porcelain')).toBe('');
  expect(await git(app, 'check-ignore', '.env')).toBe('.env');
});

test('the first commit leaves out what else lies in the directory', async () => {
  const cwd = temporaryFolder();
  await fs.outputFile(join(cwd, 'my-app/notes.txt'), 'mine');
  await fs.outputFile(join(cwd, 'my-app/.gitignore'), 'test/\n');
  await create(cwd, IDENTITY);
  const files = (await git(join(cwd, 'my-app'), 'ls-tree', '-r', '--name-only', 'HEAD')).split(
    '\n',
  );
  expect(files).toContain('src/app.ts');
  expect(files).not.toContain('notes.txt');
  // What the owner's ignore file leaves out stays out.
  expect(files).not.toContain('test/app.test.ts');
});

test('inside another repository nothing is committed', async () => {
  const cwd = temporaryFolder();
  await git(cwd, 'init', '--quiet');
  const { code, step } = await create(cwd, { ...IDENTITY, GIT_CEILING_DIRECTORIES: '/' });
  expect(code).toBe(0);
  expect(step).toMatchObject({
    status: 'skipped',
    detail: expect.stringContaining('inside a repository'),
  });
  expect(await fs.pathExists(join(cwd, 'my-app/.git'))).toBe(false);
});

test.each([
  ['the repository around the app', '.gitignore', '.create*\npackage.json\n.env\n'],
  ['its user', '.git/info/exclude', '.create*\npackage.json\n'],
])('what %s leaves out and the app needs is warned about, each time', async (_who, file, rules) => {
  const cwd = temporaryFolder();
  await git(cwd, 'init', '--quiet');
  await fs.outputFile(join(cwd, file), rules);
  const env = { ...IDENTITY, GIT_CEILING_DIRECTORIES: '/' };
  const { stderr } = await create(cwd, env);
  const advice = 'git add --force .create-mongo-session-app package.json';
  expect(stderr).toContain(
    `Warning: git ignores here what the app needs: .create-mongo-session-app, package.json. Add it all the same: ${advice}\n`,
  );
  const app = join(cwd, 'my-app');
  const again = await runCli(['regenerate', '--no-install'], { cwd: app, env });
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining(advice) });
  await execa('sh', ['-ec', advice], { cwd: app, env: cliEnvironment(env), extendEnv: false });
  expect(await git(app, 'ls-files')).not.toContain('.env\n');
  const { stderr: rest } = await runCli(['regenerate', '--no-install'], { cwd: app, env });
  expect(rest).not.toContain('git ignores');
});

test('a repository that ignores the whole app has said what it wants', async () => {
  const cwd = temporaryFolder();
  await git(cwd, 'init', '--quiet');
  await fs.outputFile(join(cwd, '.gitignore'), 'my-app\n');
  const { stderr } = await create(cwd, { GIT_CEILING_DIRECTORIES: '/' });
  expect(stderr).not.toContain('git ignores');
});

test('a repository around the app whose rules would commit .env is warned about', async () => {
  const cwd = temporaryFolder();
  await git(cwd, 'init', '--quiet');
  await fs.outputFile(join(cwd, 'my-app/.gitignore'), '.env\n!.e*\n');
  const { stderr } = await create(cwd, { GIT_CEILING_DIRECTORIES: '/' });
  expect(stderr).toMatch(/Warning: \.env holds secrets, and git does not ignore it/);
});

test("where the owner's rules would commit .env, nothing is, and the remedy mends it", async () => {
  const cwd = temporaryFolder();
  await fs.outputFile(join(cwd, 'my-app/.gitignore'), '.env\n!.e*\n');
  const { code, stdout } = await create(cwd, IDENTITY);
  expect(code).toBe(5);
  const app = join(cwd, 'my-app');
  await finish(app, JSON.parse(stdout).problems[0].message);
  const files = (await git(app, 'ls-files')).split('\n');
  expect(files).toContain('.env.example');
  expect(files).not.toContain('.env');
});

test('without an identity there is no repository, and the exit code is 0', async () => {
  const cwd = temporaryFolder();
  const { code, step } = await create(cwd);
  expect(code).toBe(0);
  expect(step).toMatchObject({
    status: 'skipped',
    detail: 'git knows no user.name and user.email',
  });
  expect(await fs.pathExists(join(cwd, 'my-app/.git'))).toBe(false);
});

test('without git the step is skipped, and the exit code is 0', async () => {
  const { code, step } = await create(temporaryFolder(), { ...IDENTITY, PATH: '/nowhere' });
  expect(code).toBe(0);
  expect(step).toMatchObject({ status: 'skipped', detail: 'git is not installed' });
});

test('a commit that fails is exit 5, and says how to finish', async () => {
  const cwd = temporaryFolder();
  const hooks = join(cwd, 'hooks');
  await fs.outputFile(
    join(hooks, 'pre-commit'),
    '#!/bin/sh\necho "no commits on Mondays" >&2\nexit 1\n',
    { mode: 0o755 },
  );
  const env = {
    ...IDENTITY,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: hooks,
  };
  const { code, step, stdout } = await create(cwd, env);
  expect(code).toBe(5);
  expect(step.status).toBe('failed');
  const [problem] = JSON.parse(stdout).problems;
  expect(problem.code).toBe('git-failed');
  const app = join(cwd, 'my-app');
  await finish(app, problem.message);
  expect(await git(app, 'status', '--porcelain')).toBe('');
  expect(await git(app, 'ls-files')).toContain('.create-mongo-session-app/state.json');
});

test('what a user ignores everywhere is in the first commit, for the app needs it, and .env is not', async () => {
  const cwd = temporaryFolder();
  const ignore = '.env*\n.create-mongo-session-app\ndist\n*.gz\nviews/\n';
  await fs.outputFile(join(cwd, 'ignore'), ignore);
  await fs.outputFile(join(cwd, 'config'), `[core]\n  excludesFile = ${join(cwd, 'ignore')}\n`);
  const env = { ...IDENTITY, GIT_CONFIG_GLOBAL: join(cwd, 'config') };
  const { code, step } = await create(cwd, env);
  expect({ code, status: step.status }).toEqual({ code: 0, status: 'done' });
  const app = join(cwd, 'my-app');
  const files = (await git(app, 'ls-tree', '-r', '--name-only', 'HEAD')).split('\n');
  const recorded = await fs.readdir(join(app, '.create-mongo-session-app'));
  const needed = recorded.map((name) => `.create-mongo-session-app/${name}`);
  expect(files).toEqual(expect.arrayContaining([...needed, '.env.example', 'views/home.ejs']));
  expect(files).not.toContain('.env');
  expect(step.detail).toMatch(/^first commit, with what git ignores here: .*\.env\.example/);
});

test("a program of the user's that watches repositories is not started by our questions", async () => {
  const cwd = temporaryFolder();
  const watcher = join(cwd, 'watcher');
  await fs.outputFile(watcher, `#!/bin/sh\ntouch ${cwd}/started\n`, { mode: 0o755 });
  await git(cwd, 'init', '--quiet');
  await git(cwd, 'config', 'core.fsmonitor', watcher);
  await create(cwd, { ...IDENTITY, GIT_CEILING_DIRECTORIES: '/' });
  const regenerate = ['regenerate', 'my-app', '--collection', 'logins', '--no-install', '--yes'];
  await fs.appendFile(join(cwd, 'my-app/src/app.ts'), '// mine\n');
  expect((await runCli(regenerate, { cwd, env: { GIT_CEILING_DIRECTORIES: '/' } })).code).toBe(0);
  expect(await fs.pathExists(join(cwd, 'started'))).toBe(false);
});
