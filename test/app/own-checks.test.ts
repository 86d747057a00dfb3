import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import type { AppName } from '../bed/app.ts';
import { cliEnvironment } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';

// What an owner runs before they trust their app, and what runs for them at GitHub.

const APPS: AppName[] = [
  ...(['typescript', 'javascript'] as const),
  ...(['auth-typescript', 'auth-javascript', 'api-typescript', 'api-javascript'] as const),
];
const IN_TYPESCRIPT = APPS.filter((name) => name.endsWith('typescript'));

function npm(cwd: string, args: string[], env = {}) {
  const offline = { npm_config_prefer_offline: 'true' };
  return execa('npm', args, {
    cwd,
    env: cliEnvironment({ ...offline, ...env }),
    extendEnv: false,
    all: true,
  });
}

function expectPassed(output: string) {
  expect(output).toMatch(/# fail 0/);
  expect(output).toMatch(/# pass [1-9]/);
}

/** Their tests are a step of the workflow below. */
const IN_WORKFLOWS = ['auth-typescript', 'api-javascript'] as const;
const OTHERS = APPS.filter((name) => !IN_WORKFLOWS.some((tested) => tested === name));

test.each(sample('other apps that run their own tests', OTHERS, 1))(
  'npm test of %s passes',
  async (name) => {
    const { stdout } = await npm(inject('apps')[name], ['test'], {
      MONGODB_URI: inject('mongoUri'),
    });
    expectPassed(stdout);
  },
);

test('npm test starts a database when there is none', async () => {
  const { stdout, stderr } = await npm(inject('apps').javascript, ['test']);
  expect(stderr).toMatch(/^\[db\] \w+ runs at mongodb:/m);
  expectPassed(stdout);
});

test.each(IN_TYPESCRIPT)('npm run typecheck of %s passes', async (name) => {
  await npm(inject('apps')[name], ['run', 'typecheck']);
});

describe('the dependencies', () => {
  test.each(IN_TYPESCRIPT)('of %s hold one MongoDB driver, and fit together', async (name) => {
    const { stdout } = await npm(inject('apps')[name], ['ls', 'mongodb', '--all', '--json']);
    const { problems = [], ...tree } = JSON.parse(stdout) as Package & { problems?: string[] };
    expect(problems).toEqual([]);
    const versions = versionsOf('mongodb', tree);
    expect(new Set(versions)).toEqual(new Set([expect.stringMatching(/^6\.\d+\.\d+$/)]));
    expect(versions.length).toBeGreaterThanOrEqual(3);
    const { packages } = await fs.readJson(join(inject('apps')[name], 'package-lock.json'));
    const places = Object.keys(packages).filter((path) =>
      /(^|\/)node_modules\/mongodb$/.test(path),
    );
    expect(places).toEqual(['node_modules/mongodb']);
  });

  test.each(IN_TYPESCRIPT)('of %s need no install script', async (name) => {
    const { packages } = await fs.readJson(join(inject('apps')[name], 'package-lock.json'));
    const scripted = Object.entries<{ hasInstallScript?: boolean; dev?: boolean }>(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path, { dev }]) => ({ path, dev }));
    // esbuild works without its script, and fsevents is for macOS alone; neither is there in production.
    expect(scripted.filter(({ path }) => !/\/(esbuild|fsevents)$/.test(path))).toEqual([]);
    expect(scripted.filter(({ dev }) => !dev)).toEqual([]);
    const { allowScripts } = await fs.readJson(join(inject('apps')[name], 'package.json'));
    expect(allowScripts).toEqual({ esbuild: false });
  });
});

interface Package {
  version?: string;
  dependencies?: Record<string, Package>;
}

function versionsOf(name: string, { dependencies = {} }: Package): string[] {
  return Object.entries(dependencies).flatMap(([found, below]) => [
    ...(found === name ? [below.version ?? 'none'] : []),
    ...versionsOf(name, below),
  ]);
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: {
    test: {
      'runs-on': string;
      'timeout-minutes': number;
      strategy: { matrix: { node: number[] } };
      services: { mongo: { image: string; ports: string[]; options: string } };
      env: Record<string, string>;
      steps: { uses?: string; run?: string; with?: Record<string, string | boolean> }[];
    };
  };
}

describe.each(sample('workflows', IN_WORKFLOWS, 1))('the workflow of %s', (name) => {
  const read = async () =>
    parse(await fs.readFile(join(inject('apps')[name], '.github/workflows/ci.yml'), 'utf8'), {
      strict: true,
    }) as Workflow;

  test('has a MongoDB beside it, Node 22, 24 and 26, a cache, a limit of time, and no rights but to read', async () => {
    const { on, permissions, jobs } = await read();
    const { services, env, strategy, steps } = jobs.test;
    // On every push: git may have made any branch.
    expect(on).toEqual({ push: null, pull_request: null });
    expect(permissions).toEqual({ contents: 'read' });
    const { hostname, port } = new URL(env.MONGODB_URI ?? '');
    expect(hostname).toBe('127.0.0.1');
    expect(services.mongo.ports).toEqual([`${port}:27017`]);
    expect(services.mongo.options).toMatch(/--health-cmd ".*ping.*"/);
    const { engines } = await fs.readJson(join(inject('apps')[name], 'package.json'));
    expect(engines.node).toBe('>=20.19');
    expect(strategy.matrix.node).toEqual([22, 24, 26]);
    expect(jobs.test['timeout-minutes']).toBe(15);
    const used = steps.flatMap((step) => (step.uses ? [[step.uses, step.with]] : []));
    expect(used).toEqual([
      [expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/), { 'persist-credentials': false }],
      [
        expect.stringMatching(/^actions\/setup-node@[0-9a-f]{40}$/),
        { 'node-version': expect.stringMatching(/^\$\{\{ matrix\.node \}\}$/), cache: 'npm' },
      ],
    ]);
  });

  test('has steps that pass in a fresh checkout', async () => {
    const { jobs } = await read();
    const checkout = join(temporaryFolder(), 'checkout');
    // What git would have: neither the secrets nor what is installed.
    const filter = (path: string) => !/\/(node_modules|\.env)$/.test(path);
    await fs.copy(inject('apps')[name], checkout, { filter });
    await npm(checkout, ['install', '--package-lock-only']);
    const commands = jobs.test.steps.flatMap(({ run }) => run ?? []);
    const isTypeScript = name.endsWith('typescript');
    const checks = isTypeScript ? ['npm run typecheck', 'npm run build'] : [];
    const tool = 'npx create-mongo-session-app@0.1.0';
    const ours = [`${tool} doctor --no-check-database`, `${tool} regenerate --check`];
    expect(commands).toEqual(['npm ci', ...ours, ...checks, 'npm test']);
    const printed: string[] = [];
    for (const command of commands) {
      const env = { ...jobs.test.env, CI: 'true', MONGODB_URI: inject('mongoUri') };
      // This version is in no registry yet.
      const packed = command.replace(tool, `${process.execPath} ${inject('cli')}`);
      const { stdout } = await execa('sh', ['-ec', packed], {
        cwd: checkout,
        env: cliEnvironment({ npm_config_prefer_offline: 'true', ...env }),
        extendEnv: false,
        all: true,
      });
      printed.push(stdout);
    }
    expectPassed(printed.at(-1) ?? '');
    expect(printed[1]).toMatch(/^Nothing to mend; \d\d checks hold\./);
  });
});
