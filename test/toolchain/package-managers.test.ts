import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { beforeAll, describe, expect, test } from 'vitest';
import { usefulPart } from '../../src/toolchain/package-manager.ts';
import { cliEnvironment, FILES_ONLY, runCli } from '../bed/cli.ts';
import { newFolder, temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';

/** Bun's own package fetches its program in an install script; the program's package needs none. */
const BUN = `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;

const ONLY_INSTALL = ['--yes', '--no-git', '--no-check-database'];

describe('with the package manager on PATH', () => {
  let path = '';

  beforeAll(async () => {
    const folder = newFolder();
    await fs.outputJson(join(folder, 'package.json'), { private: true });
    const packages = ['pnpm@10', '@yarnpkg/cli-dist@4', `${BUN}@1`];
    await execa('npm', ['install', '--no-audit', ...packages], {
      cwd: folder,
      env: cliEnvironment(),
      extendEnv: false,
    });
    const bins = [join(folder, 'node_modules/.bin'), join(folder, 'node_modules', BUN, 'bin')];
    path = [...bins, process.env.PATH].join(delimiter);
    return () => fs.remove(folder);
  });

  const managers = [
    ['pnpm', 'pnpm-lock.yaml', 'pnpm dev'],
    ['yarn', 'yarn.lock', 'yarn dev'],
    ['bun', 'bun.lock', 'bun run dev'],
  ] as const;

  test.each(sample('package managers that install', managers, 1))(
    '%s installs an app inside another project, and it type-checks',
    async (name, lockFile, dev) => {
      const cwd = temporaryFolder();
      await fs.outputJson(join(cwd, 'package.json'), { name: 'around' });
      const env = { PATH: path, npm_config_user_agent: `${name}/4.18.1 node/v20` };
      const { code, stdout, stderr } = await runCli(['my-app', ...ONLY_INSTALL], { cwd, env });
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(`  ${dev}\n`);
      const app = join(cwd, 'my-app');
      expect((await fs.readFile(join(app, lockFile), 'utf8')).length).toBeGreaterThan(1000);
      const typecheck = await execa(name, ['run', 'typecheck'], {
        cwd: app,
        env: cliEnvironment(env),
        reject: false,
        all: true,
      });
      expect(typecheck.exitCode, typecheck.all).toBe(0);
    },
  );
});

test('a failed install keeps the files, shows what npm said and how to finish, exit 5', async () => {
  const cwd = temporaryFolder();
  // A registry that refuses every connection.
  const env = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
  const { code, stdout, stderr } = await runCli(['my-app', ...ONLY_INSTALL], { cwd, env });
  expect(code).toBe(5);
  expect(stderr).toContain('ECONNREFUSED');
  expect(stderr).toMatch(/files are written, but .* Finish with: npm install/);
  expect(stdout).toContain('  npm install\n  npm run dev\n');
  const app = join(cwd, 'my-app');
  expect(await fs.pathExists(join(app, '.create-mongo-session-app/state.json'))).toBe(true);
  const remedy = /Finish with: (.+)/.exec(stderr)?.[1] ?? '';
  await execa('sh', ['-ec', remedy], {
    ...{ cwd: app, extendEnv: false },
    env: cliEnvironment({ NODE_ENV: 'production', npm_config_prefer_offline: 'true' }),
  });
  expect(await fs.pathExists(join(app, 'node_modules/tsx'))).toBe(true);
});

test('a package manager that is not there is a failed install that says so', async () => {
  const cwd = temporaryFolder();
  const flags = ['my-app', '--package-manager', 'bun', '--json', ...ONLY_INSTALL];
  const { code, stdout } = await runCli(flags, { cwd, env: { PATH: '/nowhere' } });
  const { steps, problems, repeat } = JSON.parse(stdout);
  expect(code).toBe(5);
  expect(steps[0]).toMatchObject({
    name: 'install',
    status: 'failed',
    detail: expect.stringContaining('is it installed?'),
  });
  expect(problems[0]).toMatchObject({ code: 'install-failed' });
  expect(repeat).toBeNull();
});

test('of a failed command, the lines that say something are shown, without colours', () => {
  const output =
    '\x1b[31mnpm error code E1\x1b[39m\nnpm notice new version\n\nnpm error A complete log of this run\nnpm error why';
  expect(usefulPart(output)).toBe('npm error code E1\nnpm error why');
  expect(usefulPart('1\n2\n3', 2)).toBe('2\n3');
});

const WITHOUT_DEVELOPMENT = [
  ['NODE_ENV', 'production'],
  ['npm_config_omit', 'dev'],
  ['npm_config_production', 'true'],
] as const;

test.each(sample('settings that leave out development dependencies', WITHOUT_DEVELOPMENT, 1))(
  'with %s=%s the development dependencies are installed all the same',
  async (name, value) => {
    const cwd = temporaryFolder();
    const flags = ['my-app', '--template', 'minimal', ...ONLY_INSTALL];
    const env = { [name]: value, npm_config_prefer_offline: 'true' };
    const { code, stderr } = await runCli(flags, { cwd, env });
    expect(code, stderr).toBe(0);
    expect(await fs.pathExists(join(cwd, 'my-app/node_modules/tsx'))).toBe(true);
  },
);

test.each([
  ['npm', 'production', 'npm install --include=dev'],
  ['pnpm', 'production', 'pnpm install --prod=false'],
  ['npm', 'development', 'npm install'],
])(
  'an app that %s is still to install with NODE_ENV=%s is told how',
  async (name, mode, command) => {
    const flags = ['my-app', '--json', '--yes', '--package-manager', name, ...FILES_ONLY];
    const run = await runCli(flags, { cwd: temporaryFolder(), env: { NODE_ENV: mode } });
    expect(JSON.parse(run.stdout).nextSteps).toContain(command);
  },
);
