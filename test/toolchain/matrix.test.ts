import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, inject, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { freePort } from '../bed/database.ts';
import { buildByHand, copyContext, namesIn } from '../bed/dockerfile.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';

/** Bun's own package fetches its program in an install script; the program's package needs none. */
const BUN = `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;
/** The Node of the Dockerfile; pnpm 11 wants 22 at least. */
const NODE = `node-${process.platform}-${process.arch}`;

const MANAGERS = [
  ...[9, 10, 11].map((version) => ['npm', `npm@${version}`]),
  ...[9, 10, 11, 12].map((version) => ['pnpm', `pnpm@${version}`]),
  ['yarn', 'yarn@1'],
  ['yarn', '@yarnpkg/cli-dist@4'],
  ['bun', `${BUN}@1`],
] as [name: string, packed: string][];

test.each(sample('versions of package managers', MANAGERS, 1))(
  '%s (%s): install, dev, test, the steps of the Dockerfile and of the workflow',
  { timeout: 600_000 },
  async (name, packed) => {
    const folder = temporaryFolder();
    const env = await withManager(folder, packed);
    const agent = `${name}/${(await execa(name, ['--version'], { cwd: folder, env, extendEnv: false })).stdout}`;
    const cwd = join(folder, 'work');
    await fs.ensureDir(cwd);
    const flags = ['--yes', '--template', 'minimal', '--docker', '--ci', '--no-git'];
    const { code, stderr } = await runCli(['my-app', ...flags, '--no-check-database'], {
      cwd,
      env: { ...env, npm_config_user_agent: agent, NODE_ENV: 'production' },
    });
    expect(code, stderr).toBe(0);
    const app = join(cwd, 'my-app');

    await answersInDevelopment(app, name, env);
    const tests = await sh(`${name} run test`, app, { ...env, MONGODB_URI: inject('mongoUri') });
    expect(tests.exitCode, tests.all).toBe(0);

    const checkout = join(folder, 'checkout');
    const filter = (path: string) => !/\/(node_modules|\.env)$/.test(path);
    await fs.copy(app, checkout, { filter });
    const { jobs } = parse(await fs.readFile(join(app, '.github/workflows/ci.yml'), 'utf8'));
    for (const { run } of jobs.test.steps) {
      if (run === undefined) continue;
      const there = { ...env, CI: 'true', MONGODB_URI: inject('mongoUri') };
      // This version is in no registry yet.
      const step = run.replace(
        /^.* create-mongo-session-app@\S+/,
        `${process.execPath} ${inject('cli')}`,
      );
      const { exitCode, all } = await sh(step, checkout, there);
      expect(exitCode, `${run}: ${all}`).toBe(0);
    }

    const context = join(folder, 'context');
    await copyContext(app, context);
    const image = await buildByHand(await fs.readFile(join(app, 'Dockerfile'), 'utf8'), {
      ...{ context, folder: join(folder, 'stages'), env },
    });
    const home = join(image.root, image.workingDirectory);
    expect(namesIn(home)).toEqual(['dist', 'node_modules', 'package.json']);
    expect(namesIn(join(home, 'node_modules'))).toContain('express');
    expect(namesIn(join(home, 'node_modules'))).not.toContain('typescript');
  },
);

/** A machine with one package manager and the Node of the Dockerfile; what is installed globally stays in the folder. */
async function withManager(folder: string, packed: string): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, 'manager');
  await fs.outputJson(join(home, 'package.json'), { private: true });
  const plain = cliEnvironment();
  await execa('npm', ['install', '--no-audit', packed, `${NODE}@24`], {
    ...{ cwd: home, env: plain, extendEnv: false },
  });
  const prefix = join(folder, 'global');
  const bins = ['.bin', join(BUN, 'bin'), join(NODE, 'bin')];
  const paths = [join(prefix, 'bin'), ...bins.map((bin) => join(home, 'node_modules', bin))];
  return {
    ...plain,
    PATH: [...paths, process.env.PATH].join(delimiter),
    npm_config_prefix: prefix,
    // A mirror of the registry may hand out no signatures.
    COREPACK_INTEGRITY_KEYS: '0',
    // Yarn 4 as well comes from there, not from its makers' own server.
    COREPACK_NPM_REGISTRY: 'https://registry.npmjs.org',
    COREPACK_HOME: join(folder, 'corepack'),
  };
}

function sh(command: string, cwd: string, env: NodeJS.ProcessEnv) {
  return execa('sh', ['-ec', command], { cwd, env, extendEnv: false, all: true, reject: false });
}

async function answersInDevelopment(app: string, name: string, env: NodeJS.ProcessEnv) {
  const port = await freePort();
  const child = spawn(name, ['run', 'dev'], {
    cwd: app,
    env: { ...env, PORT: String(port), MONGODB_URI: inject('mongoUri') },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const end = async () => {
    if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await end();
  });
  const status = () =>
    fetch(`http://127.0.0.1:${port}/livez`).then(
      (answer) => answer.status,
      () => output,
    );
  await expect.poll(status, { timeout: 60_000, interval: 200 }).toBe(200);
  await end();
}
