import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { sample } from '../bed/sample.ts';
import { compile, placeApp, start } from './their-app.ts';

// A CommonJS app may require the new files, which are modules, from Node 20.19 on.

const APPS = ['common-js', 'memory-session', 'es-module', 'typescript-common-js'];
const CASES = ['20.19.0', '22', '24', '26'].flatMap((version) =>
  APPS.map((name) => ({ version, name })),
);

test.each(sample('added sessions with each Node', CASES, 3))(
  'with Node $version the sessions of $name are kept over a restart',
  async ({ version, name }) => {
    const app = await placeApp(name);
    const asked = ['-y', `node@${version}`, '-p', 'process.execPath'];
    const options = { cwd: app, env: cliEnvironment(), extendEnv: false };
    const { stdout: node } = await execa('npx', asked, options);
    const { stdout: found } = await execa(node, ['-p', 'process.versions.node'], options);
    expect(`${found}.`.startsWith(`${version}.`), found).toBe(true);
    const flags = ['--mongo-uri', ownDatabaseUri(), '--yes', '--no-install', '--no-check-database'];
    const added = await runCli(['add', ...flags], { cwd: app });
    expect(added.code, added.stderr).toBe(0);
    await compile(app);
    const first = await start(app, { node });
    expect(await first.count()).toBe(1);
    await first.end();
    const second = await start(app, { node, cookie: first.cookie() });
    expect(await second.count()).toBe(2);
    // Nothing is said of modules that are required.
    expect(second.output()).toBe('');
  },
);
