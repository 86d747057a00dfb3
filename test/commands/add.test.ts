import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { runCli } from '../bed/cli.ts';
import { sample } from '../bed/sample.ts';
import { differences, readTree } from '../bed/tree.ts';
import { compile, placeApp, placeFiles, RUNNING_APPS, start, typeFaults } from './their-app.ts';

const QUICK = ['--yes', '--no-install', '--no-check-database'];

describe.each(sample('apps that run before and after', RUNNING_APPS, 6))('%s', (name) => {
  test('answers as before, and counts on over a restart, in the named database', async () => {
    const app = await placeApp(name);
    const uri = ownDatabaseUri();
    const canary = 'session-canary-of-32-bytes-and-more';
    await compile(app);
    const faultsBefore = await typeFaults(app);

    const before = await start(app);
    expect(await before.hello()).toBe('hello');
    await before.end();

    const added = await runCli(['add', app, '--secret-stdin', '--mongo-uri', uri, ...QUICK], {
      cwd: app,
      input: canary,
    });
    expect(added.code, added.stderr).toBe(0);
    expect(added.stdout + added.stderr).not.toContain(canary);
    expect(filesWith(app, canary)).toEqual(/memory|config/.test(name) ? [] : ['.env']);
    await compile(app);
    expect(await typeFaults(app)).toEqual(faultsBefore);

    const first = await start(app);
    expect(await first.hello()).toBe('hello');
    expect(await first.count()).toBe(1);
    expect(await first.count()).toBe(2);
    await first.end();
    const second = await start(app, { cookie: first.cookie() });
    expect(await second.count()).toBe(3);
    await second.end();
    expect(await storedSessions(uri)).toBeGreaterThan(0);

    const tree = readTree(app, { times: true });
    const again = await runCli(['add', app, ...QUICK], { cwd: app });
    expect(again.code, again.stderr).toBe(0);
    const check = await runCli(['regenerate', app, '--check'], { cwd: app });
    expect(check.code, check.stderr).toBe(0);
    expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
  });
});

test('a refusal changes no byte and no time stamp', async () => {
  const app = await placeFiles({
    'package.json': '{ "scripts": { "start": "node app.js" } }\n',
    'app.js': 'console.log(1);\n',
  });
  const tree = readTree(app, { times: true });
  const run = await runCli(['add', app, '--json', ...QUICK], { cwd: app });
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout).problems[0].code).toBe('no-app');
  expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
});

async function storedSessions(uri: string): Promise<number> {
  const client = new MongoClient(uri);
  try {
    return await client.db().collection('sessions').countDocuments();
  } finally {
    await client.close();
  }
}

/** The files of an app that hold a text, but for what is installed. */
function filesWith(app: string, text: string): string[] {
  const paths = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
  return paths
    .filter((path) => readFileSync(path).includes(text))
    .map((path) => path.slice(app.length + 1));
}
