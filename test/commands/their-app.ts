import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fs from 'fs-extra';
import { inject, onTestFinished } from 'vitest';
import { cliEnvironment } from '../bed/cli.ts';
import { freePort } from '../bed/database.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { parseSmallApp } from '../express-app/small-app.ts';

const FOLDER = fileURLToPath(new URL('../express-app/running/', import.meta.url));

/** Apps of somebody else's that run: each answers `/hello`, and `/count` from `req.session`. */
export const RUNNING_APPS = readdirSync(FOLDER).map((name) => name.replace(/\.app$/, ''));

/** Puts such an app into a folder of its own, with everything that it may need installed. */
export async function placeApp(name: string): Promise<string> {
  const { files } = parseSmallApp(name, readFileSync(`${FOLDER}${name}.app`, 'utf8'));
  const app = await placeFiles(Object.fromEntries(files));
  const installed = join(inject('apps').typescript, 'node_modules');
  await fs.symlink(installed, join(app, 'node_modules'), 'dir');
  return app;
}

/** Puts files into a folder of their own, which goes with the test. */
export async function placeFiles(files: Record<string, string>): Promise<string> {
  const app = temporaryFolder();
  for (const [path, text] of Object.entries(files)) await fs.outputFile(join(app, path), text);
  return app;
}

/** Compiles an app where there is something to compile. */
export async function compile(app: string) {
  if (await fs.pathExists(join(app, 'tsconfig.json'))) await tsc(app);
}

/**
 * What the compiler finds wrong with an app, wherever in its files.
 *
 * @param compiler the folder of another TypeScript than the one that is installed
 */
export async function typeFaults(app: string, compiler?: string): Promise<string[]> {
  if (!(await fs.pathExists(join(app, 'tsconfig.json')))) return [];
  const lines = (await tsc(app, ['--noEmit'], compiler)).split('\n');
  const faults = lines.filter((line) => /error TS/.test(line));
  // With settings that it does not know, a compiler looks no further.
  const ofSettings = faults.filter((line) => /^error|^tsconfig/.test(line));
  if (ofSettings.length > 0) throw new Error(ofSettings.join('\n'));
  return faults.map((line) => line.replace(/\(\d+,\d+\)/, ''));
}

async function tsc(
  app: string,
  flags: readonly string[] = [],
  compiler = join(app, 'node_modules/typescript'),
): Promise<string> {
  const args = [join(compiler, 'bin/tsc'), '-p', app, ...flags];
  const { stdout } = await execa('node', args, { cwd: app, reject: false });
  return stdout;
}

export interface Running {
  hello(): Promise<string>;
  /** Visits `/count`, with the cookie that it was given before. Throws what the app answers instead. */
  count(): Promise<unknown>;
  statusOf(path: string): Promise<number>;
  cookie(): string;
  output(): string;
  end(): Promise<void>;
}

export interface Start {
  cookie?: string;
  env?: Record<string, string>;
  /** The Node that runs it. */
  node?: string;
}

/** Starts an app by its own start script, with no variable but PORT, and waits until it answers. */
export async function start(app: string, options: Start = {}): Promise<Running> {
  const { cookie = '', env = {}, node = process.execPath } = options;
  const port = await freePort();
  const { scripts } = await fs.readJson(join(app, 'package.json'));
  const [, ...words] = String(scripts.start).split(' ');
  const child = spawn(node, words, {
    cwd: app,
    env: { ...cliEnvironment(env), PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(() => end(child, ended));
  const url = `http://127.0.0.1:${port}`;
  let sent = cookie;
  const visit = (path: string) => fetch(url + path, { headers: sent ? { cookie: sent } : {} });
  await answers(url, child, () => output);
  return {
    hello: async () => (await fetch(`${url}/hello`)).text(),
    count: async () => {
      const response = await visit('/count');
      sent = response.headers.get('set-cookie')?.split(';')[0] ?? sent;
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text}\n${output}`);
      return JSON.parse(text).count;
    },
    statusOf: async (path) => (await visit(path)).status,
    cookie: () => sent,
    output: () => output,
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
