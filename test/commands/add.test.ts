import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fs from 'fs-extra';
import { MongoClient } from 'mongodb';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { freePort } from '../bed/database.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import { parseSmallApp } from '../express-app/small-app.ts';

const FOLDER = fileURLToPath(new URL('../express-app/running/', import.meta.url));
const APPS = readdirSync(FOLDER).map((name) => name.replace(/\.app$/, ''));
const QUICK = ['--yes', '--no-install', '--no-check-database'];

describe.each(APPS)('%s', (name) => {
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
    const second = await start(app, first.cookie());
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
  const app = temporaryFolder();
  await fs.outputFile(join(app, 'package.json'), '{ "scripts": { "start": "node app.js" } }\n');
  await fs.outputFile(join(app, 'app.js'), 'console.log(1);\n');
  const tree = readTree(app, { times: true });
  const run = await runCli(['add', app, '--json', ...QUICK], { cwd: app });
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout).problems[0].code).toBe('no-app');
  expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
});

async function placeApp(name: string): Promise<string> {
  const app = temporaryFolder();
  const { files } = parseSmallApp(name, readFileSync(`${FOLDER}${name}.app`, 'utf8'));
  for (const [path, text] of files) await fs.outputFile(join(app, path), text);
  await fs.symlink(
    join(inject('apps').typescript, 'node_modules'),
    join(app, 'node_modules'),
    'dir',
  );
  return app;
}

async function compile(app: string) {
  if (await fs.pathExists(join(app, 'tsconfig.json'))) await tsc(app);
}

async function typeFaults(app: string): Promise<string[]> {
  if (!(await fs.pathExists(join(app, 'tsconfig.json')))) return [];
  return (await tsc(app, '--noEmit')).split('\n').filter((line) => /error TS/.test(line));
}

async function tsc(app: string, ...flags: string[]): Promise<string> {
  const bin = join(app, 'node_modules/typescript/bin/tsc');
  const { stdout } = await execa('node', [bin, '-p', app, ...flags], { cwd: app, reject: false });
  return stdout;
}

interface Running {
  hello(): Promise<string>;
  count(): Promise<unknown>;
  cookie(): string;
  end(): Promise<void>;
}

/** Starts an app by its own start script, with no variable but PORT. */
async function start(app: string, cookie = ''): Promise<Running> {
  const port = await freePort();
  const { scripts } = await fs.readJson(join(app, 'package.json'));
  const [, ...words] = String(scripts.start).split(' ');
  const env = { ...cliEnvironment(), PORT: String(port) };
  const child = spawn(process.execPath, words, {
    cwd: app,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(() => end(child, ended));
  const url = `http://127.0.0.1:${port}`;
  let sent = cookie;
  await answers(url, child, () => output);
  return {
    hello: async () => (await fetch(`${url}/hello`)).text(),
    count: async () => {
      const response = await fetch(`${url}/count`, { headers: sent ? { cookie: sent } : {} });
      sent = response.headers.get('set-cookie')?.split(';')[0] ?? sent;
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text}\n${output}`);
      return JSON.parse(text).count;
    },
    cookie: () => sent,
    end: () => end(child, ended),
  };
}

async function end(child: ChildProcess, ended: Promise<void>) {
  child.kill('SIGKILL');
  await ended;
}

async function answers(url: string, child: ChildProcess, output: () => string) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the app did not start: ${output()}`);
    const isThere = await fetch(`${url}/no-such-page`).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await sleep(50);
  }
}

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
