import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { isMember, pnpmPackages } from '../../src/toolchain/workspace.ts';
import { FILES_ONLY, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';

async function create(cwd: string, { args = [] as string[], env = {} } = {}) {
  const flags = ['my-app', '--yes', '--docker', '--ci', ...FILES_ONLY, ...args];
  const { code, stderr } = await runCli(flags, { cwd, env });
  expect(code, stderr).toBe(0);
  const app = join(cwd, 'my-app');
  const has = (path: string) => fs.pathExistsSync(join(app, path));
  const read = (path: string) => fs.readFileSync(join(app, path), 'utf8');
  const check = () => runCli(['regenerate', 'my-app', '--check'], { cwd });
  return { stderr, has, read, check };
}

test.each([
  ['npm', 'package.json', '{ "workspaces": ["apps/*"] }', []],
  ['bun', 'package.json', '{ "workspaces": ["apps/*"] }', []],
  ['yarn', 'package.json', '{ "workspaces": { "packages": ["apps/**"] } }', ['yarn.lock']],
  ['pnpm', 'pnpm-workspace.yaml', "packages:\n  - 'apps/*'\n", ['pnpm-workspace.yaml']],
])(
  'in a workspace of %s what belongs to its root is left out, with the reason',
  async (manager, file, text, own) => {
    const root = temporaryFolder();
    await fs.outputFile(join(root, file), text);
    const cwd = join(root, 'apps');
    await fs.ensureDir(cwd);
    const app = await create(cwd, { args: ['--package-manager', manager] });
    for (const path of ['Dockerfile', 'compose.yaml', '.github', ...own]) {
      expect(app.has(path), path).toBe(false);
    }
    expect(app.stderr).toMatch(/Dockerfile and compose\.yaml are left out: the lock file/);
    expect(app.stderr).toMatch(/ci\.yml is left out: GitHub reads workflows at the root/);
    expect(app.read('README.md')).not.toMatch(/Dockerfile|ci\.yml/);
    expect((await app.check()).code).toBe(0);
  },
);

test('beside the members of a workspace, an app has everything of its own', async () => {
  const root = temporaryFolder();
  await fs.outputFile(join(root, 'package.json'), '{ "workspaces": ["packages/*"] }');
  const app = await create(root);
  expect(app.has('Dockerfile')).toBe(true);
  expect(app.has('.github/workflows/ci.yml')).toBe(true);
});

test('below the root of a repository the workflow is left out, and the image is not', async () => {
  const root = temporaryFolder();
  await fs.ensureDir(join(root, '.git'));
  const app = await create(root);
  expect(app.has('.github')).toBe(false);
  expect(app.has('Dockerfile')).toBe(true);
  expect(app.stderr).toContain(`the root of the repository only, which is ${root}.`);
  expect((await app.check()).code).toBe(0);
});

test.each([
  ['npm', 'package-lock=false\n', 'npm install', '.npmrc'],
  ['pnpm', 'lockfile=false\n', 'pnpm install', 'pnpm-workspace.yaml'],
])(
  'of a user without lock files, Docker and CI ask %s for none, as the app itself does, on every machine',
  async (manager, settings, install, file) => {
    const cwd = temporaryFolder();
    const userconfig = join(cwd, 'npmrc');
    await fs.outputFile(userconfig, settings);
    const env = { npm_config_userconfig: userconfig };
    const app = await create(cwd, { args: ['--package-manager', manager], env });
    expect(app.read('Dockerfile')).toContain(`RUN ${install}\n`);
    expect(app.read('Dockerfile')).not.toMatch(/lock\.(json|yaml)|frozen|npm ci/);
    expect(app.read('.github/workflows/ci.yml')).toContain(`- run: ${install}\n`);
    expect(app.read('.github/workflows/ci.yml')).not.toContain('cache:');
    expect(app.read(file)).toMatch(/lock(file)?[:=] ?false/);
    expect((await app.check()).code).toBe(0);
  },
);

test.each([
  ['yarn/1.22.22 npm/? node/v20', 'yarn@1.22.22', 'yarn install --frozen-lockfile\n', false],
  ['yarn/4.9.1 npm/? node/v20', 'yarn@4.9.1', 'yarn install --immutable\n', true],
])(
  'run by %s, an app is for that Yarn, also where another is asked',
  async (userAgent, recorded, install, hasSettings) => {
    const app = await create(temporaryFolder(), { env: { npm_config_user_agent: userAgent } });
    expect(JSON.parse(app.read('package.json')).packageManager).toBe(recorded);
    expect(app.read('.github/workflows/ci.yml')).toContain(install);
    expect(app.has('.yarnrc.yml')).toBe(hasSettings);
    expect((await app.check()).code).toBe(0);
  },
);

describe('the members of a workspace', () => {
  test.each([
    ['apps/a', ['apps/*'], true],
    ['apps/a/b', ['apps/*'], false],
    ['apps/a/b', ['./apps/**'], true],
    ['apps/a', ['apps/**/'], true],
    ['apps/a', ['{packages,apps}/*'], true],
    ['apps/a', ['apps/*', '!apps/a'], false],
    ['apps.x', ['apps?x', 'apps.y'], false],
    ['my-app', [], false],
  ])('%s in %j: %s', (path, patterns, is) => {
    expect(isMember(path, patterns)).toBe(is);
  });

  test.each([
    [
      'packages:\n  - apps/* # ours\n  # not these\n  - "!apps/x"\ncatalog:\n  - y\n',
      ['apps/*', '!apps/x'],
    ],
    ["packages: ['apps/*', libs]\n", ['apps/*', 'libs']],
    ['packages:\n- a\n\n- b', ['a', 'b']],
    ['allowBuilds:\n  esbuild: false\n', []],
  ])('pnpm lists them: %j', (yaml, packages) => {
    expect(pnpmPackages(yaml)).toEqual(packages);
  });
});
